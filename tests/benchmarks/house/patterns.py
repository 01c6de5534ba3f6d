"""Regular expressions in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from house.sources import Figure, Offender, Source, constants, worst_first

SHORT_PATTERN = 40
LONG_PATTERN = 150
_RE_CALLS = (
    "compile",
    "match",
    "search",
    "fullmatch",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
)
_COMMENT = re.compile(r"(?:^|\s)\#(?:\s|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression as it is written; a computed part is its code in braces."""

    path: str
    line: int
    text: str
    is_verbose: bool

    @property
    def is_explained(self) -> bool:
        """Whether it is short, or verbose with a comment."""
        has_comment = self.is_verbose and _COMMENT.search(self.text) is not None
        return has_comment or len(self.text) < SHORT_PATTERN


def is_re_call(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a node calls a function of `re` that takes a pattern."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return ast.unparse(node.func.value) == "re" and node.func.attr in _RE_CALLS


def patterns(sources: Sequence[Source]) -> tuple[Pattern, ...]:
    """The patterns written in calls of `re`.

    A pattern may have a name there: that of a constant of its module, or of the loop in a
    comprehension over several patterns.
    """
    found: list[Pattern] = []
    for source in sources:
        found += _patterns_of(source)
    return tuple(found)


def _patterns_of(source: Source) -> Iterable[Pattern]:
    named = _named_expressions(source.tree)
    found: dict[tuple[int, int], Pattern] = {}
    for call in ast.walk(source.tree):
        if not is_re_call(call) or not call.args:
            continue
        is_verbose = _is_verbose(call, named)
        for node in _meant(call.args[0], named):
            if _is_written(node):
                text = _text(node)
                pattern = Pattern(source.path, node.lineno, text, is_verbose or "(?x" in text)
                found.setdefault((node.lineno, node.col_offset), pattern)
    return found.values()


def _named_expressions(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """The expressions that the names of constants and of comprehensions' loops mean."""
    named: dict[str, list[ast.expr]] = {}
    for name, _, value in constants(tree):
        named.setdefault(name, []).append(value)
    for node in ast.walk(tree):
        if isinstance(node, ast.comprehension) and isinstance(node.iter, ast.Tuple | ast.List):
            named.setdefault(ast.unparse(node.target), []).extend(node.iter.elts)
    return named


def _meant(node: ast.expr, named: Mapping[str, list[ast.expr]]) -> list[ast.expr]:
    return named.get(node.id, []) if isinstance(node, ast.Name) else [node]


def _is_verbose(call: ast.Call, named: Mapping[str, list[ast.expr]]) -> bool:
    flags = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    meant: list[ast.expr] = []
    for flag in flags:
        meant += _meant(flag, named)
    written = " ".join(map(ast.unparse, meant))
    return re.search(r"\bre\.(?:VERBOSE|X)\b", written) is not None


def _is_written(node: ast.AST) -> bool:
    """Whether an expression is a string, an f-string, or a sum with one."""
    if isinstance(node, ast.BinOp):
        return _is_written(node.left) or _is_written(node.right)
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    return f"{{{ast.unparse(inner)}}}"


def patterns_explained(found: Sequence[Pattern]) -> Figure:
    """The share that is short or verbose with a comment, in percent, rounded down."""
    opaque = [pattern for pattern in found if not pattern.is_explained]
    share = 100 * (len(found) - len(opaque)) // len(found) if found else 100
    return Figure("regular expressions explained", share, _longest_first(opaque), unit="%")


def long_patterns(found: Sequence[Pattern]) -> Figure:
    """The patterns over 150 characters that are not verbose."""
    long = [one for one in found if len(one.text) > LONG_PATTERN and not one.is_verbose]
    name = f"patterns over {LONG_PATTERN} characters, not verbose"
    return Figure(name, len(long), _longest_first(long), most=0)


def _longest_first(found: Iterable[Pattern]) -> tuple[Offender, ...]:
    sized: list[tuple[float, Offender]] = []
    for pattern in found:
        length = len(pattern.text)
        sized.append((length, Offender(pattern.path, pattern.line, f"{length} characters")))
    return worst_first(sized)
