"""Draws messages as an SVG that looks like a chat: text stays text, so that a picture is small and can be read out.

Text is measured as Helvetica, whose widths are Arial's and Liberation Sans's too; another font is fitted to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
from fontTools.afmLib import AFM
from fontTools.agl import UV2AGL

WIDTH = 460
"""Pixels, as are all lengths here."""
_EDGE, _GAP, _PAD = 12, 10, 11
_WIDEST = 372
"""What a line of text may measure."""
_SIZE, _LINE = 14.5, 20
_SMALL, _QUOTED = 13, 18
_BUTTON = 34

_BACKGROUND, _THEIRS, _OWN, _KEYS, _PRESSED = "#dbe5ec", "#ffffff", "#e2fbd0", "#8ba7bb", "#4c7fa5"
_INK, _LINK, _QUIET, _BAR = "#16191d", "#2277bb", "#7a8a96", "#3f8fd0"
_TICKS = "#5fb653"

_COMMAND = re.compile(r"(?<!\S)/[a-z]+")
"""Which Telegram shows as a link without being told to."""
_WORD = re.compile(r"\s+|\S+")
_FONTS = {
    (False, False): "",
    (True, False): "-Bold",
    (False, True): "-Oblique",
    (True, True): "-BoldOblique",
}


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody sent: its text, TDLib's entities in it, and what else is to be seen with it."""

    text: str
    entities: Sequence[dict[str, Any]] = ()
    buttons: Sequence[Sequence[str]] = ()
    is_own: bool = False
    answers: str = ""
    """The message that it replies to."""
    pressed: str = ""
    """The button that is pressed next."""

    @property
    def words(self) -> str:
        """All that is to be read of it, without spaces."""
        labels = (label for row in self.buttons for label in row)
        return "".join(
            "".join(
                (*((first_line(self.answers),) if self.answers else ()), self.text, *labels)
            ).split()
        )


