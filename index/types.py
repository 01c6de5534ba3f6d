"""The words that everything else is said in: articles, passages, statements, hits.

Offsets are in characters of the article's decoded text (see `readers`), half-open:
`text[start:end]`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b

NEWLINE = re.compile(r"\r\n|\n|\r")
"""What ends a line."""


def digest(text: str) -> int:
    """What a text is told from others by, where it is kept as a number: signed 64 bits."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True, slots=True)
class Metadata:
    """A document's own metadata: a page's tags, a feed's fields, a line's keys.

    A field that it lacks is None.
    """

    title: str | None = None
    published: date | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    """ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as it was read: its text, before anybody has looked for an article in it."""

    source: str
    text: str
    """Decoded; of HTML, PDF and other rendered formats, what was extracted."""
    sha256: str
    """Of the bytes read, in hexadecimal."""
    metadata: Metadata = Metadata()
    pages: tuple[int, ...] = ()
    """Where each page begins, in characters of the text; PDF only."""
    is_teaser: bool = False
    """Whether it only stands in for a page that could not be had."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article's body, which is what an answer may quote."""

    start: int
    end: int
    paragraph: int
    """Counted from 0 among the paragraphs of the body."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A part of an article's text that is never cited."""

    start: int
    end: int
    kind: str
    """ "furniture" (adverts, links, appeals), or "heading" (subheadings, captions, fields)."""


def characters_by_kind(set_aside: Iterable[SetAside]) -> dict[str, int]:
    """How many characters are set aside as each kind."""
    counts = Counter[str]()
    for one in set_aside:
        counts[one.kind] += one.end - one.start
    return dict(counts)


def is_mostly_furniture(set_aside: Mapping[str, int], characters: int) -> bool:
    """Whether more than half of a text of so many characters is set aside as furniture."""
    return 2 * set_aside.get("furniture", 0) > characters


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody said: direct speech (`start:end` includes the quotation marks) or reported."""

    speaker: str
    """The full name where the article gives one, else the mention as it is written."""
    role: str
    """What the article calls the speaker ("Russian Foreign Minister"), or an empty string."""
    speaker_mention: str
    mention_start: int
    mention_end: int
    cue: str
    """The word that reports it: "said", "rejected", "according to"."""
    start: int
    end: int
    direct: bool
    place: str | None = None
    """Where it was said: as its own sentence has it, else the article's dateline or the place of
    its event."""
    date: str | None = None
    """When it was said, ISO 8601 (a day, a month, a year, or an interval): by its own sentence,
    else the article's date."""


@dataclass(frozen=True, slots=True)
class Article:
    """One news report: its text and what was understood of it."""

    source: str
    sha256: str
    text: str
    title: str
    """The headline, or an empty string."""
    title_start: int | None
    published: date | None
    """Never guessed: null where the article does not say."""
    dateline: str | None
    byline: str | None
    publisher: str | None
    url: str | None
    language: str
    """ISO 639-1 code."""
    sentences: tuple[Sentence, ...]
    pages: tuple[int, ...] = ()
    """Where each page begins, in characters of the text; PDF only."""
    statements: tuple[Statement, ...] = ()
    people: tuple[str, ...] = ()
    """Full names of the people it mentions outside quotations, in order of first mention."""
    set_aside: tuple[SetAside, ...] = ()
    """All but the headline that is no sentence of the body, in order."""

    def __hash__(self) -> int:
        """Of what tells most articles apart: a question looks each up a few times."""
        return hash((self.source, self.sha256))

    @property
    def lead(self) -> str:
        """The opening sentence, or an empty string."""
        return self.quote(self.sentences[0]) if self.sentences else ""

    @property
    def above_lead(self) -> str:
        """What stands before the first sentence in its line, as "PARIS, March 30 (Agency) - "."""
        first = self.sentences[0].start
        return self.text[
            max(self.text.rfind("\n", 0, first), self.text.rfind("\r", 0, first)) + 1 : first
        ]

    def sentences_in(self, start: int, end: int) -> range:
        """The numbers of the sentences that overlap a span of the text."""
        first = bisect_right(self.sentences, start, key=lambda sentence: sentence.end)
        return range(
            first, bisect_left(self.sentences, end, lo=first, key=lambda sentence: sentence.start)
        )

    def said_in(self, span: Sentence) -> tuple[Statement, ...]:
        """The statements that a sentence holds, or a part of."""
        return tuple(
            said for said in self.statements if said.start < span.end and span.start < said.end
        )

    def line_of(self, position: int) -> int:
        """The line of a position in the text, counted from 1; lines end in LF, CR or both."""
        return len(NEWLINE.findall(self.text, 0, position)) + 1

    def lines(self) -> list[tuple[int, int]]:
        """Where each line begins and ends, without what ends it.

        A line end that comes last opens none.
        """
        ends = [match.span() for match in NEWLINE.finditer(self.text)]
        starts = [0, *(behind for _, behind in ends)]
        lines = list(zip(starts, [*(end for end, _ in ends), len(self.text)], strict=True))
        return lines[:-1] if lines[-1] == (len(self.text), len(self.text)) else lines

    def page_of(self, position: int) -> int | None:
        """The page of a position in the text, counted from 1; None but for PDF."""
        return bisect_right(self.pages, position) if self.pages else None

    def quote(self, span: Sentence | Statement | Passage) -> str:
        """The article's own words at a span."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Passage:
    """Some neighbouring sentences of an article: the unit that is embedded and searched."""

    start: int
    end: int
    text: str
    context: str
    """Headline (else the lead), place and date of the article: what the passage itself leaves
    unsaid."""
    sentences: tuple[tuple[int, int], ...] = ()
    """Where the sentences that it holds, or parts of them, begin and end; of one out of the
    catalog, unknown."""

    @property
    def embedded_text(self) -> str:
        """What is embedded: the passage behind its context."""
        return f"{self.context}\n{self.text}"

    @property
    def embedded_sentences(self) -> list[tuple[int, int]]:
        """Where the sentences begin and end in what is embedded."""
        shift = len(self.context) + 1 - self.start
        return [(start + shift, end + shift) for start, end in self.sentences]

    @property
    def digest(self) -> int:
        """Of what is embedded, and of its sentences' ends."""
        return digest(f"{self.embedded_sentences}\n{self.embedded_text}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the stores hold it."""

    id: int
    article_id: int
    passage: Passage
    published: date | None
    language: str = "en"
    """Of the article: ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search. A date filter lets through only articles that have a date."""

    after: date | None = None
    """Published on this day or later."""
    before: date | None = None
    """Published before this day."""
    sources: tuple[str, ...] = ()
    """Any of these sources, patterns with * and ?, or folders above."""
    publisher: str | None = None
    """Part of the publisher's name, in any case."""

    def within(self, first: date, last: date) -> Filters:
        """These, and nothing but what was published from one day to another."""
        before = last + timedelta(1)
        return replace(
            self, after=max(self.after or first, first), before=min(self.before or before, before)
        )


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a question found; `score` only orders the hits of one question."""

    passage_id: int
    article_id: int
    source: str
    start: int
    end: int
    text: str
    score: float
    similarity: float
    """Cosine of question and passage, 0 where only the words found it."""
