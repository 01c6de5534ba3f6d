"""Commands that run On Record and look after it: telegram, doctor, stats, feedback, eval."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.desks import load_settings, open_desk, progress_bar
from bot.cli.options import JSON, settings_line
from bot.cli.requests import print_json

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.operations.evaluation import Example, Outcome


@click.command(
    short_help="Run the Telegram bot.",
    epilog=settings_line(
        "telegram.token",
        "telegram.allowed_users",
        "telegram.allowed_chats",
        "telegram.admins",
        "telegram.webhook_url",
        "[logs]",
    ),
)
def telegram() -> None:
    """Runs the Telegram bot until Ctrl-C. Index some articles first.

    \b
      1. Get a token from @BotFather in Telegram.
      2. ONRECORD_TELEGRAM__TOKEN=… onrecord telegram
      3. Send your bot a question.

    Logs go to standard error, one line for each question. Until telegram.allowed_users or
    telegram.allowed_chats has an entry, everybody may ask.
    """
    from bot.telegram_bot import run
    from config import logs

    logs.configure(questions=load_settings().logs.questions)
    run(open_desk())


@click.command(
    "eval",
    short_help="Score it on questions with known answers.",
    epilog=settings_line("answers.threshold", "answers.passages"),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.png",
    help="Draw how the share of wrong answers grows with the share answered.",
)
@click.option("--show", is_flag=True, help="Also print the questions that went wrong.")
@JSON
def evaluate(file: Path, plot: Path | None, show: bool, as_json: bool) -> None:
    """Scores retrieval, answers, citations and abstention on a file of questions.

    \b
      echo '{"question": "who won?", "answers": ["Carrow"]}' > cup.jsonl
      onrecord eval cup.jsonl
      onrecord eval cup.jsonl --show --plot curve.png

    \b
    FILE has one JSON object a line. All fields but the first are optional:
      question       the question
      history        earlier questions of the conversation
      answers        words that answer, any of them
      gold_files     files that hold the answer, any of them
      evidence       lines that hold the answer, as "file:line"
      unanswerable   true if the articles do not answer
      sources        ask only these files
      date           the day of asking

    Prints a table of scores: shares from 0 to 1, medians, and the number of questions behind
    each.
    """
    from bot.operations import evaluation
    from bot.rendering import plots, records, reports, terminal

    examples = evaluation.examples(file)
    outcomes = _outcomes(open_desk(), examples)
    scores = evaluation.scores(outcomes)
    if as_json:
        print_json(records.scores_record(scores))
    else:
        terminal.console().print(reports.scores(scores))
    if show:
        terminal.console(stderr=as_json).print(reports.failures(outcomes))
    if plot:
        eager = evaluation.run(open_desk(threshold=0.0), examples)
        curve = evaluation.risk_coverage(list(eager))
        plots.risk_coverage(curve, _risk_point(outcomes), plot)


def _outcomes(desk: Desk, examples: Sequence[Example]) -> list[Outcome]:
    """The outcomes of the questions; a progress bar shows how far it is."""
    from bot.operations import evaluation

    outcomes: list[Outcome] = []
    with progress_bar("Asking") as progress:
        for outcome in evaluation.run(desk, examples):
            outcomes.append(outcome)
            progress(len(outcomes), len(examples), "")
    return outcomes


def _risk_point(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """The share of questions answered, and the share of those answers that is wrong."""
    answered = [outcome for outcome in outcomes if outcome.answer.answered]
    wrong = sum(not outcome.is_right for outcome in answered)
    return len(answered) / len(outcomes), wrong / max(1, len(answered))


@click.command(
    short_help="Show how much was asked, and how it went.",
    epilog=settings_line("state.path", "logs.questions"),
)
@click.option("--days", type=click.IntRange(1, 36_500), metavar="N", help="Only the last N days.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.png",
    help="Draw the questions of each day.",
)
@JSON
def stats(days: int | None, plot: Path | None, as_json: bool) -> None:
    """Shows how many questions were asked each day, and how it went.

    \b
      onrecord stats --days 7
      onrecord stats --plot questions.png

    Prints for each day the questions answered and not answered, good and bad ratings, chats and
    the median of seconds, and then the slowest answers. It counts what was asked in Telegram
    and in "onrecord chat". The words of questions are shown only if logs.questions is set.
    """
    from bot.records import usage_stats
    from bot.rendering import plots, records, reports, terminal
    from config import settings

    loaded = settings.load()
    asked = usage_stats.read(loaded.state_path / "conversations.sqlite3", days)
    found = usage_stats.summarise(asked)
    questions = loaded.logs.questions
    if as_json:
        print_json(records.stats_record(found, questions=questions))
    else:
        terminal.console().print(reports.stats(found, questions=questions))
    if plot:
        plots.questions_by_day(found.days, plot)


@click.command(
    short_help="List how users rated answers.",
    epilog=settings_line("state.path", "state.days"),
)
@JSON
def feedback(as_json: bool) -> None:
    """Lists the answers that users rated 👍 or 👎 in Telegram, the latest first.

    \b
      onrecord feedback
      onrecord feedback --json | jq '.[] | select(.value < 0) | .question'

    Prints the rating, its time, the question and the answer. Reactions to answers count too.
    """
    from bot.rendering import records, reports, terminal

    rated = open_desk().conversations.rated()
    if as_json:
        rows = []
        for recorded in rated:
            rows += records.feedback_records(recorded)
        print_json(rows)
    else:
        terminal.console().print(reports.feedback(rated))


@click.command(short_help="Find faults, and say how to repair them.")
@JSON
def doctor(as_json: bool) -> None:
    """Checks settings, packages, models, the index, permissions and the Telegram bot.

    \b
      onrecord doctor
      onrecord doctor --json | jq '.[] | select(.fault)'

    Prints what it finds, all settings with where they come from, and how to repair each fault.
    It changes nothing. The exit status is 1 if there is a fault.
    """
    from bot.operations.doctor import examine
    from bot.rendering import records, reports, terminal

    out = terminal.console()
    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            out.print(reports.finding(finding))
    if as_json:
        print_json([records.finding_record(finding) for finding in findings])
    if any(finding.is_fault for finding in findings):
        sys.exit(1)
