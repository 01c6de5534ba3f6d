"""Answers, checks, passages, statements and articles for the terminal.

Off a terminal, and where NO_COLOR is set, the text is plain.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Literal

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.checking.report import check_lines, summary
from bot.types import dropped
from bot.types.plain_text import CHANGED, NEAREST, label, one_line, printable, source_line
from index.language.dates.written import day_text
from index.types import characters_by_kind
from prompts import Translatable, translate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.answering.statement_search import Saying
    from bot.checking.report import Check
    from bot.types.answer import Answer
    from bot.types.citation import Citation
    from index.stores.catalog import Listing
    from index.types import Article, Hit

_NOTHING_FOUND = Translatable("Nothing found.")
_NOTHING_SAID = Translatable("Nothing is on record.")
_MARK = re.compile(r"\[\d+\]")
_CONTEXT = 400
"""Characters shown on either side of a passage; lines are shown to their ends."""
_MAX_WIDTH = 100
"""Columns. Wider prose is hard to read."""
_CHECK_STYLES = {
    "✓": "green",
    "✗": "bold red",
    "?": "bold yellow",
    "problem": "red",
    "quote": "",
    "source": "dim",
}
"""The style of each kind of line that `check_lines` names."""


def console(*, stderr: bool = False) -> Console:
    """A console for results, or with `stderr` for progress and messages.

    Off a terminal, lines are not wrapped.
    """
    made = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not made.is_terminal:
        made.soft_wrap = True
        made.width = 10_000
        return made
    if os.environ.get("NO_COLOR"):
        made = Console(stderr=stderr, highlight=False, markup=False, emoji=False, color_system=None)
    made.width = min(made.width, _MAX_WIDTH)
    return made


def plain_table(*columns: str) -> Table:
    """An empty table without borders; a column whose name begins with ">" is right-aligned."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        is_number = name.startswith(">")
        justify: Literal["left", "right"] = "right" if is_number else "left"
        table.add_column(name.removeprefix(">"), justify=justify, overflow="fold")
    return table


def answer(answer: Answer) -> RenderableType:
    """An answer with its sources, or the choices, or the refusal with the nearest articles."""
    text = Text()
    for piece in answer.pieces:
        text.append(printable(piece.text), style="bold" if piece.is_answer else "")
    text.highlight_regex(_MARK, "bold cyan")
    lines: list[Text] = [text, Text()]
    if answer.citations:
        for citation in answer.citations:
            line = Text(label(citation), style="cyan")
            lines.append(line.append(f"  {source_line(citation)}", style="dim"))
    elif answer.choices:
        for number, choice in enumerate(answer.choices, 1):
            lines.append(Text(f"{number}. {one_line(choice.label)}", style="cyan"))
    elif answer.related:
        lines.append(Text(translate(NEAREST), style="dim"))
        lines += [Text(f"  {related.label}", style="dim") for related in answer.related]
    else:
        lines.pop()
    if answer.note:
        lines += [Text(), Text(answer.note, style="dim")]
    return Group(*lines)


def explanation(answer: Answer) -> RenderableType:
    """What a chat model wrote that is not shown, and why."""
    return Text("\n".join(["", *dropped.explanation(answer.dropped)]), style="dim")


def check(check: Check) -> RenderableType:
    """A draft with each sentence marked, its problems, and the closest words of the articles."""
    lines = [Text(line, style=_CHECK_STYLES[kind]) for kind, line in check_lines(check)]
    return Group(*lines, Text(), Text(summary(check)))


def passages(hits: Sequence[Hit]) -> RenderableType:
    """The passages that a search found, best first."""
    if not hits:
        return Text(translate(_NOTHING_FOUND))
    lines: list[Text] = []
    for number, hit in enumerate(hits, 1):
        head = Text(f"{number}. {one_line(hit.source)}:{hit.start}-{hit.end}", style="cyan")
        head.append(f"  {hit.score:.4f}", style="dim")
        lines += [head, Text(printable(hit.text)), Text()]
    return Group(*lines[:-1])


