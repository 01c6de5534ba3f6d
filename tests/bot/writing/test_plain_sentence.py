"""What is taken for a link, markup or an echo in a chat model's sentence."""

from __future__ import annotations

import pytest

from bot.writing.plain_sentence import is_plain


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
