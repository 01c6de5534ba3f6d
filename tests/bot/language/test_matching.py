"""Whether a sentence has a word, by any of its spellings."""

from __future__ import annotations

import pytest

from bot.language.matching import TokenizedText, match_score, occurs_in
from bot.language.tokens import Token, tokens


def line(text: str) -> TokenizedText:
    return TokenizedText(tuple(tokens(text)))


def token(text: str, word: str) -> Token:
    return next(one for one in tokens(text) if one.text == word)


@pytest.mark.parametrize(
    ("claim", "word", "source"),
    [
        ("The walls held.", "walls", "The wall will hold."),
        ("Sergei Lavrov left.", "Sergei", "Then Sergey Lavrov left."),
        ("The EU agreed.", "EU", "The European Union has agreed."),
        ("A ceasefire began.", "ceasefire", "The cease-fire has begun."),
    ],
)
def test_a_word_occurs_by_form_sound_initials_or_without_a_hyphen(
    claim: str, word: str, source: str
) -> None:
    assert occurs_in(token(claim, word), line(source))
    assert match_score(token(claim, word), [line(source)]) == 1


@pytest.mark.parametrize(
    ("claim", "word", "source"),
    [
        ("The wall held.", "wall", "The gate will hold."),
        ("Brandt left.", "Brandt", "Then Colley left."),
        ("The EU agreed.", "EU", "The African Union has agreed."),
    ],
)
def test_a_near_miss_does_not_occur(claim: str, word: str, source: str) -> None:
    assert not occurs_in(token(claim, word), line(source))
    assert match_score(token(claim, word), [line(source)]) < 1
