"""How an article is named in Telegram: headline, publisher, date, file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rendering.telegram.html import clean_line, escaped_line, shortened
from index.language.dates.written import day_text

if TYPE_CHECKING:
    from datetime import date

    from bot.types.citation import Citation

NAME_CHARACTERS = 200
TITLE_CHARACTERS = 300
_LABEL_CHARACTERS = 60


def article_line(title: str, source: str, publisher: str | None, published: date | None) -> str:
    """Headline, publisher and date on one line, as far as they are known."""
    parts = [f"<i>{headline(title, source)}</i>", origin(publisher, published)]
    return " · ".join(part for part in parts if part)


def cited_article(citation: Citation) -> str:
    """The line for the article that a citation is from."""
    return article_line(citation.title, citation.source, citation.publisher, citation.published)


def headline(title: str, source: str) -> str:
    """The headline; the name of the source if it has none."""
    return escaped_line(title, TITLE_CHARACTERS) or escaped_line(source, NAME_CHARACTERS)


def origin(publisher: str | None, published: date | None) -> str:
    """Publisher and date, as far as they are known."""
    name = escaped_line(publisher or "", NAME_CHARACTERS)
    day = day_text(published) if published else ""
    return " · ".join(part for part in (name, day) if part)


def position(citation: Citation) -> str:
    """The file and line of a citation: "minsk-talks.txt:13"."""
    return f"{escaped_line(citation.source, NAME_CHARACTERS)}:{citation.line}"


def label(text: str) -> str:
    """A text short enough for a button or a list, not escaped."""
    return shortened(clean_line(text), _LABEL_CHARACTERS)
