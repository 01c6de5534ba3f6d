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

Read = tuple[str, tuple[int, ...]]


def read(*pieces: str) -> list[Read]:
    """Sentences and numbers."""
    return [(draft.text, draft.numbers) for draft in drafts(pieces)]


def laid_out(reply: str) -> list[tuple[str, str, list[str]]]:
    """Bullets, sentences, and the headings above them."""
    return [
        (one.bullet, one.text, [heading.text for heading in one.headings])
        for one in drafts([reply])
    ]


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
        ("The wall stands (1).", (1,)),
        ("The wall stands ([1]).", (1,)),
        ("The wall stands [1](https://paper.example/wall).", (1,)),
        ("The wall stands (Source: 19.txt).", ()),
        ("The wall stands.<sup>2</sup>", (2,)),
        ("[2] The wall stands.", (2,)),
        ("According to passage 2, the wall stands.", (2,)),
        ("As reported in article 3, the wall stands.", (3,)),
        ("Passage 1 says that the wall stands.", (1,)),
        ("Based on the passages provided, the wall stands.", ()),
        ("> The wall stands [1].", (1,)),
        ("*The wall* stands [1].", (1,)),
        ("```\nThe wall stands [1].\n```", (1,)),
        ("The wall stands.", ()),
    ],
)
def test_marks_of_all_kinds_are_numbers_and_not_text(
    written: str, numbers: tuple[int, ...]
) -> None:
    assert read(written) == [("The wall stands.", numbers)]


def test_brackets_that_are_no_marks_are_text() -> None:
    text = "“It [the wall] stands,” said Ada Brandt (21)."
    assert read(text) == [(text, ())]


