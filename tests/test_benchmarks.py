"""The benchmarks' one command, and what keeps the answers of two versions comparable."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import answers_dump
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
    files = (file for name in folders for file in (BENCHMARKS / name).glob("*.py"))
    inside = {file.stem for file in files if "__main__" in file.read_text(encoding="utf-8")}
    assert listed == inside | {
        "answers_dump",
        "figures",
        "llama_server",
        "qwen",
        "run_all",
        "written",
    }
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


def test_two_dumps_are_compared_without_their_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Object 2 differs, and object 3 is missing."""
    before, after = tmp_path / "before", tmp_path / "after"
    dumps = {
        before: ({"id": "1", "seconds": 1}, {"id": "2", "text": "Rain."}, {"id": "3"}),
        after: ({"id": "1", "seconds": 2}, {"id": "2", "text": "Snow."}),
    }
    for folder, objects in dumps.items():
        folder.mkdir()
        answers_dump.write(objects, folder / "samples.jsonl")
    assert answers_dump.compare(before, before, show=False) == 0
    capsys.readouterr()
    assert answers_dump.compare(before, after, show=True) == 1
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["samples.jsonl", "2", "of", "3", "differ", "2", "3"],
        ["---", "2"],
        ["before", '{"text":', '"Rain."}'],
        ["after", '{"text":', '"Snow."}'],
        ["---", "3"],
        ["before", "{}"],
        ["after", "missing"],
        ["all", "2", "of", "3", "differ", "(66.7%)"],
    ]
