"""The day of publication in a line of its own, and none in any other line."""

from __future__ import annotations

import re
from datetime import date

import pytest

from index.articles import own_date
from index.articles.own_date import in_line
from index.articles.parse import parse
from index.types import Document

STORY = "The council of Harwick opened the bridge on Sunday after a year of repairs to its piers."


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Harwick Post, Monday 6 November 2023", date(2023, 11, 6)),
        ("By Tom Birch | Posted 3 June 2021, 4:10 p.m. ET", date(2021, 6, 3)),
        ("2021-06-03T04:10:00+02:00", date(2021, 6, 3)),
        ("Thursday 3 June 2021 16.10 BST", date(2021, 6, 3)),
        ("Harwick, 3 June 2021", date(2021, 6, 3)),
        ("Updated 5 June 2021; first published 3 June 2021", date(2021, 6, 3)),
        ("Last modified: 5 June 2021", date(2021, 6, 5)),
        ("Ann Smith Harwick Post News Desk Updated on: June 5, 2021 10:15 IST", date(2021, 6, 5)),
    ],
)
def test_a_line_that_holds_little_else_tells_the_day(line: str, day: date) -> None:
    found = in_line(line)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "line",
    [
        "– Ann Smith, mayor of Harwick, 3 June 2021",
        "Ann Smith (@annsmith) 3 June 2021",
        "The new bridge on 3 June 2021",
        "See also: Bridge shut for repairs (posted 3 June 2020)",
        "The flood of 3 June 2021",
        "Tom Birch, 3 June 1940 – 5 May 2021",
        "Died: 3 June 2021",
        "The report was posted on 3 June 2021.",
        "June 2021",
    ],
)
def test_dates_of_other_things_are_not_taken(line: str) -> None:
    assert in_line(line) is None


def published(*paragraphs: str) -> date | None:
    return parse(Document("a.txt", "\n\n".join(paragraphs), "")).published


def test_a_dateline_counts_before_other_dates() -> None:
    story = f"HARWICK, June 3, 2021 (Wire) - {STORY}"
    assert published("Bridge opens", "Posted 1 May 2020", story) == date(2021, 6, 3)


def test_the_first_publication_counts_before_an_update() -> None:
    lines = ("Updated 5 June 2021", "Published 3 June 2021")
    assert published("Bridge opens", *lines, STORY) == date(2021, 6, 3)


def test_an_update_counts_before_a_date_that_is_called_nothing() -> None:
    lines = ("Thursday, 9 March 2023", "Bridge opens", "Updated on: 5 June 2021", STORY)
    assert published(*lines) == date(2021, 6, 5)


def test_below_the_text_a_line_must_say_that_it_is_the_day() -> None:
    body = [STORY] * 12
    assert published("Bridge opens", *body, "Harwick Post, 3 June 2021") is None
    assert published("Bridge opens", *body, "Posted 3 June 2021") == date(2021, 6, 3)


def test_a_date_among_the_fields_of_an_event_is_not_the_articles() -> None:
    fields = ("Tickets: 5 crowns", "Date: 3 July 2021", "Doors: 7 p.m.")
    assert published("Bridge opens", "\n".join(fields), STORY) is None
    assert published("Title: Bridge opens\nDate: 3 July 2021", STORY) == date(2021, 7, 3)


def test_a_headline_may_name_a_day() -> None:
    found = parse(Document("a.txt", f"What we know of the flood of 3 June 2021\n\n{STORY}", ""))
    assert found.title == "What we know of the flood of 3 June 2021"
    assert found.published is None


@pytest.mark.parametrize(
    ("pattern", "examples", "near_miss"),
    [
        (
            own_date._LABEL,
            (
                "First published 5 May",
                "Posted",
                "Publication date",
                "Date: 5 May",
                "Last updated",
                "Updated on:",
            ),
            "Up to date",
        ),
        (
            own_date._CLOCK,
            ("10:15:30", "10.15 p.m.", "T10:15+02:00", "10:15 IST", "3pm"),
            "15 people",
        ),
        (own_date._QUOTING, ("— Ann", "Ann (@ann)"), "Ann — mayor"),
        (own_date._OTHER_LABEL, ("Born: today",), "Published on a Monday"),
    ],
)
def test_a_pattern_matches_its_examples_and_no_near_miss(
    pattern: re.Pattern[str], examples: tuple[str, ...], near_miss: str
) -> None:
    assert [example for example in examples if not pattern.search(example)] == []
    assert not pattern.search(near_miss)
