"""What a chat model writes, in whatever form, as sentences with the numbers that they cite."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from langchain_core.utils.json import parse_partial_json

from bot.writing.citation_marks import LEADING, Marked, numbers_in, without_framing, without_marks
from index.language import sentences

SCHEMA = {
    "title": "answer",
    "description": "An answer, sentence by sentence.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {
                        "type": "string",
                        "description": "A whole sentence, without numbers in brackets.",
                    },
                    "citations": {
                        "type": "array",
                        "items": {"type": "integer"},
                        "description": "Passages it rests on.",
                    },
                },
                "required": ["text", "citations"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}
"""The form of an answer, for models that keep to one."""

_NEXT = re.compile(
    r"""
    [.!?…"”’)\]】>⁰¹²³⁴-⁹] [^\S\n]+     # It rained. Then
    (?= [^\s\[【(<⁰¹²³⁴-⁹—–-] . )       # not: It rained. [1]; nor: «Да!» — сказал он
    | \n                               # It rained, a line
    """,
    re.VERBOSE,
)
"""Where a sentence may have ended, and two characters of the next one have come."""
_PAIRS = tuple(zip("([{【“‘«", ")]}】”’»", strict=True))
_ENDED = re.compile(r"[.!?…][\"'”’)*_]*$")
_ITEM = re.compile(
    r"""
    (?P<indent> [^\S\n]* ) (?:> [^\S\n]*)?
    (?P<bullet> [-*•▪◦‣+] | \(? \d{1,2} [.)] ) [^\S\n]+      # - It rained; 1. It rained
    """,
    re.VERBOSE,
)
_LABELLED = re.compile(r"\s*(\*\*|__)[^*_]{1,80}(?::\1|\1\s*:)\s*(?=\S)")  # **Rain:** it fell
_BOLD = re.compile(r"\s*(\*\*|__).+\1\s*(?::\s*)?")
_HASHES = re.compile(r"\s*#{1,6}\s+")
_QUOTED = re.compile(r"\s*(?:>\s*)+")
_ROW = re.compile(r"\s*\|")
_RULE = re.compile(r"[\s|:*_=-]+")
_NOTE = re.compile(r"\s*(?:\[\^?\w+\]:|[⁰¹²³⁴-⁹]+\s)")  # [^1]: Evening Post
_SOURCES = re.compile(
    r"\W*(?:sources?|references?|citations?|footnotes?|источники)\W*", re.IGNORECASE
)
_CITED = re.compile(r"\W*(?:sources?|passages?|references?|citations?|cited)\W*", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\[]+)\]\((?:[^\s()]+)\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<![\w*])[*_](?=\w)|(?<=[\w.,!?”\"])[*_](?![\w*])")
_THOUGHT = re.compile(r"^\s*<think>.*?(?:</think>|$)", re.DOTALL)
_JSON = re.compile(r"^\s*(?:```(?:json)?\s*)?(?=\{|\[\s*[{\"])")
_FENCE = re.compile(r"\s*`{0,3}(?:j(?:s(?:on?)?)?)?\s*\[?\s*")
"""What may become JSON once more of it has come."""
_FENCE_LENGTH = 100
"""Characters of it at most."""
_TEXT_KEYS = frozenset(("text", "sentence", "statement", "claim", "answer", "content", "point"))
_CITING_KEY = re.compile(r"cit|sourc|passage|ref|number|doc|article|evidence", re.IGNORECASE)
_DEEPEST = 500
"""Brackets of a JSON that is read though it is cut off."""
_LONGEST = 10_000
"""Characters; what goes on longer without the end of a sentence, or of its JSON, is none."""
_HEADING_WORDS = 12
"""Of a heading without a sign of one, at most."""
_TOP = -1
"""The depth of a heading that stands on no list."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that others stand under."""

    text: str
    bullet: str
    depth: int
    block: int
    """The number of its line, of lines apart."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a model wrote, without its marks, and the numbers that they held."""

    text: str
    numbers: tuple[int, ...]
    block: int = 0
    """The paragraph, or the item of a list, that it stands in."""
    bullet: str = ""
    """What its item begins with: "• ", "2. ", "  ◦ "; nothing in a paragraph."""
    headings: tuple[Heading, ...] = ()
    """Those that it stands under, the outermost first."""


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """The sentences of a reply that comes in pieces, each once it is whole.

    One that is cut off is left out.
    """
    begun, rest = "", _spoken(pieces)
    for piece in rest:
        begun += piece
        if len(begun) > _FENCE_LENGTH or not _FENCE.fullmatch(begun):
            break
    yield from (_of_json if _JSON.match(begun) else _of_text)(chain([begun], rest))


def _spoken(pieces: Iterable[str]) -> Iterator[str]:
    """A reply's pieces without the thought that it may begin with."""
    begun, rest = "", iter(pieces)
    for piece in rest:
        begun += piece
        shown = begun.lstrip()
        if "</think>" in shown or not "<think>".startswith(shown[: len("<think>")]):
            break
    yield _THOUGHT.sub("", begun)
    yield from rest


def _of_text(pieces: Iterator[str]) -> Iterator[Draft]:
    """The sentences of a text that comes in pieces, each as soon as its end is sure.

    Each end is judged once, by its line from the last sure end to the second character behind
    it, so that it makes no difference how the pieces are cut. The end of a line is always sure.
    """
    page, text, at = _Page(), "", 0
    for piece in pieces:
        text += piece
        while True:
            if not page.is_begun and text[:1] in ("{", "[", "`") and _JSON.match(text):
                yield from _of_json(chain([text], pieces))
                return
            match = _NEXT.search(text, at, _LONGEST)
            if match is None:
                break
            at = match.end()
            if match[0] == "\n":
                yield from page.read(text[: at - 1])
                page.end_line()
            elif page.needs_whole(text) or _is_open(text[:at]):
                continue
            else:
                word = text[at : at + 2] + "q"  # no word: "Rep. An" may become "Rep. Andy"
                if not page.is_cut(text[:at], word):
                    continue
                yield from page.read(text[:at])
            text, at = text[at:], 0
        if len(text) > _LONGEST:
            return
    if text.strip():
        yield from page.read(text, is_last=True)


def _is_open(text: str) -> bool:
    """Whether a bracket or a quotation mark waits for the one that closes it."""
    is_open = any(text.rfind(one) > text.rfind(other) for one, other in _PAIRS)
    return is_open or text.count('"') % 2 == 1


def _split(text: str) -> list[tuple[int, int]]:
    return list(sentences.split(text, 0, len(text), "en"))


@dataclass
class _Page:
    """A reply as it is read line by line: what stands above the next sentence."""

    block: int = 0
    bullet: str = ""
    headings: list[Heading] = field(default_factory=list)
    depth: int = _TOP
    columns: list[str] = field(default_factory=list)
    """The heads of a table's columns."""
    is_begun: bool = False
    """Whether a part of the line has been read."""
    is_leading: bool = False
    """Whether marks stand in front of what they belong to."""
    pending: tuple[int, ...] = ()
    """Numbers of a mark in front of a sentence that has not come."""
    is_over: bool = False
    """Whether only a list of sources follows."""
    is_open_ended: bool = False
    """Whether the items of the list have no full stop."""

    def needs_whole(self, line: str) -> bool:
        """Whether a line is read only once all of it has come."""
        return not self.is_begun and bool(_ROW.match(line) or _HASHES.match(line))

    def is_cut(self, text: str, word: str) -> bool:
        """Whether a sentence ends before the word."""
        item = None if self.is_begun else _ITEM.match(text)
        own = text[item.end() :] if item else text
        plain = without_marks(f"{_EMPHASIS.sub('', own)}{word}").text.lstrip()
        if plain == word or sentences.HOUR.search(
            plain[: -len(word)].rstrip()
        ):  # 10:24 p.m. Wednesday
            return False
        return plain[slice(*_split(plain)[-1])] == word

    def end_line(self) -> None:
        """What follows stands in another line."""
        self.is_begun, self.pending = False, ()

    def read(self, text: str, *, is_last: bool = False) -> list[Draft]:
        """The sentences of a line, or of a part of it that ends with one."""
        if self.is_over or not text.strip():
            if not self.is_begun:
                self.block, self.columns = self.block + 1, []
            return []
        if self.is_begun:
            return self._sentences(text, is_last=is_last)
        if _SOURCES.fullmatch(text):
            self.is_over = True
            return []
        if _NOTE.match(text) or text.lstrip().startswith("```") or _RULE.fullmatch(text):
            return []
        if _ROW.match(text):
            return self._row(text)
        self.columns = []
        return self._line(text, is_last=is_last)

    def _line(self, text: str, *, is_last: bool) -> list[Draft]:
        """The sentences of a line that begins a paragraph or an item; of a heading, none."""
        item = _ITEM.match(text)
        is_labelled = _LABELLED.match(text) is not None
        if item:
            line = text[item.end() :]
            self._to(self._depth(item["indent"]), item["bullet"])
        elif is_labelled:
            line = text
            self._to(0, "•")
        else:
            line = text[quoted.end() :] if (quoted := _QUOTED.match(text)) else text
        if self._is_heading(line, is_item=item is not None):
            return []
        if not item and not is_labelled:
            self._leave_list()
        self.is_begun, self.is_leading = True, LEADING.match(line) is not None
        return self._sentences(line, is_last=is_last)

    def _depth(self, indent: str) -> int:
        return min(len(indent.expandtabs(4)) // 2, 4)

    def _to(self, depth: int, bullet: str) -> None:
        """An item of a list begins."""
        self.block += 1
        self.depth = depth
        mark = f"{bullet.strip('(.)')}." if bullet[-1] in ".)" else "◦" if depth else "•"
        self.bullet = f"{'  ' * depth}{mark} "
        self.headings = [one for one in self.headings if one.depth < depth]

    def _leave_list(self) -> None:
        """A paragraph begins."""
        self.block += self.bullet != ""
        self.bullet, self.depth = "", _TOP
        self.headings = [one for one in self.headings if not one.text.endswith(":")]

    def _is_heading(self, line: str, *, is_item: bool) -> bool:
        """Whether a line is a heading; it is kept then."""
        plain, marks = without_marks(line)
        bold, hashes = _BOLD.fullmatch(plain), _HASHES.match(plain)
        text = _clean(plain[hashes.end() :] if hashes else plain)
        if marks or not text:
            return not text and not marks
        is_free = not is_item and not _LABELLED.match(line)
        is_bare = is_free and not _ENDED.search(text) and len(text.split()) <= _HEADING_WORDS
        if not (hashes or is_bare or text.endswith(":") or (bold and not _ENDED.search(text))):
            return False
        if not is_item:
            self.block, self.bullet, self.depth = self.block + 1, "", _TOP
        self._head(text, self.depth - (hashes is not None))
        return True

    def _head(self, text: str, depth: int) -> None:
        """A heading, which those that follow stand under from now on."""
        self.headings = [one for one in self.headings if one.depth < depth]
        self.headings.append(Heading(text, self.bullet, depth, self.block))

    def _sentences(self, text: str, *, is_last: bool) -> list[Draft]:
        """The sentences of a part of a line; of the last line of all, those that are whole."""
        plain, marks = without_marks(_EMPHASIS.sub("", text))
        places = _split(plain)
        held = self._held(marks, places) if places else []
        found = []
        for number, (start, end) in enumerate(places):
            sentence, framed = without_framing(_clean(plain[start:end]))
            is_end = number == len(places) - 1
            is_ended = _ENDED.search(sentence) is not None
            is_whole = is_ended or held[number] or (self.bullet and self.is_open_ended)
            if is_last and is_end and not is_whole:
                break
            if sentence.endswith(":") and is_end and not self.bullet:
                self._head(sentence, _TOP)
                continue
            if self.bullet:
                self.is_open_ended = not is_ended
            if any(map(str.isalpha, sentence)):
                found.append(self._draft(sentence, (*framed, *held[number])))
        return found

    def _held(
        self, marks: Sequence[tuple[int, tuple[int, ...]]], places: Sequence[tuple[int, int]]
    ) -> list[list[int]]:
        """Of each sentence the numbers that its marks hold: those behind it, or in front of it."""
        held: list[list[int]] = [[] for _ in places]
        if self.is_leading:
            held.append([])
            held[0] += self.pending
        for at, numbers in marks:
            if self.is_leading:
                owner = sum(end <= at for _, end in places)
            else:
                owner = max(0, sum(start < at for start, _ in places) - 1)
            held[owner] += numbers
        if self.is_leading:
            self.pending = tuple(held.pop())
        return held

    def _draft(self, text: str, numbers: Iterable[int]) -> Draft:
        return Draft(
            text, tuple(dict.fromkeys(numbers)), self.block, self.bullet, tuple(self.headings)
        )

    def _row(self, line: str) -> list[Draft]:
        """A row of a table as an item: its first cell, and the others with their heads."""
        cells = [without_marks(cell) for cell in line.strip().strip("|").split("|")]
        texts = [_clean(cell.text) for cell in cells]
        if not self.columns:
            self.columns = texts
            return []
        self._to(0, "•")
        heads = [*self.columns, *[""] * len(texts)]
        told = [
            (head, text)
            for head, text in zip(heads, texts, strict=False)
            if text and not _CITED.fullmatch(head)
        ]
        if not told:
            return []
        (_, first), *rest = told
        parts = [f"{head}: {text}" if len(rest) > 1 and head else text for head, text in rest]
        numbers = _numbers_of_row(heads, cells)
        return [self._draft(f"{first}: {'; '.join(parts)}" if parts else first, numbers)]


def _numbers_of_row(heads: Sequence[str], cells: Sequence[Marked]) -> Iterator[int]:
    """The numbers in the marks of a row's cells, then those in a column of sources."""
    for cell in cells:
        for _, held in cell.marks:
            yield from held
    for head, cell in zip(heads, cells, strict=False):
        if _CITED.fullmatch(head) and not cell.marks:
            yield from numbers_in(cell.text)


def _clean(text: str) -> str:
    """A text on one line, without emphasis and addresses."""
    return " ".join(_EMPHASIS.sub("", _LINK.sub(r"\1", text)).split())


def _of_json(pieces: Iterable[str]) -> Iterator[Draft]:
    text, given = "", 0
    for piece in pieces:
        text += piece
        if len(text) > _LONGEST:
            break
        if "}" in piece or "]" in piece:
            found = _records(text)[:-1]  # the last one may go on
            yield from chain.from_iterable(map(_of_record, found[given:]))
            given = max(given, len(found))
    yield from chain.from_iterable(map(_of_record, _records(text[:_LONGEST])[given:]))


Record = tuple[str, tuple[int, ...]]
"""A text of an answer in JSON, and the numbers that stand beside it."""


def _records(text: str) -> list[Record]:
    """The texts of an answer in JSON, which may be cut off; what follows the JSON is no part."""
    body = _JSON.sub("", text, count=1)
    found: list[Record] = []
    while body.startswith(("{", "[")):
        try:
            value, end = json.JSONDecoder().raw_decode(body)
        except (ValueError, RecursionError):
            return [*found, *_texts(_partial(body))]
        found += _texts(value)
        body = body[end:].lstrip(" ,\n")
    return found


def _partial(body: str) -> Any:
    """The value that the beginning of a JSON gives."""
    cut = body[: body.rfind("}") + 1]
    if body.count("{") + body.count("[") > _DEEPEST or not cut:
        return None
    try:
        return parse_partial_json(cut)
    except (ValueError, RecursionError):
        return None


def _texts(value: object) -> Iterator[Record]:
    """The texts of a value, and the numbers beside each."""
    if isinstance(value, str) and len(value.split()) > 1:
        yield value, ()
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        yield from _texts_of_object(value)


def _texts_of_object(value: dict[str, object]) -> Iterator[Record]:
    """The texts in an object: those under a usual key, or all if there is none."""
    usual = [key for key in value if key in _TEXT_KEYS and isinstance(value[key], str)]
    numbers = [n for key, one in value.items() for n in _numbers(key, one)]
    for key, one in value.items():
        if isinstance(one, list | dict):
            yield from _texts(one)
        elif isinstance(one, str) and (key in usual or (not usual and len(one.split()) > 1)):
            yield one, tuple(dict.fromkeys(numbers))


def _numbers(key: str, value: object) -> Iterator[int]:
    """The numbers of passages in a value of a record: 3, "3", "passage 3", [1, 3]."""
    if not _CITING_KEY.search(key):
        return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, int) and not isinstance(one, bool):
            yield one
        elif isinstance(one, str) and len(one.split()) <= 2:
            yield from numbers_in(one)


def _of_record(record: Record) -> Iterator[Draft]:
    """A text of an answer in JSON; if it is several sentences, each."""
    text, numbers = record
    found = list(_of_text(iter([text[:_LONGEST], "\n"])))
    if not found:  # a line without a full stop
        plain, marks = without_marks(_clean(text[:_LONGEST]))
        found = [Draft(plain, tuple(n for _, held in marks for n in held))]
    for draft in found:
        yield replace(draft, numbers=tuple(dict.fromkeys((*draft.numbers, *numbers))))
