"""The source files of a checkout, and what a figure is."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Definition = FunctionNode | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file; its path begins at the root and has forward slashes."""

    path: str
    text: str
    tree: ast.Module

    @property
    def folder(self) -> str:
        """The path of its folder."""
        return self.path.rpartition("/")[0]

    @property
    def module(self) -> str:
        """The name by which it is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@dataclass(frozen=True, slots=True)
class Offender:
    """A place to look at. A folder has no line."""

    path: str
    line: int | None
    text: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}  {self.text}".rstrip()


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value, its limit if it has one, and the places behind it, worst first."""

    name: str
    value: float
    offenders: tuple[Offender, ...] = ()
    most: float | None = None
    least: float | None = None
    unit: str = ""

    @property
    def status(self) -> str:
        """Whether the value is "over" or "under" its limit, or "ok"; empty without a limit."""
        if self.most is not None:
            return "over" if self.value > self.most else "ok"
        if self.least is not None:
            return "under" if self.value < self.least else "ok"
        return ""


def worst_first(sized: Iterable[tuple[float, Offender]]) -> tuple[Offender, ...]:
    """The offenders, the largest first."""
    ordered = sorted(sized, key=lambda pair: -pair[0])
    return tuple(offender for _, offender in ordered)


def read_sources(root: Path, folders: Iterable[str]) -> tuple[Source, ...]:
    """The Python files below the folders, without hidden folders.

    Raises SyntaxError, which names the file, where one is no Python.
    """
    found: list[Source] = []
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            inner = path.relative_to(root)
            if not any(part.startswith(".") for part in inner.parts):
                name, text = inner.as_posix(), path.read_text(encoding="utf-8")
                found.append(Source(name, text, ast.parse(text, name)))
    return tuple(found)


def definitions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    """Classes and functions with their qualified names, spelt as Python's `__qualname__`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            name = prefix + child.name
            yield name, child
            inner = "." if isinstance(child, ast.ClassDef) else ".<locals>."
            yield from definitions(child, name + inner)
        else:
            yield from definitions(child, prefix)


def constants(tree: ast.Module) -> Iterator[tuple[str, int, ast.expr]]:
    """The names that modules and classes assign, each with its line and its value."""
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    for body in bodies:
        for node in body:
            if isinstance(node, ast.Assign):
                yield ast.unparse(node.targets[0]), node.lineno, node.value
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                yield ast.unparse(node.target), node.lineno, node.value
