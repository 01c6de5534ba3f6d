"""What models write, in the forms in which they write it, as sentences with numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from patterns import pattern_examples

from bot.writing import reply_parser
from bot.writing.reply_parser import Draft, drafts


def read(*pieces: str) -> list[Draft]:
    return list(drafts(pieces))


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("The wall stands [1].", (1,)),
        ("The wall stands. [1]", (1,)),
        ("The wall stands.[1]", (1,)),
        ("The wall stands [1, 2].", (1, 2)),
        ("The wall stands [1][3].", (1, 3)),
        ("The wall [2] stands.", (2,)),
        ("The wall stands【1】.", (1,)),
        ("The wall stands【4†source】.", (4,)),
        ("The wall stands [1-3].", (1, 2, 3)),
        ("The wall stands (passage 2).", (2,)),
        ("The wall stands [Source 2].", (2,)),
        ("The wall stands [^1].", (1,)),
        ("The wall stands¹².", (12,)),
        ("- The wall **stands** [1].", (1,)),
        ("Answer: The wall stands. [1]", (1,)),
        ("1. The wall stands. [1]", (1,)),
        ("<think>Is it [9]? Yes.</think>The wall stands [1].", (1,)),
        ("The wall stands.", ()),
    ],
)
def test_marks_of_all_kinds_are_numbers_and_not_text(
    written: str, numbers: tuple[int, ...]
) -> None:
    assert read(written) == [Draft("The wall stands.", numbers)]


def test_brackets_that_are_no_marks_are_text() -> None:
    text = "“It [the wall] stands,” said Ada Brandt (21)."
    assert read(text) == [Draft(text, ())]


def test_a_mark_behind_the_full_stop_belongs_before_it() -> None:
    assert read("The wall stands. [1] The work has begun. [2]") == [
        Draft("The wall stands.", (1,)),
        Draft("The work has begun.", (2,)),
    ]


def test_a_sentence_comes_once_the_next_begins() -> None:
    def pieces() -> Iterator[str]:
        yield from ("The wall", " stands", ". ", "[", "1", "]", " The")
        raise ConnectionError

    found = drafts(pieces())
    assert next(found) == Draft("The wall stands.", (1,))
    with pytest.raises(ConnectionError):
        next(found)


def test_what_is_cut_off_is_left_out() -> None:
    assert read("The wall stands [1]. The work has") == [Draft("The wall stands.", (1,))]


def test_an_abbreviation_ends_no_sentence() -> None:
    assert [
        draft.text
        for draft in read("Mr. Rehn of the U.S. Navy left at 5 p.m. on Friday [1]. He came back.")
    ] == [
        "Mr. Rehn of the U.S. Navy left at 5 p.m. on Friday.",
        "He came back.",
    ]


REPLY = json.dumps(
    {
        "sentences": [
            {"text": "The wall stands.", "citations": [1, 2]},
            {"text": "The work has begun. Nobody came. [3]", "citations": []},
        ]
    }
)


@pytest.mark.parametrize("reply", [REPLY, f"```json\n{REPLY}\n```"])
def test_json_is_read_record_by_record(reply: str) -> None:
    assert read(*reply) == [
        Draft("The wall stands.", (1, 2)),
        Draft("The work has begun.", ()),
        Draft("Nobody came.", (3,)),
    ]


def test_half_of_a_json_gives_what_is_whole() -> None:
    assert read(REPLY[:-40]) == [Draft("The wall stands.", (1, 2))]


@pytest.mark.parametrize(
    "reply", ['{"sentences": 5}', '{"sentences": [5, {"text": 3}]}', "{" * 5000, "[" * 5000, "{}"]
)
def test_json_of_another_form_gives_nothing(reply: str) -> None:
    assert read(reply) == []


def test_a_reply_without_end_is_not_read_for_ever() -> None:
    def pieces() -> Iterator[str]:
        while True:
            yield "word "

    assert list(drafts(pieces())) == []


@example(text="1\n{? 1", size=1)
@example(text="?\n¹1", size=1)
@example(text="?¹.¹", size=1)
@example(text="? ?¹1", size=1)
@example(text="[? 1]", size=1)
@example(text="“? 1”", size=1)
@example(text="][? 1]", size=1)
@example(text='\n```json\n{"sentences": [{"text": "It stands."}]}', size=1)
@given(st.text("The wall.[]1,2 【】“”\n†^?¹", max_size=60), st.integers(1, 7))
def test_it_makes_no_difference_how_a_reply_is_cut_into_pieces(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert read(*pieces) == read(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "“It stands. The wall is old,” said Ada Brandt.",
        'Ada Brandt said: "It stands. The wall is old."',
        "The wall (It stands. It is old.) was mended.",
        "So said Rep. Andy Welch.",
    ],
)
def test_no_sentence_ends_before_it_is_sure(sentence: str) -> None:
    assert read(*f"{sentence} Then it rained.") == [
        Draft(sentence, ()),
        Draft("Then it rained.", ()),
    ]


def test_a_thought_is_left_out_however_it_comes() -> None:
    pieces = [
        "<thi",
        "nk>Let me",
        " see. It is so. ",
        "</think>",
        "The wall stands [1]. ",
        "It is old [2].",
    ]
    assert list(drafts(pieces)) == [Draft("The wall stands.", (1,)), Draft("It is old.", (2,))]
    assert list(drafts(["<think>Is it", " so? It is."])) == []


@pattern_examples(
    (reply_parser._NEXT, "It rained. Then it stopped.", "It rained. [1]"),
    (reply_parser._NEXT, "It rained, \nit stopped", "It rained, it stopped"),
)
def test_where_a_sentence_may_have_ended(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("- It rained.", "It rained."),
        ("1. It rained.", "It rained."),
        ("Answer: It rained.", "It rained."),
        ("-1 degree", "-1 degree"),
        ("1.5 degrees", "1.5 degrees"),
        ("Answers: It rained.", "Answers: It rained."),
    ],
)
def test_what_opens_a_sentence_is_left_out(text: str, rest: str) -> None:
    assert reply_parser._OPENING.sub("", text) == rest
