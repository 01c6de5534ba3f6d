"""Answers, checks, passages and articles as JSON: the interface that other programs build on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.answering.statement_search import Saying
    from bot.checking.report import Check, Checked
    from bot.records.conversations import Recorded
    from bot.records.usage_stats import Asked, Stats
    from bot.types.answer import Answer
    from bot.types.citation import Citation
    from bot.types.problem import Problem
    from index.language.dates import Resolved
    from index.stores.catalog import Listing
    from index.types import Hit

Record = dict[str, Any]


def answer_record(answer: Answer) -> Record:
    """An answer; see the README for its fields."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "answered": answer.answered,
        "text": answer.text,
        "citations": [citation_record(citation) for citation in answer.citations],
        "related": [asdict(related) for related in answer.related],
        "choices": [asdict(choice) for choice in answer.choices],
        "engine": answer.engine,
        "seconds": answer.seconds,
    }


def citation_record(citation: Citation) -> Record:
    """A citation; offsets are in characters of the source's decoded text."""
    return {
        "number": citation.number,
        "source": citation.source,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "line": citation.line,
        "page": citation.page,
        "answer_start": citation.answer_start,
        "answer_end": citation.answer_end,
        "sha256": citation.sha256,
        "title": citation.title,
        "published": citation.published and citation.published.isoformat(),
        "publisher": citation.publisher,
        "speaker": citation.speaker,
        "also_in": list(citation.also_in),
        "heading": citation.heading or None,
        "dates": [_date_record(one) for one in citation.dates],
    }


def _date_record(resolved: Resolved) -> Record:
    """What words such as "on Thursday" mean; offsets are in characters of the source's decoded text."""
    return {"start": resolved.start, "end": resolved.end, "date": resolved.iso}


def check_record(check: Check) -> Record:
    """A claim that was checked: whole, and by sentence, whose `citations` are numbers of the whole's."""
    return {
        "supported": check.supported,
        "support": round(check.support, 4),
        "problems": [_problem_record(problem) for problem in check.problems],
        "citations": [citation_record(citation) for citation in check.citations],
        "sentences": [_sentence_record(sentence) for sentence in check.sentences],
    }


def _sentence_record(sentence: Checked) -> Record:
    return {
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "supported": sentence.supported,
        "support": round(sentence.support, 4),
        "problems": [_problem_record(problem) for problem in sentence.problems],
        "citations": list(sentence.citations),
    }


def _problem_record(problem: Problem) -> Record:
    return {"kind": problem.kind.value, "words": problem.words, "instead": problem.instead or None}


def passage_record(hit: Hit) -> Record:
    """A passage that a search found."""
    return {
        "source": hit.source,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "score": round(hit.score, 6),
    }


def listing_record(listing: Listing) -> Record:
    """An indexed article."""
    return {
        "source": listing.source,
        "title": listing.title,
        "published": listing.published and listing.published.isoformat(),
        "publisher": listing.publisher,
        "byline": listing.byline,
        "dateline": listing.dateline,
        "url": listing.url,
        "language": listing.language,
        "passages": listing.passages,
        "sha256": listing.sha256,
        "copies_of": listing.copies_of,
    }


def statement_record(saying: Saying) -> Record:
    """A statement; offsets are in characters of the article's decoded text."""
    said = saying.statement
    return {
        "speaker": said.speaker,
        "speaker_mention": said.speaker_mention,
        "mention_start": said.mention_start,
        "mention_end": said.mention_end,
        "cue": said.cue,
        "start": said.start,
        "end": said.end,
        "text": saying.text,
        "direct": said.direct,
        "place": said.place,
        "date": said.date,
    }


def saying_record(saying: Saying) -> Record:
    """A statement with the fields that say where it stands."""
    article = saying.article
    return statement_record(saying) | {
        "source": article.source,
        "line": saying.line,
        "page": article.page_of(saying.statement.start),
        "sha256": article.sha256,
        "title": article.title,
        "published": article.published and article.published.isoformat(),
        "publisher": article.publisher,
    }


def feedback_records(recorded: Recorded) -> list[Record]:
    """What each user thinks of an answer."""
    answer = recorded.answer
    return [
        {
            "value": given.value,
            "given": given.given.isoformat(),
            "user": given.user,
            "id": recorded.id,
            "chat": recorded.chat,
            "asked": recorded.recorded.isoformat(),
            "question": answer.question,
            "standalone_question": answer.standalone_question,
            "answered": answer.answered,
            "text": answer.text,
            "citations": [citation_record(citation) for citation in answer.citations],
        }
        for given in recorded.feedback
    ]


def stats_record(found: Stats, *, questions: bool) -> Record:
    """What was asked, by day and in all, and the slowest; with their words if `questions`."""
    days = [{**asdict(day), "day": day.day.isoformat()} for day in found.days]
    total = (
        {name: value for name, value in asdict(found.total).items() if name != "day"}
        if found.total
        else None
    )
    slowest = [
        _slow_record(one) | ({"question": one.question} if questions else {})
        for one in found.slowest
    ]
    return {"days": days, "total": total, "engines": found.engines, "slowest": slowest}


def _slow_record(asked: Asked) -> Record:
    return {
        "recorded": asked.recorded.isoformat(),
        "answered": asked.answered,
        "engine": asked.engine,
        "seconds": asked.steps,
    }
