"""Functions, lines and docstrings."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from statistics import median

from house.sources import (
    Definition,
    Figure,
    FunctionNode,
    Offender,
    Source,
    definitions,
    worst_first,
)

COMPLEXITY_LIMIT = 15
LISTED = 10
"""Functions that are listed though they pass no limit."""
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp)


def _functions(sources: Sequence[Source]) -> Iterator[tuple[Source, str, FunctionNode]]:
    """The functions and methods, nested ones too, with their qualified names."""
    for source in sources:
        for name, node in definitions(source.tree):
            if isinstance(node, FunctionNode):
                yield source, name, node


def _complexity(function: FunctionNode) -> int:
    """McCabe's cyclomatic complexity: 1, and 1 more for each of these in the body.

    - `if`, `elif`, `for`, `while`, `except`, a conditional expression;
    - `for` and `if` in a comprehension;
    - each operand of `and` or `or` after the first;
    - a `case`, but not a bare `case _`.

    A lambda counts with the function around it, a nested function by itself.
    """
    total = 1
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Definition):
            total += _branches(node)
            waiting.extend(ast.iter_child_nodes(node))
    return total


def _branches(node: ast.AST) -> int:
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.match_case):
        return int(node.guard is not None or ast.unparse(node.pattern) != "_")
    return int(isinstance(node, _BRANCHES))


def highest_complexity(sources: Sequence[Source]) -> Figure:
    """The highest complexity of a function. At least ten are listed, and all over the limit."""
    measured: list[tuple[float, Offender]] = []
    for source, name, node in _functions(sources):
        found = _complexity(node)
        measured.append((found, Offender(source.path, node.lineno, f"{name}: {found}")))
    over = sum(found > COMPLEXITY_LIMIT for found, _ in measured)
    highest = max((found for found, _ in measured), default=0)
    listed = worst_first(measured)[: max(LISTED, over)]
    return Figure("cyclomatic complexity, highest", highest, listed, COMPLEXITY_LIMIT)


def median_function(sources: Sequence[Source]) -> Figure:
    """The median length of a function in lines, with its docstring, without its decorators."""
    measured: list[tuple[float, Offender]] = []
    for source, name, node in _functions(sources):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        measured.append((length, Offender(source.path, node.lineno, f"{name}: {length}")))
    value = median(length for length, _ in measured) if measured else 0
    return Figure("function length, median", value, worst_first(measured)[:LISTED], unit="lines")


def long_lines(sources: Sequence[Source], width: int) -> Figure:
    """The lines of more characters than the width."""
    found: list[tuple[float, Offender]] = []
    for source in sources:
        for number, line in enumerate(source.text.splitlines(), 1):
            if len(line) > width:
                found.append((len(line), Offender(source.path, number, f"{len(line)}")))
    return Figure(f"lines over {width} characters", len(found), worst_first(found), most=0)


def public_docstrings(sources: Sequence[Source]) -> Figure:
    """The share of public names that have a docstring, in percent, rounded down.

    A name is public if no part of its qualified name begins with an underscore. Local functions,
    overloads and property setters do not count.
    """
    count = 0
    missing: list[Offender] = []
    for source in sources:
        for name, node in _public(source):
            count += 1
            if ast.get_docstring(node) is None:
                missing.append(Offender(source.path, getattr(node, "lineno", 1), name))
    share = 1000 * (count - len(missing)) // count / 10 if count else 100.0
    return Figure("public docstrings", share, tuple(missing), least=100, unit="%")


def _public(source: Source) -> Iterator[tuple[str, ast.Module | Definition]]:
    if _is_private(source.module):
        return
    yield source.module, source.tree
    for name, node in definitions(source.tree):
        if not _is_private(name) and not _is_documented_elsewhere(node):
            yield f"{source.module}.{name}", node


def _is_private(name: str) -> bool:
    return any(part.startswith(("_", "<")) for part in name.split("."))


def _is_documented_elsewhere(node: Definition) -> bool:
    """Whether a definition is an overload, or the setter of a property."""
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return not names.isdisjoint(("overload", "setter", "deleter"))
