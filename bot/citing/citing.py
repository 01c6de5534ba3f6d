"""An article's words as a citation: where they are, what is around them, which of them answer."""

from __future__ import annotations

from dataclasses import replace

from bot.citing.relative_dates import days
from bot.types.citation import Citation
from bot.types.quote import Quote
from index.types import Article, Sentence, Statement

_NEIGHBOURS = 2
"""Sentences that a citation keeps on either side of the quote."""


def cite(number: int, quote: Quote, also_in: tuple[str, ...] = (), heading: str = "") -> Citation:
    """A quote as a citation with its number, among its neighbours."""
    article = quote.article
    found = citation(number, article, quote.sentence, _neighbours(quote))
    start, end = quote.words or (None, None)
    return replace(
        found,
        speaker=quote.speaker,
        also_in=also_in,
        heading=heading,
        answer_start=start,
        answer_end=end,
    )


def citation(
    number: int, article: Article, cited: Sentence | Statement, around: tuple[int, int]
) -> Citation:
    """A sentence or a statement as a citation with its number.

    `around` is where what is shown around it begins and ends.
    """
    return Citation(
        number=number,
        source=article.source,
        start=cited.start,
        end=cited.end,
        quote=article.quote(cited),
        line=article.line_of(cited.start),
        sha256=article.sha256,
        title=article.title,
        published=article.published,
        publisher=article.publisher,
        page=article.page_of(cited.start),
        before=article.text[around[0] : cited.start],
        after=article.text[cited.end : around[1]],
        dates=days(article, cited.start, cited.end),
    )


def _neighbours(quote: Quote) -> tuple[int, int]:
    """Where the quote's neighbours begin and end: sentences on either side, nothing in between."""
    article, sentences = quote.article, quote.article.sentences
    first = last = quote.number
    while first and quote.number - first < _NEIGHBOURS and not _between(article, first - 1):
        first -= 1
    while (
        last + 1 < len(sentences)
        and last - quote.number < _NEIGHBOURS
        and not _between(article, last)
    ):
        last += 1
    return sentences[first].start, sentences[last].end


def _between(article: Article, number: int) -> str:
    """What stands between a sentence and the next, if it is more than space."""
    return article.text[article.sentences[number].end : article.sentences[number + 1].start].strip()


def stands(citation: Citation, article: Article | None) -> bool:
    """Whether the quote is, character by character, what the article's body says at that place."""
    return (
        article is not None
        and article.sha256 == citation.sha256
        and bool(citation.quote.strip())
        and article.text[citation.start : citation.end] == citation.quote
        and any(s.start <= citation.start and citation.end <= s.end for s in article.sentences)
    )
