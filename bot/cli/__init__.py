"""The command `onrecord`.

Results go to standard output, progress and messages to standard error.
"""

from __future__ import annotations

import sys
import traceback

import click

from bot import __version__
from bot.cli import archive, asking, chatting, record, running

_SECTIONS = {
    "Ask": (asking.ask, chatting.chat, record.said, record.check),
    "Look at the articles": (archive.index, archive.articles, archive.show, asking.search),
    "Run it": (running.telegram, running.doctor, running.stats, running.feedback),
    "Measure it": (running.evaluate, asking.condense),
}
"""The commands, as the help lists them."""


class _Sections(click.Group):
    """A group whose help lists its commands by section."""

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  # click gives it
        formatter: click.HelpFormatter,
    ) -> None:
        for title, commands in _SECTIONS.items():
            rows = [(command.name or "", command.short_help or "") for command in commands]
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(
    cls=_Sections,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="onrecord")
@click.option("--debug", is_flag=True, help="Show where an unexpected error comes from.")
def onrecord(debug: bool) -> None:
    """Answers questions about a folder of news articles.

    Every sentence of an answer cites the exact words of an article. What the articles do not
    say, it does not say. It needs no key, no server and no download.

    \b
      onrecord index articles/                      read a folder of articles
      onrecord ask "what did Lavrov say in Minsk?"  one answer with its citations
      onrecord show minsk-talks.txt:13              the words behind a citation
      onrecord chat                                 a conversation

    "onrecord COMMAND --help" explains a command, with examples.

    \b
    Settings are read from the environment, then from onrecord.toml in the working
    folder: ONRECORD_INDEX__PATH=/data/news is the same as
      [index]
      path = "/data/news"
    "onrecord doctor --json" prints each setting and where it comes from.
    """


for _commands in _SECTIONS.values():
    for _command in _commands:
        onrecord.add_command(_command)


def main() -> None:
    """Runs the command. An error that the user can repair is one sentence and exit status 1."""
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
            _fail(traceback.format_exc().rstrip(), 1)
        what = f"{type(error).__name__}: {error}"
        where = 'run "onrecord --debug …" to see where'
        status = _fail(f"Something unexpected went wrong ({what}); {where}.", 1)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> int:
    """Prints a message without secrets and control characters; returns the exit status."""
    from bot.types.plain_text import printable
    from config.redaction import redact

    click.echo(printable(redact(message)), err=True)
    return status