def test_a_mark_behind_the_full_stop_belongs_before_it() -> None:
    assert read("The wall stands. [1] The work has begun. [2]") == [
        ("The wall stands.", (1,)),
        ("The work has begun.", (2,)),
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
    assert read("The wall stands [1]. The work has") == [("The wall stands.", (1,))]


def test_an_abbreviation_ends_no_sentence() -> None:
    assert [
        text
        for text, _ in read("Mr. Rehn of the U.S. Navy left at 5 p.m. on Friday [1]. He came back.")
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
        ("The wall stands.", (1, 2)),
        ("The work has begun.", ()),
        ("Nobody came.", (3,)),
    ]


def test_half_of_a_json_gives_what_is_whole() -> None:
    assert read(REPLY[:-40]) == [("The wall stands.", (1, 2))]


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
        (sentence, ()),
        ("Then it rained.", ()),
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
    assert read(*pieces) == [("The wall stands.", (1,)), ("It is old.", (2,))]
    assert list(drafts(["<think>Is it", " so? It is."])) == []


@pattern_examples(
    (reply_parser._NEXT, "It rained. Then it stopped.", "It rained. [1]"),
    (reply_parser._NEXT, "It rained, \nit stopped", "It rained, it stopped"),
    (reply_parser._ITEM, "- It rained", "-1 degree"),
    (reply_parser._ITEM, "1. It rained", "1.5 degrees"),
    (reply_parser._LABELLED, "**Rain:** it fell", "**It rained.**"),
    (reply_parser._NOTE, "[^1]: The Evening Post", "[1] It rained."),
)
def test_where_a_sentence_may_have_ended(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)


def test_a_mark_in_front_belongs_to_what_follows() -> None:
    assert read("[1] The wall stands. [2] The work has begun. [3] Nobody came.") == [
        ("The wall stands.", (1,)),
        ("The work has begun.", (2,)),
        ("Nobody came.", (3,)),
    ]


def test_a_mark_behind_an_abbreviation_ends_no_sentence() -> None:
    assert read("The ferry left at 10:24 p.m. [1] Wednesday and came back. [2] It rained.") == [
        ("The ferry left at 10:24 p.m. Wednesday and came back.", (1, 2)),
        ("It rained.", ()),
    ]


def test_a_list_stays_a_list_under_its_heading() -> None:
    reply = """**The harbour:**

- The ferry is late [1]
  - by two hours [1]
- **The crane:** it broke down [2]

1. The port is shut [3].
2) Nobody was hurt [3].

That was all. [1]
"""
    assert laid_out(reply) == [
        ("• ", "The ferry is late", ["The harbour:"]),
        ("  ◦ ", "by two hours", ["The harbour:"]),
        ("• ", "The crane: it broke down", ["The harbour:"]),
        ("1. ", "The port is shut.", ["The harbour:"]),
        ("2. ", "Nobody was hurt.", ["The harbour:"]),
        ("", "That was all.", []),
    ]


def test_a_line_that_goes_on_in_a_list_is_its_heading() -> None:
    reply = "The port is shut [1]. The union asks for:\n\n* more pay [2]\n* shorter nights [2]\n"
    assert laid_out(reply) == [
        ("", "The port is shut.", []),
        ("• ", "more pay", ["The union asks for:"]),
        ("• ", "shorter nights", ["The union asks for:"]),
    ]


def test_a_table_is_a_list_of_its_rows() -> None:
    reply = """| Ship | Port | Delay | Source |
|---|:---:|---|---|
| Ada | Norhaven | two hours | [1] |
| Bea | Velm | | 2 |
"""
    assert [one.numbers for one in drafts([reply])] == [(1,), (2,)]
    assert laid_out(reply) == [
        ("• ", "Ada: Port: Norhaven; Delay: two hours", []),
        ("• ", "Bea: Velm", []),
    ]


@pytest.mark.parametrize(
    "notes",
    [
        "Sources:\n[1] The Evening Post, 6 November 2023\n",
        "[^1]: The Evening Post, 6 November 2023\n",
        "¹ The Evening Post, 6 November 2023\n",
        "## Sources\n- The Evening Post.\n- The Gazette.\n",
        "---\n**References**\n1. The Evening Post.\n",
    ],
)
def test_a_list_of_sources_is_no_sentence(notes: str) -> None:
    assert read(f"The wall stands [1].\n\n{notes}") == [("The wall stands.", (1,))]


@pytest.mark.parametrize(
    "reply",
    [
        '{"answer": "The wall stands [1]. The work has begun [2]."}',
        '{"claims": [{"statement": "The wall stands.", "source": 1}, '
        '{"statement": "The work has begun.", "source": "passage 2"}]}',
        '[{"quote": "The wall stands.", "refs": ["1"]}, "The work has begun. [2]"]',
        'Here it is:\n```json\n{"text": "The wall stands. [1] The work has begun. [2]"}\n```\nBye.',
        '{"text": "The wall stands [1]. The work has begun [2]."}\n\nLet me know if I can help.',
        '{"text": "The wall stands.", "cited": 1}\n{"text": "The work has begun.", "cited": 2}\n',
        '{"result": {"points": ["The wall stands [1].", "The work has begun [2]."]}}',
    ],
)
def test_json_is_read_under_any_key(reply: str) -> None:
    assert read(*reply) == [("The wall stands.", (1,)), ("The work has begun.", (2,))]


@pytest.mark.parametrize(
    "text",
    [
        "Next week Kerry flies to Paris.",
        "According to sources, twelve people died.",
        "The lake covers 120 km².",
        "The vote was 7 to 5 (5-4 in committee).",
        "The price rose > 3 crowns.",
        "In Article 5, the treaty says otherwise.",
    ],
)
def test_what_only_looks_like_a_mark_or_a_framing_is_text(text: str) -> None:
    assert read(text) == [(text, ())]


@pytest.mark.parametrize(
    "reply",
    [
        "[1" + "†,1" * 200,
        "a" + " " * 9_900 + "b.",
        "**a**" + " " * 9_900 + "x\n",
        "{" + "hey " * 2_400,
        '{"a":' * 1_900,
        "[" + "1," * 4_900 + "1]",
        "¹" * 9_900,
        "*_" * 4_900,
    ],
    ids=["daggers", "spaces", "bold", "no JSON", "deep JSON", "numbers", "superscripts", "stars"],
)
def test_a_hostile_reply_is_read_all_the_same(reply: str) -> None:
    assert [one for one in read(*reply) if one[1]] == []
