"""The benchmarks' one command, and what keeps the answers of two versions comparable."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Runs `python tests/benchmarks WORDS` in this process."""
    monkeypatch.setattr(sys, "argv", [str(BENCHMARKS), *words])
    runpy.run_path(str(BENCHMARKS), run_name="__main__")


def test_every_benchmark_is_listed_with_what_it_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those in the four folders, and the tools beside them."""
    run(monkeypatch)
    lines = capsys.readouterr().out.splitlines()
    listed = {line.split()[0] for line in lines if line.startswith("  ")}
    folders = ("quality", "speed", "training", "stress")
    inside = {file.stem for name in folders for file in (BENCHMARKS / name).glob("*.py")}
    assert listed == inside | {"answers_dump", "figures", "llama_server", "run_all", "written"}
    assert all(len(line.split()) > 3 for line in lines if line.startswith("  "))


def test_a_benchmark_runs_by_its_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        run(monkeypatch, "answers_dump", "--help")
    assert exit_.value.code == 0
    assert "usage: answers_dump.py" in capsys.readouterr().out


def test_an_unknown_benchmark_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match='No benchmark is named nope; "python tests/benchmarks"'):
        run(monkeypatch, "nope")
