"""Each provider's client, against a server of our own that speaks its protocol."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.models.chat_model import ChatModel, ChatModelError
from bot.models.token_budget import Budget
from config import settings

ModelServer = Any
Plan = Callable[[Any], None]
"""The server of conftest.py, and what becomes of a request."""

ASKED = [("system", "Answer."), ("human", "Who spoke?")]
PLANS: dict[str, Plan] = {
    "openai:local": lambda reply: reply.stream("Thorne ", "spoke [1]."),
    "anthropic:local": lambda reply: reply.stream_blocks(("Thorne ", ""), ("spoke [1].", "")),
    "ollama:local": lambda reply: reply.stream_lines("Thorne ", "spoke [1]."),
}


@pytest.fixture
def opened(model_server: ModelServer, tmp_path: Path) -> Callable[[str], ChatModel]:
    """Opens a model at the server."""

    def open_model(name: str) -> ChatModel:
        chosen = settings.load(llm={"model": name, "base_url": model_server.url}).llm
        return ChatModel(chosen, Budget(tmp_path / "llm.sqlite3", None))

    return open_model


@pytest.mark.parametrize("name", PLANS)
def test_no_key_is_needed_for_a_server_of_ones_own(
    name: str,
    opened: Callable[[str], ChatModel],
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    model_server.plans_to(PLANS[name])
    assert "".join(opened(name).pieces(ASKED)) == "Thorne spoke [1]."
    assert "Who spoke?" in str(model_server.requests)


def test_words_cited_become_the_number_of_their_passage(
    opened: Callable[[str], ChatModel], model_server: ModelServer
) -> None:
    blocks = (("Thorne spoke.", "She spoke."), (" Colley left.", "unknown words"))
    model_server.plans_to(lambda reply: reply.stream_blocks(*blocks))
    known = {"She spoke.": 3}
    pieces = opened("anthropic:local").pieces(ASKED, numbered=known.get)
    assert "".join(pieces) == "Thorne spoke. [3] Colley left."


def test_a_missing_package_is_named(opened: Callable[[str], ChatModel]) -> None:
    with pytest.raises(ChatModelError, match="pip install langchain langchain-google-genai"):
        list(opened("google_genai:some-model").pieces(ASKED))
