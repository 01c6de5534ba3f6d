"""The command `onrecord`. Results go to standard output, progress and messages to standard error."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__

if TYPE_CHECKING:
    from bot.claims import Check
    from bot.desk import Desk
    from bot.types import Turn
    from index.sync import Progress, Report
    from index.types import Article, Filters

Record = dict[str, Any]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
_JSONL = click.option(
    "--jsonl", is_flag=True, help="Read JSON objects from standard input, a line each; print one a line."
)
_TURN = ("question", "answer")


class _Day(click.ParamType[date]):
    """A day, or the first of a month or a year: 2016-11-29, 2016-11, 2016."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        try:
            return date.fromisoformat(f"{value}-01-01"[:10] if len(value) < 10 else value)
        except ValueError:
            self.fail(f"{value} is no date; write 2016-11-29, 2016-11 or 2016", param, ctx)


def _narrowed(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options that narrow a search, given to the command as `filters`."""

    @click.option("--after", type=_Day(), metavar="DATE", help="Only articles published on this day or later.")
    @click.option("--before", type=_Day(), metavar="DATE", help="Only articles published before this day.")
    @click.option(
        "--source",
        multiple=True,
        help='Only this source, those in a folder, or those like a pattern ("agency/*"); may be repeated.',
    )
    @click.option("--publisher", help="Only articles of a publisher; part of its name will do.")
    @wraps(command)
    def narrowed(
        *, after: date | None, before: date | None, source: tuple[str, ...], publisher: str | None, **rest: Any
    ) -> None:
        from index.types import Filters

        command(filters=Filters(after, before, source, publisher), **rest)

    return narrowed


_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff]")
_SPAN = re.compile(r"(?P<source>.+?):(?P<start>\d+)(?:-(?P<end>\d+))?")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
@click.option("--debug", is_flag=True, help="Show a traceback when something unexpected goes wrong.")
def onrecord(debug: bool) -> None:
    """Answers questions about a folder of news articles, and cites the exact words behind every sentence.

    \b
      onrecord index articles/                          read a folder of articles
      onrecord ask "what did Lavrov say in Minsk?"      one answer with its citations
      onrecord show minsk-talks.txt:13                  the words behind a citation, in their context
      onrecord chat                                     a conversation: "And Klimkin?"

    What the articles do not say, it does not say. It needs no key, no server and no download. Settings are read
    from onrecord.toml in the working folder, or from the environment (ONRECORD_INDEX__PATH=… sets index.path).
    """


@onrecord.command(short_help="Read folders of articles, or bring them up to date.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--remove", metavar="PATH", help="Forget a folder, file or address and its articles.")
@click.option("--dry-run", is_flag=True, help="Only say what would be added, updated and removed.")
@click.option("--watch", is_flag=True, help="Go on bringing the index up to date whenever files change.")
@click.option("--rebuild", is_flag=True, help="Make the vectors and the word index anew from the catalog first.")
@_JSON
def index(paths: tuple[str, ...], remove: str | None, dry_run: bool, watch: bool, rebuild: bool, as_json: bool) -> None:
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
    from index.archive import Archive
    from index.errors import IndexLockedError
    from index.sync import forget, plan, sync
    from index.watching import changes

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
        with _progress("Indexing") as progress:
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
        _print_json(asdict(done) | {"seconds": round(done.seconds, 3)})
    else:
        terminal.console().print(terminal.report(done, would=would))


@onrecord.command(short_help="Answer one question, with citations.")
@click.argument("question", nargs=-1)
@_narrowed
@_JSON
@_JSONL
def ask(question: tuple[str, ...], filters: Filters, as_json: bool, jsonl: bool) -> None:
    """Answers one question, in the articles' own words, each sentence with its citation.

    \b
      onrecord ask "what did Lavrov say in Minsk?"
      onrecord ask --after 2016 --before 2017 "what did Lavrov say?"
      onrecord ask --json "how many people left their homes in Arnwick?" | jq .citations
      echo '{"id": 1, "question": "And Klimkin?", "history": ["what did Lavrov say in Minsk?"]}' | onrecord ask --jsonl
    """
    from bot.rendering import records, terminal

    if jsonl:
        _no_argument(question)
        desk = _desk()
        _each_line(lambda line: records.answer_record(desk.ask(_question(line), _turns(line, desk, filters), filters)))
        return
    asked = _one_question(question)
    answer = _desk().ask(asked, filters=filters)
    if as_json:
        _print_json(records.answer_record(answer))
    else:
        terminal.console().print(terminal.answer(answer))


@onrecord.command(short_help="Hold a conversation.")
def chat() -> None:
    """A conversation: each question may lean on those before it.

    "And Klimkin?", "What about in Antalya?" are understood. A number shows that citation's passage, /new starts a new
    conversation, /quit (or Ctrl-D) ends it.
    """
    from bot.rendering import terminal

    desk = _desk()
    out = terminal.console()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if sys.stdin.isatty():
        import readline  # noqa: F401  # gives input() its line editing and history

        terminal.console(stderr=True).print(
            "Ask away. /new starts afresh, a number shows a citation, /quit ends.", style="dim"
        )
    talk, answer = desk.chat(), None
    while (line := _line()) is not None:
        if line in ("/quit", "/exit"):
            break
        if line == "/new":
            talk, answer = desk.chat(), None
            out.print("A new conversation.", style="dim")
        elif answer and line.strip("[] ").isdigit():
            number = int(line.strip("[] "))
            cited = next((one for one in answer.citations if one.number == number), None)
            if cited is None:
                out.print(f"The last answer has no citation [{number}].")
            else:
                out.print(terminal.passage(desk.article(cited.source), cited.start, cited.end, cited.line))
        elif line:
            answer = talk.ask(line)
            out.print(terminal.answer(answer))
        out.print()


@onrecord.command(short_help="Show the passages that would be read.")
@click.argument("query", nargs=-1)
@click.option("-k", "count", default=8, show_default=True, type=click.IntRange(1, 1000), help="How many passages.")
@_narrowed
@_JSON
@_JSONL
def search(query: tuple[str, ...], count: int, filters: Filters, as_json: bool, jsonl: bool) -> None:
    """Shows the passages that would be read for a question, best first."""
    from bot.rendering import records, terminal

    if jsonl:
        _no_argument(query)
        desk = _desk()
        _each_line(
            lambda line: {
                "passages": [records.passage_record(hit) for hit in desk.search(_question(line), count, filters)]
            }
        )
        return
    wanted = _one_question(query)
    hits = _desk().search(wanted, count, filters)
    if as_json:
        _print_json([records.passage_record(hit) for hit in hits])
    else:
        terminal.console().print(terminal.passages(hits))


@onrecord.command(short_help="Show the words behind a citation.")
@click.argument("place", metavar="SOURCE[:START-END]")
@_JSON
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

    article, start, end = _passage(_desk(), place)
    line = article.line_of(start)
    if as_json:
        _print_json({
            "source": article.source, "start": start, "end": end, "text": article.text[start:end], "line": line,
            "title": article.title, "published": article.published and article.published.isoformat(),
            "publisher": article.publisher, "sha256": article.sha256,
        })  # fmt: skip
    else:
        terminal.console().print(terminal.passage(article, start, end, line))


@onrecord.command(short_help="Hold a draft or a claim against the articles.")
@click.argument("file", default="-", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="ARTICLE",
    help="Hold it against this one file; needs no index.",
)
@_JSON
@_JSONL
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
            raise click.UsageError("With --jsonl the claims come from standard input, a JSON object a line.")
        _each_line(lambda line: records.check_record(_checked(_text(line, "claim"), line.get("text"))))
        return
    done = _checked(_read(file), None if against is None else _read(against))
    if as_json:
        _print_json(records.check_record(done))
    else:
        terminal.console().print(terminal.check(done))


@onrecord.command(short_help="Show who said what.")
@click.argument("speaker", nargs=-1)
@click.option("--about", metavar="WORDS", help="Only statements with these words, or words with their stems.")
@click.option("--in", "place", metavar="PLACE", help="Only statements made in this place.")
@click.option("--file", type=click.Path(path_type=Path), metavar="FILE", help="Only in this file; needs no index.")
@_JSON
def said(speaker: tuple[str, ...], about: str | None, place: str | None, file: Path | None, as_json: bool) -> None:
    """Shows the statements on record, oldest first: who said what, where and when.

    \b
      onrecord said Lavrov                          all that Lavrov said
      onrecord said Lavrov --about ceasefire --in Minsk
      onrecord said --file minsk-talks.txt --json | jq '.[] | select(.direct)'
    """
    from bot import sayings
    from bot.rendering import records, terminal

    wanted = sayings.Wanted(" ".join(speaker) or None, about, place)
    if file is not None:
        found = sayings.of_file(file, wanted)
        rows = [records.statement_record(one) for one in found]
    else:
        found = _desk().said(wanted.speaker, about, place)
        rows = [records.saying_record(one) for one in found]
    if as_json:
        _print_json(rows)
    else:
        terminal.console().print(terminal.sayings(found))


@onrecord.command(short_help="List what is indexed.")
@_JSON
def articles(as_json: bool) -> None:
    """Lists what is indexed: file, headline, date, publisher, number of passages."""
    from bot.rendering import records, terminal

    listings = _desk().articles()
    out = terminal.console()
    if as_json:
        _print_json([records.listing_record(one) for one in listings])
    elif out.is_terminal:
        out.print(terminal.articles(listings))
    else:
        click.echo(terminal.tabbed(listings), nl=False)


@onrecord.command(short_help="Show how a follow-up is understood.")
@click.argument("question", nargs=-1)
@click.option("--earlier", multiple=True, metavar="QUESTION", help="An earlier question; repeat it, oldest first.")
@_JSONL
def condense(question: tuple[str, ...], earlier: tuple[str, ...], jsonl: bool) -> None:
    """Prints the standalone question that a follow-up is turned into. Needs no index.

    \b
      onrecord condense --earlier "what did Lavrov say in Minsk?" "And Klimkin?"
    """
    from bot.followups import standalone

    if jsonl:
        _no_argument(question)
        _each_line(
            lambda line: {"standalone_question": standalone(_question(line), _condensed(line.get("history", [])))}
        )
        return
    click.echo(standalone(_one_question(question), _condensed(list(earlier))))


@onrecord.command("eval", short_help="Score it on questions whose answers are known.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.png", help="Draw the risk-coverage curve."
)
@click.option("--show", is_flag=True, help="Print the questions that went wrong.")
@_JSON
def evaluate(file: Path, plot: Path | None, show: bool, as_json: bool) -> None:
    """Scores retrieval, answers, citations and abstention on a question file, against the index.

    FILE has a JSON object a line: "question", and as far as known "history" (earlier questions), "answers" (words, any of
    which is right), "gold_files", "evidence" (lines, as "file:line"), "unanswerable" (true), "sources" (ask only these).

    \b
      echo '{"question": "who won the cup?", "answers": ["Carrow"]}' > cup.jsonl
      onrecord eval cup.jsonl
    """
    from bot import evaluation
    from bot.rendering import plots, terminal

    asked = evaluation.examples(file)
    desk = _desk()
    with _progress("Asking") as progress:
        outcomes = []
        for outcome in evaluation.run(desk, asked):
            outcomes.append(outcome)
            progress(len(outcomes), len(asked), "")
    found = evaluation.scores(outcomes)
    if as_json:
        _print_json({score.name: {"value": round(score.value, 4), "of": score.of} for score in found})
    else:
        terminal.console().print(terminal.scores(found))
    if show:
        terminal.console(stderr=as_json).print(terminal.wrong(outcomes))
    if plot:
        eager = evaluation.run(_desk(threshold=0.0), asked)
        answered = [outcome for outcome in outcomes if outcome.answer.answered]
        wrong = sum(not outcome.is_right for outcome in answered)
        point = (len(answered) / len(outcomes), wrong / max(1, len(answered)))
        plots.risk_coverage(evaluation.risk_coverage(list(eager)), point, plot)


@onrecord.command(short_help="Check that all is well.")
@_JSON
def doctor(as_json: bool) -> None:
    """Checks settings, models, the index and the Telegram token, and says how to mend each fault.

    It changes nothing. The exit status is 1 if there is a fault.
    """
    from dataclasses import asdict

    from bot.doctor import examine
    from bot.rendering import terminal

    out = terminal.console()
    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            out.print(terminal.finding(finding))
    if as_json:
        _print_json([{**asdict(finding), "fault": finding.is_fault} for finding in findings])
    if any(finding.is_fault for finding in findings):
        sys.exit(1)


@onrecord.command(short_help="Run the Telegram bot.")
def telegram() -> None:
    """Runs the Telegram bot until it is stopped with Ctrl-C.

    Get a token from @BotFather and set it: ONRECORD_TELEGRAM__TOKEN=… onrecord telegram
    """
    from bot.telegram_bot import run
    from config import logs

    logs.configure()
    run(_desk())


def main() -> None:
    """Runs the command; errors that the user can mend are one sentence and exit status 1."""
    from config.settings import SettingsError
    from index.errors import OnRecordError

    try:
        status = onrecord(standalone_mode=False)
    except click.exceptions.Abort:
        status = _fail("Stopped.", 130)
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except KeyboardInterrupt:
        status = _fail("Stopped. What was finished is kept.", 130)
    except (OnRecordError, SettingsError) as error:
        status = _fail(str(error), 1)
    except BrokenPipeError:
        sys.stderr.close()
        status = 1
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        status = _fail(f"Something unexpected went wrong ({type(error).__name__}: {error}); --debug shows where.", 1)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> int:
    from bot.rendering.plain import printable

    click.echo(printable(message), err=True)
    return status


def _desk(**answers: float) -> Desk:
    from bot.desk import Desk
    from config import settings

    desk = Desk(settings.load(answers=dict(answers)))
    if desk.is_empty():
        click.echo(f'The index at {desk.settings.index.path} is empty; run "onrecord index FOLDER".', err=True)
    return desk


def _one_question(words: tuple[str, ...]) -> str:
    question = _well_formed(" ".join(words)).strip()
    if not question:
        raise click.UsageError("Ask a question, in quotation marks.")
    return question


def _well_formed(text: str) -> str:
    """The text with a replacement character for each half of a pair that stands alone: no model takes those."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _no_argument(words: tuple[str, ...]) -> None:
    if words:
        raise click.UsageError("With --jsonl the questions come from standard input, a JSON object a line.")


def _line() -> str | None:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None


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
        lines = article.text.splitlines(keepends=True)
        number = int(match["start"])
        if not 1 <= number <= len(lines):
            raise OnRecordError(f"{article.source} has {len(lines)} lines.")
        start = sum(map(len, lines[: number - 1]))
        return article, start, start + len(lines[number - 1].rstrip())
    start, end = int(match["start"]), int(match["end"])
    if not start < end <= len(article.text):
        raise OnRecordError(f"{article.source} has the characters 0 to {len(article.text)}.")
    return article, start, end


def _question(line: Record) -> str:
    return _text(line, "question")


def _text(line: Record, field: str) -> str:
    text = line.get(field)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f'"{field}" must be a text')
    return _well_formed(text)


