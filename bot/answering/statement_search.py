"""The statements on record: who said what, where and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.citing.relative_dates import days
from index.errors import OnRecordError
from index.language import countries
from index.language.dates.written import beside
from index.language.name_sounds import name_key
from index.language.stopwords import stopwords
from index.language.terms import terms
from index.search.hybrid_search import term_weights
from index.statements.speaker_match import is_speaker
from index.stores.archive import Archive
from index.types import Article, Statement

_DEPTH = 1_000
"""Passages in which statements are looked for, where no last name tells which articles have them.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are looked for; None: any."""

    speaker: str | None = None
    about: str | None = None
    place: str | None = None

    def __post_init__(self) -> None:
        """What is blank is not looked for."""
        for name in ("speaker", "about", "place"):
            object.__setattr__(self, name, (getattr(self, name) or "").strip() or None)


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement in its article."""

    article: Article
    statement: Statement

    @property
    def text(self) -> str:
        """What was said, in the article's words."""
        return self.article.quote(self.statement)

    @property
    def dated_text(self) -> str:
        """… for people, with each day beside what means it: "Thursday [10 March 2022]"."""
        said = self.statement
        return beside(self.text, said.start, days(self.article, said.start, said.end))

    @property
    def line(self) -> int:
        """Where it begins, counted from 1."""
        return self.article.line_of(self.statement.start)

    @property
    def when(self) -> str:
        """The day that it was said, else the day that it was published.

        Empty where neither is known. ISO 8601.
        """
        published = self.article.published
        return self.statement.date or (published.isoformat() if published else "")


def find(archive: Archive, wanted: Wanted) -> list[Saying]:
    """The statements in an index, oldest first."""
    archive.refresh()
    articles = (archive.catalog.article(number) for number in _articles(archive, wanted))
    return sorted(
        (saying for article in articles if article for saying in _matching(article, wanted)),
        key=lambda one: (one.when, one.article.source, one.statement.start),
    )


def of_file(file: Path, wanted: Wanted) -> list[Saying]:
    """The statements in a file, in order, without an index.

    Raises OnRecordError for one that cannot be read.
    """
    from config import settings
    from index.articles.parse import parse
    from index.errors import UnreadableError
    from index.readers import formats
    from index.statements.extract import extract

    found: list[Saying] = []
    try:
        for document in formats.all_documents(file, file.name, settings.load().jsonl):
            found += _matching(extract(parse(document)), wanted)
    except UnreadableError as error:
        raise OnRecordError(f"{file} cannot be read as an article: {error}.") from None
    return found


def _articles(archive: Archive, wanted: Wanted) -> Iterable[int]:
    if wanted.speaker and (
        known := archive.catalog.articles_said_by(name_key(wanted.speaker.split()[-1]))
    ):
        return known
    words = " ".join(filter(None, (wanted.speaker, wanted.about)))
    if not words:
        return archive.catalog.articles_said_by(None)
    passages = archive.catalog.passages(
        [number for number, _ in archive.words.search(term_weights(words), _DEPTH)]
    )
    return dict.fromkeys(passage.article_id for passage in passages.values())


def _matching(article: Article, wanted: Wanted) -> Iterator[Saying]:
    about = {term.stem for term in terms(wanted.about or "")} - stopwords()
    for statement in article.statements:
        if (
            (wanted.speaker is None or _is_by(wanted.speaker, statement))
            and (wanted.place is None or _is_in(wanted.place, statement.place or article.dateline))
            and about <= {term.stem for term in terms(article.quote(statement))}
        ):
            yield Saying(article, statement)


def _is_by(speaker: str, statement: Statement) -> bool:
    return any(
        is_speaker(written, statement) for written in dict.fromkeys((speaker, speaker.title()))
    )


def _is_in(place: str, said_in: str | None) -> bool:
    if said_in is None:
        return False
    wanted, named = (
        {mention.country for mention in countries.find(text)} for text in (place, said_in)
    )
    return bool(wanted & named) or name_key(place) in {
        name_key(word) for word in (said_in, *said_in.split())
    }
