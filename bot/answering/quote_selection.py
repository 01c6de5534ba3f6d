"""Answers by quoting: the fewest whole sentences that answer, verbatim, or none.

The default engine.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import islice

from bot.answering.sentence_features import (
    Evidence,
    Line,
    View,
    Weigh,
    evidence_of,
    match,
    stands_in,
    view,
)
from bot.models.logistic import sigmoid
from bot.models.span_reader import Reading, context
from bot.questions.question import Question
from bot.types.quote import Quote
from index.language import countries
from index.language.stems import stem
from index.language.terms import terms
from index.statements.speaker_match import is_speaker
from index.types import Article, Hit, Sentence, Statement

Model = tuple[Sequence[float], float]
"""Weights of a logistic model over `Evidence.vector()`, and its bias."""
_LIKELIEST: Model = (1.373, 0.919, 2.133, -7.980, 13.660, -1.196, 2.039, 1.295, 0.000), -10.670
"""Which sentences are read; see tests/benchmarks/training/fit_quotes.py."""
_READ: Model = (0.000, 0.000, 1.044, 0.000, 0.000, 0.000, 1.492, 0.824, 0.703), -3.784
"""Whether one that was read answers: the reader's word, and what it cannot see."""
_UNREAD: Model = (1.524, 1.061, 3.011, 0.000, 0.000, 0.000, 1.968, 1.732, 0.000), -7.338
"""Whether one answers that the reader cannot read, as in another language."""
MOST_READ = 16
"""Sentences that are read for a question, the likeliest by the rules."""
_MOST_WEIGHED = 48
"""Sentences that the rules weigh, the most promising by the search. Of our own questions with an
answer among the passages found, 98 in 100 have one among these."""
_SIMILARITY, _RANK = 0.6, 0.08
"""What a passage's cosine and the logarithm of its rank take from a sentence's likeness: of two
sentences that are as like the question, that of the passage less like it stands out more."""
_SURE_OF_ONE = 2
"""Sentences at most for a question about one thing: a second is shown only if it is nearly as sure.
"""
_SAID = 0.9
"""How sure an answer is that gives what somebody said, where nothing else was asked."""
_TOPIC, _TOPIC_SLOPE, _NEAR_TOPIC = 0.55, 10.0, 0.6
"""A statement is on the topic asked about from this coverage on; how steeply certainty rises there.
"""
_SURE_OF_WORDS = 0.2
"""Words are shown as the answer if the reader is so sure that it is these; docs/reader.md tells how
often they are shown and right."""
_DISCUSSED = 1.0
"""What it adds to the log-odds of a sentence that its article is talked about."""
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer."""

    seen: View
    number: int
    """In its article, from 0."""
    evidence: Evidence
    reading: Reading | None
    """None where it was not read."""


Like = Callable[[int, Article], Sequence[float]]
"""Of each sentence of an article, by its id: the cosine with the question."""
Recurs = Callable[[Article, Sentence], bool]
"""Whether a sentence stands in so many articles that it is furniture."""
Read = Callable[[str, Sequence[tuple[str, str]]], Sequence[Reading]]
"""See `span_reader.SpanReader.read`."""


@dataclass(frozen=True, slots=True)
class Means:
    """What sentences are held against a question with."""

    weight: Weigh
    like: Like
    recurs: Recurs
    read: Read | None
    """None: the rules stand alone."""
    most_read: int = MOST_READ
    """Of the likeliest sentences, so many are read, and the others dropped."""
    discussed: tuple[str, ...] = ()
    """Sources of the articles that the conversation is about."""

    def likelihood(self, found: Candidate) -> float:
        """How likely a sentence is to answer, before it is read, 0 to 1."""
        return sigmoid(_log_odds(found.evidence, _LIKELIEST) + self._bonus(found))

    def confidence(self, found: Candidate) -> float:
        """How surely a sentence answers, 0 to 1."""
        model = _READ if self.read else _UNREAD
        return sigmoid(_log_odds(found.evidence, model) + self._bonus(found))

    def _bonus(self, found: Candidate) -> float:
        return _DISCUSSED if found.seen.article.source in self.discussed else 0.0


def _log_odds(evidence: Evidence, model: Model) -> float:
    weights, bias = model
    return bias + sum(w * x for w, x in zip(weights, evidence.vector(), strict=True))


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
    found = _weighed(question, candidates(question, hits, articles, means), means)
    if question.cue and not (found and found[0].confidence >= threshold):
        question = replace(
            question, speaker=None
        )  # what Turkey wants need not be told in its own words
        found = _weighed(question, candidates(question, hits, articles, means), means)
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
            article=one.seen.article,
            number=one.number,
            speaker=_speaker(question, one.seen, one.number),
            confidence=max(means.confidence(one), _on_topic(question, one, means.weight)),
            words=_bold(one),
        )
        for one in found
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
    question: Question, hits: Sequence[Hit], articles: dict[int, Article], means: Means
) -> list[Candidate]:
    """The sentences that come nearest to answering, each read if there is a reader.

    They are of the passages found; where the question asks what somebody said, also of that speaker
    in the articles found.
    """
    found = [
        Candidate(place.seen, place.number, evidence, None)
        for place in _places(question, hits, articles, means)
        if (evidence := _evidence(question, place, means)) is not None
    ]
    found.sort(
        key=lambda one: (
            -means.likelihood(one),
            one.seen.article.source,
            one.number,
        )
    )
    text = (
        one
        for one in found
        if not means.recurs(one.seen.article, one.seen.article.sentences[one.number])
    )
    likeliest = list(islice(text, means.most_read))
    return with_readings(question, likeliest, means.read) if means.read else likeliest


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence of an article found, before it is looked at."""

    seen: View
    number: int
    hit: Hit
    rank: int
    """Of the passage, from 1."""
    likeness: float
    is_in_passage: bool

    @property
    def promise(self) -> float:
        """How likely it is to answer, by the search alone."""
        return self.likeness - _SIMILARITY * self.hit.similarity - _RANK * math.log(self.rank)


