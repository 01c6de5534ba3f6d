"""Hybrid search: ranks passages by vectors, by words and by speaker, and fuses the rankings.

A reranker, where one is set, has the last word on the order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from index.language.language_id import identify
from index.language.name_sounds import name_key, name_term
from index.language.stopwords import stopwords
from index.language.terms import search_terms
from index.models.reranker import DEPTH, Reranker
from index.stores.archive import Archive
from index.stores.numeric_filters import numeric_filters
from index.types import EVERYTHING, Filters, Hit

_RANK_CONSTANT = 60
"""Of reciprocal rank fusion; Cormack, Clarke, Büttcher: Reciprocal Rank Fusion (SIGIR 2009)."""
_DEPTH = 96
"""Hits taken from each ranking, so that a passage which only one ranking knows can still come up.

Twice the number of wanted passages, where that is more.
"""
_PERIOD_WEIGHT = 0.5
"""Weight of the ranking of articles from the period a question is likely about; all articles: 1."""
_DISCUSSED_WEIGHT = 1.0
"""Weight of the ranking of the articles that the conversation is about."""
_COPY_OVERLAP = 0.8
"""Passages whose words overlap by at least so much (Jaccard) are copies of each other."""

Ranking = tuple[Sequence[int], float]
"""Passage ids, best first, and the weight of the ranking."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and what is known about its answer."""

    text: str
    speaker: str | None = None
    """Whose statements are asked for, if the question names a speaker."""
    filters: Filters = EVERYTHING
    period: tuple[date, date] | None = None
    """First and last day of the period the question is likely about; its articles rank higher."""
    discussed: tuple[str, ...] = ()
    """Sources of the articles that the conversation is about; their passages rank higher."""


def search(archive: Archive, query: Query, k: int) -> list[Hit]:
    """The k best passages for a question, best first.

    All come from one generation of the index: if something is published meanwhile, it starts anew.
    """
    while True:
        generation = archive.refresh()
        if archive.reranker is None:
            hits = _search(archive, query, k)
        else:
            hits = _reranked(archive, archive.reranker, query, k)
        if archive.catalog.generation() == generation:
            return hits


def term_weights(question: str) -> dict[str, float]:
    """The terms to look up in the word index, without stopwords, each with its weight.

    A word that may be a name is looked up by its spelling and by its sound.
    """
    question_language = identify(question)
    common = stopwords(question_language)
    content = [term for term in search_terms(question, question_language) if term not in common]
    weights = dict.fromkeys(content, 1.0)
    if not question.isupper():
        sounds = {name_term(term) for term in content if term.isalpha()}
        weights |= dict.fromkeys(sounds, 1.0)
    return weights


def _reranked(archive: Archive, reranker: Reranker, query: Query, k: int) -> list[Hit]:
    return reranker.reranked(query.text, _search(archive, query, max(k, DEPTH)))[:k]


def _search(archive: Archive, query: Query, k: int) -> list[Hit]:
    vector = archive.embeddings.encode_question(query.text)
    weights = term_weights(query.text)
    depth = max(_DEPTH, 2 * k)
    similarities: dict[int, float] = {}
    rankings: list[Ranking] = []
    for filters, weight in _favoured(archive, query):
        numbers = numeric_filters(filters, archive.catalog.article_ids(filters))
        if numbers is not None and numbers.article_ids == ():
            return []
        by_vector = dict(archive.vectors.search(vector, depth, numbers))
        by_words = archive.words.search(weights, depth, numbers)
        similarities |= by_vector
        rankings.append((list(by_vector), weight))
        rankings.append(([passage_id for passage_id, _ in by_words], weight))
    if query.speaker:
        rankings.append((_spoken(archive, query, rankings, depth), 1.0))
    hits = _hits(archive, _fuse(rankings), similarities, 2 * k)
    return list(islice(_without_copies(hits), k))


def _favoured(archive: Archive, query: Query) -> Iterator[tuple[Filters, float]]:
    """The filters to search with, and their weights.

    The query's own, once more the articles that are talked about, and once more its period.
    """
    yield query.filters, 1.0
    if query.discussed and not query.filters.sources:
        discussed = replace(query.filters, sources=query.discussed)
        if archive.catalog.has_article(discussed):
            yield discussed, _DISCUSSED_WEIGHT
    if query.period:
        within_period = query.filters.within(*query.period)
        if archive.catalog.has_article(within_period):
            yield within_period, _PERIOD_WEIGHT


def _spoken(archive: Archive, query: Query, rankings: Iterable[Ranking], depth: int) -> list[int]:
    """Passages with statements of the speaker: first those that the other rankings hold too."""
    ranked = {passage_id for ranking, _ in rankings for passage_id in ranking}
    spoken = archive.catalog.passages_said_by(name_key(query.speaker or ""), depth, query.filters)
    return sorted(spoken, key=lambda passage_id: passage_id not in ranked)


def _fuse(rankings: Iterable[Ranking]) -> dict[int, float]:
    """Reciprocal rank fusion: passage id to score, best first; ties by id."""
    scores: dict[int, float] = defaultdict(float)
    for ranking, weight in rankings:
        for rank, passage_id in enumerate(ranking, 1):
            scores[passage_id] += weight / (_RANK_CONSTANT + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _hits(
    archive: Archive, scores: dict[int, float], similarities: dict[int, float], count: int
) -> Iterator[Hit]:
    """The first `count` passages of the fused ranking.

    One that is no longer published is skipped.
    """
    best = list(scores)[:count]
    stored = archive.catalog.passages(best)
    for passage_id in best:
        passage = stored.get(passage_id)
        if passage is not None:
            yield Hit(
                passage_id=passage_id,
                article_id=passage.article_id,
                source=passage.source,
                start=passage.start,
                end=passage.end,
                text=passage.text,
                score=scores[passage_id],
                similarity=similarities.get(passage_id, 0.0),
            )


def _without_copies(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Drops a passage that a better hit, from another article, has in nearly the same words."""
    kept: list[tuple[int, set[str]]] = []
    for hit in hits:
        words = set(hit.text.split())
        others = (other for article_id, other in kept if article_id != hit.article_id)
        if not any(_is_copy(words, other) for other in others):
            kept.append((hit.article_id, words))
            yield hit


def _is_copy(words: set[str], other: set[str]) -> bool:
    """Whether two passages share most of their words."""
    return len(words & other) >= _COPY_OVERLAP * len(words | other)
