"""onrecord check."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.cli.conftest import CITATION, ESCAPE, Run, request

WALL = "The wall is 5.60 metres high. It was built in 1968, said Ann Lee."


def test_a_draft_is_marked_sentence_by_sentence(samples: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(
        "# Arnwick\n\nThe flood wall is 5.60 metres high. The old record was set in January 1985.\n"
    )
    done = samples("check", draft)
    assert done.status == 0
    assert done.out.startswith("✓ The flood wall is 5.60 metres high.\n")
    assert (
        "✗ The old record was set in January 1985.\n    "
        "fabricated: “January 1985” is not in the source" in done.out
    )
    assert done.out.endswith("1 of 2 sentences supported.\n")
    assert not ESCAPE.search(done.out)


def test_a_claim_on_standard_input_is_checked_as_json(samples: Run) -> None:
    record = samples("check", "--json", stdin="Two men were treated for hypothermia.").json
    assert record["supported"] is True
    assert set(record["citations"][0]) == CITATION
    assert record["citations"][0]["source"] == "arnwick-flood.txt"


def test_lines_with_a_text_are_checked_without_an_index(run: Run) -> None:
    lines = request(id=1, claim="The wall is 5.60 metres high.", text=WALL) + request(
        id=2, claim="The wall is 6.60 metres high.", text=WALL
    )
    done = run("check", "--jsonl", stdin=lines)
    assert (done.status, done.err) == (0, "")
    assert [(one["id"], one["supported"]) for one in done.lines] == [(1, True), (2, False)]
    assert done.lines[0]["support"] > done.lines[1]["support"]
    assert done.lines[1]["problems"] == [{"kind": "fabricated", "words": "6.60", "instead": "5.60"}]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": 7}', '{"id": 7, "claim": ""}', '{"id": 7, "claim": "It.", "text": 5}'],
)
def test_a_line_that_is_no_claim_gets_an_error_and_the_rest_go_on(line: str, run: Run) -> None:
    done = run(
        "check", "--jsonl", stdin=line + "\n" + request(id=8, claim="It is high.", text=WALL)
    )
    assert done.status == 1
    assert "error" in done.lines[0]
    assert done.lines[1]["id"] == 8


def test_a_draft_is_held_against_one_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wall.txt").write_text(WALL)
    done = run("check", "--against", tmp_path / "wall.txt", stdin="The wall is 5.60 metres high.")
    assert done.out.endswith("1 of 1 sentence supported.\n")


@pytest.mark.parametrize("name", ["wall.html", "wall.jsonl"])
def test_a_draft_is_held_against_what_a_file_says_not_against_its_bytes(
    name: str, run: Run, tmp_path: Path
) -> None:
    page = (
        "<html><head><title>A wall</title></head>"
        "<body><p>The wall is <b>5.60</b> metres high.</p></body></html>"
    )
    lines = request(title="A wall", text="It was built in 1968.") + request(
        text="The wall is \u200b5.60 metres high."
    )
    (tmp_path / name).write_text(page if name == "wall.html" else lines)
    done = run(
        "check", "--json", "--against", tmp_path / name, stdin="The wall is 5.60 metres high."
    )
    assert (done.status, done.json["supported"]) == (0, True)
    assert "{" not in done.json["citations"][0]["quote"]
    assert "<" not in done.json["citations"][0]["quote"]


@pytest.mark.parametrize("data", [b" \n", b"\0\1\2" * 99])
def test_an_article_that_cannot_be_held_against_is_named(
    data: bytes, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "wall.txt").write_bytes(data)
    done = run("check", "--against", tmp_path / "wall.txt", stdin="The wall is 5.60 metres high.")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"{tmp_path / 'wall.txt'} cannot be read as an article: ")


def test_nothing_to_check_is_said_in_one_sentence(run: Run) -> None:
    done = run("check", stdin=" \n")
    assert (done.status, done.out) == (1, "")
    assert done.err == "There is nothing to check; give a FILE, or a claim on standard input.\n"
