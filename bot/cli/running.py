"""Commands that run it and look after it: telegram, eval, stats, doctor."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli.desks import open_desk, progress_bar
from bot.cli.options import JSON
from bot.cli.requests import print_json


@click.command(short_help="Run the Telegram bot.")
def telegram() -> None:
    """Runs the Telegram bot until it is stopped with Ctrl-C.

    Get a token from @BotFather and set it: ONRECORD_TELEGRAM__TOKEN=… onrecord telegram
    """
    from bot.telegram_bot import run
    from config import logs, settings

    logs.configure(questions=settings.load().logs.questions)
    run(open_desk())


@click.command("eval", short_help="Score it on questions whose answers are known.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.png",
    help="Draw the risk-coverage curve.",
)
@click.option("--show", is_flag=True, help="Print the questions that went wrong.")
@JSON
def evaluate(file: Path, plot: Path | None, show: bool, as_json: bool) -> None:
    """Scores retrieval, answers, citations and abstention on a question file, against the index.

    FILE has a JSON object a line: "question", and as far as known "history" (earlier questions), "answers" (words, any of
    which is right), "gold_files", "evidence" (lines, as "file:line"), "unanswerable" (true), "sources" (ask only these),
    "date" (the day of asking).

    \b
      echo '{"question": "who won the cup?", "answers": ["Carrow"]}' > cup.jsonl
      onrecord eval cup.jsonl
    """
    from bot.operations import evaluation
    from bot.rendering import plots, terminal

    asked = evaluation.examples(file)
    desk = open_desk()
    with progress_bar("Asking") as progress:
        outcomes = []
        for outcome in evaluation.run(desk, asked):
            outcomes.append(outcome)
            progress(len(outcomes), len(asked), "")
    found = evaluation.scores(outcomes)
    if as_json:
        print_json(
            {score.name: {"value": round(score.value, 4), "of": score.of} for score in found}
        )
    else:
        terminal.console().print(terminal.scores(found))
    if show:
        terminal.console(stderr=as_json).print(terminal.wrong(outcomes))
    if plot:
        eager = evaluation.run(open_desk(threshold=0.0), asked)
        answered = [outcome for outcome in outcomes if outcome.answer.answered]
        wrong = sum(not outcome.is_right for outcome in answered)
        point = (len(answered) / len(outcomes), wrong / max(1, len(answered)))
        plots.risk_coverage(evaluation.risk_coverage(list(eager)), point, plot)


@click.command(short_help="Show how much was asked, and how it went.")
@click.option("--days", type=click.IntRange(1, 36_500), metavar="N", help="Only the last N days.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.png",
    help="Draw the questions of each day.",
)
@JSON
def stats(days: int | None, plot: Path | None, as_json: bool) -> None:
    """Shows the questions of each day, answered and abstained, what users thought of the answers, and the slowest.

    It counts what conversations keep: what was asked in Telegram and in `onrecord chat`. What was asked is shown only if logs.questions is set.
    """
    from bot.records import usage_stats
    from bot.rendering import plots, records, terminal
    from config import settings

    loaded = settings.load()
    found = usage_stats.summarise(
        usage_stats.read(loaded.state_path / "conversations.sqlite3", days)
    )
    if as_json:
        print_json(records.stats_record(found, questions=loaded.logs.questions))
    else:
        terminal.console().print(terminal.stats(found, questions=loaded.logs.questions))
    if plot:
        plots.questions_by_day(found.days, plot)


@click.command(short_help="Check that all is well.")
@JSON
def doctor(as_json: bool) -> None:
    """Checks settings, packages, models, the index, permissions and the Telegram bot, and says how to mend each fault.

    It changes nothing. The exit status is 1 if there is a fault.
    """
    from dataclasses import asdict

    from bot.operations.doctor import examine
    from bot.rendering import terminal

    out = terminal.console()
    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            out.print(terminal.finding(finding))
    if as_json:
        print_json([{**asdict(finding), "fault": finding.is_fault} for finding in findings])
    if any(finding.is_fault for finding in findings):
        sys.exit(1)


@click.command(short_help="List what users think of answers.")
@JSON
def feedback(as_json: bool) -> None:
    """Lists the answers that users gave 👍 or 👎 or reacted to in Telegram, the latest first.

    \b
      onrecord feedback --json | jq '.[] | select(.value < 0) | .question'
    """
    from bot.rendering import records, terminal

    rated = open_desk().conversations.rated()
    if as_json:
        print_json([row for one in rated for row in records.feedback_records(one)])
    else:
        terminal.console().print(terminal.feedback(rated))
