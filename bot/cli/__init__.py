"""The command `onrecord`. Results go to standard output, progress and messages to standard error."""

from __future__ import annotations

import sys
import traceback

import click

from bot import __version__
from bot.cli import archive, asking, record, running


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="onrecord")
@click.option(
    "--debug", is_flag=True, help="Show a traceback when something unexpected goes wrong."
)
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


for _command in (
    archive.index, asking.ask, asking.chat, asking.search, archive.show, record.check, record.said, archive.articles,
    asking.condense, running.evaluate, running.stats, running.doctor, running.telegram, running.feedback,
):  # fmt: skip
    onrecord.add_command(_command)


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
            _fail(traceback.format_exc().rstrip(), 1)
        status = _fail(
            f"Something unexpected went wrong ({type(error).__name__}: {error}); --debug shows where.",
            1,
        )
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> int:
    from bot.types.plain_text import printable
    from config.redaction import redact

    click.echo(printable(redact(message)), err=True)
    return status
