"""What the gate in front of a chat model's sentences takes for a link or a leaning."""

from __future__ import annotations

import pytest

from bot.writing.grounding_gate import is_plain
from bot.writing.references import leans


@pytest.mark.parametrize(
    ("text", "near_miss"),
    [
        ("See ftp://ferry for more", "The ferry: late"),
        ("See www.ferry for more", "The www ferry"),
        ("See [a ferry](link)", "The ferry [late], (again)"),
        ("The <b>ferry", "The ferry b"),
        ("Ferry &amp; bridge", "Ferry & bridge"),
        ("See ferry.example for more", "The ferry. Example"),
        ("Ask @ferry for more", "The ferry @ noon"),
        ("Send /start for more", "The ferry and/or bridge"),
        ("Headline: Ferry lost", "The headline: a ferry is lost"),
    ],
)
def test_links_markup_and_echoes_of_the_prompt_are_not_plain(text: str, near_miss: str) -> None:
    assert not is_plain(text)
    assert is_plain(near_miss)


@pytest.mark.parametrize(
    ("text", "near_miss"),
    [
        ("They closed the bridge", "Theydon closed the bridge"),
        ("Its bridge closed", "Itself closed, the bridge stood"),
        ("“Such a bridge is rare", "Suchlike bridges are rare"),
    ],
)
def test_a_sentence_that_begins_with_a_pronoun_leans(text: str, near_miss: str) -> None:
    assert leans(text)
    assert not leans(near_miss)
