"""Commands about what is indexed: index, articles, show."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from bot.cli.desks import open_desk, progress_bar
from bot.cli.options import JSON, settings_line
from bot.cli.requests import print_json

if TYPE_CHECKING:
    from bot.desk import Desk
    from index.stores.archive import Archive
    from index.syncing.sync import Report
    from index.types import Article

_PLACE = re.compile(
    r"""
    (?P<source> .+? )
    : (?P<start> \d+ )          # talks.txt:13, a line
    (?: - (?P<end> \d+ ) )?     # talks.txt:100-250, characters
    """,
    re.VERBOSE,
)


@click.command(
    short_help="Read folders of articles, or update them.",
    epilog=settings_line(
        "index.path", "index.statements", "embeddings.model", "[fetch]", "[jsonl]"
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--remove", metavar="PATH", help="Forget a folder, file or address.")
@click.option("--dry-run", is_flag=True, help="Only list what would be added, updated and removed.")
@click.option("--watch", is_flag=True, help="Keep running, and update whenever files change.")
@click.option("--rebuild", is_flag=True, help="First rebuild the vectors and the word index.")
@JSON
def index(
    paths: tuple[str, ...],
    remove: str | None,
    dry_run: bool,
    watch: bool,
    rebuild: bool,
    as_json: bool,
) -> None:
    """Makes the index match folders, files and web addresses: adds, updates and removes.

    It remembers each PATH. With a PATH, it updates that one; with none, all of them. It reads
    text, Markdown, HTML, PDF, JSON Lines, RSS and Atom, and .zip and .tar archives of these; an
    address may be a page or a feed. Files that have not changed are not read again.

    \b
      onrecord index articles/                     add a folder, or update it
      onrecord index https://example.org/feed.xml  add a feed
      onrecord index                               update everything
      onrecord index --watch                       … and again when files change
      onrecord index --remove old/                 forget a folder

    Prints how many articles were added, updated, moved, removed and unchanged, and each file
    that was skipped, with the reason.
    """
    from config import settings
    from index.stores.archive import Archive
    from index.syncing.sync import forget, plan

    if remove and (paths or dry_run or watch or rebuild):
        raise click.UsageError("--remove takes one PATH and nothing else.")
    if dry_run and (watch or rebuild):
        raise click.UsageError("--dry-run goes with neither --watch nor --rebuild.")
    archive = Archive(settings.load(), create=True)
    if remove:
        _print_report(forget(archive, remove), as_json)
        return
    if dry_run:
        _print_report(plan(archive, paths), as_json, is_plan=True)
        return
    if rebuild:
        archive.discard_stores()
    _update(archive, paths, as_json)
    if watch:
        _watch(archive, as_json)


def _update(archive: Archive, paths: Sequence[str], as_json: bool) -> None:
    from index.syncing.sync import sync

    with progress_bar("Indexing") as progress:
        report = sync(archive, paths, progress=progress)
    if not report.articles:
        click.echo("No article was found there.", err=True)
    _print_report(report, as_json)


def _watch(archive: Archive, as_json: bool) -> None:
    """Updates the index whenever files change, until Ctrl-C."""
    from index.errors import IndexLockedError
    from index.syncing.sync import sync
    from index.syncing.watching import changes

    click.echo("Watching for changes; Ctrl-C ends it.", err=True)
    for _ in changes(archive.catalog.roots()):
        try:
            report = sync(archive, ())
        except IndexLockedError as error:  # the next change tries again
            click.echo(str(error), err=True)
            continue
        if report.changed:
            _print_report(report, as_json)


def _print_report(report: Report, as_json: bool, *, is_plan: bool = False) -> None:
    from bot.rendering import records, reports, terminal

    if as_json:
        print_json(records.report_record(report))
    else:
        terminal.console().print(reports.indexing(report, is_plan=is_plan))


@click.command(short_help="List the indexed articles.", epilog=settings_line("index.path"))
@click.option(
    "--set-aside", metavar="SOURCE", help="Print what of an article is never cited, and as what."
)
@JSON
def articles(set_aside: str | None, as_json: bool) -> None:
    """Lists the indexed articles: file, headline, date, publisher, number of passages.

    \b
      onrecord articles
      onrecord articles | cut -f1                       only the files
      onrecord articles --json | jq '.[].copies_of'     which are copies
      onrecord articles --set-aside talks.txt           what is never cited of it

    Adverts, links and appeals are set aside as furniture; subheadings, captions and fields as
    headings. What a web page has around its article is not kept, and so is not counted.

    Prints a table on a terminal, and columns separated by tabs elsewhere.
    """
    from bot.rendering import records, terminal

    out = terminal.console()
    if set_aside is not None:
        article = open_desk().article(set_aside)
        if as_json:
            print_json(records.set_aside_records(article))
        else:
            out.print(terminal.set_aside(article))
        return
    listings = open_desk().articles()
    if as_json:
        print_json([records.listing_record(listing) for listing in listings])
    elif out.is_terminal:
        out.print(terminal.articles(listings))
    else:
        click.echo(terminal.tabbed_articles(listings), nl=False)


@click.command(short_help="Show the words behind a citation.", epilog=settings_line("index.path"))
@click.argument("place", metavar="SOURCE[:LINE|:START-END]")
@JSON
def show(place: str, as_json: bool) -> None:
    """Shows a passage among its neighbours.

    A number is a line, as answers print it. START and END count characters of the article's
    text, as the citations of --json do. Without either, it shows the whole article.

    \b
      onrecord show minsk-talks.txt            the article
      onrecord show minsk-talks.txt:13         line 13
      onrecord show minsk-talks.txt:100-250    characters 100 to 250

    Prints headline, file, date and dateline, then the passage in bold.
    """
    from bot.rendering import records, terminal

    article, start, end = _span(open_desk(), place)
    if as_json:
        print_json(records.span_record(article, start, end))
    else:
        line = article.line_of(start)
        terminal.console().print(terminal.passage(article, start, end, line))


def _span(desk: Desk, place: str) -> tuple[Article, int, int]:
    """The article and the characters that SOURCE, SOURCE:LINE or SOURCE:START-END names."""
    from index.errors import SourceNotFoundError

    match = _PLACE.fullmatch(place)
    try:
        article = desk.article(place)  # a source may itself look like SOURCE:LINE
    except SourceNotFoundError:
        if match is None:
            raise
    else:
        return article, 0, len(article.text)
    article = desk.article(match["source"])
    start = int(match["start"])
    if match["end"] is None:
        return article, *_line_span(article, start)
    end = int(match["end"])
    _check_span(article, start, end)
    return article, start, end


def _line_span(article: Article, number: int) -> tuple[int, int]:
    """Where a line begins and ends. Raises OnRecordError if there is no such line."""
    from index.errors import OnRecordError

    lines = article.lines()
    if not 1 <= number <= len(lines):
        source, last = article.source, len(lines)
        raise OnRecordError(
            f"{source} has {last} lines. Name one, from {source}:1 to {source}:{last}."
        )
    return lines[number - 1]


def _check_span(article: Article, start: int, end: int) -> None:
    """Raises OnRecordError for characters that the article does not have."""
    from index.errors import OnRecordError

    length = len(article.text)
    if not start < end <= length:
        raise OnRecordError(
            f"{article.source} has the characters 0 to {length}. Give START and END among them,"
            f" START first."
        )