def _places(
    question: Question, hits: Sequence[Hit], articles: dict[int, Article], means: Means
) -> list[_Place]:
    """The most promising sentences of the passages; of a speaker asked for, all of the articles."""
    found: dict[tuple[int, int], _Place] = {}
    for rank, hit in enumerate(hits, 1):
        if hit.article_id not in articles:
            continue
        seen = view(articles[hit.article_id])
        like = means.like(hit.article_id, seen.article)
        of_passage = seen.article.sentences_in(hit.start, hit.end)
        for number in range(len(seen.lines)) if question.speaker else of_passage:
            place = _Place(seen, number, hit, rank, like[number], number in of_passage)
            found.setdefault((hit.article_id, number), place)
    if question.speaker:
        return list(found.values())
    return nlargest(_MOST_WEIGHED, found.values(), key=lambda place: place.promise)


def _evidence(question: Question, place: _Place, means: Means) -> Evidence | None:
    """The evidence of a sentence; None if it is another's than the question asks for.

    A question in the text, an interviewer's or a heading's, is never its own answer.
    """
    if place.seen.lines[place.number].text.endswith("?"):
        return None
    on_record = _on_record(question, place.seen, place.number)
    if on_record is None or (on_record < 1 and not place.is_in_passage):
        return None
    return evidence_of(
        question,
        place.seen,
        place.number,
        means.weight,
        hit=place.hit,
        rank=place.rank,
        likeness=place.likeness,
        on_record=on_record,
    )


def with_readings(question: Question, found: Sequence[Candidate], read: Read) -> list[Candidate]:
    """The sentences with what the reader makes of each."""
    texts = [as_read(one.seen, one.number) for one in found]
    readings = read(question.text, texts)
    return [
        replace(one, evidence=replace(one.evidence, read=reading.log_odds), reading=reading)
        for one, reading in zip(found, readings, strict=True)
    ]


def as_read(seen: View, number: int) -> tuple[str, str]:
    """What the reader is given of a sentence: what it is read behind, and the sentence."""
    before = _line(seen, number - 1) if number else ""
    behind = context(seen.article.title, seen.article.published, before)
    return behind, _line(seen, number)


def _line(seen: View, number: int) -> str:
    """A sentence with single spaces."""
    return " ".join(seen.lines[number].text.split())


def _bold(found: Candidate) -> tuple[int, int] | None:
    """Where the words stand in the article's text that the reader is sure of."""
    reading, article = found.reading, found.seen.article
    if reading is None or reading.certainty < _SURE_OF_WORDS:
        return None
    sentence = article.sentences[found.number]
    return place_of(reading.words, article.quote(sentence), sentence.start)


def place_of(words: tuple[int, int], text: str, start: int) -> tuple[int, int]:
    """Where words stand in a text from `start` on, given where they stand in it on one line."""
    places = [at for at, character in enumerate(text) if not character.isspace()]
    line = " ".join(text.split())
    first = len(line[: words[0]].replace(" ", ""))
    last = len(line[: words[1]].replace(" ", ""))
    return start + places[first], start + places[last - 1] + 1


def _on_record(question: Question, seen: View, number: int) -> float | None:
    """Whether the speaker asked for says a sentence on record, 0 or 1; 0.5 if none is asked for.

    None of a sentence that is somebody else's, or was said elsewhere.
    """
    if question.speaker is None:
        return 0.5 if _is_of_speaker(question, seen, number) else None
    line = seen.lines[number]
    if _is_said_by(question, seen, line):
        return 1.0 if _took_place(question, seen, number) else None
    return None if line.statements or not question.topic else 0.0


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
    """Whether a sentence holds a statement of the speaker, or may, where none are found."""
    assert question.speaker is not None
    if any(_is_theirs(question.speaker, said, seen) for said in line.statements):
        return True
    return line.may_report and all(
        stands_in(word, line) for word in question.words if word.is_speaker
    )


def _on_topic(question: Question, found: Candidate, weight: Weigh) -> float:
    """How surely a statement of the right speaker answers: by how much of the topic it covers."""
    if question.speaker is None or found.evidence.on_record < 1 or not found.evidence.dates:
        return 0.0
    covered = _topic_covered(question, found.seen, found.number, weight)
    if covered is None:
        return _SAID
    if question.cue and any(
        stem(said.cue) == question.cue.stem and _is_theirs(question.speaker, said, found.seen)
        for said in found.seen.lines[found.number].statements
    ):
        covered = (1 + covered) / 2
    return _SAID * sigmoid(_TOPIC_SLOPE * (covered - _TOPIC))


def _topic_covered(question: Question, seen: View, number: int, weight: Weigh) -> float | None:
    """How much of the topic a sentence has, with those of the speaker beside it; None of none."""
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
    return sum(share * here for share, here in parts) / total if total else None


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
