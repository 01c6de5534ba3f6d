"""What the tests of the command line share: running a command, and the fields of its JSON."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import cli
from bot.desk import Desk

ROOT = Path(__file__).parents[3]
MINSK = "what did Lavrov say in Minsk?"
ESCAPE = re.compile(r"[\x1b\x80-\x9f\u202e]")
"""What would control a terminal."""

CITATION = set(
    "number source start end quote line page answer_start answer_end sha256 title published"
    " publisher speaker also_in dates heading".split()
)
"""The fields of a citation."""
ANSWER = set(
    "question standalone_question answered text citations related choices engine seconds".split()
)
"""The fields of an answer."""


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON, one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command in this process and an empty folder, with `stdin` as standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(tmp_path / "index"))
    monkeypatch.setenv("ONRECORD_INDEX__STATEMENTS", "false")

    def run(*words: object, stdin: str | bytes = "") -> Result:
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        status = exit_.value.code
        assert isinstance(status, int)
        return Result(status, *capsys.readouterr())

    return run


@pytest.fixture
def samples(run: Run, desk: Desk, sample_index: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command over the sample articles, with a desk that all tests share."""
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(sample_index))
    monkeypatch.setattr("bot.desk.Desk", lambda _: desk)
    return run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two articles and an empty file."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "moss.txt").write_text(
        "A moss grows again at last\n\nThe moss was frozen for six centuries.\n"
    )
    (folder / "flood.txt").write_text("A river tops its walls\n\nThe river rose to six metres.\n")
    (folder / "empty.txt").touch()
    return folder


def request(**fields: object) -> str:
    """A request as a line of JSON."""
    return json.dumps(fields) + "\n"
