"""A misspelt name is asked back, an unknown one is not."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot
from bot.desk import Desk


@pytest.fixture(scope="module")
def desk(sample_index: Path) -> Desk:
    return bot.open(sample_index)


@pytest.mark.parametrize("name", ["Lavrof", "Lavrrav", "Sergei Lavrof", "lavrof"])
def test_a_misspelt_name_is_asked_back_and_yes_takes_it(name: str, desk: Desk) -> None:
    answer = desk.ask(f"What did {name} say in Minsk?")
    assert not answer.answered
    assert "Did you mean" in answer.text
    assert [choice.label for choice in answer.choices] == ["Lavrov"]
    assert desk.ask("Yes", [answer.turn]).citations[0].speaker == "Sergei Lavrov"


@pytest.mark.parametrize("name", ["Macron", "Okonkwo", "Larsson", "Laval", "Karlov"])
def test_an_unknown_name_is_not_guessed(name: str, desk: Desk) -> None:
    answer = desk.ask(f"What did {name} say in Minsk?")
    assert (answer.answered, answer.choices) == (False, ())
