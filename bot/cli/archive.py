"""Commands about what is indexed: index, articles, show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from bot.cli.desks import open_desk, progress_bar
from bot.cli.options import JSON
from bot.cli.requests import print_json

if TYPE_CHECKING:
    from bot.desk import Desk
    from index.syncing.sync import Report
    from index.types import Article

_SPAN = re.compile(r"(?P<source>.+?):(?P<start>\d+)(?:-(?P<end>\d+))?")


@click.command(short_help="Read folders of articles, or bring them up to date.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--remove", metavar="PATH", help="Forget a folder, file or address and its articles.")
@click.option("--dry-run", is_flag=True, help="Only say what would be added, updated and removed.")
@click.option(
    "--watch", is_flag=True, help="Go on bringing the index up to date whenever files change."
)
@click.option(
    "--rebuild",
    is_flag=True,
    help="Make the vectors and the word index anew from the catalog first.",
)
@JSON
def index(
    paths: tuple[str, ...],
    remove: str | None,
    dry_run: bool,
    watch: bool,
    rebuild: bool,
    as_json: bool,
) -> None:
    """Makes the index match these folders, files and web addresses: adds, updates and removes.

    They are remembered. With a PATH, only what it belongs to is brought up to date; with none, all are. Text, Markdown,
    HTML, PDF, JSON Lines, RSS and Atom are read, and .zip and .tar archives of these; an address may be a page or a
    feed. What cannot be read is listed and skipped. What has not changed is not read again.

    \b
      onrecord index articles/                       add a folder, or bring it up to date
      onrecord index https://example.org/feed.xml    add a feed
      onrecord index                                 bring all of them up to date
      onrecord index --watch                         … and again whenever a file changes
      onrecord index --remove old/                   forget a folder
    """
    from config import settings
    from index.errors import IndexLockedError
    from index.stores.archive import Archive
    from index.syncing.sync import forget, plan, sync
    from index.syncing.watching import changes

    if remove and (paths or dry_run or watch or rebuild):
        raise click.UsageError("--remove takes one PATH and nothing else.")
    if dry_run and (watch or rebuild):
        raise click.UsageError("--dry-run goes with neither --watch nor --rebuild.")
    archive = Archive(settings.load(), create=True)
    if remove:
        _print_report(forget(archive, remove), as_json)
    elif dry_run:
        _print_report(plan(archive, paths), as_json, would=True)
    else:
        if rebuild:
            archive.discard_stores()
        with progress_bar("Indexing") as progress:
            done = sync(archive, paths, progress=progress)
        if not done.articles:
            click.echo("No article was found there.", err=True)
        _print_report(done, as_json)
        if watch:
            click.echo("Watching for changes; Ctrl-C ends it.", err=True)
            for _ in changes(archive.catalog.roots()):
                try:
                    done = sync(archive, ())
                except IndexLockedError as error:  # the next look will do
                    click.echo(str(error), err=True)
                else:
                    if done.changed:
                        _print_report(done, as_json)


def _print_report(done: Report, as_json: bool, *, would: bool = False) -> None:
    from dataclasses import asdict

    from bot.rendering import terminal

    if as_json:
        print_json(asdict(done) | {"seconds": round(done.seconds, 3)})
    else:
        terminal.console().print(terminal.report(done, would=would))


@click.command(short_help="List what is indexed.")
@JSON
def articles(as_json: bool) -> None:
    """Lists what is indexed: file, headline, date, publisher, number of passages."""
    from bot.rendering import records, terminal

    listings = open_desk().articles()
    out = terminal.console()
    if as_json:
        print_json([records.listing_record(one) for one in listings])
    elif out.is_terminal:
        out.print(terminal.articles(listings))
    else:
        click.echo(terminal.tabbed(listings), nl=False)


@click.command(short_help="Show the words behind a citation.")
@click.argument("place", metavar="SOURCE[:START-END]")
@JSON
def show(place: str, as_json: bool) -> None:
    """Shows a passage in its context, set off.

    START and END count characters of the article's text, as the citations of --json do; one number alone is a line, as
    answers print it. Without either, the whole article is shown.

    \b
      onrecord show minsk-talks.txt            the article
      onrecord show minsk-talks.txt:13         line 13 in its context
      onrecord show minsk-talks.txt:100-250    characters 100 to 250
    """
    from bot.rendering import terminal

    article, start, end = _passage(open_desk(), place)
    line = article.line_of(start)
    if as_json:
        print_json({
            "source": article.source, "start": start, "end": end, "text": article.text[start:end], "line": line,
            "title": article.title, "published": article.published and article.published.isoformat(),
            "publisher": article.publisher, "sha256": article.sha256,
        })  # fmt: skip
    else:
        terminal.console().print(terminal.passage(article, start, end, line))


def _passage(desk: Desk, place: str) -> tuple[Article, int, int]:
    """The article and the span that SOURCE, SOURCE:LINE or SOURCE:START-END names."""
    from index.errors import OnRecordError, SourceNotFoundError

    match = _SPAN.fullmatch(place)
    try:
        article = desk.article(place)
        return article, 0, len(article.text)
    except SourceNotFoundError:
        if match is None:
            raise
    article = desk.article(match["source"])
    if match["end"] is None:
        lines = article.lines()
        number = int(match["start"])
        if not 1 <= number <= len(lines):
            raise OnRecordError(f"{article.source} has {len(lines)} lines.")
        return article, *lines[number - 1]
    start, end = int(match["start"]), int(match["end"])
    if not start < end <= len(article.text):
        raise OnRecordError(f"{article.source} has the characters 0 to {len(article.text)}.")
    return article, start, end
