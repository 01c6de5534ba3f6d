"""The command `onrecord`. Results go to standard output, progress and messages to standard error."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.types import Turn
    from index.sync import Progress
    from index.types import Article

Record = dict[str, Any]

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
_JSONL = click.option(
    "--jsonl", is_flag=True, help="Read JSON objects from standard input, a line each; print one a line."
)
_TURN = ("question", "answer")
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
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--remove", type=click.Path(path_type=Path), metavar="PATH", help="Forget a folder and its articles.")
@_JSON
def index(paths: tuple[Path, ...], remove: Path | None, as_json: bool) -> None:
    """Makes the index match these folders and files: adds, updates and removes.

    Folders are remembered. With a PATH, only the folder that it belongs to is brought up to date; with none, all are.
    Text and Markdown files are read, in any encoding; what cannot be read is listed and skipped.

    \b
      onrecord index articles/        add a folder, or bring it up to date
      onrecord index                  bring all known folders up to date
      onrecord index --remove old/    forget a folder
    """
    from bot.rendering import terminal
    from config import settings
    from index.archive import Archive
    from index.sync import forget, sync

    if remove and paths:
        raise click.UsageError("--remove takes one PATH and no others.")
    loaded = settings.load()
    if remove:
        done = forget(Archive(loaded), remove)
    else:
        with _progress("Indexing") as progress:
            archive = Archive(loaded, create=True)
            done = sync(archive, paths, statements=loaded.index.statements, progress=progress)
        if not done.articles:
            click.echo("No article was found there; .txt and .md files are read.", err=True)
    if as_json:
        _print_json({
            "added": done.added, "updated": done.updated, "removed": done.removed, "unchanged": done.unchanged,
            "skipped": done.skipped, "articles": done.articles, "passages": done.passages,
            "seconds": round(done.seconds, 3),
        })  # fmt: skip
    else:
        terminal.console().print(terminal.report(done))


@onrecord.command(short_help="Answer one question, with citations.")
@click.argument("question", nargs=-1)
@_JSON
@_JSONL
def ask(question: tuple[str, ...], as_json: bool, jsonl: bool) -> None:
    """Answers one question, in the articles' own words, each sentence with its citation.

    \b
      onrecord ask "what did Lavrov say in Minsk?"
      onrecord ask --json "how many people left their homes in Arnwick?" | jq .citations
      echo '{"id": 1, "question": "And Klimkin?", "history": ["what did Lavrov say in Minsk?"]}' | onrecord ask --jsonl
    """
    from bot.rendering import records, terminal

    if jsonl:
        _no_argument(question)
        desk = _desk()
        _each_line(lambda line: records.answer_record(desk.ask(_question(line), _turns(line, desk))))
        return
    asked = _one_question(question)
    answer = _desk().ask(asked)
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
@_JSON
@_JSONL
def search(query: tuple[str, ...], count: int, as_json: bool, jsonl: bool) -> None:
    """Shows the passages that would be read for a question, best first."""
    from bot.rendering import records, terminal

    if jsonl:
        _no_argument(query)
        desk = _desk()
        _each_line(
            lambda line: {"passages": [records.passage_record(hit) for hit in desk.search(_question(line), count)]}
        )
        return
    wanted = _one_question(query)
    hits = _desk().search(wanted, count)
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
    from bot.chain import line_of
    from bot.rendering import terminal

    article, start, end = _passage(_desk(), place)
    line = line_of(article.text, start)
    if as_json:
        _print_json({
            "source": article.source, "start": start, "end": end, "text": article.text[start:end], "line": line,
            "title": article.title, "published": article.published and article.published.isoformat(),
            "publisher": article.publisher, "sha256": article.sha256,
        })  # fmt: skip
    else:
        terminal.console().print(terminal.passage(article, start, end, line))


@onrecord.command(short_help="Show who said what in an article.")
@click.option(
    "--file",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The article; needs no index.",
)
@_JSON
def said(path: Path, as_json: bool) -> None:
    """Shows the statements in an article: who said what, where and when, directly or not.

    \b
      onrecord said --file minsk-talks.txt
      onrecord said --file minsk-talks.txt --json | jq '.[] | select(.direct)'
    """
    from bot.rendering import records, terminal
    from index import articles, readers
    from index.errors import OnRecordError, UnreadableError
    from index.statements import Extractor

    try:
        article = Extractor().extract(articles.parse(readers.read(path, path.name)))
    except UnreadableError as error:
        raise OnRecordError(f"{path} cannot be read as an article: {error}.") from None
    if as_json:
        _print_json([records.statement_record(article, one) for one in article.statements])
    else:
        terminal.console().print(terminal.statements(article))


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
@click.option(
    "--after", "earlier", multiple=True, metavar="QUESTION", help="An earlier question; repeat it, oldest first."
)
@_JSONL
def condense(question: tuple[str, ...], earlier: tuple[str, ...], jsonl: bool) -> None:
    """Prints the standalone question that a follow-up is turned into. Needs no index.

    \b
      onrecord condense --after "what did Lavrov say in Minsk?" "And Klimkin?"
    """
    from bot.followups import standalone

    if jsonl:
        _no_argument(question)
        _each_line(
            lambda line: {"standalone_question": standalone(_question(line), _condensed(line.get("history", [])))}
        )
        return
    click.echo(standalone(_one_question(question), _condensed(list(earlier))))


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


def _desk() -> Desk:
    import bot

    desk = bot.open()
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
    question = line.get("question")
    if not isinstance(question, str) or not question.strip():
        raise ValueError('"question" must be a text')
    return _well_formed(question)


def _turns(line: Record, desk: Desk) -> list[Turn]:
    """The earlier turns of a line; a turn that is only a question is answered first."""
    from bot.followups import standalone
    from bot.types import Turn

    turns: list[Turn] = []
    for turn in _history(line.get("history", [])):
        if isinstance(turn, str):
            answer = desk.ask(turn, turns)
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