def _checked(claim: str, text: object) -> Check:
    """A claim held against a text, or where there is none against the articles."""
    from bot.claims import check_text
    from config import settings

    if text is None:
        return _open_desk().check(claim)
    if not isinstance(text, str):
        raise ValueError('"text" must be a text')
    return check_text(claim, _well_formed(text), statements=settings.load().index.statements)


@cache
def _open_desk() -> Desk:
    return _desk()


def _read(file: Path) -> str:
    """The text of a file, or of standard input for "-"."""
    from index.errors import OnRecordError
    from index.readers.text import decode

    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    text = decode(data)[0]
    if not text.strip():
        raise OnRecordError("There is nothing to check; give a FILE, or a claim on standard input.")
    return text


def _turns(line: Record, desk: Desk, filters: Filters) -> list[Turn]:
    """The earlier turns of a line; a turn that is only a question is answered first."""
    from bot.followups import standalone
    from bot.types import Turn

    turns: list[Turn] = []
    for turn in _history(line.get("history", [])):
        if isinstance(turn, str):
            answer = desk.ask(turn, turns, filters)
            turns.append(Turn(turn, answer.standalone_question, answer.text))
        else:
            turns.append(Turn(turn["question"], standalone(turn["question"], turns), turn["answer"]))
    return turns