def passage(article: Article, start: int, end: int, line: int) -> RenderableType:
    """A passage in bold among its neighbours; an article that is all passage is not bold."""
    first = article.text.rfind("\n", 0, max(0, start - _CONTEXT)) + 1
    last = article.text.find("\n", end + _CONTEXT)
    if last < 0:
        last = len(article.text)
    is_whole = start == 0 and end == len(article.text)
    place = f"{article.source}:{line}"
    body = Text(printable(article.text[first:start]), style="dim")
    body.append(printable(article.text[start:end]), style="not dim" if is_whole else "bold not dim")
    body.append(printable(article.text[end:last]))
    return Group(
        Text(one_line(article.title or article.lead), style="bold"),
        _place_line(place, article.publisher, article.published, article.dateline),
        Text(),
        body,
    )


def changed_passage(citation: Citation) -> RenderableType:
    """The words of a citation whose article has changed or is gone, as they were."""
    body = Text(printable(citation.before), style="dim")
    body.append(printable(citation.quote), style="bold not dim")
    body.append(printable(citation.after))
    place = f"{citation.source}:{citation.line}"
    return Group(
        Text(one_line(citation.title or citation.source), style="bold"),
        _place_line(place, citation.publisher, citation.published),
        Text(),
        body,
        Text(f"\n{translate(CHANGED)}", style="italic"),
    )


def _place_line(
    place: str, publisher: str | None, published: date | None, dateline: str | None = None
) -> Text:
    """The line below a headline: source and line, publisher, date, dateline."""
    details = (publisher, day_text(published) if published else None, dateline)
    return Text(one_line(place), style="cyan").append_text(_details(details))


def _details(details: Sequence[str | None]) -> Text:
    """What is known of some details, two spaces before each."""
    text = Text(style="dim")
    for detail in details:
        if detail:
            text.append(f"  {one_line(detail)}")
    return text


def articles(listings: Sequence[Listing]) -> RenderableType:
    """The indexed articles as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", style="cyan", overflow="fold")
    table.add_column("headline")
    table.add_column("date", no_wrap=True)
    table.add_column("publisher")
    table.add_column("passages", justify="right")
    for listing in listings:
        table.add_row(*(Text(cell) for cell in _cells(listing)))
    return table


def tabbed_articles(listings: Sequence[Listing]) -> str:
    """The indexed articles, one a line, with tabs between the columns: for other programs."""
    return "".join("\t".join(_cells(listing)) + "\n" for listing in listings)


def _cells(listing: Listing) -> tuple[str, ...]:
    return (
        one_line(listing.source),
        one_line(listing.title) or "(no headline)",
        listing.published.isoformat() if listing.published else "",
        one_line(listing.publisher or ""),
        str(listing.passages),
    )


def set_aside(article: Article) -> RenderableType:
    """What of an article is never cited, line by line."""
    counts = characters_by_kind(article.set_aside)
    total = len(article.text)
    shares = (f"{kind} {count / total:.0%}" for kind, count in counts.items())
    head = Text(one_line(article.title or article.lead), style="bold")
    told = f"never cited: {', '.join(shares)} of {total:,} characters" if counts else "all is text"
    table = plain_table(">line", "", "")
    for one in article.set_aside:
        line = Text(f"{article.line_of(one.start)}", style="cyan")
        words = Text(one_line(article.text[one.start : one.end]))
        table.add_row(line, Text(one.kind, style="dim"), words)
    lines: list[RenderableType] = [head, Text(told, style="dim")]
    return Group(*lines, Text(), table) if counts else Group(*lines)


def statements(sayings: Sequence[Saying]) -> RenderableType:
    """Who said what, where and when."""
    if not sayings:
        return Text(translate(_NOTHING_SAID))
    lines: list[Text] = []
    for saying in sayings:
        statement, article = saying.statement, saying.article
        place = statement.place or article.dateline
        head = Text(one_line(statement.speaker), style="bold cyan")
        head.append(f" {one_line(statement.cue)}", style="dim")
        head.append_text(_details((saying.when, place, f"{article.source}:{saying.line}")))
        lines += [head, Text(f"  {one_line(saying.dated_text)}")]
    return Group(*lines)
