"""onrecord said."""

from __future__ import annotations

from tests.bot.cli.conftest import ROOT, Run


def test_said_gives_the_statements_of_a_file_without_an_index(run: Run) -> None:
    path = ROOT / "tests" / "statements" / "talks.txt"
    text = path.read_text(encoding="utf-8")
    done = run("said", "--file", path, "--json")
    assert done.status == 0
    for row in done.json:
        assert set(row) == {
            "speaker",
            "speaker_mention",
            "mention_start",
            "mention_end",
            "cue",
            "start",
            "end",
            "text",
            "direct",
            "place",
            "date",
        }
        assert text[row["start"] : row["end"]] == row["text"]
        assert text[row["mention_start"] : row["mention_end"]] == row["speaker_mention"]
    [lowered] = [row for row in done.json if row["place"] == "Velia"]
    assert (lowered["speaker"], lowered["direct"], lowered["date"]) == (
        "Sergey Dovlat",
        False,
        "2018-05-03",
    )


def test_said_of_a_blank_name_is_said_of_anybody(samples: Run) -> None:
    assert samples("said", " ", "--json").json == samples("said", "--json").json


def test_said_reads_well(run: Run) -> None:
    done = run("said", "--file", ROOT / "tests" / "statements" / "talks.txt")
    assert "Ilse Brandvold" in done.out
    assert "dismissed" in done.out


def test_said_of_a_file_that_is_not_there_is_one_sentence(run: Run) -> None:
    done = run("said", "--file", "nowhere.txt")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("nowhere.txt cannot be read as an article")
    assert len(done.err.splitlines()) == 1
