"""Reports for the terminal: an indexing run, ratings, scores, statistics, the doctor's findings."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from bot.rendering.terminal import plain_table
from bot.types.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.operations.doctor import Finding
    from bot.operations.evaluation import Outcome, Score
    from bot.records.conversations import Recorded
    from bot.records.usage_stats import Asked, Day, Stats
    from index.syncing.sync import Report

_FINDING_NAME = 11
"""Columns for the names of the doctor's findings."""
_MOST_NAMED = 10
"""Articles that lost much, by name."""


def indexing(report: Report, *, is_plan: bool = False) -> RenderableType:
    """What an indexing run did, or with `is_plan` would do, and which files it skipped and why."""
    counts = (
        (len(report.added), "added"),
        (len(report.updated), "updated"),
        (len(report.moved), "moved"),
        (len(report.removed), "removed"),
        (report.unchanged, "unchanged"),
    )
    done = ", ".join(f"{count:,} {what}" for count, what in counts if count) or "nothing to do"
    holds = f"{_counted(report.articles, 'article')} in {_counted(report.passages, 'passage')}"
    prefix = "Would be: " if is_plan else ""
    lines = [Text(f"{prefix}{done}. The index holds {holds}.")]
    if is_plan:
        for sign, paths in (("+", report.added), ("~", report.updated), ("-", report.removed)):
            lines += [Text(f"  {sign} {one_line(path)}", style="dim") for path in paths]
    lines += _set_aside(report)
    if report.skipped:
        lines.append(Text(f"Skipped {_counted(len(report.skipped), 'file')}:", style="yellow"))
        for path, reason in report.skipped.items():
            lines.append(Text(f"  {one_line(path)}: {reason}", style="yellow"))
    return Group(*lines)


def _set_aside(report: Report) -> Iterator[Text]:
    """How much of what was read is never cited, and which articles lost more than half."""
    furniture = sum(counts.get("furniture", 0) for counts in report.set_aside.values())
    if furniture:
        share = f"{furniture / report.characters:.1%}"
        yield Text(f"Set aside as adverts, links and the like: {share} of the text.", style="dim")
    names = report.mostly_furniture
    if names:
        noun = "article is" if len(names) == 1 else "articles are"
        yield Text(f"{len(names):,} {noun} mostly that; see what was set aside:", style="yellow")
        for name in names[:_MOST_NAMED]:
            yield Text(f"  onrecord articles --set-aside {shlex.quote(one_line(name))}", "yellow")
        if len(names) > _MOST_NAMED:
            yield Text(f"  and {len(names) - _MOST_NAMED:,} more (--json names them)", "yellow")


def feedback(rated: Sequence[Recorded]) -> RenderableType:
    """The ratings of answers as a table."""
    if not rated:
        return Text("Nobody has rated an answer yet.")
    table = plain_table("", "given", "question", "answer")
    for recorded in rated:
        question, answer = one_line(recorded.answer.question), one_line(recorded.answer.text)
        for rating in recorded.feedback:
            thumb = "👍" if rating.value > 0 else "👎"
            cells = (thumb, f"{rating.given:%Y-%m-%d %H:%M}", question, answer)
            table.add_row(*(Text(cell) for cell in cells))
    return table


def scores(scores: Sequence[Score]) -> RenderableType:
    """The scores of an evaluation as a table."""
    table = plain_table("figure", ">value", ">questions")
    for score in scores:
        value = f"{score.value:.3f}".lstrip("0") if score.is_share else f"{score.value:.4g}"
        table.add_row(score.name, value, Text(f"{score.of:,}", style="dim"))
    return table


def failures(outcomes: Sequence[Outcome]) -> RenderableType:
    """The questions that went wrong: what was wanted, and what was shown."""
    lines: list[Text] = []
    for outcome in outcomes:
        if outcome.is_right:
            continue
        example, answer = outcome.example, outcome.answer
        wanted = " | ".join(example.answers or example.evidence)
        if example.unanswerable:
            wanted = "no answer"
        shown = one_line(answer.text) if answer.answered else "no answer"
        lines.append(Text(one_line(answer.standalone_question), style="bold"))
        lines.append(Text(f"  wanted: {one_line(wanted)}"))
        lines.append(Text(f"  shown:  {shown}", style="dim"))
    return Group(*lines)


def stats(stats: Stats, *, questions: bool) -> RenderableType:
    """Counts by day and in total, and the slowest answers; with their questions if `questions`."""
    if stats.total is None:
        return Text("Nothing was asked yet.")
    table = plain_table(
        "day (UTC)", ">answered", ">abstained", ">good", ">bad", ">chats", ">median seconds"
    )
    for day in stats.days:
        table.add_row(f"{day.day}", *_counts(day))
    table.add_row("in all", *_counts(stats.total), style="bold")
    engines = ", ".join(f"{one_line(engine)} {count:,}" for engine, count in stats.engines.items())
    slowest = [_slow_answer(asked, questions=questions) for asked in stats.slowest]
    return Group(table, Text(f"\nEngines: {engines}. The slowest:"), *slowest)


def _counts(day: Day) -> list[str]:
    counts = (day.answered, day.abstained, day.good, day.bad, day.chats)
    return [*(f"{count:,}" for count in counts), f"{day.median_seconds:.2f}"]


def _slow_answer(asked: Asked, *, questions: bool) -> Text:
    steps = ", ".join(f"{one_line(step)} {seconds:.2f}" for step, seconds in asked.steps.items())
    line = Text(f"  {asked.seconds:6.2f} s  {asked.recorded:%Y-%m-%d %H:%M}  ")
    line.append(f"{one_line(asked.engine)}  {steps}", style="dim")
    if questions:
        line.append(f"\n            {one_line(asked.question)}")
    return line


def finding(finding: Finding) -> RenderableType:
    """What the doctor found in one place, and how to repair it."""
    indent = " " * (_FINDING_NAME + 2)
    line = Text("✗ ", style="bold red") if finding.is_fault else Text("✓ ", style="green")
    line.append(f"{finding.name:{_FINDING_NAME}}", style="bold").append(one_line(finding.message))
    lines = [
        line,
        *(Text(f"{indent}{one_line(detail)}", style="dim") for detail in finding.details),
    ]
    if finding.is_fault:
        lines.append(Text(f"{indent}{finding.repair[0].upper()}{finding.repair[1:]}."))
    return Group(*lines)


def _counted(count: int, noun: str) -> str:
    """A number with its noun, in the singular for 1."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
