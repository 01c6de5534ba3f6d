"""Inline mode: `@bot words` in any chat gives passages to share."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode

from bot.rendering.telegram import messages as rendering
from bot.telegram_bot.context import Context
from bot.telegram_bot.sending.replies import NO_PREVIEW
from index.errors import SourceNotFoundError
from index.types import Article, Hit

if TYPE_CHECKING:
    from bot.desk import Desk

_MOST = 10
_SHORTEST = 3
"""Characters: fewer are the beginning of a word."""
_KEPT_SECONDS = 30
"""How long Telegram may give the same passages again."""
_LONGEST = 256


async def offer_passages(update: Update, context: Context) -> None:
    """Gives the passages nearest to the words."""
    query = update.inline_query
    assert query is not None  # of the handler's choosing
    words = query.query.strip()
    results = (
        await asyncio.to_thread(_results, words[:_LONGEST], context.parts.desk)
        if len(words) >= _SHORTEST
        else []
    )
    await query.answer(
        results, cache_time=_KEPT_SECONDS, is_personal=True
    )  # who may see them is checked each time


def _results(words: str, desk: Desk) -> list[InlineQueryResultArticle]:
    results = []
    for hit in desk.search(words, _MOST):
        with suppress(SourceNotFoundError):  # it was taken out since it was found
            results.append(_result(hit, desk.article(hit.source)))
    return results


def _result(hit: Hit, article: Article) -> InlineQueryResultArticle:
    title, description = rendering.shared_label(hit, article.title)
    text = rendering.shared(hit, article.title, article.publisher, article.published)
    content = InputTextMessageContent(
        text, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
    )
    return InlineQueryResultArticle(str(hit.passage_id), title, content, description=description)
