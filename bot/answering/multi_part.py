"""Answers in several cited parts.

What each of several people said, what each article has, or which account is whose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from bot.answering.quote_selection import MOST_READ, without_copies
from bot.answering.scoped_index import Inquiry
from bot.answering.sentence_features import View, dates_agree, match, stands_in, view
from bot.language import tokens
from bot.questions.composite import CompositeForm, CompositeQuestion, decompose
from bot.questions.question import AnswerType, Question, QuestionWord
from bot.types.quote import Quote
from index.language import dates
from index.language.dates.written import day_text
from index.language.stems import stem
from index.language.verb_stems import stems
from index.language.verbs import Use
from index.statements.speaker_match import is_speaker
from index.types import Article, Hit

_MANY = 40
"""Passages that are looked through for all articles about something."""
_MOST = 8
"""Articles that an answer is drawn from, at most."""
_OF_EACH = 2
"""Sentences of each of several people."""
_OF_ACCOUNT = 2
"""Sentences of each other article that are read for its account."""
_ACCOUNT = 0.75
"""Another article's account is shown beside the surest if it is at least this share as sure."""
_RIVAL = 0.8
"""What is latest or first must be at least this share as sure as what is surest."""
_SAME = 0.5
"""How well a sentence must stand for each word of a list's question, and an article's top for what
it is about."""

