"""Commands about what is on record: said, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.desks import load_settings, open_desk, shared_desk
from bot.cli.options import JSON, JSONL, settings_line
from bot.cli.requests import each_line, print_json, text_of, without_surrogates

if TYPE_CHECKING:
    from bot.checking.report import Check
    from bot.rendering.records import JsonObject


@click.command(short_help="Show who said what.", epilog=settings_line("index.statements"))
@click.argument("speaker", nargs=-1)
@click.option("--about", metavar="WORDS", help="Only statements with these words, in any form.")
@click.option("--in", "place", metavar="PLACE", help="Only statements made in this place.")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Only statements in this file; needs no index.",
)
@JSON
def said(
    speaker: tuple[str, ...], about: str | None, place: str | None, file: Path | None, as_json: bool
) -> None:
    """Shows the statements on record, oldest first: who said what, where and when.

    \b
      onrecord said Lavrov
      onrecord said Lavrov --about ceasefire --in Minsk
      onrecord said --file minsk-talks.txt --json | jq '.[] | select(.direct)'

    Prints speaker, verb, date, place, file and line, and below them the words. Without SPEAKER
    it shows everybody's statements.
    """
    from bot.answering import statement_search
    from bot.rendering import records, terminal

    wanted = statement_search.Wanted(" ".join(speaker), about, place)
    if file is not None:
        found = statement_search.of_file(file, wanted)
        rows = [records.statement_record(saying) for saying in found]
    else:
        found = open_desk().said(wanted.speaker, about, place)
        rows = [records.saying_record(saying) for saying in found]
    if as_json:
        print_json(rows)
    else:
        terminal.console().print(terminal.statements(found))


@click.command(
    short_help="Check a draft or a claim against the articles.",
    epilog=settings_line("index.statements", "answers.passages"),
)
@click.argument(
    "file",
    default="-",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="ARTICLE",
    help="Compare with this one file; needs no index.",
)
@JSON
@JSONL
def check(file: Path, against: Path | None, as_json: bool, jsonl: bool) -> None:
    """Checks each sentence of FILE, or of standard input, against the articles.

    \b
      onrecord check draft.md
      echo 'Lavrov said that work will continue.' | onrecord check
      onrecord check --against minsk-talks.txt draft.md
      echo '{"claim": "It rose.", "text": "It fell."}' | onrecord check --jsonl

    \b
    Prints each sentence with a mark, its problems, and the closest words:
      ✓ supported   ✗ the source says otherwise   ? the source does not say it
    The problems:
      fabricated      a quotation, name, number or date is not in the source
      misattributed   somebody else said it
      spliced         two quotations are made into one
      negated         the source says the opposite
      overstated      the source says it less strongly, less surely or of fewer
      unsupported     the source does not say it
      uncited         nothing was found to compare it with
    """
    from bot.rendering import records, terminal

    if jsonl:
        if str(file) != "-" or against:
            message = "With --jsonl the claims come from standard input, one JSON object a line."
            raise click.UsageError(message)

        def reply(request: JsonObject) -> JsonObject:
            return records.check_record(_check(text_of(request, "claim"), request.get("text")))

        each_line(reply)
        return
    claim = _read(file)
    text = None if against is None else _article_text(against)
    checked = _check(claim, text)
    if as_json:
        print_json(records.check_record(checked))
    else:
        terminal.console().print(terminal.check(checked))


def _check(claim: str, text: object) -> Check:
    """A claim checked against a text or, if that is None, against the articles.

    Raises ValueError if the text is something else.
    """
    from bot.checking.claims import check_text

    if text is None:
        return shared_desk().check(claim)
    if not isinstance(text, str):
        raise ValueError('"text" must be a text')
    statements = load_settings().index.statements
    return check_text(claim, without_surrogates(text), statements=statements)


def _read(file: Path) -> str:
    """The text of a file, or of standard input for "-". Raises OnRecordError if it is blank."""
    from index.errors import OnRecordError
    from index.readers.text import decode

    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    text = decode(data)[0]
    if not text.strip():
        raise OnRecordError("There is nothing to check; give a FILE, or a claim on standard input.")
    return text


def _article_text(file: Path) -> str:
    """The text of an article in any format that can be indexed.

    Raises OnRecordError if it cannot be read, or is blank.
    """
    from index.errors import OnRecordError, UnreadableError
    from index.readers.formats import all_documents

    try:
        documents = all_documents(file, file.name, load_settings().jsonl)
        text = "\n\n".join(document.text for document in documents)
    except UnreadableError as error:
        raise OnRecordError(f"{file} cannot be read as an article: {error}.") from None
    if not text.strip():
        raise OnRecordError(f"{file} cannot be read as an article: it is empty.")
    return text
