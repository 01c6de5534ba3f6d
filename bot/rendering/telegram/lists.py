"""Lists in Telegram: the articles, statements on record, and the findings of a check."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bot.checking.report import mark, problem_line, summary
from bot.rendering.telegram.articles import article_line
from bot.rendering.telegram.html import MESSAGE_UNITS, utf16_length
from index.language.dates.written import day_text
from prompts import Translatable, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.statement_search import Saying
    from bot.checking.report import Check
    from index.stores.catalog import Listing

NO_SOURCES = Translatable("I have no articles yet.")
NOTHING_SAID = Translatable("I found no such statement.")
SENTENCES_TOO_MANY = Translatable("I have checked only the beginning.")
MORE = Translatable("… and {count} more.")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_SENTENCES = 40


def article_list(listings: Sequence[Listing]) -> str:
    """The articles in one message, the latest first, as many as fit."""
    if not listings:
        return translate(NO_SOURCES)
    head = Translatable("<b>I have {count} article.</b>", "<b>I have {count} articles.</b>")
    text = f"{translate(head, count=len(listings))}\n"
    latest_first = sorted(listings, key=lambda listing: listing.published or date.min, reverse=True)
    for shown, one in enumerate(latest_first):
        line = f"\n• {article_line(one.title, one.source, one.publisher, one.published)}"
        rest = f"\n{translate(MORE, count=len(listings) - shown)}"
        if utf16_length(text + line + rest) > MESSAGE_UNITS:
            return text + rest
        text += line
    return text


def statement_heading(one: Saying) -> str:
    """Who said it, where and when."""
    place = one.statement.place or one.article.dateline
    parts = (one.statement.speaker, place, _period(one.when))
    return ", ".join(part for part in parts if part)


def statements_text(found: Sequence[Saying], total: int) -> str:
    """Statements with their verbs and the numbers of their citations, one a paragraph.

    The verb matters: without it "denied it" reads as "it". Where only some of the `total` are
    found, the last line says how many are left.
    """
    lines = []
    for number, one in enumerate(found, 1):
        verb = "" if " " in one.statement.cue else one.statement.cue  # "according to" is no verb
        lines.append(" ".join([*verb.split(), *one.text.split(), f"[{number}]"]))
    if total > len(found):
        lines.append(translate(MORE, count=total - len(found)))
    return "\n\n".join(lines)


def check_report(check: Check) -> str:
    """A claim's sentences, each with a mark, its problems and the numbers of its citations."""
    lines = []
    for sentence in check.sentences[:_MAX_SENTENCES]:
        numbers = "".join(f" [{number}]" for number in sentence.citations)
        lines.append(f"{mark(sentence)} {' '.join(sentence.text.split())}{numbers}")
        lines += [f"    {problem_line(problem)}" for problem in sentence.problems]
    if len(check.sentences) > _MAX_SENTENCES:
        lines.append(translate(SENTENCES_TOO_MANY))
    return "\n".join([*lines, "", summary(check)])


def _period(days: str) -> str:
    """Written-out dates for "2016-11-29", or for "2016-11-29/2016-12-02"."""
    written = _DAY.sub(lambda day: day_text(date.fromisoformat(day[0])), days)
    return written.replace("/", " – ")
