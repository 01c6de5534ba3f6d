"""What a request asks of an index: passages, their articles, and the sentences that answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property, partial

from bot.answering.quote_selection import MOST_READ, Means, Recurs, candidates, quotes
from bot.conversation.meta_requests import Shown
from bot.language import russian
from bot.models import span_reader
from bot.questions import analysis as questions
from bot.questions import clarification
from bot.questions.question import Question, QuestionWord
from bot.types.quote import Quote
from config.settings import AnswersSettings
from index.language.name_sounds import name_term
from index.language.stems import stem
from index.models.packed_vectors import cosines
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.types import EVERYTHING, Article, Filters, Hit, Sentence

_NEWS = timedelta(14)
"""What a question names no time for is likely about the news of so many days before it is asked."""
_LIVE = timedelta(60)
"""An archive with news of the last so many days is asked about these days."""
_LEAST_WEIGHT = 0.25
_NAME_WEIGHT = 0.6
_MORE = 0.4
"""What is asked for as more need only be this share as sure."""


class Inquiry:
    """An index as one request sees it.

    With its filters, its day, what was shown before, and the sources that were talked about.
    """

    def __init__(
        self,
        archive: Archive,
        settings: AnswersSettings,
        filters: Filters = EVERYTHING,
        now: date | None = None,
        shown: Shown | None = None,
        discussed: tuple[str, ...] = (),
    ) -> None:
        self.archive = archive
        self.settings = settings
        self.filters = filters
        self.now = now
        self.shown = shown
        self.discussed = discussed
        self._likeness = cache(self.likeness)

    def analyse(self, text: str) -> Question:
        """A standalone question, taken apart.

        Of today, "last week" tells nothing in an archive of old news.
        """
        now = self.now
        if now is None and self.archive.catalog.has_article(Filters(after=_today() - _LIVE)):
            now = _today()
        return questions.analyse(russian.in_english(text, self.has), self.is_name, now)

    def search(self, asked: Question, passages: int | None = None) -> list[Hit]:
        """The passages to read for a question, best first; by default the settings' number."""
        query = Query(
            asked.text,
            asked.speaker,
            self.filters,
            asked.period or asked.dated_period or self.likely(asked),
            self.discussed,
        )
        return search(self.archive, query, passages or self.settings.passages)

    def likely(self, asked: Question) -> tuple[date, date] | None:
        """The days that a question without a time is likely about, if there is news of them."""
        return None if asked.period or asked.dates else self._news

    @cached_property
    def _news(self) -> tuple[date, date] | None:
        """The days before the question, first and last, if the archive has news of them."""
        now = self.now or _today()
        days = now - _NEWS, now
        return days if self.archive.catalog.has_article(EVERYTHING.within(*days)) else None

    def articles(self, hits: Sequence[Hit]) -> dict[int, Article]:
        """The articles of the passages, by id."""
        numbers = dict.fromkeys(hit.article_id for hit in hits)
        return {
            number: article
            for number in numbers
            if (article := self.archive.catalog.article(number))
        }

    def likeness(self, question: str, number: int, article: Article) -> Sequence[float]:
        """Of each sentence of an article, by its id: its cosine with the question.

        Of one in several passages, the largest.
        """
        found = [0.0] * len(article.sentences)
        vector = self.archive.embeddings.encode_question(question)
        for start, end, stored in self.archive.catalog.sentence_vectors_of(number):
            for here, cosine in zip(
                article.sentences_in(start, end), cosines(stored, vector), strict=True
            ):
                found[here] = max(found[here], float(cosine))
        return found

    def has(self, term: str) -> bool:
        """Whether any passage has a term (see `terms.search_terms`)."""
        return self.archive.words.frequency(term) > 0

    def is_name(self, word: str) -> bool:
        """Whether the index mostly has the word with a capital."""
        written = self.archive.words.frequency(name_term(word))
        return written > 0 and written >= 0.7 * self.archive.words.frequency(stem(word))

    def is_out(self, article: Article, sentence: Sentence) -> bool:
        """Whether a sentence is no answer: it was shown before, or it is furniture."""
        was_shown = self.shown is not None and article.quote(sentence) in self.shown
        return was_shown or self.recurs(article, sentence)

    def recurs(self, article: Article, sentence: Sentence) -> bool:
        """Whether a sentence stands in so many articles that it is furniture."""
        return self.archive.catalog.is_recurring(article.quote(sentence), article.publisher)

    def weight(self, word: QuestionWord) -> float:
        """How much a word tells: its inverse document frequency, from 0 to 1."""
        passages = self.archive.words.count() + 1
        holding = self.archive.words.frequency(word.stem) + 1
        rarity = math.log(passages / holding + 1e-9) / math.log(passages) if passages > 1 else 1.0
        return min(1.0, max(_NAME_WEIGHT if word.is_name else _LEAST_WEIGHT, rarity))

    def quotes(
        self,
        asked: Question,
        hits: Sequence[Hit],
        articles: dict[int, Article],
        bar: float = 1.0,
        most_read: int = MOST_READ,
    ) -> list[Quote]:
        """The sentences that answer, but for those that were shown.

        `bar` raises or lowers how sure they must be; `most_read` is how many are read, of the
        likeliest.
        """
        means = self.means(asked, self.is_out, most_read)
        most, threshold = self.settings.sentences, self.settings.threshold * bar
        return quotes(asked, hits, articles, means, most=most, threshold=threshold)

    def means(self, asked: Question, is_out: Recurs, most_read: int = MOST_READ) -> Means:
        """What sentences are held against the question with, but for those that are out."""
        is_open = not asked.topic and asked.speaker
        is_read = self.archive.settings.reader.enabled and asked.language == "en" and not is_open
        return Means(
            weight=cache(self.weight),  # the same few words are weighed for every sentence
            like=_no_likeness if is_open else partial(self._likeness, asked.text),
            recurs=is_out,
            read=span_reader.shared().read if is_read else None,
            most_read=most_read,
            discussed=self.discussed,
        )

    def more(
        self, asked: Question, hits: Sequence[Hit], articles: dict[int, Article]
    ) -> list[Quote]:
        """The next best sentences; behind what somebody said, what is told of them."""
        found = self.quotes(asked, hits, articles, _MORE)
        return found or self.quotes(replace(asked, speaker=None), hits, articles, _MORE)

    def quotes_of_each(self, asked: Question, hits: Sequence[Hit]) -> list[Quote]:
        """The sentences of each article that may be meant and answer, as if there were no other."""
        articles = {
            n: one
            for n, one in self.articles(hits).items()
            if clarification.may_be_meant(asked, one)
        }
        if asked.speaker:
            own = {number: [hit for hit in hits if hit.article_id == number] for number in articles}
            return [
                quote
                for n, one in articles.items()
                for quote in self.quotes(asked, own[n], {n: one})
            ]
        if len(articles) < 2:
            return []
        return self._read(asked, hits, articles, self.recurs)

    def near(
        self, asked: Question, hits: Sequence[Hit], articles: dict[int, Article], bar: float
    ) -> list[Quote]:
        """The sentences that may answer, surest first; `bar` as in `quotes`."""
        found = self._read(asked, hits, articles, self.is_out, bar)
        return sorted(found, key=lambda quote: -quote.confidence)

    def _read(
        self,
        asked: Question,
        hits: Sequence[Hit],
        articles: dict[int, Article],
        is_out: Recurs,
        bar: float = 1.0,
    ) -> list[Quote]:
        """The sentences that are sure enough, each by itself."""
        means = self.means(asked, is_out)
        read = (
            Quote(one.seen.article, one.number, None, means.confidence(one))
            for one in candidates(asked, hits, articles, means)
        )
        return [quote for quote in read if quote.confidence >= self.settings.threshold * bar]


def _today() -> date:
    """The day where this machine is."""
    return datetime.now().astimezone().date()


def _no_likeness(_: int, article: Article) -> Sequence[float]:
    """For "What did Lavrov say?": all that he said answers it, whatever it is like."""
    return [0.0] * len(article.sentences)
