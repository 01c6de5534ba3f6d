"""Answers by quoting: the fewest whole sentences that answer, verbatim, or none.

The default engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import islice

from bot.answering.sentence_features import (
    Evidence,
    Line,
    View,
    Weigh,
    match,
    names_there,
    stands_in,
    view,
    weigh,
)
from bot.models.logistic import sigmoid
from bot.models.span_reader import context
from bot.questions.question import Question, QuestionWord
from bot.types.quote import Quote
from index.language import countries
from index.language.offices import role_words
from index.language.stems import stem
from index.language.terms import terms
from index.statements.speaker_match import is_speaker
from index.types import Article, Hit, Sentence, Statement

Model = tuple[Sequence[float], float]
"""Weights of a logistic model over `Evidence.vector()`, and its bias."""
_RULES: Model = (1.05, 1.88, 2.5, 0.5, 1.35, 7.0, 1.5, 0.0), -7.9
"""Without the reader; see tests/benchmarks/training/fit_quotes.py. What news of the days and a
sentence's likeness are worth: chosen on RealTimeQA, even numbers, and our own questions."""
_READ: Model = (1.05, 1.88, 2.5, 0.5, 1.35, 6.0, 1.5, 5.0), -8.2
"""With it. It has read what a fit could be made on: its weight, and with it the bias, were chosen
on our own questions, to answer as many of the unanswerable as without it."""
CLOSELY = 4
"""Sentences that are read, at some 15 milliseconds each."""
_LIKELIEST = 8
"""Sentences that are looked at further."""
_SURE_OF_ONE = 2
"""Sentences at most for a question about one thing: a second is shown only if it is nearly as sure.
"""
_SAID = 0.9
"""How sure an answer is that gives what somebody said, where nothing else was asked."""
_TOPIC, _TOPIC_SLOPE, _NEAR_TOPIC = 0.55, 10.0, 0.6
"""A statement is on the topic asked about from this coverage on; how steeply certainty rises there.
"""
_OPENING_WORDS = 12
"""Within so many words from its start a sentence that tells of somebody names them."""
_COMPANION, _ODDS = 0.85, 0.2
"""Another sentence is shown beside the best if it is at least this share as sure, and has this
share of its odds."""

