"""onrecord show."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk import Desk
from tests.bot.cli.conftest import MINSK, Run


def test_show_sets_a_line_in_its_context(samples: Run) -> None:
    done = samples("show", "minsk-talks.txt:13")
    assert done.status == 0
    assert done.out.startswith(
        "Four ministers leave Minsk without a deal on eastern Ukraine\nminsk-talks.txt:13  29 Nov"
    )
    assert "“work will continue.”" in done.out
    assert "Klimkin" in done.out


def test_show_gives_the_words_of_a_citation(samples: Run) -> None:
    citation = samples("ask", "--json", MINSK).json["citations"][0]
    shown = samples(
        "show", "--json", f"{citation['source']}:{citation['start']}-{citation['end']}"
    ).json
    assert shown["text"] == citation["quote"]
    assert {
        shown[key] == citation[key]
        for key in ("source", "start", "end", "line", "sha256", "title", "published")
    } == {True}


def test_show_gives_a_line_and_a_whole_article(samples: Run, desk: Desk) -> None:
    text = desk.article("minsk-talks.txt").text
    assert samples("show", "--json", "minsk-talks.txt").json["text"] == text
    line = samples("show", "--json", "minsk-talks.txt:3").json
    assert (line["text"], line["line"]) == (text.split("\n")[2], 3)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("nothing.txt", 'No indexed article is named nothing.txt; "onrecord articles" lists them.'),
        (
            "nothing.txt:3",
            'No indexed article is named nothing.txt; "onrecord articles" lists them.',
        ),
        ("minsk-talks.txt:999", "minsk-talks.txt has 17 lines."),
        ("minsk-talks.txt:0", "minsk-talks.txt has 17 lines."),
        ("minsk-talks.txt:9-5", "minsk-talks.txt has the characters 0 to "),
        ("minsk-talks.txt:5-99999999", "minsk-talks.txt has the characters 0 to "),
    ],
)
def test_show_says_what_is_not_there(place: str, message: str, samples: Run) -> None:
    done = samples("show", place)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(message)
    assert done.err.count("\n") == 1


def test_show_counts_lines_as_answers_do(run: Run, news: Path) -> None:
    """A form feed or a separator of Unicode ends none."""
    (news / "page.txt").write_text(
        "A bridge opens\n\nA page\x0c ends,\u2028a line\x85 ends.\nThe bridge is open again.\n"
    )
    run("index", news)
    shown = run("show", "--json", "page.txt:4").json
    assert (shown["text"], shown["line"]) == ("The bridge is open again.", 4)
    error = "page.txt has 4 lines. Name one, from page.txt:1 to page.txt:4.\n"
    assert run("show", "page.txt:5").err == error