@dataclass(frozen=True, slots=True)
class _Style:
    is_bold: bool = False
    is_italic: bool = False
    is_code: bool = False
    is_link: bool = False
    is_quote: bool = False


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one style, at a place in their line."""

    text: str
    style: _Style
    x: float
    width: float


@dataclass(slots=True)
class _Line:
    runs: list[_Run]
    is_quote: bool
    width: float = 0.0


def first_line(text: str) -> str:
    """What is shown of a message that is replied to."""
    line = text.split("\n")[0]
    return line if len(line) <= 44 else line[:43].rsplit(" ", 1)[0] + "…"


def draw(messages: Sequence[Message]) -> str:
    """The messages one below the other, as an SVG document."""
    parts, y = [], float(_EDGE)
    for message in messages:
        drawn, height = _bubble(message, y)
        parts += drawn
        y += height + _GAP
    height = y - _GAP + _EDGE
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
        f' font-family="Helvetica, Arial, Liberation Sans, sans-serif" font-size="{_SIZE}">'
    )
    ground = _rect(0, 0, WIDTH, height, _BACKGROUND, 10)
    return "\n".join([head, ground, *parts, "</svg>"]) + "\n"


def _bubble(message: Message, top: float) -> tuple[list[str], float]:
    """A message whose bubble begins at `top`, and its height with the buttons."""
    lines = _lines(message)
    answered = first_line(message.answers)
    width = max(
        [line.width for line in lines]
        + [_measured(answered, _Style(), _SMALL) + 10 if answered else 0]
    )
    width = max(width + (30 if message.is_own else 0), 150 if message.buttons else 0) + 2 * _PAD
    width = max([width, *(_row_width(row) for row in message.buttons)])
    left = WIDTH - _EDGE - width if message.is_own else _EDGE
    parts, y = [], top + _PAD - 3
    if answered:
        parts += [
            _rect(left + _PAD, y + 2, 3, 20, _BAR, 1.5),
            _run(
                _Run(answered, _Style(), 0, _measured(answered, _Style(), _SMALL)),
                left + _PAD + 10,
                y + 17,
                _SMALL,
                _QUIET,
            ),
        ]
        y += 28
    drawn, y = _block(lines, left, width, y)
    bottom = y + _PAD - 3
    parts = [
        _rect(left, top, width, bottom - top, _OWN if message.is_own else _THEIRS, 12),
        *parts,
        *drawn,
    ]
    if message.is_own:
        parts.append(_ticks(left + width - 24, bottom - 8))
    for row in message.buttons:
        parts += _keys(row, left, width, bottom + 4, message.pressed)
        bottom += _BUTTON + 4
    return parts, bottom - top


def _block(lines: Sequence[_Line], left: float, width: float, y: float) -> tuple[list[str], float]:
    """The lines of a message below `y`, and where they end."""
    parts: list[str] = []
    opened = None
    for number, line in enumerate(lines):
        if line.is_quote and opened is None:
            opened, y = y, y + 5
        height, size = (_QUOTED, _SMALL) if line.is_quote else (_LINE, _SIZE)
        start = left + _PAD + (10 if line.is_quote else 0)
        parts += [_run(run, start, y + height - 5.5, size) for run in line.runs]
        y += height
        is_last = number + 1 == len(lines) or not lines[number + 1].is_quote
        if opened is not None and is_last:
            y += 6
            parts = [*_quote(left + _PAD, opened, width - 2 * _PAD, y - opened), *parts]
            opened, y = None, y + 3
    return parts, y


def _quote(x: float, y: float, width: float, height: float) -> list[str]:
    """What lies behind an expandable quotation: a bar, a tint, and the arrow that folds it."""
    arrow = f"M{x + width - 16:.1f} {y + height - 8:.1f}l4-4l4 4"
    return [
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="4" fill="{_BAR}" fill-opacity="0.1"/>',
        _rect(x, y, 3, height, _BAR, 1.5),
        f'<path d="{arrow}" fill="none" stroke="{_BAR}" stroke-width="1.6"/>',
    ]


def _keys(row: Sequence[str], left: float, width: float, top: float, pressed: str) -> list[str]:
    """A row of buttons as wide as the bubble."""
    each = (width - 4 * (len(row) - 1)) / len(row)
    parts = []
    for number, label in enumerate(row):
        x, style = left + number * (each + 4), _Style(is_bold=True)
        colour = _PRESSED if pressed and label == pressed else _KEYS
        room = _measured(label, style, _SMALL)
        parts.append(_rect(x, top, each, _BUTTON, colour, 8))
        parts.append(
            _run(_Run(label, style, 0, room), x + (each - room) / 2, top + 21.5, _SMALL, "#ffffff")
        )
    return parts


def _row_width(row: Sequence[str]) -> float:
    """What a row of buttons needs, each as wide as the widest."""
    widest = max(_measured(label, _Style(is_bold=True), _SMALL) for label in row)
    return len(row) * (widest + 16) + 4 * (len(row) - 1)


def _lines(message: Message) -> list[_Line]:
    """The text, wrapped."""
    lines: list[_Line] = []
    for paragraph in _paragraphs(message):
        is_quote = any(style.is_quote for _, style in paragraph)
        widest = _WIDEST - (16 if is_quote else 0)
        size = _SMALL if is_quote else _SIZE
        line = _Line([], is_quote)
        for word, style in _glued(paragraph):
            width = sum(_measured(part, one, size) for part, one in zip(word, style, strict=True))
            if line.runs and line.width + width > widest and not word[0].isspace():
                lines.append(line)
                line = _Line([], is_quote)
            for part, one in zip(word, style, strict=True):
                _append(line, part, one, _measured(part, one, size))
        lines.append(line)
    return [_trimmed(line) for line in lines]


def _append(line: _Line, text: str, style: _Style, width: float) -> None:
    last = line.runs[-1] if line.runs else None
    if last is not None and last.style == style:
        line.runs[-1] = _Run(last.text + text, style, last.x, last.width + width)
    elif text:
        line.runs.append(_Run(text, style, line.width, width))
    line.width += width


def _trimmed(line: _Line) -> _Line:
    """The line without what is empty in it: spaces take their room, and are not drawn."""
    runs = []
    for run in line.runs:
        text = run.text.strip()
        if text:
            size = _SMALL if line.is_quote else _SIZE
            before = _measured(run.text[: len(run.text) - len(run.text.lstrip())], run.style, size)
            runs.append(_Run(text, run.style, run.x + before, _measured(text, run.style, size)))
    width = runs[-1].x + runs[-1].width if runs else 0.0
    return _Line(runs, line.is_quote, width + (16 if line.is_quote else 0))


def _glued(paragraph: Sequence[tuple[str, _Style]]) -> Iterator[tuple[list[str], list[_Style]]]:
    """The words of a paragraph, each in the parts of it that have a style of their own; spaces are words."""
    parts: list[str] = []
    styles: list[_Style] = []
    for text, style in paragraph:
        for piece in _WORD.findall(text):
            if parts and (piece.isspace() or parts[-1].isspace()):
                yield parts, styles
                parts, styles = [], []
            parts, styles = [*parts, piece], [*styles, style]
    if parts:
        yield parts, styles


def _paragraphs(message: Message) -> Iterator[list[tuple[str, _Style]]]:
    """The lines of the text as they were sent, in pieces of one style."""
    paragraph: list[tuple[str, _Style]] = []
    for text, style in _styled(message):
        first, *others = text.split("\n")
        paragraph.append((first, style))
        for other in others:
            yield paragraph
            paragraph = [(other, style)]
    yield paragraph


def _styled(message: Message) -> Iterator[tuple[str, _Style]]:
    """The text in pieces of one style. Entities count in UTF-16 units."""
    units = message.text.encode("utf-16-le")
    spans = [
        (one["offset"], one["offset"] + one["length"], one["type"]["@type"])
        for one in message.entities
    ]
    spans += [
        (*_in_units(message.text, command.span()), "Command")
        for command in _COMMAND.finditer(message.text)
    ]
    cuts = sorted({0, len(units) // 2, *(at for start, end, _ in spans for at in (start, end))})
    for start, end in pairwise(cuts):
        kinds = " ".join(kind for first, last, kind in spans if first <= start and end <= last)
        style = _Style(
            "Bold" in kinds,
            "Italic" in kinds,
            "Code" in kinds,
            "Command" in kinds,
            "BlockQuote" in kinds,
        )
        yield units[2 * start : 2 * end].decode("utf-16-le"), style


def _in_units(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start, end = (len(text[:at].encode("utf-16-le")) // 2 for at in span)
    return start, end


@cache
def _font(is_bold: bool, is_italic: bool) -> AFM:
    folder = Path(mpl.get_data_path()) / "fonts" / "pdfcorefonts"
    return AFM(folder / f"Helvetica{_FONTS[is_bold, is_italic]}.afm")


def _measured(text: str, style: _Style, size: float) -> float:
    """The width of a text; what Helvetica does not have is as wide as a lower-case letter, an emoji as it is high."""
    if style.is_code:
        return 0.57 * size * len(text)
    font = _font(style.is_bold, style.is_italic)
    wide = {character: 1300 if ord(character) > 0x2E80 else 560 for character in text}
    names = ((character, UV2AGL.get(ord(character), "")) for character in text)
    return (
        sum(font[name][1] if font.has_char(name) else wide[character] for character, name in names)
        * size
        / 1000
    )


def _run(run: _Run, left: float, baseline: float, size: float, colour: str = "") -> str:
    style = run.style
    look = ' font-weight="bold"' * style.is_bold + ' font-style="italic"' * style.is_italic
    if style.is_code:
        look += (
            f' font-family="Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="{size - 1.5}"'
        )
    colour = colour or (_LINK if style.is_link or style.is_code else _INK)
    return _text(
        left + run.x, baseline, run.text, size, colour, f'{look} textLength="{run.width:.1f}"'
    )


def _text(x: float, y: float, text: str, size: float, colour: str, look: str = "") -> str:
    if 'font-size="' not in look and size != _SIZE:
        look += f' font-size="{size}"'
    fitted = ' lengthAdjust="spacingAndGlyphs"' if "textLength" in look else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{look}{fitted}>{escape(text, quote=False)}</text>'


def _rect(x: float, y: float, width: float, height: float, colour: str, round_by: float) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} rx="{round_by}" fill="{colour}"/>'


def _ticks(x: float, y: float) -> str:
    """The two ticks of a message that was read."""
    return f'<path d="M{x:.1f} {y - 4:.1f}l3 3l6-7m-2 6l1 1l6-7" fill="none" stroke="{_TICKS}" stroke-width="1.4"/>'
