"""onrecord condense."""

from __future__ import annotations

from pathlib import Path

from tests.bot.cli.conftest import MINSK, Run, request


def test_condense_needs_no_index(run: Run, tmp_path: Path) -> None:
    done = run("condense", "--earlier", MINSK, "--earlier", "And Klimkin?", "And in Antalya?")
    assert (done.status, done.out) == (0, "what did Klimkin say in Antalya?\n")
    assert not (tmp_path / "index").exists()


def test_condense_reads_questions_line_by_line(run: Run) -> None:
    lines = request(id=1, question="And Klimkin?", history=[MINSK])
    lines += request(id=2, question="And Klimkin?", history=[{"question": MINSK, "answer": "No."}])
    done = run("condense", "--jsonl", stdin=lines)
    assert done.lines == [
        {"id": number, "standalone_question": "what did Klimkin say in Minsk?"} for number in (1, 2)
    ]
