"""What a chat model writes, in whatever form, as sentences with the numbers that they cite."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from langchain_core.utils.json import parse_partial_json

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

_NUMBERS = r"\^?\d{1,4}(?:†[^\]】]{0,80})?(?:\s*(?:,|;|and|&|[-–]|,\s*and)\s*\^?\d{1,4})*"
_SOURCE = r"(?:(?:passages?|sources?|articles?|citations?|refs?\.?|nos?\.?)\s*)"
_MARK = (
    rf"(?:\[\s*{_SOURCE}?{_NUMBERS}\s*\]"  # [1, 3]
    rf"|【\s*{_SOURCE}?{_NUMBERS}\s*】"  # 【3†source】
    rf"|\(\s*{_SOURCE}{_NUMBERS}\s*\)"  # (passage 2)
    r"|[⁰¹²³⁴-⁹]+)"  # ¹²
)
_MARKS = re.compile(rf"\s*{_MARK}", re.IGNORECASE)
_RANGE = re.compile(r"(\d+)(?:\s*[-–]\s*\^?(\d+))?")
_FOOTNOTE = re.compile(r"†[^\]】]*")
_STRAY = re.compile(rf"([.!?…]+[\"”’)]*)((?:[^\S\n]*{_MARK})+)", re.IGNORECASE)
"""Marks behind the end of the sentence that they belong to, in its line."""
_DOUBLED = re.compile(r"(?<=[!?…])[.,]$|(?<=[^.]\.)[.,]$")
"""A full stop on either side of a mark."""
_NEXT = re.compile(
    r"""
    [.!?…"”’)\]】⁰¹²³⁴-⁹] [^\S\n]+      # It rained. Then
    (?= [^\s\[【(⁰¹²³⁴-⁹—–-] . )        # not: It rained. [1]; nor: «Да!» — сказал он
    | \S [^\S\n]* \n                   # It rained, a line
    """,
    re.VERBOSE,
)
"""Where a sentence may have ended, and two characters of the next one have come."""
_PAIRS = tuple(zip("([{【“‘«", ")]}】”’»", strict=True))
_ENDED = re.compile(r"[.!?…][\"”’)]*$")
_OPENING = re.compile(
    r"""
    ^\s* (?:
        [-*•>#]+ \s+                # - It rained.
      | \d{1,2} [.)] \s+           # 1. It rained.
      | (?: answer | a ) \s*:\s*    # Answer: It rained.
    )*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EMPHASIS = re.compile(r"\*\*|__|`")
_THOUGHT = re.compile(r"^\s*<think>.*?(?:</think>|$)", re.DOTALL)
_JSON = re.compile(r"^\s*(?:```(?:json)?\s*)?(?=\{)")
_FENCE = re.compile(r"\s*`{0,3}(?:j(?:s(?:on?)?)?)?\s*")
"""What may become JSON once more of it has come."""
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LONGEST = 10_000
"""Characters; what goes on longer without the end of a sentence, or of its JSON, is none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a model wrote, without its marks, and the numbers that they held."""

    text: str
    numbers: tuple[int, ...]


def drafts(pieces: Iterable[str]) -> Iterator[Draft]:
    """The sentences of a reply that comes in pieces, each once it is whole.

    One that is cut off is left out.
    """
    begun, rest = "", _spoken(pieces)
    for piece in rest:
        begun += piece
        if len(begun) > _LONGEST or not _FENCE.fullmatch(begun):
            break
    if _JSON.match(begun):
        yield from _of_json(chain([begun], rest))
    else:
        yield from map(_draft, _sentences(chain([begun], rest)))


def _is_ended(sentence: str) -> bool:
    """Whether a sentence has its full stop, before its marks or behind them."""
    return _ENDED.search(_MARKS.sub("", sentence).strip()) is not None


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


def _sentences(pieces: Iterable[str]) -> Iterator[str]:
    """The sentences of a text that comes in pieces, each as soon as its end is sure.

    Each end is judged once, by its line from the last sure end to the second character behind
    it, so that it makes no difference how the pieces are cut. The end of a line is always sure.
    """
    text, at = "", 0
    for piece in pieces:
        text += piece
        while match := _NEXT.search(text, at, _LONGEST):
            at = match.end()
            if match[0].endswith("\n"):
                yield from _cut(text[:at])
            elif _is_open(text[:at]):
                continue
            else:
                word = text[at : at + 2] + "q"  # no word: "Rep. An" may become "Rep. Andy"
                *whole, last = _cut(text[:at] + word)
                if last != word:
                    continue
                yield from whole
            text, at = text[at:], 0
        if len(text) > _LONGEST:
            return
    yield from filter(_is_ended, _cut(text))


def _is_open(text: str) -> bool:
    """Whether a bracket or a quotation mark waits for the one that closes it."""
    is_open = any(text.rfind(one) > text.rfind(other) for one, other in _PAIRS)
    return is_open or text.count('"') % 2 == 1


def _cut(line: str) -> list[str]:
    """The sentences of a line, or of its part, with each mark before the stop that it follows."""
    line = _STRAY.sub(r"\2\1", line)
    opening = _OPENING.match(line)
    begin = opening.end() if opening else 0
    return [line[start:end] for start, end in sentences.split(line, begin, len(line), "en")]


def _draft(sentence: str) -> Draft:
    numbers = [number for mark in _MARKS.findall(sentence) for number in _numbers(mark)]
    plain = _DOUBLED.sub("", _EMPHASIS.sub("", _OPENING.sub("", _MARKS.sub("", sentence))))
    return Draft(" ".join(plain.split()), tuple(dict.fromkeys(numbers)))


def _numbers(mark: str) -> Iterator[int]:
    for one, other in _RANGE.findall(_FOOTNOTE.sub("", mark.translate(_SUPERSCRIPTS))):
        last = int(other) if other else int(one)
        yield from range(int(one), min(last, int(one) + 20) + 1)


def _of_json(pieces: Iterable[str]) -> Iterator[Draft]:
    text, given = "", 0
    for piece in pieces:
        text += piece
        if len(text) > _LONGEST:
            break
        found = _records(text, is_whole=False) if "}" in piece else []
        yield from _of_records(found[given:])
        given = max(given, len(found))
    yield from _of_records(_records(text[:_LONGEST], is_whole=True)[given:])


def _records(text: str, *, is_whole: bool) -> list[Any]:
    """The sentences of an answer in JSON; of one that goes on, those that another follows."""
    body = _JSON.sub("", text, count=1).strip().removesuffix("```")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        data, is_whole = _partial(body), False
    found = data.get("sentences") if isinstance(data, dict) else None
    if not isinstance(found, list):
        return []
    return found if is_whole else found[:-1]


def _partial(body: str) -> Any:
    try:
        return parse_partial_json(body)
    except (ValueError, RecursionError):
        return None


def _of_records(records: Iterable[object]) -> Iterator[Draft]:
    return chain.from_iterable(map(_of_record, records))


def _of_record(record: object) -> Iterator[Draft]:
    """A sentence of an answer in JSON; if it is several, each."""
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return
    cited = record.get("citations")
    numbers = [n for n in cited if isinstance(n, int)] if isinstance(cited, list) else []
    for line in record["text"][:_LONGEST].splitlines():
        for draft in map(_draft, _cut(line)):
            yield Draft(draft.text, tuple(dict.fromkeys((*draft.numbers, *numbers))))
