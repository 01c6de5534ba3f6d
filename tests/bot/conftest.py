"""What the tests of the bot share: an answer with its citations, and Telegram's own judgement of HTML."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tdjson

import bot
from bot.desk import Desk
from bot.types import Answer, Citation

LAVROV = Citation(
    number=1,
    source="minsk-talks.txt",
    start=1450,
    end=1590,
    quote="Lavrov said that it was not possible to agree to further steps, but that “work will continue.”",
    line=13,
    sha256="9f" * 32,
    title="Four ministers leave Minsk without a deal on eastern Ukraine",
    published=date(2016, 11, 29),
    publisher="The Arnwick Post",
    speaker="Sergei Lavrov",
    before="Moscow denies that any of its soldiers are there.\n",
    after="\nLavrov also rejected a militarized monitoring mission.",
)


@pytest.fixture
def citation() -> Citation:
    """A citation with all that a citation can have but a page."""
    return LAVROV


@pytest.fixture
def answer(citation: Citation) -> Answer:
    """An answered question with one citation."""
    return Answer(
        question="What did Lavrov say?",
        standalone_question="What did Lavrov say in Minsk?",
        answered=True,
        text="Lavrov said that “work will continue.” [1]",
        citations=(citation,),
        seconds={"retrieve": 0.02},
    )


@pytest.fixture(scope="session")
def parse_html() -> Callable[[str], dict[str, Any]]:
    """TDLib's reading of a message's HTML, which is Telegram's: its text and entities, or an error."""
    return html_parser()


def html_parser() -> Callable[[str], dict[str, Any]]:
    """A function that reads HTML as TDLib does."""

    def execute(request: dict[str, Any]) -> dict[str, Any]:
        reply: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"")
        return reply

    execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
    mode = {"@type": "textParseModeHTML"}
    return lambda html: execute({"@type": "parseTextEntities", "text": html, "parse_mode": mode})


@pytest.fixture(scope="session")
def desk(sample_index: Path) -> Desk:
    """A desk over the sample articles."""
    return bot.open(sample_index)
