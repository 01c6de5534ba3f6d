"""The retrieval chain: condense | retrieve | answer | verify; as a function, and as a LangChain Runnable."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any

from bot import choices, misspellings, remarks, russian, span_reader, verify
from bot import question as questions
from bot.days import days
from bot.evidence import initials
from bot.parts import parts
from bot.publishers import Narrowed, narrowed
from bot.question import Question, Word
from bot.quotes import CLOSELY, Means, Quote, Recurs, candidates, quotes
from bot.remarks import Remark, Shown
from bot.spans import answering
from bot.types import Answer, Choice, Citation, Related, Turn
from bot.understanding import Understood, understand
from bot.wider import wide
from config.settings import AnswersSettings
from index.archive import Archive
from index.ranking import Query, search
from index.sentence_vectors import cosines
from index.terms import country_term, name_key, name_term, stem, terms
from index.types import EVERYTHING, Article, Filters, Hit, Sentence
from prompts import Ours, load, told

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

_NEWS = timedelta(14)
"""What a question names no time for is likely about the news of so many days before it is asked."""
_FEW = 50
"""Passages of the archives on which the threshold was chosen."""
_EACH_TENFOLD = 0.9
"""By how much the log-odds of an answer must be higher for each tenfold of that; chosen on RealTimeQA, even numbers."""
_LIVE = timedelta(60)
"""An archive with news of the last so many days is asked about these days."""
_NEIGHBOURS = 2
"""Sentences that a citation keeps on either side of the quote."""
_RELATED = 3
_LEAST_WEIGHT = 0.25
_NAME_WEIGHT = 0.6
_MORE = 0.4
"""What is asked for as more need only be this share as sure."""


@dataclass(frozen=True, slots=True)
class Request:
    """What goes in: a question and the turns before it, oldest first."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = EVERYTHING
    now: date | None = None
    """The day of asking, from which "last week" is told; None: today."""


@dataclass(frozen=True, slots=True)
class _State:
    """What the steps hand on."""

    request: Request
    meant: Understood = field(default_factory=Understood)
    standalone: str = ""
    narrowed: Narrowed | None = None
    asked: Question | None = None
    hits: tuple[Hit, ...] = ()
    answer: Answer | None = None
    seconds: dict[str, float] = field(default_factory=dict)


def build(archive: Archive, settings: AnswersSettings) -> Callable[[Request], Answer]:
    """The chain over an index, without LangChain, which takes longer to load than the rest of an answer."""
    steps = _steps(archive, settings).values()

    def answer(request: Request) -> Answer:
        state: Any = request
        for step in steps:
            state = step(state)
        assert isinstance(state, Answer)
        return state

    return answer


def runnable(archive: Archive, settings: AnswersSettings) -> Runnable[Request | str, Answer]:
    """The same as a LangChain Runnable. It takes a Request, or just a question, and gives an Answer."""
    from langchain_core.runnables import RunnableLambda, RunnableSequence

    steps = _steps(archive, settings)
    return RunnableSequence(*(RunnableLambda(step, name=name) for name, step in steps.items()))


def _steps(archive: Archive, settings: AnswersSettings) -> dict[str, Callable[[Any], Any]]:
    """What is done, in order; each takes what the one before gives."""
    steps = _Steps(archive, settings)
    timed = {step.__name__: _timed(step) for step in (steps.condense, steps.retrieve, steps.answer, steps.verify)}
    return {"begin": _begin, **timed, "end": _end}


def _begin(request: Request | str) -> _State:
    return _State(Request(request) if isinstance(request, str) else request)


def _end(state: _State) -> Answer:
    assert state.answer is not None
    return replace(state.answer, seconds=state.seconds)


def _timed(step: Callable[[_State], _State]) -> Callable[[_State], _State]:
    def run(state: _State) -> _State:
        started = time.perf_counter()
        after = step(state)
        seconds = state.seconds | {step.__name__: round(time.perf_counter() - started, 4)}
        return replace(after, seconds=seconds)

    return run


def _today() -> date:
    """The day where this machine is."""
    return datetime.now().astimezone().date()


def _no_likeness(_: int, article: Article) -> Sequence[float]:
    """For "What did Lavrov say?": all that he said answers it, whatever it is like."""
    return [0.0] * len(article.sentences)


