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
    [.!?…] [\"”’)]* \s+ (?= [^\s\[【(⁰¹²³⁴-⁹] )     # It rained. Then; not: It rained. [1]
    | \n                                          # It rained, a line
    """,
    re.VERBOSE,
)
"""Where a sentence may have ended: another one has begun, and that not with a mark of the first."""
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
_FENCE = re.compile(r"\s*`{0,3}(?:json)?\s*")
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
    text, given, is_prose = "", 0, False
    for piece in _spoken(pieces):
        text = _STRAY.sub(r"\2\1", text + piece)
        if len(text) > _LONGEST:
            return
        if _FENCE.fullmatch(text):
            continue
        if not is_prose and _JSON.match(text):
            found = _records(text, is_whole=False) if "}" in piece else []
            yield from _of_records(found[given:])
            given = max(given, len(found))
        elif _NEXT.search(text):
            is_prose = True
            whole, text = _cut(text)
            yield from map(_draft, whole)
    if not is_prose and _JSON.match(text):
        yield from _of_records(_records(text, is_whole=True)[given:])
    else:
        whole, rest = _cut(text + "\n")
        yield from map(_draft, filter(_is_ended, (*whole, rest)))


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


def _cut(text: str) -> tuple[list[str], str]:
    """The sentences that have surely ended, and the rest."""
    ends = [match.end() for match in _NEXT.finditer(text)]
    if not ends:
        return [], text
    whole: list[str] = []
    at = 0
    for line in text.splitlines(keepends=True):
        opening = _OPENING.match(line)
        begin, at = at + (opening.end() if opening else 0), at + len(line)
        found = list(sentences.split(text, begin, at, "en"))
        for number, (start, end) in enumerate(found):
            after = found[number + 1][0] if number + 1 < len(found) else at
            if after > ends[-1]:
                return whole, text[start:]
            whole.append(text[start:end])
    return whole, ""


def _draft(sentence: str) -> Draft:
    numbers = [number for mark in _MARKS.findall(sentence) for number in _numbers(mark)]
    plain = _DOUBLED.sub("", _EMPHASIS.sub("", _OPENING.sub("", _MARKS.sub("", sentence))))
    return Draft(" ".join(plain.split()), tuple(dict.fromkeys(numbers)))


def _numbers(mark: str) -> Iterator[int]:
    for one, other in _RANGE.findall(_FOOTNOTE.sub("", mark.translate(_SUPERSCRIPTS))):
        last = int(other) if other else int(one)
        yield from range(int(one), min(last, int(one) + 20) + 1)


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
    whole, rest = _cut(_STRAY.sub(r"\2\1", record["text"][:_LONGEST]) + "\n")
    for draft in map(_draft, filter(str.strip, (*whole, rest))):
        yield Draft(draft.text, tuple(dict.fromkeys((*draft.numbers, *numbers))))
