"""Inline mode: `@bot words` in any chat gives passages to share."""

from __future__ import annotations

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode

from bot.rendering import telegram as rendering
from bot.telegram_bot.context import Context
from bot.telegram_bot.replies import NO_PREVIEW
from index.types import Hit

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
    hits = await context.parts.desk.asearch(words[:_LONGEST], _MOST) if len(words) >= _SHORTEST else []
    results = [_result(hit, context) for hit in hits]
    await query.answer(results, cache_time=_KEPT_SECONDS, is_personal=True)  # who may see them is checked each time


def _result(hit: Hit, context: Context) -> InlineQueryResultArticle:
    article = context.parts.desk.article(hit.source)
    title, description = rendering.shared_label(hit, article.title)
    text = rendering.shared(hit, article.title, article.publisher, article.published)
    content = InputTextMessageContent(text, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(str(hit.passage_id), title, content, description=description)
