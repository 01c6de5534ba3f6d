"""What a chat model reads: the rules, the passages as data, and the question.

A model that cites by itself is given each passage as a search-result block, a sentence to a piece,
and returns the words that it cites.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import prompts
from bot.models.chat_model import Messages
from bot.types.source_span import SourceSpan
from index.language.dates.written import written

_BRACKETS = str.maketrans("<>", "‹›")
"""No article closes the passage that it stands in."""


def model_messages(
    question: str, passages: Sequence[SourceSpan], most: int, *, as_blocks: bool
) -> Messages:
    """The messages for an answer of at most `most` sentences. Passages are numbered from 1."""
    numbered = list(enumerate(passages, 1))
    shown = "" if as_blocks else "\n\n".join(_text(number, span) for number, span in numbered)
    asked = prompts.load("question").format(
        passages=shown, question=question.translate(_BRACKETS), sentences=most
    )
    rules = prompts.load("answer").format(sentences=most, refusal=prompts.load("refusal"))
    if not as_blocks:
        return [("system", rules), ("human", asked)]
    blocks = [_block(number, span) for number, span in numbered]
    return [("system", rules), ("human", [*blocks, {"type": "text", "text": asked.lstrip()}])]


def cited_number(cited: str, passages: Sequence[SourceSpan]) -> int | None:
    """The number of the passage that has the words that a model says it cites, if one has."""
    wanted = _solid(cited)
    texts = (_solid(span.article.text[span.start : span.end]) for span in passages)
    return next((n for n, text in enumerate(texts, 1) if wanted and wanted in text), None)


def _text(number: int, span: SourceSpan) -> str:
    """A passage as text, with what is known of its article."""
    return prompts.load("passage").format(
        number=number,
        headline=_headline(span),
        printed=_printed(span) or "not known",
        text=_data(span.article.text[span.start : span.end]),
    )


def _block(number: int, span: SourceSpan) -> dict[str, Any]:
    """A passage as Anthropic's search-result block: what is cited is one of its pieces."""
    article = span.article
    sentences = [one for one in article.sentences if span.start <= one.start < span.end]
    pieces = [_data(article.quote(one)) for one in sentences]
    title = ". ".join(filter(None, (_headline(span), _printed(span))))
    return {
        "type": "search_result",
        "source": f"passage {number}",
        "title": title,
        "content": [{"type": "text", "text": piece} for piece in pieces],
        "citations": {"enabled": True},
    }


def _headline(span: SourceSpan) -> str:
    return _data(span.article.title or span.article.lead)


def _printed(span: SourceSpan) -> str:
    """Who printed the article, where and when, as far as that is known."""
    article = span.article
    known = (
        article.publisher,
        article.dateline,
        article.published and written(article.published),
    )
    return ", ".join(_data(part) for part in known if part)


def _data(text: str) -> str:
    """An article's words as data, on one line: none of it looks like a turn of the conversation."""
    return " ".join(text.translate(_BRACKETS).split())


def _solid(text: str) -> str:
    """A text without spaces, which a provider may add or drop between pieces."""
    return "".join(text.translate(_BRACKETS).split())
