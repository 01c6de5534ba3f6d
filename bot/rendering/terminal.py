"""Answers, passages and reports for the terminal; plain where it is none, or under NO_COLOR."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.checking.report import check_lines, summary
from bot.types.plain_text import CHANGED, NEAREST, label, one_line, printable, source_line
from index.language.dates import day_text
from prompts import Translatable, translate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.answering.statement_search import Saying
    from bot.checking.report import Check
    from bot.operations.doctor import Finding
    from bot.operations.evaluation import Outcome, Score
    from bot.records.conversations import Recorded
    from bot.records.usage_stats import Asked, Stats
    from bot.types.answer import Answer
    from bot.types.citation import Citation
    from index.stores.catalog import Listing
    from index.syncing.sync import Report
    from index.types import Article, Hit

_NOTHING_FOUND = Translatable("Nothing found.")
_NOTHING_SAID = Translatable("Nothing is on record.")
_MARK = re.compile(r"\[\d+\]")
_CONTEXT = 400
"""Characters that `show` gives on either side of a passage, to the ends of their lines."""
_WIDEST = 100
"""Columns beyond which prose is hard to read."""


def console(*, stderr: bool = False) -> Console:
    """Where results (or, with `stderr`, progress and messages) go. Off a terminal lines are left as they are."""
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        return Console(
            stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True, width=10_000
        )
    if os.environ.get("NO_COLOR"):
        made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, color_system=None)
    made.width = min(made.width, _WIDEST)
    return made


def answer(answer: Answer) -> RenderableType:
    """An answer with its sources, the question that is asked back, or the refusal with the nearest articles."""
    text = Text.assemble(
        *((printable(piece.text), "bold" if piece.is_answer else "") for piece in answer.pieces)
    )
    text.highlight_regex(_MARK, "bold cyan")
    lines: list[RenderableType] = [text]
    if answer.citations:
        lines.append(Text())
        for citation in answer.citations:
            line = Text(label(citation), style="cyan")
            lines.append(line.append(f"  {source_line(citation)}", style="dim"))
    elif answer.choices:
        lines.append(Text())
        lines += [
            Text(f"{number}. {one_line(one.label)}", style="cyan")
            for number, one in enumerate(answer.choices, 1)
        ]
    elif answer.related:
        lines += [Text(), Text(translate(NEAREST), style="dim")]
        lines += [Text(f"  {related.label}", style="dim") for related in answer.related]
    return Group(*lines)


_STYLES = {
    "✓": "green",
    "✗": "bold red",
    "?": "bold yellow",
    "problem": "red",
    "quote": "",
    "source": "dim",
}


def check(check: Check) -> RenderableType:
    """A draft with its sentences marked, what is wrong with each, and the words of the source."""
    lines = [Text(line, style=_STYLES[what]) for what, line in check_lines(check)]
    return Group(*lines, Text(), Text(summary(check)))


def passages(hits: Sequence[Hit]) -> RenderableType:
    """The passages that a search found, best first."""
    lines: list[RenderableType] = []
    for number, hit in enumerate(hits, 1):
        head = Text(f"{number}. {one_line(hit.source)}:{hit.start}-{hit.end}", style="cyan")
        lines += [head.append(f"  {hit.score:.4f}", style="dim"), Text(printable(hit.text)), Text()]
    return Group(*lines[:-1]) if lines else Text(translate(_NOTHING_FOUND))


def passage(article: Article, start: int, end: int, line: int) -> RenderableType:
    """A passage among its neighbours, set off in bold; the whole article where it is all of it."""
    first = article.text.rfind("\n", 0, max(0, start - _CONTEXT)) + 1
    last = article.text.find("\n", end + _CONTEXT)
    last = len(article.text) if last < 0 else last
    whole = start == 0 and end == len(article.text)
    body = Text(printable(article.text[first:start]), style="dim")
    body.append(printable(article.text[start:end]), style="not dim" if whole else "bold not dim")
    body.append(printable(article.text[end:last]))
    return Group(
        Text(one_line(article.title or article.lead), style="bold"),
        _where(f"{article.source}:{line}", article.publisher, article.published, article.dateline),
        Text(),
        body,
    )


def cited(citation: Citation) -> RenderableType:
    """The words of a citation among their neighbours as they were, where the article has changed or is gone."""
    body = Text(printable(citation.before), style="dim")
    body.append(printable(citation.quote), style="bold not dim").append(printable(citation.after))
    return Group(
        Text(one_line(citation.title or citation.source), style="bold"),
        _where(f"{citation.source}:{citation.line}", citation.publisher, citation.published),
        Text(),
        body,
        Text(f"\n{translate(CHANGED)}", style="italic"),
    )


def _where(
    place: str, publisher: str | None, published: date | None, dateline: str | None = None
) -> Text:
    about = (publisher, day_text(published) if published else None, dateline)
    line = Text(one_line(place), style="cyan")
    return line.append("".join(f"  {one_line(part)}" for part in about if part), style="dim")


def articles(listings: Sequence[Listing]) -> RenderableType:
    """What is indexed, as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", style="cyan", overflow="fold")
    table.add_column("headline")
    table.add_column("date", no_wrap=True)
    table.add_column("publisher")
    table.add_column("passages", justify="right")
    for row in _rows(listings):
        table.add_row(*(Text(cell) for cell in row))
    return table


def tabbed(listings: Sequence[Listing]) -> str:
    """What is indexed, a line each, tab-separated: for what reads it off a terminal."""
    return "".join("\t".join(row) + "\n" for row in _rows(listings))