class Reader:
    """What the engine asks of an index: passages, articles, and how much a word tells there."""

    def __init__(
        self,
        archive: Archive,
        settings: AnswersSettings,
        filters: Filters = EVERYTHING,
        now: date | None = None,
        shown: Shown | None = None,
    ) -> None:
        self.archive = archive
        self.settings = settings
        self.filters = filters
        self.now = now
        self.shown = shown
        self._likeness = cache(self.likeness)
        self._holds = cache(self.holds)

    def analyse(self, text: str) -> Question:
        """A standalone question, taken apart. Of today, "last week" tells nothing in an archive of old news."""
        now = self.now
        if now is None and self.archive.catalog.has(Filters(after=_today() - _LIVE)):
            now = _today()
        return questions.analyse(russian.in_english(text, self.has), self.is_name, now)

    def search(self, asked: Question, passages: int | None = None) -> list[Hit]:
        """The passages to read for a question, best first, as many as the settings say if not told otherwise."""
        query = Query(asked.text, asked.speaker, self.filters, asked.period or asked.days or self.likely(asked))
        return search(self.archive, query, passages or self.settings.passages)

    def likely(self, asked: Question) -> tuple[date, date] | None:
        """The days that a question which names no time is likely about, where the archive has news of them."""
        return None if asked.period or asked.dates else self._news

    @cached_property
    def _news(self) -> tuple[date, date] | None:
        """The days before the question, first and last, if the archive has news of them."""
        now = self.now or _today()
        days = now - _NEWS, now
        return days if self.archive.catalog.has(EVERYTHING.within(*days)) else None

    def articles(self, hits: Sequence[Hit]) -> dict[int, Article]:
        """The articles of the passages, by id."""
        numbers = dict.fromkeys(hit.article_id for hit in hits)
        return {number: article for number in numbers if (article := self.archive.catalog.article(number))}

    def likeness(self, question: str, number: int, article: Article) -> Sequence[float]:
        """Of each sentence of an article, by its id: its cosine with the question; of one in several passages, the largest."""
        found = [0.0] * len(article.sentences)
        vector = self.archive.embeddings.encode_question(question)
        for start, end, stored in self.archive.catalog.sentence_vectors_of(number):
            for here, cosine in zip(article.sentences_in(start, end), cosines(stored, vector), strict=True):
                found[here] = max(found[here], float(cosine))
        return found

    def has(self, term: str) -> bool:
        """Whether any passage has a term (see `terms.search_terms`)."""
        return self.archive.words.frequency(term) > 0

    def holds(self, number: int, article: Article, word: Word) -> bool:
        """Whether an article, by its id, has a word, by any spelling of a name and any name of a country."""
        sought = [word.stem]
        if word.is_name:
            sought.append(name_term(word.text))
        if word.country:
            sought.append(country_term(word.country))
        return self.archive.words.has(number, sought) or (word.text.isupper() and word.text in initials(article.text))

    def is_name(self, word: str) -> bool:
        """Whether the index mostly has the word with a capital."""
        written = self.archive.words.frequency(name_term(word))
        return written > 0 and written >= 0.7 * self.archive.words.frequency(stem(word))

    def recurs(self, article: Article, sentence: Sentence) -> bool:
        """Whether a sentence stands in so many articles that it is furniture."""
        return self.archive.catalog.recurs(article.quote(sentence), article.publisher)

    def weight(self, word: Word) -> float:
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
        closely: int = CLOSELY,
    ) -> list[Quote]:
        """The sentences that answer, but for those that were shown.

        `bar` raises or lowers how sure they must be; `closely` is how many are read, of the likeliest.
        """
        most, threshold = self.settings.sentences, self._sure_enough(self.settings.threshold * bar)

        def is_out(article: Article, sentence: Sentence) -> bool:
            was_shown = self.shown is not None and article.quote(sentence) in self.shown
            return was_shown or self.recurs(article, sentence)

        means = self.means(asked, is_out, closely)
        return quotes(asked, hits, articles, means, most=most, threshold=threshold)

    def means(self, asked: Question, is_out: Recurs, closely: int = CLOSELY) -> Means:
        """What sentences are held against the question with, but for those that are out."""
        is_open = not asked.topic and asked.speaker
        is_read = self.archive.settings.reader.enabled and asked.language == "en" and not is_open
        return Means(
            weight=cache(self.weight),  # the same few words are weighed for every sentence
            has=self._holds,
            like=_no_likeness if is_open else partial(self._likeness, asked.text),
            recurs=is_out,
            read=span_reader.shared().read if is_read else None,
            closely=closely,
            likely=self.likely(asked),
        )

    def _sure_enough(self, threshold: float) -> float:
        """How sure an answer must be here: the more passages there are, the more of them look like one by chance."""
        if not 0 < threshold < 1:
            return threshold
        tenfold = math.log10(max(1, self.archive.words.count() / _FEW))
        return 1 / (1 + (1 - threshold) / threshold * math.exp(-_EACH_TENFOLD * tenfold))

    def more(self, asked: Question, hits: Sequence[Hit], articles: dict[int, Article]) -> list[Quote]:
        """The next best sentences; behind what somebody said, what is told of them."""
        found = self.quotes(asked, hits, articles, _MORE)
        return found or self.quotes(replace(asked, speaker=None), hits, articles, _MORE)

    def quotes_of_each(self, asked: Question, hits: Sequence[Hit]) -> list[Quote]:
        """The sentences of each article that may be meant and answer, as if there were no other."""
        articles = {n: one for n, one in self.articles(hits).items() if choices.may_be_meant(asked, one)}
        if asked.speaker:
            own = {number: [hit for hit in hits if hit.article_id == number] for number in articles}
            return [quote for n, one in articles.items() for quote in self.quotes(asked, own[n], {n: one})]
        if len(articles) < 2:
            return []
        least = self.settings.threshold
        means = self.means(asked, self.recurs)
        found = candidates(asked, hits, articles, means, least)
        read = (Quote(seen.article, number, None, means.confidence(evidence)) for seen, number, evidence in found)
        return [quote for quote in read if quote.confidence >= least]


