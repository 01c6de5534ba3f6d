"""Word lists, in the code and in the lexicon."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from house.patterns import is_re_call
from house.sources import Figure, Offender, Source, constants, worst_first

LEXICON = Path("index/language/lexicon")
LIST_WORDS = 6
"""Words that make a constant a word list."""
PHRASE_WORDS = 3
"""A string of more words is no entry of a list, unless the code splits it."""
SHARED_WORDS = 5
SHARED_PART = 0.6
_WORD = re.compile(
    r"""
    ['’]?  [^\W\d_]+           # say, 's, сказал
    (?: ['’-] [^\W\d_]+ )*     # twenty-one, isn't
    """,
    re.VERBOSE,
)
_BETWEEN = re.compile(r"[\s,;:|/=]+")
_MESSAGE = re.compile(r"[.!?…:]\s*$")


@dataclass(frozen=True, slots=True)
class WordList:
    """The words in a constant or a lexicon file."""

    path: str
    line: int
    name: str
    words: frozenset[str]


def code_lists(sources: Sequence[Source]) -> tuple[WordList, ...]:
    """The constants of modules and classes that hold six lower-case words or more.

    A literal is an entry if it is one to three words. It is split where the code splits it, or
    where it is six words or more and nothing else. Patterns, f-strings and messages (they end
    in punctuation, or are marked `Translatable`) do not count, nor `__all__`.
    """
    found: list[WordList] = []
    for source in sources:
        for name, line, value in constants(source.tree):
            words = _entries(value)
            if len(words) >= LIST_WORDS and not name.startswith("__"):
                found.append(WordList(source.path, line, name, words))
    return tuple(found)


def _entries(value: ast.expr) -> frozenset[str]:
    names = {node.attr for node in ast.walk(value) if isinstance(node, ast.Attribute)}
    is_split = not names.isdisjoint(("split", "splitlines"))
    found: set[str] = set()
    for literal in _literals(value):
        found.update(_words(literal, is_split))
    return frozenset(found)


def _literals(node: ast.AST) -> Iterator[str]:
    """The strings in an expression, without patterns, f-strings and messages."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if not _MESSAGE.search(node.value):
            yield node.value
    elif not (isinstance(node, ast.JoinedStr) or is_re_call(node) or _is_translatable(node)):
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)


def _is_translatable(node: ast.AST) -> bool:
    """Whether a node marks a text that people read, which `prompts` translates."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "Translatable"


def _words(literal: str, is_split: bool) -> tuple[str, ...]:
    if is_split:
        return tuple(filter(_is_word, _BETWEEN.split(literal)))
    tokens = tuple(literal.split())
    if not all(map(_is_word, tokens)):
        return ()
    if len(tokens) >= LIST_WORDS:
        return tokens
    return (" ".join(tokens),) if 0 < len(tokens) <= PHRASE_WORDS else ()


def _is_word(token: str) -> bool:
    return token.islower() and _WORD.fullmatch(token) is not None


def lexicon_lists(root: Path) -> tuple[WordList, ...]:
    """The words of each lexicon file: the first column, without comments."""
    found: list[WordList] = []
    for path in sorted((root / LEXICON).rglob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        entries = {line.partition("#")[0].split("\t")[0].strip().lower() for line in lines}
        words = frozenset(entries - {""})
        found.append(WordList(path.relative_to(root).as_posix(), 1, path.stem, words))
    return tuple(found)


def word_lists(lists: Sequence[WordList]) -> Figure:
    """The word lists in the code, the longest first."""
    found: list[tuple[float, Offender]] = []
    for one in lists:
        length = len(one.words)
        found.append((length, Offender(one.path, one.line, f"{one.name}: {length}")))
    return Figure("word lists in code", len(lists), worst_first(found))


def shared_lists(lists: Sequence[WordList]) -> Figure:
    """The pairs of lists that share five words or more and 60 % of the shorter."""
    found: list[tuple[float, Offender]] = []
    for one, other in combinations(lists, 2):
        shared = len(one.words & other.words)
        part = shared / (min(len(one.words), len(other.words)) or 1)
        if shared >= SHARED_WORDS and part >= SHARED_PART:
            text = f"{one.name} shares {shared} words ({part:.0%}) with "
            text += f"{other.path}:{other.line} {other.name}"
            found.append((part, Offender(one.path, one.line, text)))
    return Figure("pairs of word lists for one idea", len(found), worst_first(found), 0)
