"""The house figures: what a maintainer watches about the code, measured from its text.

    python tests/benchmarks figures [ROOT] [--all] [--json]

Nothing is imported, so that a tree which does not run is measured too. The exit status is 1 where
a limit is passed.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import math
import re
import sys
import tokenize
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path
from statistics import median
from typing import TypeGuard

PACKAGES = ("bot", "index", "prompts", "config")
LEXICON = Path("index/language/lexicon")
FOLDER_LIMIT = 14
TOP_LIMIT = 4
DEPTH_LIMIT = 13
COMPLEXITY_LIMIT = 15
HIGHEST = 10
"""Functions and modules that are listed though they pass no limit."""
WIDTH = 100
NARROW = 88
LIST_WORDS = 6
"""Words that make a constant a word list."""
PHRASE_WORDS = 3
"""A string of more words is no entry of a list, unless it is split."""
SHARED_WORDS = 5
SHARED_PART = 0.6
SHORT_PATTERN = 40
LONG_PATTERN = 150

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Definition = FunctionNode | ast.ClassDef
Graph = Mapping[str, frozenset[str]]

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DEFINITIONS = (*_FUNCTIONS, ast.ClassDef)
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LAYOUT = frozenset(
    (
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    )
)
_RE_CALLS = frozenset(
    ("compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")
)
_WORD = re.compile(
    r"""
    ['’]?  [^\W\d_]+           # say, 's, сказал
    (?: ['’-] [^\W\d_]+ )*     # twenty-one, isn't
    """,
    re.VERBOSE,
)
_BETWEEN = re.compile(r"[\s,;:|/=]+")
_MESSAGE = re.compile(r"[.!?…:]\s*$")
_COMMENT = re.compile(r"(?:^|\s)\#(?:\s|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file, its path from the root with forward slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def folder(self) -> str:
        """The path of its folder."""
        return self.path.rpartition("/")[0]

    @property
    def module(self) -> str:
        """The name it is imported by; a package's own is that of its folder."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass(frozen=True, slots=True)
class Offender:
    """A place to look at; a folder has no line."""

    path: str
    line: int | None
    text: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}  {self.text}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value, what it may be, and the places behind it, worst first."""

    name: str
    value: float
    offenders: tuple[Offender, ...] = ()
    most: float | None = None
    least: float | None = None
    unit: str = ""
    shown: int = 5

    @property
    def status(self) -> str:
        """Whether the value is "over" or "under" a limit, or "ok"; empty without a limit."""
        if self.most is not None and self.value > self.most:
            return "over"
        if self.least is not None and self.value < self.least:
            return "under"
        return "" if self.most is None and self.least is None else "ok"


@dataclass(frozen=True, slots=True)
class Import:
    """One module of ours imported by another, and where."""

    importer: str
    imported: str
    path: str
    line: int
    is_type_only: bool


@dataclass(frozen=True, slots=True)
class WordList:
    """The words that a constant or a lexicon file holds."""

    path: str
    line: int
    name: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression as written; a part that is computed stands as its code, in braces."""

    path: str
    line: int
    text: str
    is_verbose: bool

    @property
    def is_explained(self) -> bool:
        """Whether it is short, or verbose with a comment."""
        has_comment = self.is_verbose and _COMMENT.search(self.text) is not None
        return has_comment or len(self.text) < SHORT_PATTERN


Sized = tuple[float, Offender]


def worst_first(found: Iterable[Sized]) -> tuple[Offender, ...]:
    """The offenders, by their size."""
    ordered = sorted(found, key=lambda pair: -pair[0])
    return tuple(offender for _, offender in ordered)


# Reading


def read_sources(root: Path, folders: Iterable[str]) -> tuple[Source, ...]:
    """The Python files below the folders, by path; hidden folders and caches are left out.

    Raises SyntaxError, which names the file, where one is no Python.
    """
    found: list[Source] = []
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            inner = path.relative_to(root)
            if not any(part.startswith((".", "__pycache__")) for part in inner.parts):
                found.append(_read(path, inner.as_posix()))
    return tuple(found)


def _read(path: Path, name: str) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(name, text, ast.parse(text, name))


def definitions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """Classes and functions with their qualified names, spelt as Python's `__qualname__`."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _DEFINITIONS):
            yield from definitions(child, prefix)
            continue
        name = prefix + child.name
        yield name, child
        inner = "." if isinstance(child, ast.ClassDef) else ".<locals>."
        yield from definitions(child, name + inner)


def functions(source: Source) -> Iterator[tuple[str, FunctionNode]]:
    """The functions and methods of a file, nested ones too, with their qualified names."""
    for name, node in definitions(source.tree):
        if isinstance(node, _FUNCTIONS):
            yield name, node


# Folders


def fullest_folder(sources: Sequence[Source]) -> Figure:
    """The most modules in one folder, `__init__.py` counted; folders inside it are not."""
    counts = Counter(source.folder for source in sources).most_common()
    offenders = tuple(Offender(f"{name}/", None, f"{count} modules") for name, count in counts)
    highest = counts[0][1] if counts else 0
    return Figure("modules in the fullest folder", highest, offenders, FOLDER_LIMIT)


def modules_in(sources: Sequence[Source], folder: str) -> Figure:
    """The modules that stand in a folder itself, `__init__.py` counted."""
    inside = [source for source in sources if source.folder == folder]
    offenders = tuple(Offender(source.path, 1, "") for source in inside)
    return Figure(f"modules in {folder}/ itself", len(inside), offenders, TOP_LIMIT)


# Imports


def _import_nodes(
    nodes: Iterable[ast.AST], is_type_only: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """The import statements, wherever they stand, and whether each is for types alone."""
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, is_type_only
        elif isinstance(node, ast.If) and _is_type_checking(node.test):
            yield from _import_nodes(node.body, True)
            yield from _import_nodes(node.orelse, is_type_only)
        else:
            yield from _import_nodes(ast.iter_child_nodes(node), is_type_only)


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def _imported(
    source: Source, node: ast.Import | ast.ImportFrom, modules: frozenset[str]
) -> list[str]:
    """The modules that a statement names; `from package import name` may name one inside."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = _absolute(source, node)
    inside = [f"{base}.{alias.name}" for alias in node.names]
    return [name if name in modules else base for name in inside]


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    """The module that a `from` names, written out where it begins with dots."""
    if not node.level:
        return node.module or ""
    folders = source.folder.split("/")
    above = folders[: len(folders) - node.level + 1]
    return ".".join((*above, node.module) if node.module else above)


def imports(sources: Sequence[Source]) -> tuple[Import, ...]:
    """The imports between the modules, those inside functions and for types alone included.

    An import counts for the module it names, not for the packages around that one.
    """
    modules = frozenset(source.module for source in sources)
    found: list[Import] = []
    for source in sources:
        for node, is_type_only in _import_nodes(source.tree.body):
            for name in _imported(source, node, modules):
                if name in modules and name != source.module:
                    one = Import(source.module, name, source.path, node.lineno, is_type_only)
                    found.append(one)
    return tuple(found)


def import_graph(sources: Sequence[Source], found: Iterable[Import]) -> Graph:
    """Each module with those that it imports."""
    graph: dict[str, set[str]] = {source.module: set() for source in sources}
    for one in found:
        graph[one.importer].add(one.imported)
    return {module: frozenset(targets) for module, targets in graph.items()}


def components(graph: Graph) -> dict[str, frozenset[str]]:
    """Each module with all that it reaches and that reach it, itself included."""
    reached = {module: frozenset(_reached(graph, module)) for module in graph}
    groups: dict[str, frozenset[str]] = {}
    for module, below in reached.items():
        groups[module] = frozenset(other for other in below if module in reached[other])
    return groups


def _reached(graph: Graph, start: str) -> dict[str, str]:
    """The modules in reach of one, itself too, each with the one by which it is first reached."""
    came_from = {start: start}
    waiting = deque([start])
    while waiting:
        module = waiting.popleft()
        for target in sorted(graph[module] - came_from.keys()):
            came_from[target] = module
            waiting.append(target)
    return came_from


def shortest_cycle(graph: Graph, group: frozenset[str]) -> tuple[str, ...]:
    """The fewest modules of a component that import one another in a ring; the first ends it."""
    rings: list[tuple[str, ...]] = []
    for start in sorted(group):
        came_from = _reached(graph, start)
        closing = [last for last in sorted(came_from) if start in graph[last]]
        rings.extend((*_way(came_from, last), start) for last in closing)
    return min(rings, key=len, default=())


def _way(came_from: Mapping[str, str], last: str) -> tuple[str, ...]:
    """The modules from the start of a search to its last, in order."""
    way = [last]
    while came_from[way[-1]] != way[-1]:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def circular_imports(sources: Sequence[Source]) -> Figure:
    """The groups of modules that import one another in a ring.

    An import counts wherever it stands: at the top, in a function, for types alone.
    """
    found = imports(sources)
    graph = import_graph(sources, found)
    groups = {group for group in components(graph).values() if len(group) > 1}
    offenders: list[Offender] = []
    for group in sorted(groups, key=lambda group: (-len(group), min(group))):
        ring = shortest_cycle(graph, group)
        text = f"{' -> '.join(ring)} ({len(group)} modules in the group)"
        path, line = _place(sources, found, ring[0], ring[1])
        offenders.append(Offender(path, line, text))
    return Figure("circular imports", len(groups), tuple(offenders), 0)


def _place(
    sources: Sequence[Source], found: Iterable[Import], importer: str, imported: str
) -> tuple[str, int]:
    """The path and line of an import; the importer's first line where there is none."""
    for one in found:
        if (one.importer, one.imported) == (importer, imported):
            return one.path, one.line
    return next(source.path for source in sources if source.module == importer), 1


def longest_chain(graph: Graph) -> tuple[str, ...]:
    """The most modules that import each the next; a ring counts as one module."""
    groups = components(graph)

    @cache
    def chain(module: str) -> tuple[str, ...]:
        group = groups[module]
        below = frozenset[str]().union(*(graph[member] for member in group)) - group
        longest = max((chain(target) for target in sorted(below)), key=len, default=())
        return (module, *longest)

    return max((chain(module) for module in sorted(graph)), key=len, default=())


def import_depth(sources: Sequence[Source]) -> Figure:
    """The modules in the longest chain of imports, those for types alone left out.

    Imports inside functions count. The chain stands in the offenders, from the top down.
    """
    found = [one for one in imports(sources) if not one.is_type_only]
    chain = longest_chain(import_graph(sources, found))
    offenders: list[Offender] = []
    for importer, imported in pairwise(chain):
        path, line = _place(sources, found, importer, imported)
        offenders.append(Offender(path, line, f"imports {imported}"))
    return Figure("import depth", len(chain), tuple(offenders), DEPTH_LIMIT, shown=len(offenders))


# Functions


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """What a function's body holds, without the functions and classes defined in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, _DEFINITIONS):
            yield node
            waiting.extend(ast.iter_child_nodes(node))


def complexity(function: FunctionNode) -> int:
    """McCabe's cyclomatic complexity: 1, and 1 more for each of these in the body.

    - `if`, `elif`, `for`, `while`, `except`, a conditional expression;
    - `for` and `if` in a comprehension;
    - an operand of `and` or `or` behind the first;
    - a `case`, but not a bare `case _`.

    `assert`, `with` and `else` are free. A lambda counts with the function around it; a nested
    function counts by itself.
    """
    return 1 + sum(_branches(node) for node in own_nodes(function))


def _branches(node: ast.AST) -> int:
    if isinstance(node, _BRANCHES):
        return 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.match_case):
        is_wildcard = isinstance(node.pattern, ast.MatchAs) and node.pattern.name is None
        return 0 if is_wildcard and node.guard is None else 1
    return 0


def highest_complexity(sources: Sequence[Source]) -> Figure:
    """The highest complexity of a function; the ten highest stand in the offenders, or all over."""
    measured: list[Sized] = []
    for source in sources:
        for name, node in functions(source):
            found = complexity(node)
            measured.append((found, Offender(source.path, node.lineno, f"{name}: {found}")))
    values = [found for found, _ in measured]
    over = sum(found > COMPLEXITY_LIMIT for found in values)
    offenders = worst_first(measured)[: max(HIGHEST, over)]
    name = "cyclomatic complexity, highest"
    return Figure(name, max(values, default=0), offenders, COMPLEXITY_LIMIT, shown=HIGHEST)


def median_function(sources: Sequence[Source]) -> Figure:
    """The median length of a function in lines, its docstring counted and its decorators not."""
    measured: list[Sized] = []
    for source in sources:
        for name, node in functions(source):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            measured.append((length, Offender(source.path, node.lineno, f"{name}: {length}")))
    value = median(length for length, _ in measured) if measured else 0
    offenders = worst_first(measured)[:HIGHEST]
    return Figure("function length, median", value, offenders, unit="lines")


# Lines


def long_lines(sources: Sequence[Source], width: int, most: int | None = None) -> Figure:
    """The lines of more characters than the width."""
    found: list[Sized] = []
    for source in sources:
        for number, line in enumerate(source.text.splitlines(), 1):
            if len(line) > width:
                found.append((len(line), Offender(source.path, number, f"{len(line)}")))
    return Figure(f"lines over {width} characters", len(found), worst_first(found), most)


def code_lines(source: Source) -> int:
    """The lines that hold code: no blank line, comment or docstring."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type not in _LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and _is_string(node.value):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def comprehension_density(sources: Sequence[Source]) -> Figure:
    """The comprehensions and generator expressions in 1,000 lines of code."""
    measured: list[Sized] = []
    lines = 0
    for source in sources:
        length = code_lines(source)
        lines += length
        count = sum(isinstance(node, _COMPREHENSIONS) for node in ast.walk(source.tree))
        measured.append((count, Offender(source.path, 1, f"{count} in {length} lines")))
    value = 1000 * sum(count for count, _ in measured) / lines if lines else 0.0
    offenders = worst_first(measured)[:HIGHEST]
    return Figure("comprehensions per 1,000 lines of code", round(value, 1), offenders)


# Docstrings


def public_docstrings(sources: Sequence[Source]) -> Figure:
    """The share of public names that have a docstring, in percent, rounded down.

    Modules, classes, functions and methods count where no part of their qualified name begins
    with an underscore. Local functions, overloads and property setters do not.
    """
    count = 0
    missing: list[Offender] = []
    for source in sources:
        for name, node in _public(source):
            count += 1
            if ast.get_docstring(node) is None:
                line = 1 if isinstance(node, ast.Module) else node.lineno
                missing.append(Offender(source.path, line, name))
    share = 1000 * (count - len(missing)) // count / 10 if count else 100.0
    return Figure("public docstrings", share, tuple(missing), least=100, unit="%")


def _public(source: Source) -> Iterator[tuple[str, ast.Module | Definition]]:
    if _is_private(source.module):
        return
    yield source.module, source.tree
    for name, node in definitions(source.tree):
        if not _is_private(name) and not _repeats(node):
            yield f"{source.module}.{name}", node


def _is_private(name: str) -> bool:
    return any(part.startswith(("_", "<")) for part in name.split("."))


def _repeats(node: Definition) -> bool:
    """Whether a definition is an overload, or the setter of a property documented before."""
    names = {ast.unparse(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    return not names.isdisjoint(("overload", "setter", "deleter"))


# Word lists


def code_lists(sources: Sequence[Source]) -> tuple[WordList, ...]:
    """The constants of modules and classes whose own literals hold six lower-case words or more.

    A literal is an entry if it is one to three words. It is split where its constant calls
    `split` or `splitlines`, or where it is six words or more and nothing else. Patterns,
    f-strings and messages (their literal ends in punctuation) do not count, nor `__all__`.
    """
    found: list[WordList] = []
    for source in sources:
        for name, line, value in _constants(source.tree):
            words = _entries(value)
            if len(words) >= LIST_WORDS and not name.startswith("__"):
                found.append(WordList(source.path, line, name, words))
    return tuple(found)


def _constants(tree: ast.Module) -> Iterator[tuple[str, int, ast.expr]]:
    """The names that modules and classes assign, the line, and what is assigned."""
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    for body in bodies:
        for node in body:
            if isinstance(node, ast.Assign):
                yield ast.unparse(node.targets[0]), node.lineno, node.value
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                yield ast.unparse(node.target), node.lineno, node.value


def _entries(value: ast.expr) -> frozenset[str]:
    names = {node.attr for node in ast.walk(value) if isinstance(node, ast.Attribute)}
    is_split = not names.isdisjoint(("split", "splitlines"))
    found: set[str] = set()
    for literal in _literals(value):
        found.update(_words(literal, is_split))
    return frozenset(found)


def _literals(node: ast.AST) -> Iterator[str]:
    """The strings written in an expression, without patterns, f-strings and messages."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if not _MESSAGE.search(node.value):
            yield node.value
    elif not isinstance(node, ast.JoinedStr) and not _is_re_call(node):
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def _words(literal: str, is_split: bool) -> tuple[str, ...]:
    if is_split:
        return tuple(token for token in _BETWEEN.split(literal) if _is_word(token))
    tokens = tuple(literal.split())
    if not all(_is_word(token) for token in tokens):
        return ()
    if len(tokens) >= LIST_WORDS:
        return tokens
    return (" ".join(tokens),) if 0 < len(tokens) <= PHRASE_WORDS else ()


def _is_word(token: str) -> bool:
    return token.islower() and _WORD.fullmatch(token) is not None


def lexicon_lists(root: Path) -> tuple[WordList, ...]:
    """The words of each lexicon file: the first column of each line, comments left out."""
    found: list[WordList] = []
    for path in sorted((root / LEXICON).rglob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        entries = (line.partition("#")[0].split("\t")[0].strip().lower() for line in lines)
        words = frozenset(entry for entry in entries if entry)
        found.append(WordList(path.relative_to(root).as_posix(), 1, path.stem, words))
    return tuple(found)


def word_lists(lists: Sequence[WordList]) -> Figure:
    """The word lists that stand in code, the longest first."""
    found: list[Sized] = []
    for one in lists:
        length = len(one.words)
        found.append((length, Offender(one.path, one.line, f"{one.name}: {length}")))
    return Figure("word lists in code", len(lists), worst_first(found))


def shared_lists(lists: Sequence[WordList]) -> Figure:
    """The pairs of lists that share five words or more and 60 % of the shorter."""
    found: list[Sized] = []
    for one, other in combinations(lists, 2):
        shared = len(one.words & other.words)
        part = shared / (min(len(one.words), len(other.words)) or 1)
        if shared >= SHARED_WORDS and part >= SHARED_PART:
            text = f"{one.name} shares {shared} words ({part:.0%}) with "
            text += f"{other.path}:{other.line} {other.name}"
            found.append((part, Offender(one.path, one.line, text)))
    return Figure("pairs of word lists for one idea", len(found), worst_first(found), 0)


# Regular expressions


def patterns(sources: Sequence[Source]) -> tuple[Pattern, ...]:
    """The patterns written in calls of `re`.

    A pattern counts too where it stands under a name: a constant of its module, or a loop of a
    comprehension over a tuple of patterns.
    """
    found: list[Pattern] = []
    for source in sources:
        found.extend(_patterns_of(source))
    return tuple(found)


def _patterns_of(source: Source) -> list[Pattern]:
    named = _named_expressions(source.tree)
    found: dict[tuple[int, int], Pattern] = {}
    for call in ast.walk(source.tree):
        if not _is_re_call(call) or not call.args:
            continue
        is_verbose = _is_verbose(call, named)
        for node in _meant(call.args[0], named):
            text = _pattern_text(node)
            if _is_written(node):
                pattern = Pattern(source.path, node.lineno, text, is_verbose or "(?x" in text)
                found.setdefault((node.lineno, node.col_offset), pattern)
    return list(found.values())


def _is_re_call(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return ast.unparse(node.func.value) == "re" and node.func.attr in _RE_CALLS


def _named_expressions(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """What the names of constants and of comprehensions' loops stand for."""
    named: dict[str, list[ast.expr]] = {}
    for name, _, value in _constants(tree):
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
        meant.extend(_meant(flag, named))
    written = " ".join(ast.unparse(node) for node in meant)
    return re.search(r"\bre\.(?:VERBOSE|X)\b", written) is not None


def _is_written(node: ast.AST) -> bool:
    """Whether an expression is a string, an f-string, or a sum with one."""
    if isinstance(node, ast.BinOp):
        return _is_written(node.left) or _is_written(node.right)
    return isinstance(node, ast.JoinedStr) or _is_string(node)


def _pattern_text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_pattern_text(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return _pattern_text(node.left) + _pattern_text(node.right)
    inner = node.value if isinstance(node, ast.FormattedValue) else node
    return f"{{{ast.unparse(inner)}}}"


def pattern_count(found: Sequence[Pattern]) -> Figure:
    """The patterns written in the code."""
    return Figure("regular expressions", len(found))


def patterns_explained(found: Sequence[Pattern]) -> Figure:
    """The share, in percent, that is verbose with a comment or shorter than 40 characters."""
    opaque = [pattern for pattern in found if not pattern.is_explained]
    share = math.floor(100 * (len(found) - len(opaque)) / len(found)) if found else 100
    return Figure("regular expressions explained", share, _longest_first(opaque), unit="%")


def long_patterns(found: Sequence[Pattern]) -> Figure:
    """The patterns over 150 characters that are not verbose."""
    long = [one for one in found if len(one.text) > LONG_PATTERN and not one.is_verbose]
    name = f"patterns over {LONG_PATTERN} characters, not verbose"
    return Figure(name, len(long), _longest_first(long), 0)


def _longest_first(found: Iterable[Pattern]) -> tuple[Offender, ...]:
    sized: list[Sized] = []
    for pattern in found:
        length = len(pattern.text)
        sized.append((length, Offender(pattern.path, pattern.line, f"{length} characters")))
    return worst_first(sized)


# Reporting


def measure(root: Path) -> tuple[Figure, ...]:
    """All figures of a checkout; complexity and lines are measured of `tests/` too."""
    sources = read_sources(root, PACKAGES)
    everything = (*sources, *read_sources(root, ("tests",)))
    spoken = [source for source in sources if not source.path.startswith("prompts/")]
    lists = code_lists(spoken)
    found = patterns(sources)
    return (
        fullest_folder(sources),
        modules_in(sources, "bot"),
        modules_in(sources, "index"),
        circular_imports(sources),
        import_depth(sources),
        highest_complexity(everything),
        median_function(sources),
        long_lines(everything, WIDTH, 0),
        long_lines(everything, NARROW),
        comprehension_density(sources),
        public_docstrings(sources),
        word_lists(lists),
        shared_lists((*lists, *lexicon_lists(root))),
        pattern_count(found),
        patterns_explained(found),
        long_patterns(found),
    )


def table(figures: Sequence[Figure]) -> str:
    """The figures in aligned columns: name, value, limit, status."""
    rows = [("figure", "value", "limit", "")]
    rows += [(one.name, _number(one.value, one.unit), _limit(one), one.status) for one in figures]
    name_width, value_width, limit_width = (max(len(row[n]) for row in rows) for n in range(3))
    return "\n".join(
        f"{name:{name_width}}  {value:>{value_width}}  {limit:>{limit_width}}  {status}".rstrip()
        for name, value, limit, status in rows
    )


def _number(value: float, unit: str) -> str:
    return f"{value:,.10g} {unit}".rstrip()


def _limit(figure: Figure) -> str:
    if figure.most is not None:
        return "≤ " + _number(figure.most, figure.unit)
    return "" if figure.least is None else "≥ " + _number(figure.least, figure.unit)


def places(figure: Figure, is_all: bool) -> str:
    """The figure's name with its offenders below it, the first few unless all are wanted."""
    shown = figure.offenders if is_all else figure.offenders[: figure.shown]
    lines = [figure.name, *(f"  {offender}".rstrip() for offender in shown)]
    left = len(figure.offenders) - len(shown)
    if left:
        lines.append(f"  and {left:,} more (--all)")
    return "\n".join(lines)


def report(figures: Sequence[Figure], is_all: bool) -> str:
    """The table, and under it the offenders of each figure that has any."""
    lists = [places(figure, is_all) for figure in figures if figure.offenders]
    return "\n\n".join((table(figures), *lists))


def as_json(figures: Sequence[Figure]) -> str:
    """The figures with all their offenders, as a JSON list."""
    return json.dumps([_record(figure) for figure in figures], ensure_ascii=False, indent=1)


def _record(figure: Figure) -> dict[str, object]:
    return {
        "figure": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "most": figure.most,
        "least": figure.least,
        "status": figure.status,
        "offenders": [
            {"path": one.path, "line": one.line, "text": one.text} for one in figure.offenders
        ],
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; returns 1 where a limit is passed, else 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--all", action="store_true", help="print every offender")
    parser.add_argument("--json", action="store_true", help="print JSON, with every offender")
    given = parser.parse_args(arguments)
    if not any((given.root / package).is_dir() for package in PACKAGES):
        parser.error(f"No package at {given.root}; name a folder that holds bot/ or index/")
    figures = measure(given.root)
    print(as_json(figures) if given.json else report(figures, given.all))
    return int(any(figure.status in {"over", "under"} for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
