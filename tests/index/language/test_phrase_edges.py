"""What is cut off a phrase's edges."""

from __future__ import annotations

import pytest

from index.language.phrase_edges import without_article, without_possessive


@pytest.mark.parametrize(
    ("phrase", "rest"),
    [
        ("the bridge", "bridge"),
        ("an  old bridge", "old bridge"),
        ("a bridge", "bridge"),
        ("The Hague", "The Hague"),
        ("an owl", "owl"),
        ("any owl", "any owl"),
        ("theatre", "theatre"),
        ("of the bridge", "of the bridge"),
    ],
)
def test_an_article_is_cut_off_unless_it_has_a_capital(phrase: str, rest: str) -> None:
    assert without_article(phrase) == rest


@pytest.mark.parametrize(
    ("phrase", "rest"),
    [
        ("Ann's", "Ann"),
        ("Ann’s", "Ann"),
        ("workers'", "workers"),
        ("O'Brien", "O'Brien"),
        ("Ann's boat", "Ann's boat"),
    ],
)
def test_a_possessive_is_cut_off_at_the_end(phrase: str, rest: str) -> None:
    assert without_possessive(phrase) == rest
