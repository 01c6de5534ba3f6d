"""onrecord ask."""

from __future__ import annotations

import re

import pytest

from bot.desk import Desk
from tests.bot.cli.conftest import ANSWER, CITATION, MINSK, Run, request


def test_ask_answers_with_citations(samples: Run) -> None:
    done = samples("ask", *MINSK.split())
    assert (done.status, done.err) == (0, "")
    assert re.search(r"“work will continue.” \[1\]", done.out)
    assert (
        "\n\n[1] minsk-talks.txt:13  "
        "Four ministers leave Minsk without a deal on eastern Ukraine, 29 Nov"
    ) in done.out


def test_ask_abstains_with_the_nearest_articles(samples: Run) -> None:
    done = samples("ask", "Who is the president of Argentina?")
    assert done.status == 0
    assert done.out.startswith("The articles do not say.\n\nThe nearest articles:\n  ")


def test_ask_keeps_its_contract_as_json(samples: Run, desk: Desk) -> None:
    answer = samples("ask", "--json", MINSK).json
    assert set(answer) == ANSWER
    assert (answer["question"], answer["standalone_question"], answer["answered"]) == (
        MINSK,
        MINSK,
        True,
    )
    assert (answer["engine"], answer["related"]) == ("quotes", [])
    assert all(isinstance(seconds, float) for seconds in answer["seconds"].values())
    for citation in answer["citations"]:
        assert set(citation) == CITATION
        assert (
            desk.article("minsk-talks.txt").text[citation["start"] : citation["end"]]
            == citation["quote"]
        )
        assert (citation["published"], citation["page"]) == ("2016-11-29", None)
        assert f"[{citation['number']}]" in answer["text"]


def test_an_unanswered_question_keeps_its_contract_as_json(samples: Run) -> None:
    answer = samples("ask", "--json", "Who is the president of Argentina?").json
    assert (set(answer), answer["answered"], answer["citations"]) == (ANSWER, False, [])
    assert answer["related"]
    assert all(set(related) == {"source", "start", "end", "title"} for related in answer["related"])


def test_ask_reads_questions_line_by_line(samples: Run) -> None:
    lines = (
        request(id="a", question=MINSK)
        + "\n"
        + request(id=[2], question="Who is the president of Argentina?")
    )
    lines += request(question="?")
    done = samples("ask", "--jsonl", stdin=lines)
    assert done.status == 0
    assert [line["id"] for line in done.lines] == ["a", [2], None]
    assert [line["answered"] for line in done.lines] == [True, False, False]
    assert all(set(line) == ANSWER | {"id"} for line in done.lines)


def test_earlier_turns_are_questions_or_questions_with_answers(samples: Run) -> None:
    turn = {"question": MINSK, "answer": "He said no."}
    lines = request(id=1, question="And Klimkin?", history=[MINSK])
    lines += request(id=2, question="And in Antalya?", history=[turn, "And Kuleba?"])
    lines += request(id=3, question="And Klimkin?")
    done = samples("ask", "--jsonl", stdin=lines)
    assert [line["standalone_question"] for line in done.lines] == [
        "what did Klimkin say in Minsk?",
        "what did Kuleba say in Antalya?",
        "And Klimkin?",
    ]


@pytest.mark.parametrize(
    "bad",
    [
        b"no json\n",
        b"{\n",
        b"[1, 2]\n",
        b'"text"\n',
        b'{"id": 7}\n',
        b'{"id": 7, "question": 5}\n',
        b'{"id": 7, "question": " "}\n',
        b'{"id": 7, "question": "Who?", "history": "text"}\n',
        b'{"id": 7, "question": "Who?", "history": [{"question": "Who?"}]}\n',
        b'{"id": 7, "question": "Who?", "history": [3]}\n',
        b'{"id": 7, "question": "caf\xe9"}\n',
        b"[" * 100_000 + b"\n",
    ],
)
@pytest.mark.parametrize("command", ["ask", "condense"])
def test_a_line_that_is_no_request_gets_an_error_and_the_rest_go_on(
    command: str, bad: bytes, samples: Run
) -> None:
    good = request(id="good", question="?").encode()
    done = samples(command, "--jsonl", stdin=good + bad + good)
    first, error, last = done.lines
    assert done.status == 1
    assert set(error) == {"id", "error"}
    assert error["id"] == (7 if b'"id": 7' in bad and b"caf" not in bad else None)
    assert error["error"]
    assert first["id"] == last["id"] == "good"
    assert "error" not in first | last


def test_half_a_character_does_no_harm(samples: Run) -> None:
    done = samples(
        "ask", "--jsonl", stdin='{"id": "\\ud83d", "question": "Who said \\udce9 in Minsk?"}\n'
    )
    assert done.status == 0
    assert done.lines[0]["id"] == "\ud83d"
    assert samples("ask", "--json", "Who said caf\udce9?").json["question"] == "Who said caf\ufffd?"


@pytest.mark.parametrize(
    ("narrowing", "expected"),
    [
        (("--after", "2014", "--before", "2015"), "2014"),
        (("--after", "2021-06"), "2021"),
        (("--source", "geneva-*"), "geneva"),
        (("--publisher", "nobody's"), ""),
    ],
)
def test_search_and_ask_can_be_narrowed(
    narrowing: tuple[str, ...], expected: str, samples: Run
) -> None:
    passages = samples("search", "--json", *narrowing, "Lavrov").json
    dates = {
        listed["source"]: listed["published"] or "" for listed in samples("articles", "--json").json
    }
    assert bool(passages) is bool(expected)
    for passage in passages:
        assert passage["source"].startswith(expected) or dates[passage["source"]] >= expected
    answer = samples("ask", "--json", *narrowing, MINSK).json
    assert "minsk-talks.txt" not in {citation["source"] for citation in answer["citations"]}


@pytest.mark.parametrize("day", ["2016-13", "yesterday", "16", "2016-1-1"])
def test_a_date_that_is_none_is_wrong_usage(day: str, run: Run) -> None:
    done = run("ask", "--after", day, "Who?")
    assert done.status == 2
    assert f"{day} is no date; write 2016-11-29, 2016-11 or 2016" in done.err