_OF_PLACE = re.compile(
    r"""
    (?P<role> .*\w )\ (?: of | for | in )\             # the mayor of
    (?P<place> (?! (?: the | an? | his | her )\  )     # not: the head of the union
               [\w'’-]+ (?: \ [\w'’-]+ )? )           # New Harwick
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Matches an office and the place that it is for."""


Candidate = tuple[View, int, Evidence]
"""A sentence of an article, by its number there, and what it has to say to the question."""


Like = Callable[[int, Article], Sequence[float]]
"""Of each sentence of an article, by its id: the cosine with the question."""
Has = Callable[[int, Article, QuestionWord], bool]
"""Whether an article, by its id, has a word, by any spelling of a name and any name of a country.
"""
Recurs = Callable[[Article, Sentence], bool]
"""Whether a sentence stands in so many articles that it is furniture."""
Read = Callable[[str, Sequence[tuple[str, str]]], Sequence[float]]
"""See `span_reader.SpanReader.read`."""


@dataclass(frozen=True, slots=True)
class Means:
    """What sentences are held against a question with."""

    weight: Weigh
    has: Has
    like: Like
    recurs: Recurs
    read: Read | None
    """None: the rules stand alone."""
    closely: int
    """Of the likeliest sentences, so many are read."""
    likely: tuple[date, date] | None = None
    """The days, first and last, that the question is likely about, if the archive has news of them.
    """

    def confidence(self, evidence: Evidence) -> float:
        """How surely a sentence with this evidence answers, 0 to 1."""
        weights, bias = _READ if self.read else _RULES
        return sigmoid(
            bias + sum(w * value for w, value in zip(weights, evidence.vector(), strict=True))
        )


def quotes(
    question: Question,
    hits: Sequence[Hit],
    articles: dict[int, Article],
    means: Means,
    *,
    most: int,
    threshold: float,
) -> list[Quote]:
    """The sentences that answer, at most `most`, by article and in the order of each.

    None if not sure enough.

    Nor to what tells nothing of what it is about ("When was that?"): any sentence of its kind would
    do.
    """
    if not (question.words or question.speaker or question.dates or question.period):
        return []
    found = _weighed(question, candidates(question, hits, articles, means, threshold), means)
    if question.cue and not (found and found[0].confidence >= threshold):
        question = replace(
            question, speaker=None
        )  # what Turkey wants need not be told in its own words
        found = _weighed(question, candidates(question, hits, articles, means, threshold), means)
    if not found or found[0].confidence < threshold:
        return []
    if question.speaker is None or question.topic:
        most = min(most, _SURE_OF_ONE)
    least = max(threshold, _companion(found[0].confidence))
    best = [quote for quote in found if quote.confidence >= least][:most]
    order = list(dict.fromkeys(quote.article.source for quote in best))
    return sorted(best, key=lambda quote: (order.index(quote.article.source), quote.number))


def _companion(best: float) -> float:
    """How sure a sentence must be to be shown beside the best."""
    return max(_COMPANION * best, _ODDS * best / (1 - best + _ODDS * best))


def _weighed(question: Question, found: Sequence[Candidate], means: Means) -> list[Quote]:
    """The sentences with how surely each answers, best first, each wording once."""
    weighed = [
        Quote(
            article=seen.article,
            number=number,
            speaker=_speaker(question, seen, number),
            confidence=max(
                means.confidence(evidence), _on_topic(question, seen, number, means.weight)
            ),
        )
        for seen, number, evidence in found
    ]
    return without_copies(sorted(weighed, key=_rank))


def _rank(quote: Quote) -> tuple[float, str, int]:
    return -round(quote.confidence, 6), quote.article.source, quote.number


def without_copies(found: Iterable[Quote]) -> list[Quote]:
    """The quotes, each wording once: syndicated copies of an article say nothing new."""
    kept: dict[tuple[str, ...], Quote] = {}
    for quote in found:
        kept.setdefault(tuple(term.stem for term in terms(quote.text)), quote)
    return list(kept.values())


def candidates(
    question: Question,
    hits: Sequence[Hit],
    articles: dict[int, Article],
    means: Means,
    least: float = 0.0,
) -> list[Candidate]:
    """The sentences that come nearest to answering, best first as far as the rules tell.

    They are of the passages found; where the question asks what somebody said, of that speaker in
    the articles found. One that the reader cannot make as sure as `least` may be left unread, and
    is less sure then than it would be.
    """
    found: dict[tuple[int, int], Candidate] = {}
    views = {
        number: view(article)
        for number, article in articles.items()
        if names_there(question, partial(means.has, number, article))
    }
    for hit in hits:
        if hit.article_id not in views:
            continue
        seen = views[hit.article_id]
        fresh, like = _fresh(seen.article, means.likely), means.like(hit.article_id, seen.article)
        of_passage = seen.article.sentences_in(hit.start, hit.end)
        for number in range(len(seen.lines)) if question.speaker else of_passage:
            if (hit.article_id, number) in found or not _is_wanted(question, seen, number):
                continue
            evidence = weigh(
                question, seen, number, means.weight, hit.similarity, like[number], fresh
            )
            if evidence is not None:
                found[hit.article_id, number] = seen, number, evidence
    ranked = sorted(
        found.values(), key=lambda one: (-means.confidence(one[2]), one[0].article.source, one[1])
    )
    text = (
        one for one in ranked if not means.recurs(one[0].article, one[0].article.sentences[one[1]])
    )
    likeliest = list(islice(text, _LIKELIEST))
    return [
        *_read_closely(question, likeliest[: means.closely], means, least),
        *likeliest[means.closely :],
    ]


def _is_wanted(question: Question, seen: View, number: int) -> bool:
    """Whether a sentence is whose the question asks for."""
    if question.speaker is None:
        return _is_of_speaker(question, seen, number)
    return _is_said_by(question, seen, seen.lines[number]) and _took_place(question, seen, number)


def _fresh(article: Article, likely: tuple[date, date] | None) -> float:
    if likely is None:
        return 0.5
    return float(article.published is not None and likely[0] <= article.published <= likely[1])


def _read_closely(
    question: Question, found: Sequence[Candidate], means: Means, least: float
) -> list[Candidate]:
    """The sentences with the reader's score, if it could make one as sure as `least`."""
    if not means.read:
        return list(found)
    number = sum(means.confidence(replace(evidence, read=1)) >= least for _, _, evidence in found)
    texts = [
        (_context(seen, n), seen.lines[n].text) for seen, n, _ in found[:number]
    ]  # the best come first
    read = [*means.read(question.text, texts), *[0.0] * (len(found) - number)]
    return [
        (seen, n, replace(one, read=sure)) for (seen, n, one), sure in zip(found, read, strict=True)
    ]


def _context(seen: View, number: int) -> str:
    return context(seen.article.title, seen.lines[number - 1].text if number else "")


def _speaker(question: Question, seen: View, number: int) -> str | None:
    """Who says the sentence: whom the question names, or the one person whose it all is."""
    statements = seen.lines[number].statements
    if question.speaker:
        return next(
            (said.speaker for said in statements if _is_theirs(question.speaker, said, seen)), None
        )
    speakers = {said.speaker for said in statements}
    return speakers.pop() if len(speakers) == 1 else None


def _is_of_speaker(question: Question, seen: View, number: int) -> bool:
    """Whether a sentence names whom the question asks about, where statements are not required.

    A sentence in which somebody else does what is asked about is not theirs.
    """
    line = seen.lines[number]
    if question.cue and any(stem(said.cue) == question.cue.stem for said in line.statements):
        return False
    return all(stands_in(word, line) for word in question.words if word.is_speaker and word.is_name)


def _is_said_by(question: Question, seen: View, line: Line) -> bool:
    """Whether a sentence holds a statement of the speaker, or opens with them and the topic."""
    assert question.speaker is not None
    if any(_is_theirs(question.speaker, said, seen) for said in line.statements):
        return True
    if line.may_report:
        return all(stands_in(word, line) for word in question.words if word.is_speaker)
    if line.statements or not question.topic:
        return False
    wanted = role_words(question.speaker)
    opening = " ".join(line.text.split()[:_OPENING_WORDS])
    return any(not word.startswith("=") for word in wanted) and wanted <= role_words(opening)


def _on_topic(question: Question, seen: View, number: int, weight: Weigh) -> float:
    """How surely a statement of the right speaker answers: by how much of the topic it covers."""
    if question.speaker is None:
        return 0.0
    line = seen.lines[number]
    theirs = [
        seen.lines[n]
        for n in (number - 1, number + 1)
        if 0 <= n < len(seen.lines) and _is_said_by(question, seen, seen.lines[n])
    ]
    parts = [
        (
            weight(word),
            max([match(word, line), *(_NEAR_TOPIC * match(word, other) for other in theirs)]),
        )
        for word in question.topic
    ]
    total = sum(share for share, _ in parts)
    if not total:
        return _SAID
    covered = sum(share * here for share, here in parts) / total
    if question.cue and any(
        stem(s.cue) == question.cue.stem and _is_theirs(question.speaker, s, seen)
        for s in line.statements
    ):
        covered = (1 + covered) / 2
    return _SAID * sigmoid(_TOPIC_SLOPE * (covered - _TOPIC))


def _took_place(question: Question, seen: View, number: int) -> bool:
    """Whether it was said where the question asks.

    The place stands at the article's top, or behind "in" and the like in the sentence.
    """
    text = seen.lines[number].text
    return all(
        stands_in(word, seen.top)
        or (stands_in(word, seen.lines[number]) and _behind_preposition(word.text).search(text))
        for word in question.words
        if word.is_place
    )


def _behind_preposition(place: str) -> re.Pattern[str]:
    """Matches a place where something is or goes to."""
    return re.compile(
        rf"""
        \b (?: in | at | near | to | from )\               # near Harwick
        (?: \w+\  ){{0,2}} {re.escape(place)} \b          # in the old Harwick
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def _is_theirs(asked: str, statement: Statement, seen: View) -> bool:
    """Whether a statement is of whom the question names.

    "the mayor" of an article on Arnwick is "the mayor of Arnwick".
    """
    if is_speaker(asked, statement):
        return True
    local = _OF_PLACE.fullmatch(asked)
    if (
        local is None
        or countries.find(local["place"])
        or _OF_PLACE.search(f"{statement.role} {statement.speaker_mention}")
    ):
        return False
    return all(term.stem in seen.top.stems for term in terms(local["place"])) and is_speaker(
        local["role"], statement
    )
