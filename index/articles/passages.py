"""An article to passages: neighbouring sentences, as many as the embedding model reads at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.language.dates import written
from index.models.embeddings import Embeddings
from index.types import Article, Passage, Sentence

_TITLE_TOKENS = 32
_LEAST = 16
_MARKS = 4
"""Tokens that the model and the joint between context and text add."""


def passages(article: Article, embeddings: Embeddings) -> list[Passage]:
    """The article's passages in order: whole sentences, each in one passage, none longer than the model reads.

    A sentence that is longer by itself is cut between tokens; a citation is never made from a passage's ends.
    """
    context = _context(article, embeddings)
    [told] = embeddings.token_offsets([context])
    budget = max(_LEAST, embeddings.max_tokens - len(told) - _MARKS)
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
    """The sentences with their numbers of tokens, those over the budget in parts."""
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
    """Neighbouring pieces within the budget; furniture between two of them parts them."""
    group: list[Sentence] = []
    size = 0
    for piece, tokens in pieces:
        if group and (size + tokens > budget or article.text[group[-1].end : piece.start].strip()):
            yield group
            group, size = [], 0
        group.append(piece)
        size += tokens
    if group:
        yield group


def _passage(article: Article, group: Sequence[Sentence], context: str) -> Passage:
    start, end = group[0].start, group[-1].end
    return Passage(
        start, end, article.text[start:end], context, tuple((one.start, one.end) for one in group)
    )
