"""Models that cite by themselves: passages go in as blocks, and what they cite is a hint that is
checked like any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.desk import Desk

ModelServer = Any
"""The server of conftest.py."""

MINSK = "what did Lavrov say in Minsk?"
TRUE = (
    "Sergei Lavrov said it was not possible to agree to further steps, "
    "but that “work will continue.”"
)
CITED = (
    "Lavrov said that it was not possible to agree to further steps, but that “work will continue.”"
)
FALSE = "Lavrov said that 2.5 billion rubles would be paid."


@pytest.fixture(scope="module")
def citing(open_writing: Callable[..., Desk]) -> Desk:
    """A desk whose model is reached by Anthropic's client."""
    return open_writing(model="anthropic:local")


def test_passages_go_in_as_blocks_of_the_articles_sentences(
    citing: Desk, model_server: ModelServer
) -> None:
    model_server.plans_to(lambda reply: reply.stream_blocks((TRUE, CITED)))
    citing.ask(MINSK)
    [message] = model_server.requests[-1]["messages"]
    *blocks, asked = message["content"]
    assert {block["type"] for block in blocks} == {"search_result"}
    assert all(block["citations"] == {"enabled": True} for block in blocks)
    pieces = [piece["text"] for block in blocks for piece in block["content"]]
    text = citing.article("minsk-talks.txt").text
    assert len(pieces) > len(blocks)
    assert any(piece in text for piece in pieces)
    assert MINSK in asked["text"]
    assert "<passage" not in asked["text"]


@pytest.mark.parametrize("cited", [CITED, CITED[:40], "words that no article has", ""])
def test_what_is_cited_is_checked_and_shown_with_the_exact_words(
    cited: str, citing: Desk, model_server: ModelServer
) -> None:
    model_server.plans_to(lambda reply: reply.stream_blocks((TRUE, cited)))
    answer = citing.ask(MINSK)
    assert answer.engine == "anthropic:local"
    assert "it was not possible to agree to further steps" in answer.text
    assert {(one.source, one.line) for one in answer.citations} == {("minsk-talks.txt", 13)}
    assert "[1]" in answer.text


def test_a_citation_makes_nothing_true(citing: Desk, model_server: ModelServer) -> None:
    model_server.plans_to(lambda reply: reply.stream_blocks((TRUE, CITED), (f" {FALSE}", CITED)))
    answer = citing.ask(MINSK)
    assert "rubles" not in answer.text
    assert [one.text for one in answer.dropped] == [FALSE]
