"""Puts the text of a PDF page in order, column by column, where the file has it row by row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

_SHOWS = frozenset((b"Tj", b"TJ", b"'", b'"'))
"""PDF's operators that show text."""
_SAME = 4.0
"""Points by which what stands below one another may differ."""
_FEWEST_ROWS = 4
"""With fewer rows side by side, a page has no columns."""
_GAP = re.compile(r" {3,}")
"""What parts two columns in text that is laid out as on the page."""
_LINE = 20
"""Characters: a table's cells are mostly shorter than a column's lines."""
_ACROSS = 1.3
"""A line so many times as long as those of the left column stands across both."""

Matrix = Sequence[float]


@dataclass(slots=True)
class Rows:
    """Where a page shows text, as pypdf's `visitor_operand_before` sees it."""

    _last: float | None = None
    """The height of the row at hand, in points."""
    _begins: Counter[int] = field(default_factory=Counter)
    """How often text that is not a row's first begins at a place."""

    def see(self, operator: bytes, cm: Matrix, tm: Matrix) -> None:
        """Takes an operator with the matrices of page and text."""
        if operator not in _SHOWS:
            return
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if self._last is not None and abs(self._last - y) < _SAME:
            self._begins[round(x / _SAME)] += 1
        self._last = y

    @property
    def may_be_in_columns(self) -> bool:
        """Whether text begins several times at one place in the midst of a row."""
        return max(self._begins.values(), default=0) >= _FEWEST_ROWS


def in_columns(layout: str) -> str | None:
    """Text that is laid out as on the page, column by column; None if it has no two columns."""
    rows = [_GAP.split(line.strip()) for line in layout.splitlines()]
    pairs = [row for row in rows if len(row) == 2]
    if len(pairs) < _FEWEST_ROWS or median(min(map(len, row)) for row in pairs) < _LINE:
        return None
    width = median(len(left) for left, _ in pairs)
    return "\n".join(_ordered(layout.splitlines(), width))


def _ordered(lines: Sequence[str], width: float) -> Iterator[str]:
    """The lines; one across both columns ends what stands above it."""
    left: list[str] = []
    right: list[str] = []
    for line in lines:
        first, *rest = _GAP.split(line.strip())
        indent = len(line) - len(line.lstrip())
        if rest:
            left.append(first)
            right.append(" ".join(rest))
        elif len(first) > _ACROSS * width:
            yield from (*left, *right, first)
            left, right = [], []
        else:
            (right if indent > width / 2 else left).append(first)
    yield from (*left, *right)
