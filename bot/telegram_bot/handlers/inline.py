"""Inline mode: `@bot words` in any chat offers passages to share."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode

from bot.rendering.telegram.passages import shared_label, shared_message
from bot.telegram_bot.context import Context
from bot.telegram_bot.sending.replies import NO_PREVIEW
from index.errors import SourceNotFoundError
from index.types import Article, Hit

if TYPE_CHECKING:
    from bot.desk import Desk

_MAX_RESULTS = 10
_MIN_CHARACTERS = 3
"""Fewer characters are the beginning of a word."""
_MAX_CHARACTERS = 256
_CACHE_SECONDS = 30
"""How long Telegram may offer a user the same passages again."""


async def offer_passages(update: Update, context: Context) -> None:
    """Offers the passages nearest to the words."""
    query = update.inline_query
    assert query is not None  # the handler gets no other update
    words = query.query.strip()[:_MAX_CHARACTERS]
    results: list[InlineQueryResultArticle] = []
    if len(words) >= _MIN_CHARACTERS:
        results = await asyncio.to_thread(_results, words, context.services.desk)
    # Personal, since whether the user may see the passages is checked each time.
    await query.answer(results, cache_time=_CACHE_SECONDS, is_personal=True)


def _results(words: str, desk: Desk) -> list[InlineQueryResultArticle]:
    results = []
    for hit in desk.search(words, _MAX_RESULTS):
        with suppress(SourceNotFoundError):  # it was removed since
            results.append(_result(hit, desk.article(hit.source)))
    return results


def _result(hit: Hit, article: Article) -> InlineQueryResultArticle:
    title, description = shared_label(hit, article.title)
    text = shared_message(hit, article.title, article.publisher, article.published)
    content = InputTextMessageContent(
        text, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
    )
    return InlineQueryResultArticle(str(hit.passage_id), title, content, description=description)
