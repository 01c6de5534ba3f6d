"""Which sentences lean on the one before."""

from __future__ import annotations

import pytest

from bot.writing.references import leans


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
