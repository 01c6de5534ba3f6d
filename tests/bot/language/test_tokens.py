"""Words of a sentence: where they are split, what kind they are, and by which key they compare."""

from __future__ import annotations

import pytest

from bot.language.tokens import Token, TokenKind, tokens


def last(text: str) -> Token:
    return tokens(text)[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the U.S. fleet", ["the", "U.S.", "fleet"]),
        ("the A fleet", ["the", "A", "fleet"]),
        ("3.6 or 3rd or 1990s", ["3.6", "or", "3rd", "or", "1990s"]),
        ("12km", ["12", "km"]),
        ("well-known harbour", ["well", "known", "harbour"]),
        ("she didn’t and cannot", ["she", "did", "n’t", "and", "can", "not"]),
        ("a knot", ["a", "knot"]),
        ("Brandt's boat, the sailors' boat", ["Brandt", "boat", "the", "sailors", "boat"]),
    ],
)
def test_a_text_is_split_into_words(text: str, words: list[str]) -> None:
    assert [token.text for token in tokens(text)] == words


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("about 3.60", TokenKind.NUMBER, "#3.6"),
        ("about 1,200", TokenKind.NUMBER, "#1200"),
        ("version 1.2.3", TokenKind.NUMBER, "#123"),
        ("about twelve", TokenKind.NUMBER, "#12"),
        ("the third", TokenKind.NUMBER, "#3"),
        ("the eleventh", TokenKind.CONTENT, "eleventh"),
        ("one second", TokenKind.CONTENT, "second"),
        ("on Monday", TokenKind.DATE, "@monday"),
        ("in Sep", TokenKind.DATE, "@september"),
        ("we march", TokenKind.CONTENT, "march"),
        ("he never", TokenKind.NEGATION, "not"),
        ("he didn't", TokenKind.NEGATION, "not"),
        ("and nobody", TokenKind.NEGATION, "nobodi"),
        ("he must", TokenKind.MODAL, "must"),
        ("of the", TokenKind.FUNCTION, "the"),
        ("the department of IT", TokenKind.NAME, "it"),
        ("in Vennes", TokenKind.NAME, "venn"),
        ("the Mayor", TokenKind.CONTENT, "mayor"),
        ("the harbours", TokenKind.CONTENT, "harbour"),
    ],
)
def test_a_word_has_a_kind_and_a_key(text: str, kind: TokenKind, key: str) -> None:
    assert (last(text).kind, last(text).key) == (kind, key)


@pytest.mark.parametrize(
    ("text", "number", "key"),
    [
        ("they have 3.6 million", "3.6 million", "#3600000"),
        ("twenty-one", "twenty one", "#21"),
        ("two hundred", "two hundred", "#200"),
        ("for twenty , one", "one", "#1"),
        ("in 2020 one", "one", "#1"),
        ("the third million", "million", "million"),
    ],
)
def test_the_words_of_one_number_are_joined(text: str, number: str, key: str) -> None:
    assert (last(text).text, last(text).key) == (number, key)


def test_a_common_word_that_begins_a_sentence_is_no_name() -> None:
    assert tokens("Boats left.")[0].kind is TokenKind.NAME
    assert tokens("Boats left.", frozenset(("boats",)))[0].kind is TokenKind.CONTENT
    assert tokens("May he come.")[0].kind is TokenKind.DATE
    assert tokens("May he come.", frozenset(("may",)))[0].kind is TokenKind.MODAL


def test_pauses_and_beginnings_of_sentences_are_marked() -> None:
    found = tokens("Boats, they said: “Go.” Now they go")
    assert [token.text for token in found if token.starts_sentence] == ["Boats", "Go", "Now"]
    assert [token.text for token in found if token.follows_pause] == ["Boats", "they", "Go", "Now"]


def test_quotation_marks_of_tokenised_text_keep_the_places() -> None:
    text = "He said `` go '' now"
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
    assert tokens(text)[2].starts_sentence


def test_numbers_and_dates_weigh_the_same_and_function_words_nothing() -> None:
    assert [token.weight for token in tokens("the 7 on Monday")] == [0, 0.7, 0, 0.7]
    assert 0 < last("a harbour").weight <= 1


def test_a_name_has_its_sound_and_its_country() -> None:
    assert last("by Zelensky").sound
    assert last("by Zelensky").sound == last("by Zelenskyy").sound
    assert last("in France").country
    assert last("the French").country == last("in France").country
