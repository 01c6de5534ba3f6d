"""Compares a question with an article's sentences: what each says of it, how surely it answers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property, lru_cache

from bot.language.russian import is_saying
from bot.questions.question import Question, QuestionWord
from index.language import countries, dates
from index.language.name_sounds import name_key, name_keys
from index.language.stopwords import stopwords
from index.language.terms import Term, vocabulary
from index.models.word_similarity import nearest
from index.types import Article, Hit, Statement

# How much it counts that a word of the question stands not in the sentence, but …
_NEIGHBOUR = 0.6
_TOP = 0.8
_PRONOUN_NAMES = 0.8
_SOFT = 0.85
"""… and how much a word of like meaning in its place."""
_NEWS_DAYS = timedelta(2)
"""So long before and after a day articles tell of it as news; of a week or a month half its length
longer."""
_MONTHS = timedelta(92)
"""Of more than these, what happened is told for as long again."""
_REACH = 1
"""Sentences before and after that are neighbours."""

_TOLD = 0.5
"""How much a word counts that the question tells before it asks."""
_LONG_NAME = re.compile(
    r"""
    \b (?! The\b ) [A-Z]\w*                                     # Harwick
    (?: [ -] (?: (?: of | for | and | the )\  )* [A-Z]\w* )+     # Bank of the North
    """,
    re.VERBOSE,
)

_PRONOUN = re.compile(
    r"""
    \b (?: he | she | they | it       # she
         | his | her | their | its    # their
         | him | them                 # them
       ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"[«“„「『].+[»”“」』]")


class Line:
    """A sentence, or more of an article, as it compares.

    What of it is looked at is read then: of most, little is.
    """

    def __init__(self, text: str, statements: tuple[Statement, ...], language: str) -> None:
        self.text = text
        self.statements = statements
        self._language = language
        self._speakers = " ".join(
            f"{statement.speaker} {statement.role}" for statement in statements
        )

    @cached_property
    def _terms(self) -> tuple[Term, ...]:
        return vocabulary(self.text, self._language)

    @cached_property
    def _named(self) -> tuple[Term, ...]:
        """… and the speakers."""
        return (*self._terms, *vocabulary(self._speakers))

    @cached_property
    def _mentions(self) -> list[countries.Mention]:
        return [*countries.find(self.text), *countries.find(self._speakers)]

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of its words and its speakers."""
        return frozenset(term.stem for term in self._named)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Content words, folded, for likeness of meaning."""
        common = stopwords(self._language)
        return tuple(
            dict.fromkeys(
                t.word.lower() for t in self._terms if t.stem not in common and not t.is_number
            )
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """Of what is written as a name (see `name_sounds.name_keys`)."""
        return frozenset(
            key for term in self._named if term.is_capital for key in name_keys(term.word)
        )

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that it names, or whose people or capital."""
        return frozenset(mention.country for mention in self._mentions)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The countries whose capital it names."""
        return frozenset(mention.country for mention in self._mentions if mention.by_capital)

    @cached_property
    def initials(self) -> frozenset[str]:
        """Of its names of several words: "NHL" of "National Hockey League"."""
        return initials(self.text)

    @cached_property
    def may_report(self) -> bool:
        """Whether it looks like somebody's words, in a language whose statements are not found."""
        return self._language != "en" and (
            bool(_QUOTED.search(self.text)) or any(is_saying(term.stem) for term in self._terms)
        )


def initials(text: str) -> frozenset[str]:
    """Of the names of several words in a text."""
    return frozenset(
        "".join(word[0] for word in re.findall(r"[A-Z]\w*", name))
        for name in _LONG_NAME.findall(text)
    )


class Lines:
    """The sentences of an article as they compare.

    Each is read when it is first looked at, for most never are.
    """

    def __init__(self, article: Article) -> None:
        self._article = article
        self._read: dict[int, Line] = {}

    def __len__(self) -> int:
        return len(self._article.sentences)

    def __iter__(self) -> Iterator[Line]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, number: int) -> Line:
        if number not in self._read:
            sentence = self._article.sentences[number]
            said = self._article.said_in(sentence)
            self._read[number] = Line(self._article.quote(sentence), said, self._article.language)
        return self._read[number]


@dataclass(frozen=True, slots=True)
class View:
    """An article as it compares: its sentences, and what stands at its top."""

    article: Article
    lines: Lines
    dateline: str
    """What stands before the first sentence in its line, as "PARIS, March 30 (Agency) - "."""
    top: Line
    """Headline, dateline, date and lead."""


@lru_cache(maxsize=256)
def view(article: Article) -> View:
    """Reads an article for comparison."""
    dateline = article.above_lead
    opening = " ".join(article.quote(sentence) for sentence in article.sentences[:2])
    top = Line(
        f"{article.title}. {article.dateline or ''}. {dateline} {opening}", (), article.language
    )
    return View(article, Lines(article), dateline, top)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence of an article has to say to a question; from 0 to 1 but where it says so."""

    content: float
    """How much of the question's common words stands in the sentence."""
    content_near: float
    """… with what its neighbours and the article's top add."""
    names: float
    """How much of the question's names stands in the sentence, its neighbours or the article's top.
    """
    similarity: float
    """Cosine of the question and the passage."""
    likeness: float
    """… and the sentence as it stands in the passage."""
    rank: float
    """Logarithm of the passage's rank in the search, from 1."""
    dates: float
    """Whether the question's dates are the sentence's, its neighbour's or the article's."""
    on_record: float
    """Whether the speaker asked for says it on record; 0.5 where none is asked for."""
    read: float
    """Log-odds that it answers, by the reader (see `span_reader`); 0 where it has not read it."""

    def vector(self) -> tuple[float, ...]:
        """The values, in the order above."""
        return tuple(getattr(self, field.name) for field in fields(self))