_WHO_DID = re.compile(
    r"""
    \W* who \s+
    (?: has\s+ | had\s+ | have\s+ | also\s+ )*      # Who has also denied it?
    (?P<verb> \w+ )                                # Who denied it?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PRONOUN = re.compile(r"\W*(?:he|she|they)\b", re.IGNORECASE)  # She denied it.


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of an answer that belong together, and the heading that people read above them."""

    quotes: tuple[Quote, ...]
    heading: str = ""


def parts(
    asked: Question, hits: Sequence[Hit], articles: dict[int, Article], inquiry: Inquiry
) -> list[Part]:
    """The parts of the answer, in order; none if there is no answer."""
    asks = decompose(asked)
    if asks is not None:
        found = _SHAPES[asks.form](asks, inquiry)
        if found or (asks.form is CompositeForm.WHO_SPOKE and inquiry.shown):  # nobody else
            return found
    plain = _said(asked, inquiry.quotes(asked, hits, articles))
    if several := _accounts(asked, plain, hits, articles, inquiry) or _listed(
        asked, plain, articles, inquiry
    ):
        return several
    return [Part(tuple(plain))] if plain else []


def _said(asked: Question, found: Sequence[Quote]) -> list[Quote]:
    """The statements, where the question asks what somebody said, or who said it."""
    if asked.speaker is None:
        return _by_whom(asked, found)
    cue = asked.cue
    if cue is not None and asked.topic == (cue,):
        found = [
            quote for quote in found if match(cue, view(quote.article).lines[quote.number]) >= _SAME
        ]
    surest = max((quote.confidence for quote in found if quote.speaker), default=0.0)
    return [quote for quote in found if quote.speaker or quote.confidence > surest]


def _by_whom(asked: Question, found: Sequence[Quote]) -> list[Quote]:
    """Where the question asks who said something, the statements.

    Those that are made as it says, if any are.
    """
    verb = _reporting_verb(asked)
    if verb is None:
        return list(found)
    made = [
        quote
        for quote in found
        if any(
            stem(said.cue) == verb for said in view(quote.article).lines[quote.number].statements
        )
    ]
    return made or [quote for quote in found if quote.speaker] or list(found)


def _reporting_verb(asked: Question) -> str | None:
    """The stem of the verb in "who said …" and "who denied …".

    None where somebody else is asked for.
    """
    who = _WHO_DID.match(asked.text)
    reporting = stems(Use.STATEMENT) - stems(Use.ACT)
    return verb if who and (verb := stem(who["verb"])) in reporting else None


def _together(asks: CompositeQuestion, inquiry: Inquiry) -> list[Part]:
    """What each of several people said, if possible where they all spoke."""
    asked = [inquiry.analyse(text) for text in asks.questions]
    hits = [inquiry.search(one) for one in asked]
    articles = inquiry.articles(list(chain.from_iterable(hits)))
    shared = {number: one for number, one in articles.items() if _all_speak(asked, one)}
    answers = _answers(asked, hits, shared, inquiry)
    if not all(answers):
        answers = _answers(asked, hits, articles, inquiry)
    said = ([quote for quote in quotes if quote.speaker] for quotes in answers)
    return [Part(tuple(quotes[:_OF_EACH]), quotes[0].speaker or "") for quotes in said if quotes]


def _all_speak(asked: Sequence[Question], article: Article) -> bool:
    """Whether an article has statements of every person that the questions are about."""
    return all(_speaks(one, article) for one in asked)


def _speaks(asked: Question, article: Article) -> bool:
    return any(is_speaker(asked.speaker or "", said) for said in article.statements)


def _answer(
    asked: Question,
    hits: Sequence[Hit],
    articles: Mapping[int, Article],
    inquiry: Inquiry,
    most_read: int = MOST_READ,
) -> list[Quote]:
    """What answers one question in some of the articles that were found."""
    among = {hit.article_id: articles[hit.article_id] for hit in hits if hit.article_id in articles}
    return _said(
        asked,
        inquiry.quotes(
            asked, [hit for hit in hits if hit.article_id in among], among, most_read=most_read
        ),
    )


def _answers(
    asked: Sequence[Question],
    hits: Sequence[Sequence[Hit]],
    articles: Mapping[int, Article],
    inquiry: Inquiry,
) -> list[list[Quote]]:
    """What answers each question, by the passages that were found for it."""
    pairs = zip(asked, hits, strict=True)
    return [_answer(one, found, articles, inquiry) for one, found in pairs]


def _overview(asks: CompositeQuestion, inquiry: Inquiry) -> list[Part]:
    """The lead of each article about something, by date."""
    asked = inquiry.analyse(asks.questions[0])
    articles = inquiry.articles(inquiry.search(asked, _MANY)).values()
    about = [
        article for article in articles if article.sentences and _is_about(asked, view(article))
    ]
    leads = [
        Quote(article, 0, None, 1.0)
        for article in about
        if not inquiry.is_out(article, article.sentences[0])
    ]
    return [
        _under_source(lead)
        for lead in without_copies(sorted(leads[:_MOST], key=lambda lead: _day(lead.article)))
    ]


def _news(asks: CompositeQuestion, inquiry: Inquiry) -> list[Part]:
    """The lead of the latest article about something."""
    return [part for part in _overview(asks, inquiry) if part.quotes[0].article.published][-1:]


def _is_about(asked: Question, seen: View) -> bool:
    """Whether an article's top names what is asked about and has the date asked for."""
    day = seen.article.published
    if not asked.words or not all(day is not None and wanted.agrees(day) for wanted in asked.dates):
        return False
    common = [match(word, seen.top) for word in asked.words if not word.is_name]
    named = all(stands_in(word, seen.top) for word in asked.words if word.is_name)
    return named and sum(common) >= _SAME * len(common)


def _speakers(asks: CompositeQuestion, inquiry: Inquiry) -> list[Part]:
    """A statement about something of each who made one and was not shown yet."""
    asked = inquiry.analyse(asks.questions[0])
    found: dict[str, Quote] = {}
    shown = set[str]()
    for article in inquiry.articles(inquiry.search(asked)).values():
        for number, line in enumerate(view(article).lines):
            speakers = {said.speaker for said in line.statements}
            if (
                len(speakers) == 1
                and asked.words
                and all(match(word, line) >= _SAME for word in asked.words)
            ):
                speaker = speakers.pop()
                found.setdefault(speaker, Quote(article, number, speaker, 1.0))
                if inquiry.is_out(article, article.sentences[number]):
                    shown.add(speaker)
    new = [Part((quote,), speaker) for speaker, quote in found.items() if speaker not in shown]
    return new[:_MOST]


def _listed(
    asked: Question, plain: Sequence[Quote], articles: Mapping[int, Article], inquiry: Inquiry
) -> list[Part]:
    """Of who did something, or how many, each article's sentence that tells, the newest first.

    None unless several do.
    """
    is_counted = not plain and bool(re.search(r"\bhow many\b", asked.text, re.IGNORECASE))
    if asked.speaker or not (
        is_counted or (asked.answer_type is AnswerType.PERSON and _reporting_verb(asked) is None)
    ):
        return []
    words = [word for word in asked.words if not (is_counted and word in asked.focus)]
    words.sort(key=lambda word: not word.is_name)  # few sentences have them
    found = [
        Quote(article, number, None, 1.0)
        for article in articles.values()
        if (number := _with_all(words, view(article))) is not None
        and dates_agree(asked, view(article), number)
        and not inquiry.is_out(article, article.sentences[number])
    ]
    found.sort(key=lambda quote: _day(quote.article), reverse=True)
    found = without_copies(found)
    return [_under_source(quote) for quote in found[:_MOST]] if len(found) > 1 else []


def _with_all(words: Sequence[QuestionWord], seen: View) -> int | None:
    """The first sentence that has all words, or like ones.

    Who is named before may be "she" in it.
    """
    if len(words) < 2 or not any(word.is_name for word in words):
        return None
    for number, line in enumerate(seen.lines):
        before = seen.lines[number - 1] if number and _PRONOUN.match(line.text) else line
        if all(
            max(match(word, line), word.is_name * match(word, before)) >= _SAME for word in words
        ):
            return number
    return None


def _by_time(asks: CompositeQuestion, inquiry: Inquiry) -> list[Part]:
    """The answer of the latest article that has one, or of the first."""
    asked = inquiry.analyse(asks.questions[0])
    hits = inquiry.search(asked, _MANY if asked.speaker else None)
    articles = {number: one for number, one in inquiry.articles(hits).items() if one.published}
    surest = max(
        (quote.confidence for quote in _answer(asked, hits, articles, inquiry)), default=1.0
    )
    is_latest = asks.form is CompositeForm.LATEST
    for number, article in sorted(
        articles.items(), key=lambda pair: _day(pair[1]), reverse=is_latest
    ):
        quotes = _answer(asked, hits, {number: article}, inquiry)
        if quotes and max(quote.confidence for quote in quotes) >= _RIVAL * surest:
            return [replace(_under_source(quotes[0]), quotes=tuple(quotes))]
    return []


def _accounts(
    asked: Question,
    plain: Sequence[Quote],
    hits: Sequence[Hit],
    articles: Mapping[int, Article],
    inquiry: Inquiry,
) -> list[Part]:
    """What each article has where they differ, the newest first.

    None where there is but one account.
    """
    if not plain or asked.answer_type not in (
        AnswerType.NUMBER,
        AnswerType.TIME,
        AnswerType.YES_NO,
    ):
        return []
    surest = max(quote.confidence for quote in plain)
    each = [
        max(quotes, key=lambda quote: quote.confidence)
        for number, article in articles.items()
        if (quotes := _answer(asked, hits, {number: article}, inquiry, _OF_ACCOUNT))
    ]
    found = [
        quote for quote in each if quote.confidence >= _ACCOUNT * surest and _is_on(asked, quote)
    ]
    found = without_copies(found)
    if len(found) < 2 or not _differ(asked, found):
        return []
    return [
        _under_source(quote)
        for quote in sorted(found, key=lambda quote: _day(quote.article), reverse=True)
    ]


def _is_on(asked: Question, quote: Quote) -> bool:
    """Whether a sentence is about all that is asked, or tells of what is counted.

    Else it gives another thing's figure.
    """
    line = view(quote.article).lines[quote.number]
    if asked.answer_type is AnswerType.NUMBER:
        return not asked.focus or any(match(word, line) >= _SAME for word in asked.focus)
    words = [
        word
        for word in asked.words
        if word != asked.cue and not word.is_name and not word.is_number
    ]
    return asked.answer_type is not AnswerType.YES_NO or all(
        match(word, line) >= _SAME for word in words
    )


def _differ(asked: Question, found: Sequence[Quote]) -> bool:
    """Whether some two have no figure or date in common.

    Of what is asked yes or no, whether there are two.
    """
    told = [_told(asked, quote) for quote in found]
    return asked.answer_type is AnswerType.YES_NO or any(
        one and other and not one & other for one in told for other in told
    )


def _told(asked: Question, quote: Quote) -> frozenset[str]:
    """The figures or dates that a sentence has beside those of the question."""
    day = quote.article.published or date(2000, 1, 1)
    if asked.answer_type is AnswerType.TIME:
        return frozenset(one.iso for one in dates.resolve(quote.text, day)) - {
            one.iso for one in dates.resolve(asked.text, day)
        }
    dated = [(one.start, one.end) for one in dates.find(quote.text)]
    known = {token.key for token in tokens.tokens(asked.text)}
    return frozenset(
        token.key
        for token in tokens.tokens(quote.text)
        if token.kind is tokens.TokenKind.NUMBER
        and token.key not in known
        and not any(start <= token.start < end for start, end in dated)
    )


def _under_source(quote: Quote) -> Part:
    """A quote under its source and date."""
    day = quote.article.published
    source = " ".join((quote.article.publisher or quote.article.source).split())
    return Part((quote,), f"{source}, {day_text(day)}" if day else source)


def _day(article: Article) -> date:
    return article.published or date.min


_SHAPES = {
    CompositeForm.EACH_SPEAKER: _together,
    CompositeForm.OVERVIEW: _overview,
    CompositeForm.LATEST_NEWS: _news,
    CompositeForm.WHO_SPOKE: _speakers,
    CompositeForm.LATEST: _by_time,
    CompositeForm.FIRST: _by_time,
}
