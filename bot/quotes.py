"""Answers by quoting: the fewest whole sentences that answer, verbatim, or none. The default engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.evidence import Evidence, Line, View, match, near, sigmoid, stands_in, view, weigh
from bot.question import Question, Word
from index.embeddings import Vectors
from index.statements import role_words
from index.terms import name_key, stem, terms
from index.types import Article, Hit, Statement

_WEIGHTS = (2.0, 1.6, 0.0, 0.6, 1.2, 0.1, -2.0, -1.4, -1.0, -0.4, 0.5, 1.1, 3.0, 2.0, -0.2)
_BIAS = -7.24
"""Of the logistic model over `Evidence.vector()`; see tests/benchmarks/fit_quotes.py."""
_CLOSELY = 10
"""Sentences that are held against the question by the embedding model, at a few milliseconds each."""
_SAID = 0.9
"""How sure an answer is that gives what somebody said, where nothing else was asked."""
_TOPIC = 0.45
_TOPIC_SLOPE = 9.0
"""A statement is on the topic asked about from this coverage on; how steeply certainty rises there."""
_OPENING, _OPENING_WORDS = 0.85, 8
"""How much a sentence counts that only begins with the speaker, within so many words."""
_COMPANION = 0.75
"""Another statement is shown beside the best if it is at least this sure, of the best."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that answers: where it stands, who says it, and how sure it is that it answers (0 to 1)."""

    article: Article
    number: int
    """Of the sentence in the article."""
    speaker: str | None
    confidence: float

    @property
    def start(self) -> int:
        """In characters of the article's text."""
        return self.article.sentences[self.number].start

    @property
    def end(self) -> int:
        """In characters of the article's text."""
        return self.article.sentences[self.number].end

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.article.text[self.start : self.end]


Weigh = Callable[[Word], float]
Encode = Callable[[Sequence[str]], Vectors]


def quotes(
    question: Question,
    hits: Sequence[Hit],
    articles: dict[int, Article],
    weight: Weigh,
    encode: Encode,
    *,
    most: int,
    threshold: float,
) -> list[Quote]:
    """The sentences that answer, at most `most`, by article and in the order of each; none if not sure enough."""
    if question.speaker:
        found = _without_copies(sorted(_said(question, articles, weight), key=_rank))
        most = most if _is_wide(question) else min(most, 2)
    else:
        stated = candidates(question, hits, articles, weight, encode)
        found = [Quote(seen.article, n, _speaker(seen, n), confidence(evidence)) for seen, n, evidence in stated]
        found = _without_copies(sorted(found, key=_rank))
        most = 1
    if not found or found[0].confidence < threshold:
        return []
    best = [quote for quote in found if quote.confidence >= max(threshold, found[0].confidence * _COMPANION)][:most]
    order = list(dict.fromkeys(quote.article.source for quote in best))
    return sorted(best, key=lambda quote: (order.index(quote.article.source), quote.number))


def _is_wide(question: Question) -> bool:
    """Whether the question asks for all that was said, not for one thing."""
    return all(word.is_place or word.is_name for word in question.words)


def _rank(quote: Quote) -> tuple[float, str, int]:
    return -round(quote.confidence, 6), quote.article.source, quote.number


def _without_copies(found: Sequence[Quote]) -> list[Quote]:
    """The quotes, each wording once: syndicated copies of an article say nothing new."""
    kept: dict[tuple[str, ...], Quote] = {}
    for quote in found:
        kept.setdefault(tuple(term.stem for term in terms(quote.text)), quote)
    return list(kept.values())


Candidate = tuple[View, int, Evidence]
"""A sentence of an article, by its number there, and what it has to say to the question."""


def candidates(
    question: Question, hits: Sequence[Hit], articles: dict[int, Article], weight: Weigh, encode: Encode
) -> list[Candidate]:
    """The sentences of the passages found that come nearest to answering, best first as far as words tell."""
    found: list[Candidate] = []
    done: set[tuple[int, int]] = set()
    for hit in hits:
        seen = view(articles[hit.article_id])
        for number, sentence in enumerate(seen.article.sentences):
            if sentence.end <= hit.start or hit.end <= sentence.start or (hit.article_id, number) in done:
                continue
            done.add((hit.article_id, number))
            evidence = weigh(question, seen, number, weight, hit.similarity)
            if evidence is not None:
                found.append((seen, number, evidence))
    found.sort(key=lambda one: (-confidence(one[2]), one[0].article.source, one[1]))
    return _read_closely(question, found[:_CLOSELY], encode)


