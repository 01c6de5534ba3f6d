"""Where sentences begin and end."""

from __future__ import annotations

import pytest

from index.language import sentences


def split(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentences.split(text, 0, len(text), language)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. Smith met Dr. Jones at 5 p.m. on Tuesday.", "He left."],
        ["The river rose to 5.82 metres.", "U.S. troops came to help."],
        ["“Is that so? No!” he said.", "Then he left."],
        ["Who knew?", "Nobody did!", "It was over…"],
        ["It has no full stop"],
        ["“We came at nine,” she said.", "“The door was open.", "Nobody was in."],
    ],
)
def test_sentences_are_told_apart(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


def test_russian_sentences_are_told_apart() -> None:
    assert split("Встреча началась в 10 ч. Она длилась долго.", "ru")[-1].endswith("долго.")


def test_offsets_count_from_the_start_of_the_text_and_leave_white_space_out() -> None:
    text = "Before. \r\n  One is here.\r\n Two is there. \n After."
    spans = list(sentences.split(text, 8, 42, "en"))
    assert [text[start:end] for start, end in spans] == ["One is here.", "Two is there."]


def test_nothing_but_white_space_has_no_sentence() -> None:
    assert list(sentences.split("One.   \n ", 4, 9, "en")) == []


def test_what_never_ends_is_cut_between_words() -> None:
    text = "number " * 1000
    parts = split(text)
    assert len(parts) > 3
    assert all(
        len(part) <= 1500 and part.startswith("number") and part.endswith("number")
        for part in parts
    )
    assert " ".join(parts) == text.strip()


def test_what_has_no_words_is_cut_all_the_same() -> None:
    text = "x" * 4000
    parts = split(text)
    assert "".join(parts) == text
    assert all(len(part) <= 1500 for part in parts)


@pytest.mark.parametrize(
    ("text", "span"), [("  a b ", (2, 5)), ("\u00a0a\u2003", (1, 2)), ("   ", (3, 3))]
)
def test_strip_takes_white_space_of_any_kind(text: str, span: tuple[int, int]) -> None:
    assert sentences.strip(text, 0, len(text)) == span


@pytest.mark.parametrize(
    "text", ["He left.", "He left?", "“He left.”", "He left…", "He left!)", "„He left.“"]
)
def test_a_sentence_ends_as_one(text: str) -> None:
    assert sentences.is_sentence(text)
    assert not sentences.is_sentence(text.rstrip(".?!…”“)"))
