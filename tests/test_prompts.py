"""The catalogue of our own texts in Russian."""

from __future__ import annotations

import pytest

import prompts
from bot.rendering import plain
from bot.types import Answer

TEXTS = [plain.NEAREST, prompts.load("refusal"), prompts.load("asked_back")]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_there_in_russian(text: str) -> None:
    assert prompts.told(text, "ru") != text
    assert prompts.told(text, "en") == text


def test_the_refusal_is_in_the_language_of_the_interface() -> None:
    refused = Answer("?", "?", answered=False, text=prompts.load("refusal"))
    assert plain.answer_text(refused, "ru") == "В статьях об этом не сказано."
