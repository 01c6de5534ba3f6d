"""Splits an article into passages: neighbouring sentences, as many as the embedding model reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.language.dates.written import written
from index.models.embeddings import Embeddings
from index.types import Article, Passage, Sentence

_TITLE_TOKENS = 32
_MIN_TOKENS = 16
"""Tokens of a passage that there is room for even behind a long context."""
_SPECIAL_TOKENS = 4
"""Tokens that the model adds, and those between context and text."""


def passages(article: Article, embeddings: Embeddings) -> list[Passage]:
    """The article's passages in order: whole sentences, no more than the model reads at once.

    A sentence that is too long by itself is cut between tokens. Citations do not depend on where
    passages begin and end.
    """
    context = _context(article, embeddings)
    [context_tokens] = embeddings.token_offsets([context])
    budget = max(_MIN_TOKENS, embeddings.max_tokens - len(context_tokens) - _SPECIAL_TOKENS)
    pieces = _pieces(article, embeddings, budget)
    return [_passage(article, group, context) for group in _grouped(article, pieces, budget)]


def _context(article: Article, embeddings: Embeddings) -> str:
    title = article.title or article.lead
    [offsets] = embeddings.token_offsets([title])
    if len(offsets) > _TITLE_TOKENS:
        title = title[: offsets[_TITLE_TOKENS][0]].rstrip()
    published = written(article.published) if article.published else None
    return ". ".join(part for part in (title.rstrip("."), article.dateline, published) if part)


def _pieces(
    article: Article, embeddings: Embeddings, budget: int
) -> Iterator[tuple[Sentence, int]]:
    """Each sentence with its number of tokens; one over the budget comes in parts."""
    offsets = embeddings.token_offsets([article.quote(sentence) for sentence in article.sentences])
    for sentence, tokens in zip(article.sentences, offsets, strict=True):
        for first in range(0, max(len(tokens), 1), budget):
            part = tokens[first : first + budget]
            if len(tokens) <= budget:
                yield sentence, len(tokens)
            else:
                start, end = sentence.start + part[0][0], sentence.start + part[-1][1]
                yield Sentence(start, end, sentence.paragraph), len(part)


def _grouped(
    article: Article, pieces: Iterator[tuple[Sentence, int]], budget: int
) -> Iterator[list[Sentence]]:
    """Groups of neighbouring pieces within the budget, with no furniture between them."""
    group: list[Sentence] = []
    size = 0
    for piece, tokens in pieces:
        if group:
            gap = article.text[group[-1].end : piece.start]
            if size + tokens > budget or gap.strip():
                yield group
                group, size = [], 0
        group.append(piece)
        size += tokens
    if group:
        yield group


def _passage(article: Article, group: Sequence[Sentence], context: str) -> Passage:
    start, end = group[0].start, group[-1].end
    spans = tuple((sentence.start, sentence.end) for sentence in group)
    return Passage(start, end, article.text[start:end], context, spans)
