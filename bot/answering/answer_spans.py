"""The words of a sentence that a question asks for: a number, a time, a name.

Whether they are there, and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from bot.answering import answer_patterns as patterns
from bot.questions.question import AnswerType, Question
from bot.types.citation import Citation
from bot.types.quote import Quote
from index.language import countries, dates
from index.language.lexicon.calendar import months, weekdays
from index.language.name_sounds import name_key
from index.language.offices import title_stems
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.language.terms import terms
from index.language.verb_stems import stems
from index.language.verbs import Use
from index.types import Article, Sentence

Span = tuple[int, int]
"""Where words begin and end."""

_REST_OF_WORD = re.compile(r"\w*")


@cache
def _calendar_stems() -> frozenset[str]:
    """The stems of months and days of the week, which are no names."""
    return frozenset(map(stem, (*months(), *weekdays())))


def is_of_kind(question: Question, text: str) -> bool:
    """Whether a text has what the question asks for, be it a number, a time or a name."""
    if question.answer_type is AnswerType.NUMBER:
        return _has_number(question, text)
    if question.answer_type is AnswerType.TIME:
        return bool(patterns.time().search(text)) or _has_new_date(question, text)
    return not patterns.ASKS_NAME.search(question.asking_text) or _has_new_name(question, text)


def _has_new_name(question: Question, text: str) -> bool:
    asked = _keys(question.text)
    return any(
        term.is_capital and term.start > 0 and name_key(term.word) not in asked
        for term in terms(text)
    )


@lru_cache(maxsize=64)
def _keys(text: str) -> frozenset[str]:
    return frozenset(name_key(term.word) for term in terms(text))


def _has_number(question: Question, text: str) -> bool:
    """Whether a text has a number of the kind asked for, other than those in the question."""
    asked = question.asking_text.lower()
    adjective = patterns.adjective_asked(asked)
    pattern = patterns.measures().get(adjective)
    if patterns.ASKS_AGE.search(asked):
        pattern = patterns.age()
    if pattern is not None:
        return bool(pattern.search(text))
    if patterns.ASKS_MONEY.search(asked) and adjective != "many":
        return bool(patterns.money().search(text))
    known = {stem(found) for found in re.findall(r"\d[\d,.]*", question.text)}
    found = (match.group().rstrip(".,") for match in patterns.number().finditer(text))
    return any(stem(number) not in known for number in found)


def _has_new_date(question: Question, text: str) -> bool:
    return any(
        not any(asked.agrees(found) for asked in question.dates) for found in dates.find(text)
    )


def answering(question: Question, article: Article, sentence: Sentence) -> Span | None:
    """Where in the article's text the words of a sentence stand that answer.

    None where that is not sure.
    """
    text = article.quote(sentence)
    found: Span | None = None
    if question.answer_type is AnswerType.NUMBER:
        found = _only(_numbers(question, text))
    elif question.answer_type is AnswerType.TIME and (
        asks := patterns.asks_when().search(question.asking_text)
    ):
        found = _only(
            span
            for span in _times(question, text)
            if asks["unit"] != "year" or patterns.YEAR.search(text, *span)
        )
    elif question.answer_type is AnswerType.PLACE and patterns.asks_where().search(
        question.asking_text
    ):
        found = _only(_places(question, text))
    elif question.answer_type is AnswerType.PERSON and (
        who := patterns.ASKS_WHO.search(question.asking_text)
    ):
        found = _person(question, article, sentence, stem(who["verb"] or ""))
    return (sentence.start + found[0], sentence.start + found[1]) if found else None


def _only(spans: Iterable[Span]) -> Span | None:
    """The one that there is; None where there are none or several."""
    found = list(spans)
    return found[0] if len(found) == 1 else None


def _numbers(question: Question, text: str) -> Iterator[Span]:
    """The numbers that may be asked for, each with its unit."""
    asked = question.asking_text.lower()
    adjective = patterns.adjective_asked(asked)
    if adjective == "old" or patterns.ASKS_AGE.search(asked):
        return _ages(text)
    if adjective in patterns.measures():
        return _measured(text, patterns.measures()[adjective])
    new = _new_amounts(asked, text)
    if patterns.ASKS_SHARE.search(asked):
        return (span for span in new if patterns.SHARE.search(text, *span))
    if adjective == "many":
        return _counts(question, text, new)
    return _prices(text, new) if patterns.ASKS_MONEY.search(asked) else iter(())


def _new_amounts(asked: str, text: str) -> list[Span]:
    """The amounts that are no part of a date, and that the question does not give itself."""
    dated = [(one.start, one.end) for one in dates.find(text)]
    found = (match.span() for match in patterns.amount().finditer(text))
    undated = (span for span in found if not _overlaps(span, dated))
    return [(start, end) for start, end in undated if text[start:end].lower() not in asked]


def _counts(question: Question, text: str, numbers: Sequence[Span]) -> Iterator[Span]:
    """Those that count what the question asks for: it follows within a few words."""
    wanted = {word.stem for word in question.focus[-1:]}
    for start, end in numbers:
        following = list(terms(re.split(r"[,;:.!?(]", text[end : end + 60])[0]))[:4]
        if any(term.stem in wanted for term in following):
            yield start, end


def _ages(text: str) -> Iterator[Span]:
    return (match.span(match.lastgroup or 0) for match in patterns.AGED.finditer(text))


def _measured(text: str, measure: re.Pattern[str]) -> Iterator[Span]:
    """What a measure matches, to the end of its last word."""
    for match in measure.finditer(text):
        rest = _REST_OF_WORD.match(text, match.end())
        yield match.start(), rest.end() if rest else match.end()


def _prices(text: str, numbers: Sequence[Span]) -> Iterator[Span]:
    """Those that are sums of money, each with its currency."""
    for start, end in numbers:
        if patterns.money().match(text, start):
            currency = patterns.PRICE.match(text, end)
            yield start, currency.end() if currency else end


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _times(question: Question, text: str) -> Iterator[Span]:
    """Dates and times that the question does not give itself; what stands side by side is one."""
    found = [(one.start, one.end) for one in dates.find(text)]
    times = (patterns.time(), patterns.ago(), patterns.era())
    found += [match.span() for pattern in times for match in pattern.finditer(text)]
    for start, end in _joined(text, sorted(found)):
        leading = patterns.LEADING.match(text, start, end)
        start = leading.end() if leading else start
        words = text[start:end]
        if not question.speaker and patterns.reported().search(text[:start]):
            continue
        if not patterns.VAGUE.fullmatch(words) and words.lower() not in question.text.lower():
            yield start, end


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and (
            start <= joined[-1][1] or patterns.BETWEEN_TIMES.fullmatch(text, joined[-1][1], start)
        ):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _names(question: Question, text: str) -> Iterator[Span]:
    """Names of which the question has no word."""
    asked = {name_key(term.word) for term in terms(question.text)}
    for start, end in _runs(text):
        words = [name_key(term.word) for term in terms(text[start:end])]
        if not asked & set(words):
            yield start, end


def _runs(text: str) -> list[Span]:
    """Words with a capital, those taken together that stand side by side."""
    runs: list[Span] = []
    for term in terms(text):
        is_part = runs and term.start < runs[-1][1]
        if is_part or not term.is_capital:
            continue
        key = stem(term.word)
        if key in _calendar_stems() or key in title_stems() or key in stopwords():
            continue
        if runs and text[runs[-1][1] : term.start] in (" ", "-", ". "):
            runs[-1] = runs[-1][0], term.end
        else:
            runs.append((term.start, term.end))
    return runs


def _places(question: Question, text: str) -> Iterator[Span]:
    """Names of places; of countries, where a country is asked for."""
    named = [(one.start, one.end) for one in countries.find(text)]
    wants_country = re.search(r"\bcountry\b", question.asking_text, re.IGNORECASE)
    for span in _names(question, text):
        if _overlaps(span, named) if wants_country else patterns.IN_PLACE.search(text[: span[0]]):
            yield span


def _person(question: Question, article: Article, sentence: Sentence, verb: str) -> Span | None:
    """Who spoke, if that is asked; else who did it, or the only person."""
    text = article.quote(sentence)
    said = article.said_in(sentence)
    people = {name_key(name) for name in (*article.people, *(one.speaker for one in said))}
    fitting = [
        span for span in _names(question, text) if name_key(text[span[0] : span[1]]) in people
    ]
    if verb in stems(Use.WHO):
        mentions = {
            (one.mention_start - sentence.start, one.mention_end - sentence.start) for one in said
        }
        return _only(span for span in fitting if _overlaps(span, mentions))
    return _only(fitting)


def marked(citation: Citation, asked: Question, quote: Quote) -> Citation:
    """The citation with the words that answer, where they are sure and the quote has them."""
    start, end = answering(asked, quote.article, quote.sentence) or (0, 0)
    is_quoted = citation.start <= start < end <= citation.end
    return replace(citation, answer_start=start, answer_end=end) if is_quoted else citation
