"""onrecord articles."""

from __future__ import annotations

from tests.bot.cli.conftest import Run


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
    }
    assert (minsk["published"], minsk["language"], minsk["copies_of"]) == ("2016-11-29", "en", None)
    assert listed["normandy-paris-2019-ru.txt"]["language"] == "ru"


def test_articles_are_listed_by_tabs_off_a_terminal(samples: Run) -> None:
    rows = [line.split("\t") for line in samples("articles").out.splitlines()]
    assert len(rows) == 18
    assert {len(row) for row in rows} == {5}
    assert ["moss-study.txt", "(no headline)", "", "", "2"] in [[*row[:4], "2"] for row in rows]