Weigh = Callable[[QuestionWord], float]
"""The weight of a word of the question: how much it tells, 0 to 1."""


def evidence_of(
    question: Question,
    seen: View,
    number: int,
    weight: Weigh,
    *,
    hit: Hit,
    rank: int,
    likeness: float,
    on_record: float,
) -> Evidence:
    """The evidence of a sentence of a passage found, without the reader's.

    `rank` is the passage's in the search, from 1; `likeness` the sentence's cosine with the
    question.
    """

    def share(word: QuestionWord) -> float:
        return weight(word) * (_TOLD if word.is_background else 1)

    line = seen.lines[number]
    common = [
        (share(word), stands_in(word, line), near(word, seen, number))
        for word in question.words
        if not word.is_name and not word.is_number
    ]
    return Evidence(
        content=_share([(part, here) for part, here, _ in common]),
        content_near=_share([(part, close) for part, _, close in common]),
        names=_share([(share(word), _close(word, seen, number)) for word in question.names]),
        similarity=hit.similarity,
        likeness=likeness,
        rank=math.log(rank),
        dates=float(dates_agree(question, seen, number)),
        on_record=on_record,
        read=0.0,
    )


def _share(parts: Sequence[tuple[float, float]]) -> float:
    """The mean of values by their weights; 1 of nothing."""
    total = sum(share for share, _ in parts)
    return sum(share * value for share, value in parts) / total if total else 1.0


def _around(seen: View, number: int) -> list[Line]:
    return [
        seen.lines[i]
        for i in range(max(0, number - _REACH), min(len(seen.lines), number + _REACH + 1))
        if i != number
    ]


def near(word: QuestionWord, seen: View, number: int) -> float:
    """How well the sentence, its neighbours or the article's top stand for a word."""
    around = [stands_in(word, other) * _NEIGHBOUR for other in _around(seen, number)]
    return max([stands_in(word, seen.lines[number]), stands_in(word, seen.top) * _TOP, *around])


def _close(word: QuestionWord, seen: View, number: int) -> float:
    """How surely a name belongs to a sentence: it is in it or near, or its pronoun means it."""
    return max(near(word, seen, number), _meant(word, seen, number))


def _meant(word: QuestionWord, seen: View, number: int) -> float:
    """Whether a pronoun of the sentence may mean somebody whom the sentence before names."""
    if number and _PRONOUN.search(seen.lines[number].text):
        return _PRONOUN_NAMES * stands_in(word, seen.lines[number - 1])
    return 0.0


def match(word: QuestionWord, line: Line) -> float:
    """How well a line stands for a word: 1 for the word itself, less for one of like meaning."""
    exact = stands_in(word, line)
    if exact or word.is_name or word.is_number:
        return exact
    return nearest(word.text.lower(), line.words) * _SOFT


def stands_in(word: QuestionWord, line: Line) -> float:
    """1 if a line has the word, in any spelling of a name and any name of a country, else 0."""
    if word.stem in line.stems:
        return 1.0
    if word.country and word.country in (
        line.capitals if word.is_capital_city and word.is_place else line.countries
    ):
        return 1.0
    return float(word.is_name and (name_key(word.text) in line.keys or word.text in line.initials))


def dates_agree(question: Question, seen: View, number: int) -> bool:
    """Whether each date of the question is the sentence's, its neighbour's or the article's.

    A month of an article of 2021 is one of that year or the last. A day without a year may stand
    anywhere in the article, as a name may.
    """
    if question.period and not _falls_in(question.period, seen, number):
        return False
    if not question.dates:
        return True
    reach = 0 if question.speaker else _REACH
    sentences = seen.article.sentences[max(0, number - reach) : number + reach + 1]
    around = " ".join(map(seen.article.quote, sentences))
    written = [*dates.find(around), *dates.find(seen.dateline)]
    published = seen.article.published
    meant = dates.resolve(around, published) if published else ()
    return all(
        (published is not None and asked.agrees(published))
        or any(asked.agrees(one.first) and asked.agrees(one.last) for one in meant)
        or any(
            _same_date(asked, found)
            for found in (_dates_of(seen) if asked.year is None and asked.day else written)
        )
        for asked in question.dates
    )


def _falls_in(period: tuple[date, date], seen: View, number: int) -> bool:
    """Whether an article is of these days, or the sentence gives a day among them."""
    (first, last), published = period, seen.article.published
    if published is None:
        return False
    length = last - first
    about = _NEWS_DAYS + (length if length > _MONTHS else length / 2)
    told = dates.resolve(seen.lines[number].text, published)
    return first - about <= published <= last + about or any(
        one.first <= last and first <= one.last for one in told
    )


def _dates_of(seen: View) -> tuple[dates.PartialDate, ...]:
    return tuple(
        found
        for sentence in seen.article.sentences
        for found in dates.find(seen.article.quote(sentence))
    )


def _same_date(asked: dates.PartialDate, found: dates.PartialDate) -> bool:
    """Whether a date that is written gives all that was asked for."""
    pairs = ((asked.year, found.year), (asked.month, found.month), (asked.day, found.day))
    return all(mine is None or mine == theirs for mine, theirs in pairs)
