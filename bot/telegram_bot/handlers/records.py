"""What is on record: /said and /check. Their passages have buttons, as those of an answer do."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import Message, Update

from bot.citing.citing import citation
from bot.records.conversations import NOT_A_TURN
from bot.rendering.telegram import lists, notices
from bot.telegram_bot import answering
from bot.telegram_bot.addressing import text_of
from bot.telegram_bot.answering import Asker
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers.gate import is_within_limits
from bot.telegram_bot.receiving.updates import new_message
from bot.telegram_bot.sending.replies import reply, typing
from bot.types.answer import Answer
from bot.types.citation import Citation
from prompts import translate

if TYPE_CHECKING:
    from bot.answering.statement_search import Saying

_MAX_STATEMENTS = 15
"""The latest are shown."""
_MAX_CLAIM_CHARACTERS = 10_000
_CONTEXT_CHARACTERS = 400
"""How much text on either side is kept with a statement."""

_SAID_REQUEST = re.compile(
    r"""
    (?P<speaker> .*? )                   # "Lavrov ", or nothing
    (?: \b about \s+ (?P<about> .*? ) )? # "about the ceasefire "
    (?: \b in \s+ (?P<place> \S.* ) )?   # "in Minsk"
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)


async def said(update: Update, context: Context) -> None:
    """Lists who said what: /said name about words in place."""
    message = new_message(update)
    words = " ".join(text_after_command(message).split())
    request = _SAID_REQUEST.fullmatch(words)
    assert request is not None  # any words can be a speaker
    asker = Asker(message, message.from_user)
    if not await is_within_limits(message, asker.user, context):
        return
    async with typing(asker.destination):
        desk = context.services.desk
        found = await desk.asaid(request["speaker"], request["about"], request["place"])
    latest = found[: -_MAX_STATEMENTS - 1 : -1]
    if not latest:
        await reply(message, translate(lists.NOTHING_SAID))
        return
    text = lists.statements_text(latest, len(found))
    citations = tuple(_cited(number, one) for number, one in enumerate(latest, 1))
    answer = Answer(message.text or "", "", answered=True, text=text, citations=citations)
    await _send(answer, asker, context)


async def check(update: Update, context: Context) -> None:
    """Checks a text against the articles: the one after the command, else the one replied to."""
    message = new_message(update)
    replied = message.reply_to_message
    claim = text_after_command(message) or (text_of(replied) if replied else "")
    if claim.strip():
        await check_claim(claim, Asker(message, message.from_user), context)
    else:
        await reply(message, translate(notices.NOTHING_TO_CHECK))


async def check_claim(claim: str, asker: Asker, context: Context) -> None:
    """Checks a claim against the articles and sends the report."""
    if not await is_within_limits(asker.message, asker.user, context):
        return
    async with typing(asker.destination):
        done = await context.services.desk.acheck(claim[:_MAX_CLAIM_CHARACTERS])
    text = lists.check_report(done)
    answer = Answer(claim, claim, answered=True, text=text, citations=done.citations)
    await _send(answer, asker, context)


def text_after_command(message: Message) -> str:
    """The text after a command, with its line breaks."""
    return "".join(text_of(message).split(maxsplit=1)[1:])


async def _send(answer: Answer, asker: Asker, context: Context) -> None:
    """Records an answer that is no turn of the conversation, and sends it."""
    record = context.services.conversations.record
    key = asker.conversation + NOT_A_TURN
    answer_id = await asyncio.to_thread(record, key, answer, asker.user_key)
    await answering.send(answer_id, answer, asker.destination, context)


def _cited(number: int, saying: Saying) -> Citation:
    statement = saying.statement
    around = max(0, statement.start - _CONTEXT_CHARACTERS), statement.end + _CONTEXT_CHARACTERS
    cited = citation(number, saying.article, statement, around)
    return replace(cited, speaker=statement.speaker, heading=lists.statement_heading(saying))