def _read_closely(question: Question, found: Sequence[Candidate], encode: Encode) -> list[Candidate]:
    """The sentences with the model's word on how like the question each is."""
    if not found:
        return []
    texts = [seen.lines[number].text for seen, number, _ in found]
    behind = [
        f"{seen.article.title}. {seen.lines[n - 1].text if n else ''} {seen.lines[n].text}" for seen, n, _ in found
    ]
    vectors = encode([question.text, *texts, *behind])
    alike = vectors[1:] @ vectors[0]
    return [
        (seen, number, replace(evidence, likeness=float(alike[i]), in_context=float(alike[len(found) + i])))
        for i, (seen, number, evidence) in enumerate(found)
    ]


def confidence(evidence: Evidence) -> float:
    """How surely a sentence with this evidence answers, 0 to 1."""
    return sigmoid(_BIAS + sum(w * value for w, value in zip(_WEIGHTS, evidence.vector(), strict=True)))


def _speaker(seen: View, number: int) -> str | None:
    """Who says the sentence, if it is all one person's."""
    speakers = {statement.speaker for statement in seen.lines[number].statements}
    return speakers.pop() if len(speakers) == 1 else None


def _said(question: Question, articles: dict[int, Article], weight: Weigh) -> Iterator[Quote]:
    """What the speaker that the question names says in the articles found."""
    assert question.speaker is not None
    for seen in map(view, articles.values()):
        for number, line in enumerate(seen.lines):
            spoken = [statement for statement in line.statements if is_speaker(question.speaker, statement)]
            share = 1.0 if spoken else _OPENING * _opens_with(question.speaker, line)
            if not share or not _took_place(question, seen, number):
                continue
            topic = _topic(question, seen, number, spoken, weight)
            if topic is not None:
                sure = _SAID * share * sigmoid(_TOPIC_SLOPE * (topic - _TOPIC))
                yield Quote(seen.article, number, spoken[0].speaker if spoken else None, sure)


def _opens_with(speaker: str, line: Line) -> bool:
    """Whether the sentence begins with the speaker: what it tells then is theirs, though no reporting word says so."""
    wanted = role_words(speaker)
    opening = " ".join(line.text.split()[:_OPENING_WORDS])
    return bool(wanted - {word for word in wanted if word.startswith("=")}) and wanted <= role_words(opening)


def _topic(question: Question, seen: View, number: int, spoken: Sequence[Statement], weight: Weigh) -> float | None:
    """How much of what a statement question asks about, its place aside, a sentence covers; None for what it cannot."""
    if weigh(question, seen, number, weight, 0.0) is None:
        return None
    parts = [
        (weight(word), max(match(word, seen.lines[number]), 0.8 * near(word, seen, number)))
        for word in question.words
        if not word.is_place
    ]
    total = sum(share for share, _ in parts)
    topic = sum(share * covered for share, covered in parts) / total if total else 1.0
    if question.cue is None:
        return topic
    cue = max((match(question.cue, seen.lines[number]), *(stem(s.cue) == question.cue.stem for s in spoken)))
    return (topic + cue) / 2


def _took_place(question: Question, seen: View, number: int) -> bool:
    """Whether it was said where the question asks: the place stands at the article's top, or "in" it in the sentence."""
    text = seen.lines[number].text
    return all(
        stands_in(word, seen.top)
        or (
            stands_in(word, seen.lines[number])
            and re.search(rf"\b(?:in|at|near|to|from) (?:\w+ ){{0,2}}{re.escape(word.text)}\b", text, re.IGNORECASE)
        )
        for word in question.words
        if word.is_place
    )


def is_speaker(asked: str, statement: Statement) -> bool:
    """Whether whoever the question names is who makes the statement: by last name, by role, or by the words written."""
    said_by = role_words(f"{statement.role} {statement.speaker}") | role_words(statement.speaker_mention)
    wanted = role_words(asked)
    if wanted and all(word.startswith("=") for word in wanted):
        return wanted <= role_words(statement.speaker_mention) and not statement.role
    if wanted and wanted <= said_by:
        return True
    key = name_key(asked)
    if key != name_key(statement.speaker) or any(word.startswith("=") for word in wanted):
        return False
    first = [name_key(word) for word in asked.split()[:-1]]
    names = {name_key(word) for word in statement.speaker.split()} | {name_key(w) for w in statement.role.split()}
    return len(first) == 0 or any(name in names for name in first) or " " not in statement.speaker
