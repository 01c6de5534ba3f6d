"""onrecord search."""

from __future__ import annotations

import re

import pytest

from bot.desk import Desk
from tests.bot.cli.conftest import Run, request


def test_search_shows_passages(samples: Run) -> None:
    done = samples("search", "-k", 2, "frozen moss")
    assert done.status == 0
    assert re.match(r"1\. moss-study\.txt:\d+-\d+  0\.\d{4}\n", done.out)
    assert len(re.findall(r"^\d+\. ", done.out, re.MULTILINE)) == 2


def test_search_keeps_its_contract_as_json(samples: Run, desk: Desk) -> None:
    passages = samples("search", "--json", "-k", 3, "frozen moss").json
    assert len(passages) == 3
    for passage in passages:
        assert set(passage) == {"source", "start", "end", "text", "score"}
        assert (
            desk.article(passage["source"]).text[passage["start"] : passage["end"]]
            == passage["text"]
        )


def test_search_reads_questions_line_by_line(samples: Run) -> None:
    lines = request(id=1, question="frozen moss") + "{\n" + request(id=3, question="pumps")
    done = samples("search", "--jsonl", "-k", 1, stdin=lines)
    assert done.status == 1
    assert [line["id"] for line in done.lines] == [1, None, 3]
    assert done.lines[0]["passages"][0]["source"] == "moss-study.txt"
    assert set(done.lines[0]) == {"id", "passages"}


@pytest.mark.parametrize("count", ["0", "1001", "many"])
def test_search_gives_a_sensible_number(count: str, run: Run) -> None:
    assert run("search", "-k", count, "moss").status == 2
