"""What is article and what stands around it."""

from __future__ import annotations

import pytest

from index.articles import boilerplate, furniture
from index.articles.boilerplate import ParagraphKind, bullet_length, classify

STORY = (
    "The river rose by half a metre overnight, "
    "and the council opened the sports hall to those who had to leave."
)
END = "Nobody was hurt, the fire service said."


def kinds(*paragraphs: str) -> list[str]:
    return [kind.name for kind in classify(paragraphs)]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "ADVERTISEMENT:",
        "You are here: Home > World",
        "Home > World > Europe",
        "Share on Facebook",
        "Share this article",
        "Copy link",
        "Read more: What the council knew",
        "Also read: What the council knew",
        "Related stories",
        "Most read",
        "Sign up for our newsletter",
        "Subscribe to the Post for 3 crowns a week",
        "Follow us on Telegram",
        "Photo: Mill Bridge on Sunday. Photo: J. Doe / Agency",
        "Reporting by Ann Smith; editing by Tom Jones",
        "Updated on: March 31, 2014 12:26",
        "© 2021 The Post. All rights reserved.",
        "Remind me later.",
        "Dear readers,",
        "A message from the Post:",
        "By Ann Smith",
        "By Ann Smith and Tom Jones | The Post",
        "5 min read",
        "https://example.org/story",
        "* * *",
        "We use cookies to make this site work.",
    ],
)
def test_what_stands_around_an_article_is_furniture(line: str) -> None:
    assert kinds(STORY, line, END) == ["TEXT", "FURNITURE", "TEXT"]


@pytest.mark.parametrize(
    "line",
    [
        "“We will support you,” the mayor said, “and we need your help to do our work.”",
        "Share prices fell by 3 percent on Friday.",
        "By Monday morning the water had fallen to 4.70 metres.",
        "Related parties must leave the room, the judge said.",
        "Follow-up talks are due in May.",
        "The newspaper asked its readers for help.",
        "Read is the name of the new mayor, who takes office on Monday.",
        "Comments by the minister drew protests in the capital.",
        "Photographs showed the bridge under water.",
        "Home owners along the river were told to leave.",
        "He read more of the letter to the court.",
        "Printing of the new banknotes begins in June.",
    ],
)
def test_what_an_article_says_is_text(line: str) -> None:
    assert kinds(STORY, line, END) == ["TEXT", "TEXT", "TEXT"]


def test_a_short_line_that_is_no_sentence_is_a_heading() -> None:
    assert kinds("River tops its walls", STORY, "What comes next", END) == [
        "HEADING",
        "TEXT",
        "HEADING",
        "TEXT",
    ]


def test_text_that_breaks_off_is_text() -> None:
    assert kinds(STORY, STORY.rstrip("."), END) == ["TEXT", "TEXT", "TEXT"]


def test_an_appeal_is_furniture_from_its_opening_to_its_end() -> None:
    appeal = (
        "Dear readers,",
        "We ask you to support our independent journalism.",
        "Your gift helps our newsroom to stand.",
    )
    assert kinds(STORY, *appeal, END) == ["TEXT", *["FURNITURE"] * len(appeal), "TEXT"]


def test_a_line_that_ends_in_a_colon_opens_no_letter_over_the_text() -> None:
    assert kinds(STORY, "Share this article:", STORY, STORY, "Read more")[2:4] == ["TEXT"] * 2


@pytest.mark.parametrize("headline", ["Harwick bans coal fires", "Win a bridge: what Harwick did"])
def test_a_headline_is_a_heading_though_it_reads_like_an_advert(
    headline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    odds = {headline: 1.0, "Share this article with friends": 4.0, STORY: -4.0}
    monkeypatch.setattr(furniture, "log_odds", odds.__getitem__)
    assert kinds(*odds) == ["HEADING", "FURNITURE", "TEXT"]


def test_a_long_item_at_the_end_is_a_link_unless_it_is_a_sentence_or_a_fact() -> None:
    link = "- Harwick bridge shut to lorries as the council and the ferry owners meet again in town"
    assert kinds(STORY, link)[1] == "FURNITURE"
    assert kinds(STORY, f"- {END}")[1] == "TEXT"
    assert kinds(STORY, link, END)[1] == "TEXT"


def test_links_under_a_related_line_are_furniture_until_the_text_goes_on() -> None:
    page = (STORY, "Related stories", "Who is the mayor?", "Five floods of the century", END)
    assert kinds(*page)[1:4] == ["FURNITURE"] * 3
    assert kinds(*page)[4] == "TEXT"


def test_what_follows_the_last_sentence_is_furniture() -> None:
    assert kinds(STORY, "- What the council knew", "- Five floods of the century", "Weather") == [
        "TEXT",
        "FURNITURE",
        "FURNITURE",
        "FURNITURE",
    ]


def test_a_list_of_sentences_is_text() -> None:
    assert (
        kinds(STORY, "- The school stays shut until Thursday.", "- The bridge is open.")
        == ["TEXT"] * 3
    )


def test_nothing_is_nothing() -> None:
    assert classify([]) == []


@pytest.mark.parametrize(
    ("text", "length"), [("- one", 2), ("• one", 2), ("12. one", 4), ("one - two", 0), ("-one", 0)]
)
def test_a_list_marker_is_measured(text: str, length: int) -> None:
    assert bullet_length(text) == length


def test_kinds_are_three() -> None:
    assert {kind.name for kind in ParagraphKind} == {"TEXT", "HEADING", "FURNITURE"}


def test_a_line_that_opens_a_list_of_links_matches_and_no_near_miss_does() -> None:
    examples = (
        "Related",
        "Read next",
        "Also read",
        "More on the flood",
        "See also",
        "Recommended for you",
        "Most popular",
        "You might also like",
    )
    assert [one for one in examples if not boilerplate._RELATED_HEAD.search(one)] == []
    assert not boilerplate._RELATED_HEAD.search("Most mills are shut")


def test_a_long_paragraph_of_marks_is_looked_at_once() -> None:
    """A pattern that went through it as often as it has signs would take longer than a test may."""
    assert kinds(STORY, "." * 400_000 + "a", "“" * 400_000, END) == [
        "TEXT",
        "HEADING",
        "FURNITURE",
        "TEXT",
    ]
