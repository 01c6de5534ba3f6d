"""Tells an article's text from the furniture around it: adverts, buttons, links, appeals, credits.

Furniture is never cited.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from itertools import accumulate, takewhile

from index.articles import furniture
from index.language.language_id import count_words
from index.language.sentences import is_sentence


class ParagraphKind(Enum):
    """What a paragraph is."""

    TEXT = auto()
    HEADING = auto()
    """A short line that is no sentence: a headline, a subheading, a link."""
    FURNITURE = auto()


_BULLET = re.compile(r"^(?:[-*•·▪►»>–—]|\d{1,2}[.)])\s+")
_RELATED_HEAD = re.compile(
    r"""
    ^\W*
    (?:
        related                                        # Related stories
      | read\ (?: more | also | next )                 # Read more
      | also\ read                                     # Also read
      | more\ (?: from | on | stories | news )         # More on the flood
      | see\ also                                      # See also
      | recommended                                    # Recommended for you
      | most\ (?: read | popular )                     # Most read
      | you\ (?: may | might )\ also\ like             # You may also like
    )\b
    .{0,60} $
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A line that opens a list of links."""

_FACT = re.compile(r"\w:\s|(?<!^)\s\S*\d")
"""In an item of a list that is no sentence: "• Location: Havana", "• 300 seats in 12 rows"."""
_LETTER = re.compile(r"[^\W\d_]")
_KNOWN_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff]")
"""Latin or Cyrillic: what is written in other scripts the model has not learnt."""
_LEAST, _SURE = 0.0, 1.0
"""Log-odds that a paragraph is furniture, if it is to count as such; and if it surely is."""
_NO_HEADLINE = 3.5
"""Log-odds from which on a line can't be a page's headline."""
TITLE_WORDS = 4
"""A headline has so many words or more."""
HEADING_WORDS = 14
"""A line without a full stop that has more words than this is text that breaks off."""


def classify(paragraphs: Sequence[str]) -> list[ParagraphKind]:
    """The kind of each paragraph of a page, read in order.

    A page that seems to be nothing but furniture has only what surely is.
    """
    log_odds = list(map(_log_odds, paragraphs))
    for least in (_LEAST, _SURE):
        kinds = [_kind(*pair, least) for pair in zip(paragraphs, log_odds, strict=True)]
        if ParagraphKind.TEXT in kinds:
            break
    _mark_headline(paragraphs, kinds, log_odds)
    _mark_link_lists(paragraphs, kinds)
    _mark_letter(paragraphs, kinds, log_odds)
    _mark_end(paragraphs, kinds)
    _mark_announced_items(paragraphs, kinds, log_odds)
    return kinds


def bullet_length(paragraph: str) -> int:
    """The number of characters in the list marker that a paragraph begins with."""
    match = _BULLET.match(paragraph)
    return match.end() if match else 0


def _log_odds(paragraph: str) -> float:
    """That a paragraph is furniture; of an unknown script nobody knows."""
    if not _LETTER.search(paragraph):
        return _SURE
    return furniture.log_odds(paragraph) if _KNOWN_LETTER.search(paragraph) else -_SURE


def _kind(paragraph: str, log_odds: float, least: float) -> ParagraphKind:
    if log_odds >= least:
        return ParagraphKind.FURNITURE
    if is_sentence(paragraph) or count_words(paragraph) > HEADING_WORDS:
        return ParagraphKind.TEXT
    return ParagraphKind.HEADING


def _mark_headline(
    paragraphs: Sequence[str], kinds: list[ParagraphKind], log_odds: Sequence[float]
) -> None:
    """Marks the likeliest line above the text as a heading where no line there is one.

    Most pages have a headline, and many headlines read like an advert.
    """
    first = kinds.index(ParagraphKind.TEXT) if ParagraphKind.TEXT in kinds else 0
    lines = [
        number
        for number in range(first)
        if log_odds[number] < _NO_HEADLINE and _may_be_headline(paragraphs[number])
    ]
    if lines and all(kinds[number] is ParagraphKind.FURNITURE for number in lines):
        kinds[min(lines, key=log_odds.__getitem__)] = ParagraphKind.HEADING


def _may_be_headline(paragraph: str) -> bool:
    return count_words(paragraph) >= TITLE_WORDS and not is_sentence(paragraph)


def _mark_link_lists(paragraphs: Sequence[str], kinds: list[ParagraphKind]) -> None:
    """Marks the links under "related stories", and the items of a list that tell a fact."""
    is_under_related = False
    for number, paragraph in enumerate(paragraphs):
        is_item = _BULLET.match(paragraph) is not None
        if _RELATED_HEAD.match(paragraph):
            is_under_related = True
        elif is_under_related and (is_item or _is_link(paragraph)):
            kinds[number] = ParagraphKind.FURNITURE
        elif is_item and kinds[number] is ParagraphKind.HEADING and _FACT.search(paragraph):
            kinds[number] = ParagraphKind.TEXT
        elif kinds[number] is ParagraphKind.TEXT and is_sentence(paragraph):
            is_under_related = False


def _mark_letter(
    paragraphs: Sequence[str], kinds: list[ParagraphKind], log_odds: Sequence[float]
) -> None:
    """Marks a letter to the readers, from what opens it ("Dear readers,") to the last furniture.

    A sentence in it may read as news, so all of it is weighed together.
    """
    if ParagraphKind.TEXT not in kinds or ParagraphKind.FURNITURE not in kinds:
        return
    end = len(kinds) - kinds[::-1].index(ParagraphKind.FURNITURE)
    from_here = list(accumulate(reversed(log_odds[:end])))[::-1]
    for first in range(kinds.index(ParagraphKind.TEXT) + 1, end):
        is_opening = paragraphs[first].endswith((",", ":"))
        if is_opening and kinds[first] is ParagraphKind.FURNITURE and from_here[first] > 0:
            kinds[first:end] = [ParagraphKind.FURNITURE] * (end - first)
            return


def _mark_end(paragraphs: Sequence[str], kinds: list[ParagraphKind]) -> None:
    """Marks what follows the last text, but never the first paragraph.

    There, an item of a list that is neither a sentence nor a fact is a link, however long.
    """
    for number in range(len(kinds) - 1, 0, -1):
        if kinds[number] is ParagraphKind.TEXT and not _is_link_item(paragraphs[number]):
            break
        kinds[number] = ParagraphKind.FURNITURE


def _mark_announced_items(
    paragraphs: Sequence[str], kinds: list[ParagraphKind], log_odds: Sequence[float]
) -> None:
    """Marks as text what a line announces and the items of the list below finish.

    "The union wants: – a pay rise; – more days off." By itself an item reads like a link, so all of
    it is weighed together.
    """
    for first, announcement in enumerate(paragraphs):
        if not announcement.endswith(":") or not _may_announce(announcement):
            continue
        items = list(takewhile(_is_of_sentence, paragraphs[first + 1 :]))
        end = first + 1 + len(items)
        if items and sum(log_odds[first:end]) < 0:
            kinds[first:end] = [ParagraphKind.TEXT] * (end - first)


def _may_announce(paragraph: str) -> bool:
    return not bullet_length(paragraph) and count_words(paragraph) >= TITLE_WORDS


def _is_of_sentence(item: str) -> bool:
    """Whether an item of a list is a part of a sentence: no headline is written so."""
    words = item[bullet_length(item) :]
    return words != item and (words[:1].islower() or words.endswith((";", ",", ".")))


def _is_link_item(paragraph: str) -> bool:
    is_bare = not is_sentence(paragraph) and not _FACT.search(paragraph)
    return is_bare and bullet_length(paragraph) > 0


def _is_link(paragraph: str) -> bool:
    """Whether a line under "related stories" is a headline: no sentence, or a short question."""
    is_question = paragraph.endswith("?") and count_words(paragraph) <= HEADING_WORDS
    return is_question or not is_sentence(paragraph)
