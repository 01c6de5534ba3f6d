"""Words of an article as a citation: where they stand, what stands around them, and which of them answer."""

from __future__ import annotations

from dataclasses import replace

from bot.days import days
from bot.question import Question
from bot.quotes import Quote
from bot.spans import answering
from bot.types import Citation
from index.types import Article, Sentence, Statement

_NEIGHBOURS = 2
"""Sentences that a citation keeps on either side of the quote."""


def cite(number: int, quote: Quote, also_in: tuple[str, ...] = (), heading: str = "") -> Citation:
    """A quote as a citation with its number, among its neighbours."""
    article = quote.article
    found = citation(number, article, quote.sentence, _neighbours(quote))
    return replace(found, speaker=quote.speaker, also_in=also_in, heading=heading)


def citation(number: int, article: Article, cited: Sentence | Statement, around: tuple[int, int]) -> Citation:
    """A sentence or a statement as a citation with its number; `around` is where what is shown around it begins and ends."""
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
