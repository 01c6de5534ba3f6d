"""onrecord articles."""

from __future__ import annotations

from pathlib import Path

from tests.bot.cli.conftest import Run

PAGE = """A river tops its walls at night

The river rose to six metres on Monday, and the council closed the bridge.

What it costs

Sign up for our free newsletter and get the news every morning.
The repair costs two million, the council said.
"""


def test_articles_are_listed_for_programs(samples: Run) -> None:
    listed = {article["source"]: article for article in samples("articles", "--json").json}
    assert len(listed) == 18
    minsk = listed["minsk-talks.txt"]
    assert set(minsk) == {
        "source",
        "title",
        "published",
        "publisher",
        "byline",
        "dateline",
        "url",
        "language",
        "passages",
        "sha256",
        "copies_of",
        "characters",
        "set_aside",
    }
    assert (minsk["published"], minsk["language"], minsk["copies_of"]) == ("2016-11-29", "en", None)
    assert listed["normandy-paris-2019-ru.txt"]["language"] == "ru"


def test_articles_are_listed_by_tabs_off_a_terminal(samples: Run) -> None:
    rows = [line.split("\t") for line in samples("articles").out.splitlines()]
    assert len(rows) == 18
    assert {len(row) for row in rows} == {5}
    assert ["moss-study.txt", "(no headline)", "", "", "2"] in [[*row[:4], "2"] for row in rows]


def test_what_is_never_cited_is_shown(run: Run, news: Path) -> None:
    (news / "page.txt").write_text(PAGE)
    assert run("index", news).status == 0
    found = run("articles", "--set-aside", "page.txt", "--json").json
    assert [(one["kind"], one["line"], one["text"]) for one in found] == [
        ("heading", 5, "What it costs"),
        ("furniture", 7, "Sign up for our free newsletter and get the news every morning."),
    ]
    assert all(PAGE[one["start"] : one["end"]] == one["text"] for one in found)
    [listed] = [one for one in run("articles", "--json").json if one["source"] == "page.txt"]
    assert (listed["characters"], listed["set_aside"]) == (
        len(PAGE),
        {"heading": 13, "furniture": 63},
    )
    shown = run("articles", "--set-aside", "page.txt").out
    assert "furniture" in shown
    assert "Sign up for our free newsletter" in shown
    assert "all is text" in run("articles", "--set-aside", "moss.txt").out


def test_of_an_unknown_article_nothing_is_shown(run: Run, news: Path) -> None:
    assert run("index", news).status == 0
    failed = run("articles", "--set-aside", "other.txt")
    assert failed.status == 1
    assert "other.txt" in failed.err
