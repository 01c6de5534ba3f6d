"""Folders, and how modules import one another."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from house.sources import Figure, Offender, Source

FOLDER_LIMIT = 14
TOP_LIMIT = 4
DEPTH_LIMIT = 13
_TYPE_CHECKING = ("TYPE_CHECKING", "typing.TYPE_CHECKING")

Graph = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Import:
    """An import of one of our modules by another, and where it stands."""

    importer: str
    imported: str
    path: str
    line: int
    is_type_only: bool


def fullest_folder(sources: Sequence[Source]) -> Figure:
    """The most modules in one folder, without those of folders inside it."""
    counts = Counter(source.folder for source in sources).most_common()
    offenders = tuple(Offender(f"{name}/", None, f"{count} modules") for name, count in counts)
    highest = counts[0][1] if counts else 0
    return Figure("modules in the fullest folder", highest, offenders, FOLDER_LIMIT)


def modules_in(sources: Sequence[Source], folder: str) -> Figure:
    """The modules in a folder itself."""
    inside = [source for source in sources if source.folder == folder]
    offenders = tuple(Offender(source.path, 1, "") for source in inside)
    return Figure(f"modules in {folder}/ itself", len(inside), offenders, TOP_LIMIT)


def imports(sources: Sequence[Source]) -> tuple[Import, ...]:
    """The imports between the modules, also those in functions and for types only.

    An import counts for the module that it names, not for the packages around that one.
    """
    modules = frozenset(source.module for source in sources)
    found: list[Import] = []
    for source in sources:
        for node, is_type_only in _import_nodes(source.tree.body):
            for name in _imported(source, node, modules):
                if name in modules and name != source.module:
                    at = (source.path, node.lineno)
                    found.append(Import(source.module, name, *at, is_type_only))
    return tuple(found)


def _import_nodes(
    nodes: Iterable[ast.AST], is_type_only: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """The import statements at any depth, and whether each is for types only."""
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, is_type_only
        elif isinstance(node, ast.If) and ast.unparse(node.test) in _TYPE_CHECKING:
            yield from _import_nodes(node.body, True)
            yield from _import_nodes(node.orelse, is_type_only)
        else:
            yield from _import_nodes(ast.iter_child_nodes(node), is_type_only)


def _imported(
    source: Source, node: ast.Import | ast.ImportFrom, modules: frozenset[str]
) -> list[str]:
    """The modules that a statement names. `from package import name` may name one inside."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        folders = source.folder.split("/")
        above = ".".join(folders[: len(folders) - node.level + 1])
        base = f"{above}.{base}".strip(".")
    inside = [f"{base}.{alias.name}" for alias in node.names]
    return [name if name in modules else base for name in inside]


def _graph(sources: Sequence[Source], found: Iterable[Import]) -> Graph:
    """Each module with the modules that it imports."""
    graph: dict[str, set[str]] = {source.module: set() for source in sources}
    for one in found:
        graph[one.importer].add(one.imported)
    return {module: frozenset(targets) for module, targets in graph.items()}


def _groups(graph: Graph) -> dict[str, frozenset[str]]:
    """Each module with all modules that it reaches and that reach it, itself included."""
    reached = {module: _reached(graph, module) for module in graph}
    groups: dict[str, frozenset[str]] = {}
    for module, below in reached.items():
        groups[module] = frozenset(other for other in below if module in reached[other])
    return groups


def _reached(graph: Graph, start: str) -> set[str]:
    """The modules that one imports, directly or through others, and itself."""
    found = {start}
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting.extend(new)
    return found


def _ring(graph: Graph, group: frozenset[str]) -> tuple[str, ...]:
    """Modules of a group, each importing the next; the first is also the last."""
    inside = {module: sorted(graph[module] & group) for module in sorted(group)}
    try:
        TopologicalSorter(inside).prepare()
    except CycleError as error:
        ring: list[str] = error.args[1][:0:-1]  # it names the imported before the importer
        first = ring.index(min(ring))
        return (*ring[first:], *ring[: first + 1])
    return ()


def _at(found: Iterable[Import], importer: str, imported: str, text: str) -> Offender:
    """The place of an import, or of the importer's first if another of its ring imports it."""
    own = [one for one in found if one.importer == importer]
    first = min(own, key=lambda one: one.imported != imported)
    return Offender(first.path, first.line, text)


def circular_imports(sources: Sequence[Source]) -> Figure:
    """The groups of modules that import one another in a ring, wherever the imports stand."""
    found = imports(sources)
    graph = _graph(sources, found)
    groups = {group for group in _groups(graph).values() if len(group) > 1}
    offenders: list[Offender] = []
    for group in sorted(groups, key=lambda group: (-len(group), min(group))):
        ring = _ring(graph, group)
        text = f"{' -> '.join(ring)} ({len(group)} modules in the group)"
        offenders.append(_at(found, ring[0], ring[1], text))
    return Figure("circular imports", len(groups), tuple(offenders), 0)


def import_depth(sources: Sequence[Source]) -> Figure:
    """The modules in the longest chain of imports, without those for types only.

    Imports in functions count. The offenders are the chain, from the top down.
    """
    found = [one for one in imports(sources) if not one.is_type_only]
    chain = _longest_chain(_graph(sources, found))
    offenders = [_at(found, *pair, f"imports {pair[1]}") for pair in pairwise(chain)]
    return Figure("import depth", len(chain), tuple(offenders), DEPTH_LIMIT)


def _longest_chain(graph: Graph) -> tuple[str, ...]:
    """The longest row of modules that import each the next; a ring counts as one module."""
    groups = _groups(graph)

    @cache
    def chain(module: str) -> tuple[str, ...]:
        group = groups[module]
        below = frozenset[str]().union(*(graph[member] for member in group)) - group
        return (module, *max(map(chain, sorted(below)), key=len, default=()))

    return max(map(chain, sorted(graph)), key=len, default=())
