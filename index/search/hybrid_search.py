"""A question to hits: dense and BM25 rankings, fused by reciprocal rank, then by a reranker if there is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice

from index.language.language_id import COMMON, language
from index.language.terms import name_key, name_term, search_terms, stem
from index.models.reranker import DEPTH, Reranker
from index.stores.archive import Archive
from index.stores.numeric_filters import narrow
from index.types import EVERYTHING, Filters, Hit

_RANK_CONSTANT = 60
"""Of reciprocal rank fusion; Cormack, Clarke, Büttcher: Reciprocal Rank Fusion (SIGIR 2009)."""
_DEPTH = 96
"""How many hits each ranking gives, so that some may be in one only; twice as many as are wanted, where that is more."""

_LIKELY = 0.5
"""What the ranking of passages of the days that a question is likely about counts beside that of all."""

_SAME_WORDS = 0.8
"""Of the words of two passages that copies have in common, at least (Jaccard)."""

STOPWORDS = frozenset(
    stem(word)
    for word in """
    a about after again all also am an and any are as at be because been before being between both but by can could
    did do does doing down during each else ever few for from further had has have having he her here hers him his how
    i if in into is it its itself just let me more most much my no nor not now of off on once only or other our out
    over own same she should so some such than that the their them then there these they this those through to too
    under until up us very was we were what when where which while who whom whose why will with would you your
    s t d ll re ve please tell know
    и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще
    нет о из ему теперь когда даже ну ли если уже или ни быть был него до вас нибудь опять вам ведь там потом себя
    ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего кто этот того потому
    этого какой какие почему сколько
    """.split()
)


@cache
def stopwords(language: str) -> frozenset[str]:
    """The stems of words that carry no meaning in a language, and how they sound where a sentence begins with them."""
    own = [word for word in COMMON.get(language, "").split() if language not in ("en", "ru")]
    stems = STOPWORDS | {stem(word, language) for word in own}
    return stems | {name_term(word) for word in (*STOPWORDS, *own)}


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the question, and who is to have spoken, if it asks for that."""

    text: str
    speaker: str | None = None
    filters: Filters = EVERYTHING
    period: tuple[date, date] | None = None
    """The days, first and last, that it is likely about: articles of these days come to the fore."""


def search(archive: Archive, query: Query, k: int) -> list[Hit]:
    """The k best passages for a question, best first. All are of one generation of the index."""
    while True:
        generation = archive.refresh()
        hits = (
            _search(archive, query, k)
            if archive.reranker is None
            else _reranked(archive, archive.reranker, query, k)
        )
        if archive.catalog.generation() == generation:
            return hits


def _reranked(archive: Archive, reranker: Reranker, query: Query, k: int) -> list[Hit]:
    return reranker.reranked(query.text, _search(archive, query, max(k, DEPTH)))[:k]


def _search(archive: Archive, query: Query, k: int) -> list[Hit]:
    vector = archive.embeddings.encode_question(query.text)
    depth = max(_DEPTH, 2 * k)
    similar: dict[int, float] = {}
    rankings: list[tuple[Sequence[int], float]] = []
    for filters, weight in _favoured(archive, query):
        within = narrow(filters, archive.catalog.matching(filters))
        if within is not None and within.articles == ():
            return []
        nearest = dict(archive.vectors.search(vector, depth, within))
        worded = archive.words.search(term_weights(query.text), depth, within)
        similar |= nearest
        rankings += [(list(nearest), weight), ([number for number, _ in worded], weight)]
    if query.speaker:
        rankings.append(
            (_spoken(archive, query, {n for ranking, _ in rankings for n in ranking}, depth), 1.0)
        )
    fused = _fuse(rankings)
    stored = archive.catalog.passages(list(fused)[: 2 * k])
    hits = (
        Hit(
            p.id,
            p.article_id,
            p.source,
            p.start,
            p.end,
            p.text,
            fused[p.id],
            similar.get(p.id, 0.0),
        )
        for number in fused
        if (p := stored.get(number)) is not None
    )
    return list(islice(_without_copies(hits), k))


def _favoured(archive: Archive, query: Query) -> Iterator[tuple[Filters, float]]:
    """What is searched, and with what weight: all that the filters let through, and the likely days once more."""
    yield query.filters, 1.0
    if query.period and archive.catalog.has(likely := query.filters.within(*query.period)):
        yield likely, _LIKELY


def term_weights(question: str) -> dict[str, float]:
    """The terms of a question that carry meaning; a name counts by its spelling and by its sound."""
    told = language(question)
    content = [term for term in search_terms(question, told) if term not in stopwords(told)]
    sounds = {name_term(term) for term in content if term.isalpha() and not question.isupper()}
    return dict.fromkeys(content, 1.0) | dict.fromkeys(sounds, 1.0)


def _spoken(archive: Archive, query: Query, found: set[int], depth: int) -> list[int]:
    """Passages with statements of the speaker; those that the words or the vectors found first."""
    spoken = archive.catalog.passages_said_by(name_key(query.speaker or ""), depth, query.filters)
    return sorted(spoken, key=lambda number: number not in found)


def _without_copies(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits but for those that say in nearly the same words what a better one of another article says."""
    seen: list[tuple[int, set[str]]] = []
    for hit in hits:
        words = set(hit.text.split())
        if not any(
            article != hit.article_id and len(words & other) >= _SAME_WORDS * len(words | other)
            for article, other in seen
        ):
            seen.append((hit.article_id, words))
            yield hit


def _fuse(rankings: Iterable[tuple[Sequence[int], float]]) -> dict[int, float]:
    """Reciprocal rank fusion of rankings by their weights: id -> score, best first, ties by id."""
    scores: dict[int, float] = defaultdict(float)
    for ranking, weight in rankings:
        for rank, number in enumerate(ranking, 1):
            scores[number] += weight / (_RANK_CONSTANT + rank)
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))
