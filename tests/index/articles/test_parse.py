"""What is understood of an article's text."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from index.articles import parse as module
from index.articles.parse import parse as parse_article
from index.errors import UnreadableError
from index.readers import text
from index.types import Article, Document

SAMPLES = Path(__file__).parents[3] / "articles"
BODY = (
    "The council met on Monday to talk about the wall.\n\n"
    "It will meet again in a week, said the mayor.\n"
)


def parse(written: str) -> Article:
    return parse_article(Document("a.txt", written, "0" * 64))


def sample(name: str) -> Article:
    return parse_article(text.read((SAMPLES / name).read_bytes(), name))


def body(article: Article) -> list[str]:
    return [article.quote(sentence) for sentence in article.sentences]


@pytest.mark.parametrize(
    ("name", "title", "published", "dateline", "publisher"),
    [
        ("minsk-talks.txt", "Four ministers leave Minsk", date(2016, 11, 29), None, None),
        ("antalya-talks.txt", "Lavrov and Kuleba meet", None, "Antalya", "Fictional Wire"),
        ("antalya-harbour-post.txt", "No truce as top diplomats", None, "Antalya", "Harbour Post"),
        (
            "arnwick-flood.txt",
            "Arnwick flood: 1,240",
            date(2023, 11, 6),
            None,
            "Arnwick Evening Post",
        ),
        (
            "geneva-biden-putin.txt",
            "Ambassadors to return",
            date(2021, 6, 16),
            None,
            "The Lakeside Record",
        ),
        ("geneva-blinken-lavrov.txt", "Russia to get written", date(2022, 1, 21), "Geneva", None),
        ("geneva-statement-2014.txt", "Geneva talks produce", date(2014, 4, 17), "Geneva", None),
        ("paris-kerry-lavrov.txt", "Kerry, Lavrov talk", date(2014, 3, 31), "Paris", None),
        ("minsk-summit-2015.md", "Leaders agree on ceasefire", date(2015, 2, 12), None, None),
        (
            "velmar-results.txt",
            "Velmar Pumps raises",
            date(2023, 10, 26),
            "Halden Falls",
            "Fictional Wire",
        ),
        ("moss-study.txt", "", None, None, None),
    ],
)
def test_headline_date_place_and_publisher_are_found(
    name: str, title: str, published: date | None, dateline: str | None, publisher: str | None
) -> None:
    article = sample(name)
    assert article.title.startswith(title)
    assert bool(article.title) is bool(title)
    assert (article.published, article.dateline, article.publisher) == (
        published,
        dateline,
        publisher,
    )


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*-*.*")))
def test_a_headline_stands_where_it_is_said_to(name: str) -> None:
    article = sample(name)
    if article.title_start is not None:
        assert article.text[article.title_start :].startswith(article.title)
    assert (article.title_start is None) is (article.title == "")


@pytest.mark.parametrize(
    ("name", "furniture"),
    [
        (
            "geneva-biden-putin.txt",
            "Share on|Photo:|Read more|paywall|francs a month|Donate|Sign up|©",
        ),
        (
            "paris-kerry-lavrov.txt",
            "You are here|Updated on|Advertisement|Also read|app|World Desk",
        ),
        ("kestrel-bridge-verdict.txt", "Advertisement|Related:"),
        ("antalya-talks.txt", "Related|Humanitarian|Timeline|Who is"),
        ("antalya-harbour-post.txt", "Source:|Republished|licence"),
    ],
)
def test_furniture_is_in_no_sentence(name: str, furniture: str) -> None:
    article = sample(name)
    for word in furniture.split("|"):
        assert word in article.text
        assert [sentence for sentence in body(article) if word in sentence] == []


def test_every_sentence_of_a_plain_article_is_in_the_body() -> None:
    article = sample("minsk-talks.txt")
    assert len(article.sentences) == 13
    assert article.lead.startswith("The foreign ministers of Russia")
    assert all(sentence[-1] in ".”" for sentence in body(article))


def test_a_dateline_is_no_part_of_the_first_sentence() -> None:
    article = parse(
        "River tops its walls again\n\nARNWICK, March 5, 2014 (Wire) - The river rose. It fell.\n"
    )
    assert body(article) == ["The river rose.", "It fell."]
    assert (article.dateline, article.publisher, article.published) == (
        "Arnwick",
        "Wire",
        date(2014, 3, 5),
    )


@pytest.mark.parametrize(
    "opening",
    [
        "Will the wall hold?\n\n",
        "River tops its walls as rain goes on and ...\n\n",
        "River tops its walls as rain goes on and…\n\n",
        "The wall held. The town is dry.\nDate: 5 March 2021\n\n",
        "The wall held. The town is dry.\n5 March 2021\n\n",
        "The wall held. The town is dry.\nBy Ida Rehn\n\n",
        "Save now: the ferry sells its last tickets\nSource: Harwick Post\n\n",
    ],
)
def test_a_headline_may_end_as_a_sentence_does(opening: str) -> None:
    article = parse(f"{opening}The river rose at night. It fell at noon, the council said.\n")
    assert article.title == opening.splitlines()[0]
    assert body(article) == ["The river rose at night.", "It fell at noon, the council said."]


def test_a_short_first_sentence_is_no_headline() -> None:
    article = parse("The river rose at night.\n\nIt fell at noon, the council said.\n")
    assert (article.title, len(article.sentences)) == ("", 2)


@pytest.mark.parametrize("dash", ["-", "--", "–", "—", "―", "−", "‒"])
def test_a_dateline_ends_in_any_dash(dash: str) -> None:
    article = parse(f"HARWICK (Meridian) {dash} The river rose at night.")
    assert (article.dateline, article.publisher) == ("Harwick", "Meridian")
    assert body(article) == ["The river rose at night."]


def test_a_dateline_without_a_year_dates_no_article() -> None:
    assert (
        parse("River tops its walls\n\nARNWICK, March 5 (Wire) - The river rose.\n").published
        is None
    )


@pytest.mark.parametrize("opening", ["Mayor: ", "Warning - ", "Mr. Smith: "])
def test_other_words_before_a_dash_or_colon_are_no_dateline(opening: str) -> None:
    article = parse(
        f"River tops its walls again\n\n{opening}The river rose by half a metre overnight.\n"
    )
    assert article.dateline is None
    assert article.lead.startswith(opening.strip())


def test_a_date_in_the_body_is_not_the_articles() -> None:
    assert (
        parse(
            f"River tops its walls again\n\nThe wall was built on May 5, 1968, they say. {BODY}"
        ).published
        is None
    )


def test_a_line_that_says_published_counts_before_another_date() -> None:
    article = parse(f"River tops its walls again\n3 March 2020\nPublished: 5 March 2020\n\n{BODY}")
    assert article.published == date(2020, 3, 5)


def test_fields_at_the_top_are_read() -> None:
    article = parse(f"Title: River tops its walls\nPublisher: The Post\nDate: 2022-03-27\n\n{BODY}")
    assert (article.title, article.publisher) == ("River tops its walls", "The Post")
    assert article.published == date(2022, 3, 27)
    assert body(article)[0].startswith("The council")


def test_fields_below_the_body_are_not_of_the_top() -> None:
    article = parse(
        f"River tops its walls again\n\n{BODY}\nSource: Wire. Republished by the Post.\n"
    )
    assert article.publisher == "Post"


def test_a_headline_in_a_field_may_be_a_question() -> None:
    article = parse(f"Title: Who is going to pay for it?\n\n{BODY}")
    assert (article.title, article.title_start) == ("Who is going to pay for it?", 7)
    assert len(article.sentences) == 2


def test_a_date_that_does_not_exist_is_not_made_up() -> None:
    assert parse(f"River tops its walls again\n31 February 2020\n\n{BODY}").published is None


def test_lines_broken_by_hand_are_joined_to_sentences() -> None:
    text = (
        "The council met on Monday to talk about the wall along\n"
        "the river, which has been too low for fifty years and\n"
        "which nobody wants to pay for. It will meet again in a\nweek, said the mayor.\n"
    )
    assert [" ".join(sentence.split()) for sentence in body(parse(text))] == [
        "The council met on Monday to talk about the wall along the river, "
        "which has been too low for fifty years "
        "and which nobody wants to pay for.",
        "It will meet again in a week, said the mayor.",
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_line_ends_make_the_same_article(newline: str) -> None:
    text = f"River tops its walls again\n5 March 2014\n\n{BODY}".replace("\n", newline)
    article = parse(text)
    assert (article.title, article.published) == ("River tops its walls again", date(2014, 3, 5))
    assert body(article) == [line for line in BODY.split("\n") if line]


def test_sentences_are_numbered_by_paragraph() -> None:
    article = parse("One is here. Two is here.\n\nThree is here.\n")
    assert [sentence.paragraph for sentence in article.sentences] == [0, 0, 1]


def test_an_item_of_a_list_is_no_headline() -> None:
    trail = "1. You are here in Harwick\n2. Harwick and the river"
    article = parse(f"{trail}\n\nBridge opens in Harwick\n\n{BODY}")
    assert article.title == "Bridge opens in Harwick"


def test_a_markdown_headline_is_without_its_marks() -> None:
    article = parse(f"# River tops its walls again\n\n{BODY}")
    assert (article.title, article.title_start) == ("River tops its walls again", 2)


@pytest.mark.parametrize("text", ["Advertisement\n", "Home\nWorld\n", "Read more: x\n\nShare\n"])
def test_a_page_without_a_sentence_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="only furniture"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministers met.", "en"),
        ("Министры встретились.", "ru"),
        ("Міністри зустрілися і розійшлися.", "uk"),
        ("Οι υπουργοί συναντήθηκαν.", "el"),
        ("اجتمع الوزراء اليوم.", "ar"),
        ("部長たちは会談した。", "ja"),
        ("部长们举行了会谈。", "zh"),
        ("Lavrov (Лавров) spoke in Minsk on Tuesday.", "en"),
    ],
)
def test_the_language_is_told_by_the_script(text: str, language: str) -> None:
    assert parse(text).language == language


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "A ",
        "Aa/",
        "By Aa",
        "A > ",
        "Aa, ",
        "'",
        "“",
        "1 ",
        "- ",
        "(A) ",
        "A.a.",
        "—",
        "Https://a.b/c ",
    ],
)
def test_no_line_keeps_a_pattern_busy_for_ever(piece: str) -> None:
    text = (
        f"By {piece * 3_000}?\n{piece * 3_000} x:\n"
        "Sergei said on Monday that it had rained for a week in the town."
    )
    assert parse(text).sentences


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_lines_end_as_they_may(end: str) -> None:
    lines = (
        "The council of Arnwick said on Monday that it would not",
        "close the old bridge before the new one was open, and",
        "that nobody had asked for that, nor would be likely to",
        "do so in the years that were to come.",
    )
    text = "\n".join(("The bridge stays", "", *lines, ""))
    here, there = (
        parse_article(Document("a.txt", one, "")) for one in (text, text.replace("\n", end))
    )
    assert [there.quote(s).replace(end, "\n") for s in there.sentences] == [
        here.quote(s) for s in here.sentences
    ]
    assert there.above_lead == ""


@pytest.mark.parametrize(
    ("pattern", "examples", "near_miss"),
    [
        (
            module._HEADER,
            ("Title: Rain", "SOURCE : Post", "published: 5 May", "Authors: Ann", "URL: a.org"),
            "Titles: Rain",
        ),
        (
            module._BYLINE,
            ("By Ann Smith", "BY Ann van Smith", "By Ann Smith and Tom Jones | The Post"),
            "By Ann, who lives there",
        ),
        (module._URL_DATE, ("/2022/03/27/", "/2022-3-27-river.html"), "/2022/13/27/"),
        (module._FIELD, ("Tickets: 5 crowns",), "In all, he said: no"),
        (
            module._DATELINE,
            (
                "PARIS — It rained",
                "PARIS, Texas - It rained",
                "Port of Spain: It rained",
                "PARIS, March 3 — It rained",
                "PARIS, Monday, 3 March 2014 – It rained",
                "PARIS (Fictional Wire) -- It rained",
            ),
            "Paris is wet",
        ),
        (
            module._PLACE_AND_DATE,
            ("Geneva, 17 April 2014", "Geneva, Switzerland, 17 April 2014"),
            "Geneva, in April",
        ),
        (module._DATE_AND_PLACE, ("17 April 2014, Geneva",), "17 April 2014, in Geneva"),
        (
            module._PUBLISHERS[0],
            ("Republished by the Evening Post", "Published by Post & Co."),
            "Published by a mill",
        ),
        (module._PUBLISHERS[1], ("A message from the Post:",), "A message from the Post: help us"),
        (module._PUBLISHERS[2], ("© 2021 The Post", "Copyright, The Post"), "© 2021"),
        (module._weekday(), ("Monday", "on Saturday"), "on Mondays"),
    ],
)
def test_a_pattern_matches_its_examples_and_no_near_miss(
    pattern: re.Pattern[str], examples: tuple[str, ...], near_miss: str
) -> None:
    assert [example for example in examples if not pattern.search(example)] == []
    assert not pattern.search(near_miss)
