"""A quote as a citation: where it stands, what stands around it, and which of its words answer."""

from __future__ import annotations

from dataclasses import replace

from bot.days import days
from bot.question import Question
from bot.quotes import Quote
from bot.spans import answering
from bot.types import Citation
from index.types import Article

_NEIGHBOURS = 2
"""Sentences that a citation keeps on either side of the quote."""


def cite(number: int, quote: Quote, also_in: tuple[str, ...] = (), heading: str = "") -> Citation:
    """A quote as a citation with its number."""
    article = quote.article
    first, last = _neighbours(quote)
    return Citation(
        number=number,
        source=article.source,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        line=article.line_of(quote.start),
        sha256=article.sha256,
        title=article.title,
        published=article.published,
        publisher=article.publisher,
        speaker=quote.speaker,
        page=article.page_of(quote.start),
        also_in=also_in,
        before=article.text[first : quote.start],
        after=article.text[quote.end : last],
        dates=days(article, quote.start, quote.end),
        heading=heading,
    )


def marked(citation: Citation, asked: Question, quote: Quote) -> Citation:
    """The citation with the words that answer, where they are sure and the quote has them."""
    start, end = answering(asked, quote.article, quote.sentence) or (0, 0)
    is_quoted = citation.start <= start < end <= citation.end
    return replace(citation, answer_start=start, answer_end=end) if is_quoted else citation


def _neighbours(quote: Quote) -> tuple[int, int]:
    """Where the quote's neighbours begin and end: some sentences on either side, with nothing else between them."""
    article, sentences = quote.article, quote.article.sentences
    first = last = quote.number
    while first and quote.number - first < _NEIGHBOURS and not _between(article, first - 1):
        first -= 1
    while last + 1 < len(sentences) and last - quote.number < _NEIGHBOURS and not _between(article, last):
        last += 1
    return sentences[first].start, sentences[last].end


def _between(article: Article, number: int) -> str:
    """What stands between a sentence and the next, if it is more than space."""
    return article.text[article.sentences[number].end : article.sentences[number + 1].start].strip()