def _rows(listings: Sequence[Listing]) -> list[tuple[str, ...]]:
    return [
        (
            one_line(one.source), one_line(one.title) or "(no headline)",
            one.published.isoformat() if one.published else "", one_line(one.publisher or ""), str(one.passages),
        )
        for one in listings
    ]  # fmt: skip


def sayings(found: Sequence[Saying]) -> RenderableType:
    """Who said what, where and when."""
    lines: list[RenderableType] = []
    for one in found:
        said = one.statement
        head = Text(one_line(said.speaker), style="bold cyan")
        head.append(f" {one_line(said.cue)}", style="dim")
        about = (one.when, said.place or one.article.dateline, f"{one.article.source}:{one.line}")
        head.append("".join(f"  {one_line(part)}" for part in about if part), style="dim")
        lines += [head, Text(f"  {one_line(one.dated_text)}")]
    return Group(*lines) if lines else Text(translate(_NOTHING_SAID))


def report(done: Report, *, would: bool = False) -> RenderableType:
    """What an indexing run did (or would do), and what it skipped and why."""
    changes = [
        (len(done.added), "added"),
        (len(done.updated), "updated"),
        (len(done.moved), "moved"),
        (len(done.removed), "removed"),
        (done.unchanged, "unchanged"),
    ]
    said = ", ".join(f"{count:,} {what}" for count, what in changes if count) or "nothing to do"
    if would:
        said = f"Would be: {said}"
    lines: list[RenderableType] = [
        Text(
            f"{said}. The index holds {_counted(done.articles, 'article')} in {_counted(done.passages, 'passage')}."
        )
    ]
    if would:
        lines += [
            Text(f"  {sign} {one_line(path)}", style="dim")
            for sign, paths in (("+", done.added), ("~", done.updated), ("-", done.removed))
            for path in paths
        ]
    if done.skipped:
        lines.append(Text(f"Skipped {_counted(len(done.skipped), 'file')}:", style="yellow"))
        lines += [
            Text(f"  {one_line(path)}: {reason}", style="yellow")
            for path, reason in done.skipped.items()
        ]
    return Group(*lines)


def feedback(rated: Sequence[Recorded]) -> RenderableType:
    """What users think of answers, as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "given", "question", "answer"):
        table.add_column(column, overflow="fold")
    for one in rated:
        for given in one.feedback:
            mark = Text("👍") if given.value > 0 else Text("👎")
            words = (
                f"{given.given:%Y-%m-%d %H:%M}",
                one_line(one.answer.question),
                one_line(one.answer.text),
            )
            table.add_row(mark, *(Text(word) for word in words))
    return table if rated else Text("Nobody has rated an answer yet.")


def scores(found: Sequence[Score]) -> RenderableType:
    """The figures of an evaluation, as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_column("questions", justify="right", style="dim")
    for score in found:
        table.add_row(
            score.name,
            f"{score.value:.3f}".lstrip("0") if score.is_share else f"{score.value:.4g}",
            f"{score.of:,}",
        )
    return table


def wrong(outcomes: Sequence[Outcome]) -> RenderableType:
    """The questions that went wrong, with what was wanted and what was shown."""
    lines: list[RenderableType] = []
    for outcome in outcomes:
        if not outcome.is_right:
            example, answer = outcome.example, outcome.answer
            wanted = (
                " | ".join(example.answers or example.evidence)
                if not example.unanswerable
                else "no answer"
            )
            lines += [
                Text(one_line(answer.standalone_question), style="bold"),
                Text(f"  wanted: {one_line(wanted)}"),
            ]
            lines.append(
                Text(
                    f"  shown:  {one_line(answer.text) if answer.answered else 'no answer'}",
                    style="dim",
                )
            )
    return Group(*lines)


def stats(found: Stats, *, questions: bool) -> RenderableType:
    """What was asked, by day and in all, and the slowest; with their words if `questions`."""
    if found.total is None:
        return Text("Nothing was asked yet.")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("day (UTC)")
    for name in ("answered", "abstained", "good", "bad", "chats", "median seconds"):
        table.add_column(name, justify="right")
    for name, day in [*((f"{one.day}", one) for one in found.days), ("in all", found.total)]:
        counts = (day.answered, day.abstained, day.good, day.bad, day.chats)
        style = "bold" if day is found.total else None
        table.add_row(
            name, *(f"{count:,}" for count in counts), f"{day.median_seconds:.2f}", style=style
        )
    engines = ", ".join(f"{one_line(engine)} {count:,}" for engine, count in found.engines.items())
    return Group(
        table,
        Text(f"\nEngines: {engines}. The slowest:"),
        *(_slow(one, questions) for one in found.slowest),
    )


def _slow(asked: Asked, questions: bool) -> Text:
    steps = ", ".join(f"{one_line(step)} {seconds:.2f}" for step, seconds in asked.steps.items())
    line = Text(f"  {asked.seconds:6.2f} s  {asked.recorded:%Y-%m-%d %H:%M}  ")
    line.append(f"{one_line(asked.engine)}  {steps}", style="dim")
    return line.append(f"\n            {one_line(asked.question)}") if questions else line


def finding(found: Finding) -> RenderableType:
    """What the doctor found, and how to mend it."""
    line = Text("✗ " if found.is_fault else "✓ ", style="bold red" if found.is_fault else "green")
    line.append(f"{found.name:11}", style="bold").append(one_line(found.said))
    lines = [line, *(Text(f"{'':13}{one_line(detail)}", style="dim") for detail in found.details)]
    if found.is_fault:
        lines.append(Text(f"{'':13}{found.mend[0].upper()}{found.mend[1:]}."))
    return Group(*lines)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
