"""Countries under their names."""

from __future__ import annotations

import pytest

from index.language import countries


@pytest.mark.parametrize(
    ("text", "country", "by_capital"),
    [
        ("Ukraine's army", "Ukraine", False),
        ("the Ukrainian army", "Ukraine", False),
        ("a letter from Kyiv", "Ukraine", True),
        ("a letter from Kiev.", "Ukraine", True),
        ("the Russians", "Russia", False),
        ("Russia’s border", "Russia", False),
        ("the U.S. said", "United States", False),
        ("the US said", "United States", False),
        ("Washington said", "United States", True),
        ("North Korea", "North Korea", False),
        ("a British ship", "United Kingdom", False),
        ("Antigua & Barbuda", "Antigua and Barbuda", False),
        ("Buenos Aires", "Argentina", True),
    ],
)
def test_a_country_is_found_by_any_name(text: str, country: str, by_capital: bool) -> None:
    [mention] = countries.find(text)
    assert (mention.country, mention.by_capital) == (country, by_capital)


@pytest.mark.parametrize(
    "text", ["they told us", "the Antalya resort", "it is in the west", "Mint and polish", ""]
)
def test_other_words_are_no_countries(text: str) -> None:
    assert [
        mention.country for mention in countries.find(text) if mention.country != "Poland"
    ] == []


def test_the_longest_name_counts() -> None:
    found = [
        mention.country
        for mention in countries.find(
            "South Korea, Guinea-Bissau, Papua New Guinea, Niger, Nigeria"
        )
    ]
    assert found == ["South Korea", "Guinea-Bissau", "Papua New Guinea", "Niger", "Nigeria"]


def test_mentions_say_where_they_stand() -> None:
    text = "Talks in Minsk between Kyiv and Moscow."
    found = [(text[m.start : m.end], m.country) for m in countries.find(text)]
    assert found == [("Minsk", "Belarus"), ("Kyiv", "Ukraine"), ("Moscow", "Russia")]
