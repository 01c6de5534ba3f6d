"""Standalone questions that a chat model writes, where they say only what the conversation said."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import prompts
from bot.language.matching import TokenizedText, occurs_in
from bot.language.tokens import Token, TokenKind, tokens
from bot.models.chat_model import ChatModel, ChatModelError
from bot.types.answer import Turn

_TIME_SHARE = 0.25
"""Part of the time for an answer that the model may take."""
_LONGEST = 300
"""Characters of a question."""
_TURNS = 8
"""Turns that the model reads."""
_ANSWER_LENGTH = 1_000
"""Characters of each answer that the model reads."""


def condense(question: str, history: Sequence[Turn], by_rules: str, model: ChatModel) -> str:
    """The model's standalone question.

    It is `by_rules`, the question that the rules write, if the model fails or its question says
    what nobody said.
    """
    if not history:
        return by_rules
    try:
        reply = "".join(model.pieces(_messages(question, history), share=_TIME_SHARE))
    except ChatModelError as error:
        logging.getLogger(__name__).warning("The question is condensed by rules: %s", error)
        return by_rules
    written = " ".join(reply.split()).strip("\"“”' ")
    return written if _is_faithful(written, question, history) else by_rules


def _messages(question: str, history: Sequence[Turn]) -> list[tuple[str, str]]:
    turns = [
        f"Question: {turn.standalone_question}\nAnswer: {turn.answer[:_ANSWER_LENGTH]}"
        for turn in history[-_TURNS:]
    ]
    return [
        ("system", prompts.load("condense")),
        ("human", "\n\n".join((*turns, f"Last question: {question}"))),
    ]


def _is_faithful(written: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a question says only what was said, and all that the follow-up says."""
    if not written.endswith("?") or len(written) > _LONGEST:
        return False
    said = [question]
    for turn in history:
        said += [turn.question, turn.standalone_question, turn.answer]
    lines = [TokenizedText(tokens(text)) for text in said]
    new = TokenizedText(tokens(written))
    is_said = all(any(occurs_in(token, line) for line in lines) for token in _meaningful(written))
    return is_said and all(occurs_in(token, new) for token in _meaningful(question))


def _meaningful(text: str) -> list[Token]:
    return [
        token for token in tokens(text) if token.is_meaningful or token.kind is TokenKind.NEGATION
    ]
