"""An answer as HTML for a notebook: each number opens the passage among its neighbours."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from bot.rendering.plain import NEAREST, source_line
from prompts import told

if TYPE_CHECKING:
    from bot.types import Answer, Citation


def answer_html(answer: Answer) -> str:
    """The answer, and under it each citation to unfold. All that came from the articles is escaped."""
    escaped = ((escape(piece.text).replace("\n", "<br>"), piece.answers) for piece in answer.pieces)
    text = "".join(f"<b>{words}</b>" if is_bold else words for words, is_bold in escaped)
    if answer.citations:
        return f"<div><p>{text}</p>{''.join(map(_citation, answer.citations))}</div>"
    if answer.choices:
        which = "".join(f"<li>{escape(choice.label)}</li>" for choice in answer.choices)
        return f"<div><p>{text}</p><ol>{which}</ol></div>"
    nearest = "".join(f"<li><code>{escape(one.source)}</code> {escape(one.title)}</li>" for one in answer.related)
    return f"<div><p>{text}</p>{f'<p>{told(NEAREST)}</p><ul>{nearest}</ul>' if nearest else ''}</div>"


def _citation(citation: Citation) -> str:
    return (
        f"<details><summary>[{citation.number}] <code>{escape(citation.source)}:{citation.line}</code> "
        f"{escape(source_line(citation))}</summary><blockquote>"
        f"{escape(citation.before)}<b>{escape(citation.dated_quote)}</b>{escape(citation.after)}</blockquote></details>"
    )