class _Steps:
    """The chain's steps, over one index."""

    def __init__(self, archive: Archive, settings: AnswersSettings) -> None:
        self._archive = archive
        self._settings = settings

    def condense(self, state: _State) -> _State:
        """What the question means in its conversation, and how it stands by itself."""
        meant = understand(state.request.question, state.request.history)
        return replace(state, meant=meant, standalone=meant.questions[0])

    def retrieve(self, state: _State) -> _State:
        """The passages to read."""
        found = narrowed(state.standalone, self._archive.catalog.articles, state.request.filters)
        state = replace(state, narrowed=found)
        reader = self._reader(state)
        asked = reader.analyse(found.question)
        return replace(state, asked=asked, hits=tuple(reader.search(asked)))

    def answer(self, state: _State) -> _State:
        """The sentences that answer, each with its citation; or what stands behind the last, or which question is meant."""
        cited = remarks.cited_last(state.request.history, state.request.question)
        if state.meant.remark in (Remark.PASSAGE, Remark.PROOF) and cited:
            return replace(state, answer=self._behind(state, cited))
        which = self._which(state)
        if len(which) > 1:
            return replace(state, answer=_asked_back(state, which, Ours(load("asked_back"))))
        found = self._asking(state, which[0].question) if which else self._quoted(state)
        others = () if _answers(found) else state.meant.questions[1:]
        readings = (self._asking(state, reading) for reading in others)
        answered = next(filter(_answers, readings), found)
        meant = () if _answers(answered) else self._respelled(state)
        return replace(state, answer=_asked_back(state, meant, Ours(load("did_you_mean")))) if meant else answered

    def _behind(self, state: _State, cited: Sequence[Citation]) -> Answer:
        """The evidence of the last answer, held against the articles as they are now."""
        assert state.meant.remark is not None
        standing = tuple(one for one in cited if self._stands(one))
        text = remarks.text(state.meant.remark, standing, [one for one in cited if one not in standing])
        return replace(_answer(state, standing, {}), text=text)

    def _which(self, state: _State) -> Sequence[Choice]:
        """The questions that this one may be, if it fits them equally; one, if only that has an answer."""
        assert state.asked is not None
        assert state.narrowed is not None
        found = state.narrowed.choices or state.meant.choices
        if not found and choices.is_open(state.asked) and wide(state.asked) is None:
            several = choices.candidates(state.asked, self._reader(state).quotes_of_each(state.asked, state.hits))
            found = tuple(one.choice for one in choices.meant(several, state.request.history))
            if len(several) < 2 or choices.is_office(state.asked):  # they were found by what they say
                return found if len(several) > 1 else ()
        return [one for one in found if _answers(self._asking(state, one.question))]

    def _respelled(self, state: _State) -> Sequence[Choice]:
        """The question by other spellings of a name that no article has, those that have an answer."""
        assert state.asked is not None
        meant = misspellings.choices(state.asked, self._archive)
        return [one for one in meant if _answers(self._asking(state, one.question))]

    def _asking(self, state: _State, question: str) -> _State:
        """As if that had been asked."""
        return self._quoted(self.retrieve(replace(state, standalone=question)))

    def _quoted(self, state: _State) -> _State:
        assert state.asked is not None
        reader = self._reader(state)
        articles = reader.articles(state.hits)
        hits = [hit for hit in state.hits if hit.article_id in articles]
        if state.meant.remark is Remark.MORE:
            found = [("", quote) for quote in reader.more(state.asked, hits, articles)]
        else:
            found = [(part.heading, one) for part in parts(state.asked, hits, articles, reader) for one in part.quotes]
        citations = tuple(
            _marked(cite(number, quote, self._also_in(quote.article.source), heading), state.asked, quote)
            for number, (heading, quote) in enumerate(found, 1)
        )
        surest = max((quote.confidence for _, quote in found), default=0.0)
        return replace(state, answer=replace(_answer(state, citations, articles), confidence=surest))

    def _reader(self, state: _State) -> Reader:
        filters = state.narrowed.filters if state.narrowed else state.request.filters
        return Reader(self._archive, self._settings, filters, state.request.now, state.meant.shown)

    def _also_in(self, source: str) -> tuple[str, ...]:
        """The other sources that have an article, or a near-copy of it."""
        catalog = self._archive.catalog
        number = catalog.number_of(source)
        copies = () if number is None else catalog.sources([number, *catalog.near_copies(number)])
        return tuple(one for one in copies if one != source)

    def verify(self, state: _State) -> _State:
        """Only what stands in the source, word for word; if that is nothing, the refusal."""
        assert state.answer is not None
        standing = [citation for citation in state.answer.citations if self._stands(citation)]
        if len(standing) == len(state.answer.citations):
            return state
        logging.getLogger(__name__).error(
            "%d citations did not stand in their source", len(state.answer.citations) - len(standing)
        )
        citations = tuple(replace(citation, number=number) for number, citation in enumerate(standing, 1))
        return replace(state, answer=_answer(state, citations, {}))

    def _stands(self, citation: Citation) -> bool:
        return verify.stands(citation, self._archive.catalog.article_of(citation.source))