def _condensed(history: object) -> list[Turn]:
    from bot.followups import standalone
    from bot.types import Turn

    turns: list[Turn] = []
    for turn in _history(history):
        question, answer = (turn, "") if isinstance(turn, str) else (turn["question"], turn["answer"])
        turns.append(Turn(question, standalone(question, turns), answer))
    return turns


def _history(history: object) -> Iterator[str | dict[str, str]]:
    if not isinstance(history, list):
        raise ValueError('"history" must be a list of earlier turns')
    for turn in history:
        is_turn = isinstance(turn, dict) and all(isinstance(turn.get(key), str) for key in _TURN)
        if not is_turn and not isinstance(turn, str):
            raise ValueError('an earlier turn must be a question or {"question", "answer"}')
        yield _well_formed(turn) if isinstance(turn, str) else {key: _well_formed(turn[key]) for key in _TURN}


def _each_line(reply: Callable[[Record], Record]) -> None:
    """Answers each line of standard input; one that is no valid request gets an error, and the exit status is 1."""
    failed = False
    for text in sys.stdin.buffer:
        if not text.strip():
            continue
        line: Any = None
        try:
            line = json.loads(text)
            if not isinstance(line, dict):
                raise ValueError("a line must be a JSON object")
            result = {"id": line.get("id"), **reply(line)}
        except (ValueError, RecursionError) as error:
            failed = True
            result = {"id": line.get("id") if isinstance(line, dict) else None, "error": str(error) or "no valid JSON"}
        click.echo(_json(result))
        sys.stdout.flush()
    if failed:
        sys.exit(1)


def _print_json(value: object) -> None:
    click.echo(_json(value, indent=2))


def _json(value: object, indent: int | None = None) -> str:
    """JSON as it can be read, but for what steers a terminal or has no place in UTF-8: that is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


@contextmanager
def _progress(what: str) -> Iterator[Progress]:
    """A progress bar on a terminal, and nothing elsewhere."""
    from bot.rendering.terminal import console

    out = console(stderr=True)
    if not out.is_terminal or not out.color_system:
        yield lambda *_: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total, name: bar.update(
            task, completed=done, total=total, description=f"{what} {name[-40:]}"
        )
