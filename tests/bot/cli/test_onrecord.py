"""The command itself: its help, its version, its errors, and what it writes to terminals."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import __version__, cli
from bot.desk import Desk
from tests.bot.cli.conftest import ESCAPE, MINSK, Result, Run


def installed(*words: object, env: dict[str, str] | None = None) -> Result:
    command = [str(Path(sys.executable).with_name("onrecord")), *map(str, words)]
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_installed_command_says_its_version() -> None:
    assert installed("--version") == Result(0, f"onrecord, version {__version__}\n", "")


def test_the_module_is_the_command(tmp_path: Path) -> None:
    out = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], capture_output=True, check=True, cwd=tmp_path
    ).stdout
    assert out.decode() == f"onrecord, version {__version__}\n"


def test_the_installed_command_answers_with_no_escape_codes(sample_index: Path) -> None:
    done = installed(
        "ask", MINSK, env={"ONRECORD_INDEX__PATH": str(sample_index), "TERM": "xterm-256color"}
    )
    assert (done.status, done.err) == (0, "")
    assert "[1] minsk-talks.txt:13  Four ministers leave Minsk" in done.out
    assert not ESCAPE.search(done.out)


def test_help_names_every_command_and_each_has_help_of_its_own(run: Run) -> None:
    text = run("--help").out
    for name in cli.onrecord.commands:
        assert re.search(rf"^  {name}\b", text, re.MULTILINE)
        done = run(name, "-h")
        assert done.status == 0
        assert re.match(rf"Usage: .* {name} ", done.out)


@pytest.mark.parametrize(
    "words",
    [("ask", "Who?"), ("search", "x"), ("articles",), ("show", "a.txt"), ("chat",), ("telegram",)],
)
def test_without_an_index_it_says_what_to_do(
    words: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    done = run(*words)
    assert done == Result(
        1, "", f'No index at {tmp_path}/index; run "onrecord index FOLDER" first.\n'
    )


def test_without_a_token_telegram_says_what_to_set(samples: Run) -> None:
    done = samples("telegram")
    assert (done.status, done.out) == (1, "")
    assert "ONRECORD_TELEGRAM__TOKEN" in done.err


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "ONRECORD_ANSWERS__SENTENCES",
            "none",
            r"^The setting answers\.sentences \(in the environment: ONRECORD_ANS",
        ),
        (
            "ONRECORD_ANSWER__SENTENCES",
            "3",
            r"^Unknown setting ONRECORD_ANSWER__SENTENCES .*mean ONRECORD_ANSWERS__SEN",
        ),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, message: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    done = run("articles")
    assert (done.status, done.out) == (1, "")
    assert re.search(message, done.err)
    assert done.err.count("\n") == 1


def test_a_damaged_index_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "catalog.sqlite3").write_bytes(b"no database" * 100)
    done = run("articles")
    assert done.status == 1
    assert f"The index at {tmp_path}/index cannot be" in done.err


def test_what_nobody_expected_is_one_sentence_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> Desk:
        raise RuntimeError("no\x1b[31m luck")

    monkeypatch.setattr("bot.desk.Desk", fail)
    done = run("articles")
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "Something unexpected went wrong (RuntimeError: no[31m luck); "
        'run "onrecord --debug …" to see where.\n'
    )


@pytest.mark.parametrize("command", ["ask", "search", "condense"])
def test_wrong_usage_is_told(command: str, run: Run) -> None:
    assert run(command).status == 2
    assert run(command, "  ").status == 2
    assert run(command, "--jsonl", "Who?").status == 2
    done = run(command, "--nonsense", "Who?")
    assert done.status == 2
    assert "No such option" in done.err
    assert run("nonsense").status == 2


def test_the_command_speaks_russian_where_that_is_set(
    samples: Run, monkeypatch: pytest.MonkeyPatch, speak: Callable[[str], None]
) -> None:
    """Of itself: what the articles say stays as it is."""
    speak("en")
    monkeypatch.setenv("ONRECORD_INTERFACE__LANGUAGE", "ru")
    answer = samples("ask", "Что сказал Лавров в Минске?").out
    assert "Lavrov" in answer
    assert "29 ноября 2016" in answer
    assert samples("ask", "Who won the chess championship in Reykjavik?").out.startswith(
        "В статьях об этом не сказано."
    )
    assert (
        "Подтверждено: 0 из 1 предложения."
        in samples("check", stdin="The wall is 6.60 metres high.").out
    )
