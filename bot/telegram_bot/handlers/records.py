"""What is on record: /said and /check, whose passages have buttons as those of an answer do."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import Message, Update

from bot.citing.citing import citation
from bot.records.conversations import NOT_A_TURN
from bot.rendering.telegram import messages as rendering
from bot.telegram_bot import answering
from bot.telegram_bot.addressing import text_of
from bot.telegram_bot.answering import Asker
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers.gate import is_within_limits
from bot.telegram_bot.sending.replies import reply, typing
from bot.types.answer import Answer
from bot.types.citation import Citation
from prompts import translate

if TYPE_CHECKING:
    from bot.answering.statement_search import Saying

_SHOWN = 15
"""Statements, the latest."""
_LONGEST_CLAIM = 10_000
"""Characters."""
_AROUND = 400
"""Characters on either side of a statement that are kept with it."""
_WANTED = re.compile(
    r"(?P<speaker>.*?)(?:\babout\s+(?P<about>.*?))?(?:\bin\s+(?P<place>\S.*))?",
    re.IGNORECASE | re.DOTALL,
)


async def said(update: Update, context: Context) -> None:
    """Lists who said what: /said name about words in place."""
    message = _message(update)
    words = _WANTED.fullmatch(behind_command(message))
    assert words is not None  # whatever they are, they can be a speaker
    if not await is_within_limits(message, message.from_user, context):
        return
    async with typing(Asker(message, None).place):
        found = await context.parts.desk.asaid(words["speaker"], words["about"], words["place"])
    citations = tuple(_cited(number, one) for number, one in enumerate(found[-_SHOWN:][::-1], 1))
    if not citations:
        await reply(message, translate(rendering.NOTHING_SAID))
        return
    text = rendering.said_text(found[-_SHOWN:][::-1], len(found))
    await _send(
        Answer(message.text or "", "", answered=True, text=text, citations=citations),
        Asker(message, message.from_user),
        context,
    )


async def check(update: Update, context: Context) -> None:
    """Holds a text against the articles: the one behind the command, else that of the message replied to."""
    message = _message(update)
    replied = message.reply_to_message
    claim = text_behind_command(message) or (text_of(replied) if replied else "")
    if claim.strip():
        await check_claim(claim, Asker(message, message.from_user), context)
    else:
        await reply(message, translate(rendering.NOTHING_TO_CHECK))


async def check_claim(claim: str, asker: Asker, context: Context) -> None:
    """Sends what becomes of a claim."""
    if not await is_within_limits(asker.message, asker.user, context):
        return
    async with typing(asker.place):
        done = await context.parts.desk.acheck(claim[:_LONGEST_CLAIM])
    text = rendering.check_text(done)
    await _send(
        Answer(claim, claim, answered=True, text=text, citations=done.citations), asker, context
    )


def behind_command(message: Message) -> str:
    """The words behind a command."""
    return " ".join(text_behind_command(message).split())


def text_behind_command(message: Message) -> str:
    """The text behind a command, with its lines."""
    return "".join(text_of(message).split(maxsplit=1)[1:])


async def _send(found: Answer, asker: Asker, context: Context) -> None:
    """Records it beside the conversation, which it is no turn of, and sends it."""
    record = context.parts.conversations.record
    answer_id = await asyncio.to_thread(record, asker.key + NOT_A_TURN, found, asker.user_key)
    await answering.send(answer_id, found, asker.place, context)


def _cited(number: int, saying: Saying) -> Citation:
    said = saying.statement
    around = max(0, said.start - _AROUND), said.end + _AROUND
    found = citation(number, saying.article, said, around)
    return replace(found, speaker=said.speaker, heading=rendering.said_heading(saying))


def _message(update: Update) -> Message:
    assert update.message is not None  # of the handlers' choosing
    return update.message
