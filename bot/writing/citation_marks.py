"""The marks by which a chat model cites a passage, wherever and however it writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SOURCE = r"(?:passages?|sources?|articles?|documents?|docs?\.?|citations?|refs?\.?|nos?\.?|\#)"
_NUMBER = r"\^?\d{1,2}(?!\d)(?:†[^\]】†,;]{0,80})?"
_NUMBERS = rf"{_NUMBER}(?:\s?(?:,\s?and|,|;|and|&|[-–])\s?(?:{_SOURCE}\s?)?{_NUMBER}){{0,20}}"
_NOUN = "passages?|sources?|articles?|texts?|documents?|context"
_FILE = r"[^\s\[\]()|]{1,80}\.[a-z]{2,4}"
_LINK = r"(?:\([^\s()]{1,500}\))?"
_MARK = rf"""
    \[\[? \s* (?:{_SOURCE}\s*:?\s*)? {_NUMBERS} \s* \]\]? {_LINK}          # [1, 3], [1](address)
  | 【 \s* (?:{_SOURCE}\s*)? {_NUMBERS} \s* 】                              # 【3†source】
  | \(\s* (?:see\ )? (?!article){_SOURCE}\s*:?\s*{_NUMBERS} \s*\)          # (passage 2)
  | [(\[]\s* {_FILE} \s*[)\]]                                              # [19.txt]
  | \( sources?: [^()]{{1,160}} \)                                           # (Source: 19.txt)
  | \(\s* \[{_NUMBERS}\] (?:\s*,?\s*\[{_NUMBERS}\])* \s*\)                  # ([1])
  | \(\s* [1-9] (?:\s*[,;&]\s*[1-9])* \s*\)                                # (1), of few passages
    (?= \s*(?: [.,;:!?|\[(] | $ | [“"]?[A-Z] ) )
  | <sup>\s*\[?{_NUMBERS}\]?\s*</sup>                                       # <sup>1</sup>
  | (?<![kcm]m)(?<!\bm)[⁰¹²³⁴-⁹]{{1,3}}(?![⁰¹²³⁴-⁹])               # ¹², not: km²
"""
_MARKS = re.compile(rf"(?<!\s)\s*(?:{_MARK})", re.IGNORECASE | re.VERBOSE | re.MULTILINE)
LEADING = re.compile(rf"\s*(?:{_MARK})\s+(?=\S)", re.IGNORECASE | re.VERBOSE | re.MULTILINE)
"""Matches a mark in front of what it belongs to."""
_FRAMING = re.compile(
    rf"""
    ^ (?: \W* (?:short\ )? (?:answer|response|summary) \s*:\s* )?
    (?:
        (?: according\ to | based\ on | as\ (?:\w+ed|seen|shown|written|said)\ (?:in|by) )
        \s (?: (?:the\ |this\ |these\ )?
              (?: (?:given|provided|above|supplied|same)\ (?:{_NOUN})
                | (?:{_NOUN}) \s (?:given|provided|above|supplied|you\ \w+)
                | (?:{_NOUN}) \s (?P<cited>{_NUMBERS}) )
            | the\ (?:articles?|passages?) ) ,\s*
      | (?: passage | source | article | document ) \s (?P<named>{_NUMBERS})
        \s (?:says|states|reports|notes|mentions|shows|adds)\ that \s
    )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Matches what only says that the passages say it."""
_FOOTNOTE = re.compile(r"†[^\]】]*|(?<=\])\([^()]*\)$|[^\s\[\](]*\.[a-z]{2,4}\b", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*\^?(\d{1,4}))?")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class Marked(NamedTuple):
    """A text without its marks, and where each stood in it, with the numbers that it held."""

    text: str
    marks: tuple[tuple[int, tuple[int, ...]], ...]


def without_marks(text: str) -> Marked:
    """Takes the marks out of a text."""
    plain, marks, at = "", [], 0
    for found in _MARKS.finditer(text):
        plain += text[at : found.start()]
        at = found.end()
        marks.append((len(plain), tuple(numbers_in(found[0]))))
    return Marked(plain + text[at:], tuple(marks))


def without_framing(sentence: str) -> tuple[str, tuple[int, ...]]:
    """A sentence without "According to passage 1," at its head, and the numbers that it held."""
    framing = _FRAMING.match(sentence)
    if framing is None or not framing[0]:
        return sentence, ()
    rest = sentence[framing.end() :]
    return rest[:1].upper() + rest[1:], tuple(
        numbers_in(framing["cited"] or framing["named"] or "")
    )


def numbers_in(mark: str) -> Iterator[int]:
    """The numbers of a mark, a range's all."""
    for one, other in _RANGE.findall(_FOOTNOTE.sub("", mark.strip().translate(_SUPERSCRIPTS))):
        last = int(other) if other else int(one)
        yield from range(int(one), min(last, int(one) + 20) + 1)
