"""Answers as Telegram messages, with a button for each citation."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from bot.rendering.telegram.articles import (
    NAME_CHARACTERS,
    TITLE_CHARACTERS,
    cited_article,
    headline,
    label,
    position,
)
from bot.rendering.telegram.buttons import MAX_BUTTONS, Button, ButtonKind, Press, Rows
from bot.rendering.telegram.html import (
    clean,
    clean_line,
    escape,
    escaped_line,
    shortened,
    split_html,
)
from bot.rendering.telegram.notices import LATE
from bot.types.plain_text import NEAREST
from prompts import Translatable, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.types.answer import Answer, Choice
    from bot.types.citation import Citation

_BUTTONS_IN_A_ROW = 5
_ROW_CHARACTERS = 38
"""About what a phone shows of a row of buttons."""
_SHORTEST_TITLE = 10
"""A shorter piece of a headline says too little on a button."""


def answer_messages(answer: Answer, *, is_late: bool = False) -> list[str]:
    """The answer as messages to send in order: its text, then the articles it cites.

    An answer that asks back lists the choices instead, whose numbers users may also send as a
    reply; a refusal lists the nearest articles. A late answer begins with an apology.
    """
    if answer.answered:
        lines = _cited_articles(answer.citations)
    else:
        lines = iter([*_choices(answer), *_nearest_articles(answer)])
    apology = translate(LATE) if is_late else ""
    note = f"<i>{answer.note}</i>" if answer.note else ""
    return split_html(_paragraphs(apology, _answer_text(answer), "\n".join(lines), note))


def partial_message(answer: Answer) -> str:
    """The beginning of an answer that is still being written, as one message."""
    return split_html(f"{_answer_text(answer)} …")[0]


def messages_to_copy(answer: Answer, link: str) -> list[str]:
    """The whole answer with its sources as footnotes, and a link back to it."""
    notes = [f"[{one.number}] {_footnote(one)}" for one in answer.citations]
    text = _paragraphs(escape(answer.dated_text), "\n".join(notes), escape(link))
    return split_html(text)


def answer_buttons(answer_id: str, answer: Answer) -> Rows:
    """A button for each citation, then for rating and copying; or for each choice."""
    if answer.choices:
        return choice_buttons(answer_id, answer.choices)
    if not answer.citations:
        return []
    copy_label = translate(Translatable("Copy with sources"))
    last_row = [
        Button("👍", Press(ButtonKind.GOOD, answer_id).data),
        Button("👎", Press(ButtonKind.BAD, answer_id).data),
        Button(copy_label, Press(ButtonKind.SOURCES, answer_id).data),
    ]
    shown = answer.citations[: MAX_BUTTONS - len(last_row)]
    return [*citation_buttons(answer_id, shown), last_row]


def citation_buttons(answer_id: str, citations: Sequence[Citation]) -> Rows:
    """A button for each citation, five in a row.

    A button has the headline of its article if each citation is from another article and there
    is room.
    """
    citations = citations[:MAX_BUTTONS]
    has_titles = len({citation.source for citation in citations}) == len(citations)
    rows = []
    for start in range(0, len(citations), _BUTTONS_IN_A_ROW):
        row = citations[start : start + _BUTTONS_IN_A_ROW]
        room = _ROW_CHARACTERS // len(row) if has_titles else 0
        rows.append([_citation_button(answer_id, citation, room) for citation in row])
    return rows


def choice_buttons(answer_id: str, choices: Sequence[Choice]) -> Rows:
    """A row for each thing a question may mean; a press asks the choice's question."""
    rows = []
    for number, choice in enumerate(choices[:MAX_BUTTONS], 1):
        press = Press(ButtonKind.CHOICE, answer_id, (number,))
        rows.append([Button(label(choice.label), press.data)])
    return rows


def suggestion_buttons(questions: Sequence[str]) -> Rows:
    """A row for each question; a press asks it."""
    rows = []
    for number, question in enumerate(questions, 1):
        press = Press(ButtonKind.SUGGESTION, "", (number,))
        rows.append([Button(label(question), press.data)])
    return rows


def citation_data(answer_id: str, number: int) -> str:
    """What a citation's button sends, at most 64 bytes. Raises ValueError for a longer id."""
    return Press(ButtonKind.PASSAGE, answer_id, (number,)).data


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _answer_text(answer: Answer) -> str:
    """The answer, with the words that answer and the headings of lines in bold."""
    text = ""
    for piece in answer.pieces:
        escaped = html.escape(clean(piece.text), quote=False)
        is_bold = piece.is_answer or piece.is_heading
        text += f"<b>{escaped}</b>" if is_bold else escaped
    return text.strip()


def _cited_articles(citations: Iterable[Citation]) -> Iterator[str]:
    """A line for each article, with the numbers of all its citations."""
    by_source: dict[str, list[Citation]] = {}
    for citation in citations:
        by_source.setdefault(citation.source, []).append(citation)
    for cited in by_source.values():
        numbers = " ".join(f"[{citation.number}]" for citation in cited)
        yield f"{numbers} {cited_article(cited[0])}"


def _choices(answer: Answer) -> Iterator[str]:
    for number, choice in enumerate(answer.choices, 1):
        yield f"{number}. {escaped_line(choice.label, NAME_CHARACTERS)}"


def _nearest_articles(answer: Answer) -> Iterator[str]:
    """A line for each article, the nearest first, under the title of its nearest passage."""
    titles: dict[str, str] = {}
    for near in answer.related:
        titles.setdefault(near.source, near.title)
    if titles:
        yield translate(NEAREST)
    for source, title in titles.items():
        yield f"• {headline(title, source)}"


def _footnote(citation: Citation) -> str:
    quote = escaped_line(citation.quote, TITLE_CHARACTERS).strip("“”")
    return f"{cited_article(citation)} · {position(citation)}: “{quote}”"


def _citation_button(answer_id: str, citation: Citation, room: int) -> Button:
    """A button with the citation's number, and its headline within `room` characters."""
    number = f"[{citation.number}]"
    text = number
    title_room = room - len(number) - 1
    if title_room >= _SHORTEST_TITLE:
        title = clean_line(citation.title or citation.source)
        text = f"{number} {shortened(title, title_room)}"
    return Button(text, citation_data(answer_id, citation.number))
