"""Commands about what is on record: said, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.desks import loaded, open_desk, shared_desk
from bot.cli.options import JSON, JSONL
from bot.cli.requests import each_line, print_json, text_of, well_formed

if TYPE_CHECKING:
    from bot.checking.report import Check


@click.command(short_help="Show who said what.")
@click.argument("speaker", nargs=-1)
@click.option(
    "--about", metavar="WORDS", help="Only statements with these words, or words with their stems."
)
@click.option("--in", "place", metavar="PLACE", help="Only statements made in this place.")
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Only in this file; needs no index.",
)
@JSON
def said(
    speaker: tuple[str, ...], about: str | None, place: str | None, file: Path | None, as_json: bool
) -> None:
    """Shows the statements on record, oldest first: who said what, where and when.

    \b
      onrecord said Lavrov                          all that Lavrov said
      onrecord said Lavrov --about ceasefire --in Minsk
      onrecord said --file minsk-talks.txt --json | jq '.[] | select(.direct)'
    """
    from bot.answering import statement_search
    from bot.rendering import records, terminal

    wanted = statement_search.Wanted(" ".join(speaker), about, place)
    if file is not None:
        found = statement_search.of_file(file, wanted)
        rows = [records.statement_record(one) for one in found]
    else:
        found = open_desk().said(wanted.speaker, about, place)
        rows = [records.saying_record(one) for one in found]
    if as_json:
        print_json(rows)
    else:
        terminal.console().print(terminal.sayings(found))


@click.command(short_help="Hold a draft or a claim against the articles.")
@click.argument(
    "file",
    default="-",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="ARTICLE",
    help="Hold it against this one file; needs no index.",
)
@JSON
@JSONL
def check(file: Path, against: Path | None, as_json: bool, jsonl: bool) -> None:
    """Holds each sentence of FILE (or of standard input) against the articles: supported or not, and by which words.

    \b
    ✓ supported   ✗ the source has it otherwise   ? the source has it not. What can be wrong:
      fabricated      a quotation, name, number or date that the source has not
      misattributed   somebody else said it
      spliced         two quotations made one
      negated         the source says the opposite
      unsupported     the source does not say it
      uncited         nothing was found to hold it against

    \b
      onrecord check draft.md
      echo 'Lavrov said that work will continue.' | onrecord check
      echo '{"id": 1, "claim": "It rose.", "text": "It fell."}' | onrecord check --jsonl
    """
    from bot.rendering import records, terminal

    if jsonl:
        if str(file) != "-" or against:
            raise click.UsageError(
                "With --jsonl the claims come from standard input, a JSON object a line."
            )
        each_line(
            lambda line: records.check_record(_checked(text_of(line, "claim"), line.get("text")))
        )
        return
    done = _checked(_read(file), None if against is None else _text_of_article(against))
    if as_json:
        print_json(records.check_record(done))
    else:
        terminal.console().print(terminal.check(done))


def _checked(claim: str, text: object) -> Check:
    """A claim held against a text, or where there is none against the articles."""
    from bot.checking.claims import check_text

    if text is None:
        return shared_desk().check(claim)
    if not isinstance(text, str):
        raise ValueError('"text" must be a text')
    return check_text(claim, well_formed(text), statements=loaded().index.statements)


def _read(file: Path) -> str:
    """The text of a file, or of standard input for "-"."""
    from index.errors import OnRecordError
    from index.readers.text import decode

    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    text = decode(data)[0]
    if not text.strip():
        raise OnRecordError("There is nothing to check; give a FILE, or a claim on standard input.")
    return text


def _text_of_article(file: Path) -> str:
    """What a file of any format says. Raises OnRecordError for one that cannot be read, or says nothing."""
    from index.errors import OnRecordError, UnreadableError
    from index.readers import all_documents

    try:
        text = "\n\n".join(
            document.text for document in all_documents(file, file.name, loaded().jsonl)
        )
    except UnreadableError as error:
        raise OnRecordError(f"{file} cannot be read as an article: {error}.") from None
    if not text.strip():
        raise OnRecordError(f"{file} cannot be read as an article: it is empty.")
    return text
