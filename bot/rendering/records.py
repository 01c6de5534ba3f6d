"""Answers, checks, passages and articles as JSON: the interface for other programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.statement_search import Saying
    from bot.checking.report import Check, Checked
    from bot.operations.doctor import Finding
    from bot.operations.evaluation import Score
    from bot.records.conversations import Recorded
    from bot.records.usage_stats import Asked, Stats
    from bot.types.answer import Answer
    from bot.types.citation import Citation
    from bot.types.problem import Problem
    from index.language.dates.written import Resolved
    from index.stores.catalog import Listing
    from index.syncing.sync import Report
    from index.types import Article, Hit

JsonObject = dict[str, Any]


def answer_record(answer: Answer) -> JsonObject:
    """An answer; docs/programs.md explains the fields."""
    by_model = {
        "sentences": [asdict(one) for one in answer.sentences],
        "dropped": [asdict(one) for one in answer.dropped],
    }
    has_model = answer.engine != "quotes" or answer.sentences or answer.dropped
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
        **(by_model if has_model else {}),
    }


def citation_record(citation: Citation) -> JsonObject:
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
        "dates": [_date_record(resolved) for resolved in citation.dates],
    }


def _date_record(resolved: Resolved) -> JsonObject:
    """The day that words such as "on Thursday" mean; offsets as in a citation."""
    return {"start": resolved.start, "end": resolved.end, "date": resolved.iso}


def check_record(check: Check) -> JsonObject:
    """A checked claim, as a whole and by sentence.

    A sentence's `citations` are numbers of the claim's citations.
    """
    return {
        "supported": check.supported,
        "support": round(check.support, 4),
        "problems": [_problem_record(problem) for problem in check.problems],
        "citations": [citation_record(citation) for citation in check.citations],
        "sentences": [_sentence_record(sentence) for sentence in check.sentences],
    }


def _sentence_record(sentence: Checked) -> JsonObject:
    return {
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "supported": sentence.supported,
        "support": round(sentence.support, 4),
        "problems": [_problem_record(problem) for problem in sentence.problems],
        "citations": list(sentence.citations),
    }


def _problem_record(problem: Problem) -> JsonObject:
    return {"kind": problem.kind.value, "words": problem.words, "instead": problem.instead or None}


def passages_record(hits: Sequence[Hit]) -> list[JsonObject]:
    """The passages that a search found, best first."""
    return [passage_record(hit) for hit in hits]


def passage_record(hit: Hit) -> JsonObject:
    """A passage that a search found."""
    return {
        "source": hit.source,
        "start": hit.start,
        "end": hit.end,
        "text": hit.text,
        "score": round(hit.score, 6),
    }


def listing_record(listing: Listing) -> JsonObject:
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
        "characters": listing.characters,
        "set_aside": dict(listing.set_aside),
    }


def set_aside_records(article: Article) -> list[JsonObject]:
    """What of an article is never cited; offsets are in characters of its decoded text."""
    return [
        {
            "kind": one.kind,
            "start": one.start,
            "end": one.end,
            "line": article.line_of(one.start),
            "text": article.text[one.start : one.end],
        }
        for one in article.set_aside
    ]


def statement_record(saying: Saying) -> JsonObject:
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


def saying_record(saying: Saying) -> JsonObject:
    """A statement with its article."""
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


def feedback_records(recorded: Recorded) -> list[JsonObject]:
    """The ratings of an answer, one for each user."""
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


def stats_record(stats: Stats, *, questions: bool) -> JsonObject:
    """Counts by day and in total, and the slowest answers; with their questions if `questions`."""
    days = [{**asdict(day), "day": day.day.isoformat()} for day in stats.days]
    total = None
    if stats.total is not None:
        total = asdict(stats.total)
        del total["day"]
    slowest: list[JsonObject] = []
    for asked in stats.slowest:
        record = _slow_record(asked)
        if questions:
            record["question"] = asked.question
        slowest.append(record)
    return {"days": days, "total": total, "engines": stats.engines, "slowest": slowest}


def _slow_record(asked: Asked) -> JsonObject:
    return {
        "recorded": asked.recorded.isoformat(),
        "answered": asked.answered,
        "engine": asked.engine,
        "seconds": asked.steps,
    }


def report_record(report: Report) -> JsonObject:
    """What an indexing run did."""
    return asdict(report) | {"seconds": round(report.seconds, 3)}


def span_record(article: Article, start: int, end: int) -> JsonObject:
    """A part of an article, in characters of its text, as `onrecord show` prints it."""
    return {
        "source": article.source,
        "start": start,
        "end": end,
        "text": article.text[start:end],
        "line": article.line_of(start),
        "title": article.title,
        "published": article.published and article.published.isoformat(),
        "publisher": article.publisher,
        "sha256": article.sha256,
    }


def scores_record(scores: Sequence[Score]) -> JsonObject:
    """The scores of an evaluation, by name, and the number of questions behind each."""
    return {score.name: {"value": round(score.value, 4), "of": score.of} for score in scores}


def finding_record(finding: Finding) -> JsonObject:
    """What the doctor found in one place."""
    return {
        "name": finding.name,
        "said": finding.message,
        "mend": finding.repair,
        "details": finding.details,
        "fault": finding.is_fault,
    }
