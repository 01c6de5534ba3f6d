"""The catalogue of our own texts in Russian."""

from __future__ import annotations

import pytest

import prompts
from bot.interface import language_of
from bot.rendering import plain, telegram
from bot.types import Answer

TEXTS = [
    telegram.START, telegram.HELP, telegram.STARTED_AFRESH, telegram.NO_SOURCES, telegram.NOT_IN_WORDS,
    telegram.NOT_A_COMMAND, telegram.NOT_TEXT, telegram.NOT_KNOWN, telegram.WENT_WRONG, plain.NEAREST,
    *(does for _, does in telegram.COMMANDS), prompts.load("refusal"),
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_is_there_in_russian(text: str) -> None:
    assert prompts.told(text, "ru") != text
    assert prompts.told(text, "en") == text


def test_the_refusal_is_in_the_language_of_the_interface() -> None:
    refused = Answer("?", "?", answered=False, text=prompts.load("refusal"))
    assert plain.answer_text(refused, "ru") == "В статьях об этом не сказано."
    assert telegram.answer_messages(refused, "ru") == ["В статьях об этом не сказано."]


def test_the_articles_are_counted_in_russian() -> None:
    assert telegram.sources([], "ru") == "В архиве пока нет статей."


@pytest.mark.parametrize(
    ("chosen", "code", "default", "language"),
    [
        (None, None, "en", "en"),
        (None, "ru-RU", "en", "ru"),
        ("en", "ru", "ru", "en"),
        (None, "fr", "ru", "ru"),
        (None, "EN-us", "ru", "en"),
    ],
)
def test_what_somebody_chose_comes_first_then_their_app_then_the_setting(
    chosen: str | None, code: str | None, default: str, language: str
) -> None:
    assert language_of(chosen, code, default) == language