def _answers(state: _State) -> bool:
    """Whether there is an answer, and of whom it is wanted, if the question was but their name."""
    if state.answer is None or not state.answer.answered:
        return False
    wanted = {name_key(term.word) for term in terms(state.meant.name or "")}
    cited = (f"{one.quote} {one.speaker or ''}" for one in state.answer.citations)
    return any(wanted <= {name_key(term.word) for term in terms(words)} for words in cited)


def _asked_back(state: _State, which: Sequence[Choice], text: Ours) -> Answer:
    asked = state.request.question
    return Answer(asked, state.standalone, answered=False, text=told(text), choices=tuple(which))


def _answer(state: _State, citations: tuple[Citation, ...], articles: dict[int, Article]) -> Answer:
    return Answer(
        question=state.request.question,
        standalone_question=state.standalone,
        answered=bool(citations),
        text=_text(citations) if citations else told(Ours(load("nothing_more" if state.meant.shown else "refusal"))),
        citations=citations,
        related=() if citations else _related(state.hits, articles),
    )


def _text(citations: Sequence[Citation]) -> str:
    """The quotes with their numbers, a line for each heading or source."""
    lines: dict[str, list[str]] = {}
    for citation in citations:
        lines.setdefault(citation.heading or citation.source, []).append(
            f"{' '.join(citation.quote.split())} [{citation.number}]"
        )
    return "\n".join(" ".join(sentences) for sentences in lines.values())


def _related(hits: Sequence[Hit], articles: dict[int, Article]) -> tuple[Related, ...]:
    """The nearest passage of each of the nearest articles."""
    nearest: dict[int, Related] = {}
    for hit in hits:
        if hit.article_id in articles:
            article = articles[hit.article_id]
            nearest.setdefault(hit.article_id, Related(hit.source, hit.start, hit.end, article.title or article.lead))
    return tuple(nearest.values())[:_RELATED]


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


def _marked(citation: Citation, asked: Question, quote: Quote) -> Citation:
    """The citation with the words that answer, where they are sure and the quote has them."""
    start, end = answering(asked, quote.article, quote.article.sentences[quote.number]) or (0, 0)
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
