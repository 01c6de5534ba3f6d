"""A follow-up's standalone question in a chat model's words, where they are those of the conversation; else by rules."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import prompts
from bot.language.matching import Line, stands_in
from bot.language.tokens import Kind, Token, tokens
from bot.models.chat_model import ChatModel, ChatModelError
from bot.types.answer import Turn

_SHARE = 0.25
"""Of the time for an answer that the question may take."""
_LONGEST = 300
"""Characters of a question."""
_TURNS = 8
_FORGOTTEN = 1_000
"""Turns, and characters of an answer, that the model reads."""


def condensed(question: str, history: Sequence[Turn], by_rules: str, model: ChatModel) -> str:
    """The model's standalone question; the rules' where the model fails or says what nobody said."""
    if not history:
        return by_rules
    try:
        reply = "".join(model.pieces(_messages(question, history), share=_SHARE))
    except ChatModelError as error:
        logging.getLogger(__name__).warning("The question is condensed by rules: %s", error)
        return by_rules
    found = " ".join(reply.split()).strip("\"“”' ")
    return found if _is_faithful(found, question, history) else by_rules


def _messages(question: str, history: Sequence[Turn]) -> list[tuple[str, str]]:
    turns = [
        f"Question: {turn.standalone_question}\nAnswer: {turn.answer[:_FORGOTTEN]}"
        for turn in history[-_TURNS:]
    ]
    return [
        ("system", prompts.load("condense")),
        ("human", "\n\n".join((*turns, f"Last question: {question}"))),
    ]


def _is_faithful(found: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a question says only what was said, and all that the follow-up says."""
    if not found.endswith("?") or len(found) > _LONGEST:
        return False
    before = [
        text for turn in history for text in (turn.question, turn.standalone_question, turn.answer)
    ]
    said = [Line(tokens(text)) for text in (question, *before)]
    new = Line(tokens(found))
    return all(any(stands_in(token, line) for line in said) for token in _telling(found)) and all(
        stands_in(token, new) for token in _telling(question)
    )


def _telling(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.is_telling or token.kind is Kind.NEGATION]
