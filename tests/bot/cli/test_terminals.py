"""Colour on terminals, plain text elsewhere, and articles that try to control a terminal."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.stores.archive import Archive
from index.syncing.sync import sync
from tests.bot.cli.conftest import ESCAPE, MINSK, Run


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def on_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, *words: object) -> str:
    """What the command writes to a terminal."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm-256color")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", terminal)
        run(*words)
    return terminal.getvalue()


def test_on_a_terminal_there_is_colour(samples: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in on_terminal(samples, monkeypatch, "ask", MINSK)


@pytest.mark.parametrize(
    "words", [("ask", MINSK), ("show", "minsk-talks.txt:13"), ("articles",), ("search", "moss")]
)
def test_under_no_color_there_is_none(
    words: tuple[str, ...], samples: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = on_terminal(samples, monkeypatch, *words)
    assert len(text) > 100
    assert not ESCAPE.search(text)


@pytest.fixture
def hostile(tmp_path: Path, make_archive: Callable[..., Archive]) -> None:
    """An index of an article and a file that cannot be read, both out to steer whoever reads of
    them."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    text = (
        "A \x9b31m headline \u202e about a river\n\n"
        "The river \x9b2J rose to \u202e six metres, [bold]said[/bold] Ann Lee.\n"
    )
    (folder / "red\x1b[31m\nfake.txt").write_text(text)
    (folder / "bell\x07.txt").write_text("\x1b]0;title\x07")
    sync(make_archive(tmp_path / "index"), [str(folder)])


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    "words",
    [
        ("articles",),
        ("articles", "--json"),
        ("search", "river"),
        ("search", "--json", "river"),
        ("index",),
        ("index", "--json"),
        ("ask", "How high did the river rise?"),
        ("ask", "--json", "How high did the river rise?"),
        ("show", "red\x1b[31m\nfake.txt"),
        ("ask", "Who is the president of Argentina?"),
        ("show", "\x1b[31m"),
    ],
)
def test_what_an_article_holds_does_not_steer_the_terminal(
    words: tuple[str, ...], run: Run
) -> None:
    done = run(*words)
    text = done.out + done.err
    assert text.strip()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text.replace("\t", ""))
    assert "\u202e" not in text or "--json" in words
    assert not re.search(r"^fake", text, re.MULTILINE)


@pytest.mark.usefixtures("hostile")
def test_markup_in_an_article_is_shown_as_it_is_written(run: Run) -> None:
    assert "[bold]said[/bold]" in run("search", "river").out
