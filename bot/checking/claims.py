"""Checks what somebody claims against articles or a text, sentence by sentence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.checking.report import Check, Checked
from bot.checking.verify import LEAST, Verdict, verify
from bot.citing.citing import cite
from bot.types.citation import Citation
from bot.types.quote import Quote
from bot.types.source_span import SourceSpan
from index.articles.parse import parse
from index.errors import UnreadableError
from index.language import sentences
from index.statements.extract import extract
from index.types import Article, Document, Sentence, Statement

_HEADING = re.compile(r"\s*#{1,6}\s")
_MARK = re.compile(r"\s*(?:[-*•>]|\d{1,2}[.)])\s+")
_SOURCE = "text"
"""What a text that is given is called."""

Find = Callable[[str], Sequence[Sequence[SourceSpan]]]
"""A sentence to the spans that it may be held against, those of each article together."""


def check_text(claim: str, text: str, *, statements: bool = True) -> Check:
    """A claim held against a text; with `statements`, also who says what."""
    article = _article(text)
    article = extract(article) if statements else article
    spans = [SourceSpan(article, 0, len(text))] if article.sentences else []
    return check(claim, lambda _: [spans] if spans else [], statements=statements)


def check(claim: str, find: Find, *, statements: bool = True, least: float = LEAST) -> Check:
    """A claim held against what is found for each of its sentences.

    With `statements`, also who says what.

    See `verify` for `least`.
    """
    draft = _draft(claim)
    draft = extract(draft) if statements else draft
    checked: list[Checked] = []
    citations: dict[tuple[str, int, int], Citation] = {}
    for sentence in draft.sentences:
        verdict = _best(draft, sentence, find(" ".join(draft.quote(sentence).split())), least)
        cited = verdict.rests_on[:1] if verdict.problems else verdict.rests_on
        for span in cited:
            place = span.article.source, span.start, span.end
            citations.setdefault(place, _citation(len(citations) + 1, span))
        numbers = tuple(
            citations[span.article.source, span.start, span.end].number for span in cited
        )
        text = draft.quote(sentence)
        checked.append(
            Checked(text, sentence.start, sentence.end, verdict.support, verdict.problems, numbers)
        )
    return Check(claim, tuple(checked), tuple(citations.values()))


def _best(
    draft: Article, sentence: Sentence, found: Sequence[Sequence[SourceSpan]], least: float
) -> Verdict:
    """The verdict by the article that stands for the sentence best."""
    text = draft.quote(sentence)
    said = [
        _moved(s, sentence)
        for s in draft.statements
        if sentence.start <= s.start and s.end <= sentence.end
    ]
    verdicts = [verify(text, spans, said, least=least) for spans in found] or [
        verify(text, (), said)
    ]
    return max(verdicts, key=lambda verdict: (not verdict.problems, verdict.support))


def _moved(said: Statement, sentence: Sentence) -> Statement:
    return replace(said, start=said.start - sentence.start, end=said.end - sentence.start)


def statements_of(sentence: str) -> tuple[Statement, ...]:
    """Who says what in a sentence of a claim."""
    return extract(_plain_article(sentence, "claim", (Sentence(0, len(sentence), 0),))).statements


def _draft(claim: str) -> Article:
    """A claim as an article: its sentences without headings and the marks of lists."""
    return _plain_article(claim, "claim", tuple(_sentences(claim)))


def _article(text: str) -> Article:
    """A text as an article, every sentence of it."""
    document = Document(_SOURCE, text, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())
    everything = tuple(_sentences(text))
    try:
        return replace(parse(document), sentences=everything)
    except UnreadableError:
        return replace(_plain_article(text, _SOURCE, everything), sha256=document.sha256)


def _plain_article(text: str, source: str, found: tuple[Sentence, ...]) -> Article:
    return Article(source, "", text, "", None, None, None, None, None, None, "en", found)


def _sentences(text: str) -> Iterator[Sentence]:
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        first = start + (mark.end() if (mark := _MARK.match(line)) else 0)
        if not _HEADING.match(line):
            for begin, end in sentences.split(text, first, start + len(line), "en"):
                if any(character.isalnum() for character in text[begin:end]):
                    yield Sentence(begin, end, number)
        start += len(line)


def _citation(number: int, span: SourceSpan) -> Citation:
    """A citation of the sentence that a span is."""
    article = span.article
    at = next(
        n
        for n, one in enumerate(article.sentences)
        if (one.start, one.end) == (span.start, span.end)
    )
    speakers = {said.speaker for said in article.said_in(article.sentences[at])}
    return cite(number, Quote(article, at, speakers.pop() if len(speakers) == 1 else None, 1.0))
