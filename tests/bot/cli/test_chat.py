"""onrecord chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk import Desk
from bot.types.plain_text import CHANGED
from index.errors import OnRecordError
from prompts import translate
from tests.bot.cli.conftest import MINSK, Run


def test_chat_is_a_conversation(samples: Run) -> None:
    done = samples("chat", stdin=f"{MINSK}\n1\n9\nAnd Klimkin?\n/new\nAnd Klimkin?\n/quit\nnever\n")
    assert done.status == 0
    assert "[1] minsk-talks.txt:13" in done.out
    assert "The last answer has no citation [9]." in done.out
    assert "Klimkin said that Kyiv and Moscow" in done.out.partition("A new conversation.")[0]
    assert "Ask away" not in done.out + done.err


def test_chat_goes_on_where_it_was_left_and_forgets_when_told(samples: Run) -> None:
    samples("chat", stdin=f"{MINSK}\n")
    resumed = samples("chat", "--resume", stdin="And Klimkin?\n1\n")
    assert "Continuing from: what did Lavrov say in Minsk?" in resumed.out
    assert "[1] minsk-talks.txt:9" in resumed.out
    assert "Deleted all your questions here, with " in samples("chat", stdin="/forget\n").out
    assert "There is no earlier conversation." in samples("chat", "--resume", stdin="").out


@pytest.mark.parametrize(
    "change", [None, "A moss grows again\n\nThe ice has gone, and the moss is green.\n"]
)
def test_chat_shows_a_citation_as_it_was_when_the_article_has_changed_or_is_gone(
    run: Run, news: Path, change: str | None
) -> None:
    """And says so; the conversation goes on."""
    run("index", news)
    run("chat", stdin="How long was the moss frozen?\n")
    moss = news / "moss.txt"
    if change is None:
        moss.unlink()
    else:
        moss.write_text(change)
    run("index")
    done = run("chat", "--resume", stdin="1\nHow many metres did the river rise?\n")
    assert done.status == 0
    assert "The moss was frozen for six centuries." in done.out
    assert translate(CHANGED) in done.out
    assert "six metres" in done.out


def test_chat_takes_no_other_sign_for_a_number(samples: Run) -> None:
    assert samples("chat", stdin=f"{MINSK}\n\u00b2\n").status == 0


def test_chat_goes_on_after_an_error(
    samples: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a chat model does not reply."""

    def fail(*_: object) -> None:
        raise OnRecordError("The chat model does not reply.")

    monkeypatch.setattr(desk, "ask", fail)
    done = samples("chat", stdin=f"{MINSK}\nThanks!\n")
    assert (done.status, done.err) == (0, "The chat model does not reply.\n")
    assert "welcome" in done.out


def test_chat_takes_a_number_for_what_it_asked_back(samples: Run) -> None:
    done = samples("chat", stdin="What did the president say?\n2\n")
    asked_back, _, answered = done.out.partition("2. ")
    assert "Which do you mean?" in asked_back
    assert (
        answered.partition(",")[0].split()[-1] in answered.partition("[1]")[0].partition("\n\n")[2]
    )


def test_chat_ends_with_its_input_whatever_that_is(samples: Run) -> None:
    assert samples("chat", stdin=b"").status == 0
    assert samples("chat", stdin=b"\n\n  \ncaf\xe9?\n7").status == 0


def test_a_greeting_and_a_mistyped_command_are_not_asked_of_the_articles(samples: Run) -> None:
    done = samples("chat", stdin="Good morning!\n/hlep\n")
    assert "Hello!" in done.out
    assert "only /new, /forget and /quit" in done.out
    assert "The articles do not say." not in done.out
