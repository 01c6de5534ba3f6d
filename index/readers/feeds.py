"""Reads RSS and Atom: the articles of a feed, or of the pages that it links to."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from index.articles import metadata_fields
from index.errors import PassingError, UnreadableError
from index.readers import text
from index.readers.markup import plain
from index.readers.unreadable import Unreadable, guarded
from index.types import Document, Metadata

if TYPE_CHECKING:
    from feedparser import FeedParserDict

MAX_BYTES = 20_000_000

Follow = Callable[[str], Document]
"""Fetches the article at an address. Raises UnreadableError."""


def read(data: bytes, source: str, follow: Follow | None = None) -> Iterator[Document | Unreadable]:
    """The article of every entry.

    Its source is its link, or without one `feed.xml#` and its id or number. If an entry has only a
    summary, the article is what `follow` finds at its link. If that fails, it is the summary, and
    before it comes an Unreadable if the page may be read another time. Raises UnreadableError for
    data that is no feed.
    """
    import feedparser

    with guarded("feed"):
        # A stream, as feedparser might take the bytes themselves for a file's name.
        feed = feedparser.parse(io.BytesIO(data))
    if not feed.get("version"):
        raise UnreadableError("not a feed")
    if not feed.entries:
        raise UnreadableError("a feed without entries")
    publisher = metadata_fields.name(feed.feed.get("title"))
    language = metadata_fields.language(feed.feed.get("language"))
    known: set[str] = set()
    for number, entry in enumerate(feed.entries, 1):
        metadata = _metadata(entry, feed.version, publisher, language)
        name = metadata.url or f"{source}#{metadata_fields.name(entry.get('id')) or number}"
        if name in known:
            name = f"{source}#{number}"
        known.add(name)
        try:
            yield from _found(entry, name, metadata, follow)
        except UnreadableError as error:
            yield Unreadable(name, str(error))


def _metadata(
    entry: FeedParserDict, version: str, publisher: str | None, language: str | None
) -> Metadata:
    return Metadata(
        title=metadata_fields.name(_as_text(entry.get("title_detail"))),
        published=_published(entry, version),
        byline=metadata_fields.name(entry.get("author")),
        publisher=publisher,
        url=metadata_fields.address(entry.get("link")),
        language=language,
    )


def _published(entry: FeedParserDict, version: str) -> date | None:
    """The day of publication.

    RSS has no date of an update: there, "updated" of feedparser is the Dublin Core date, which is
    the one of publication.
    """
    if "published" in entry:
        return metadata_fields.day(entry["published"])
    return metadata_fields.day(entry.get("updated")) if version.startswith("rss") else None


def _found(
    entry: FeedParserDict, source: str, metadata: Metadata, follow: Follow | None
) -> Iterator[Document | Unreadable]:
    whole = "\n".join(filter(None, map(_as_text, entry.get("content", []))))
    failure: UnreadableError | None = None
    if not whole and follow is not None and metadata.url:
        try:
            page = follow(metadata.url)
        except UnreadableError as error:
            failure = error
        else:
            yield replace(page, source=source, metadata=_over(metadata, page.metadata))
            return
    is_passing = isinstance(failure, PassingError)
    found = whole or _as_text(entry.get("summary_detail"))
    if not found.strip():
        reason = f", and its page: {failure}" if failure else ""
        yield Unreadable(source, f"an entry without text{reason}", is_passing)
        return
    if is_passing:
        yield Unreadable(source, f"its page: {failure}", is_passing)
    content = json.dumps([source, metadata.title, str(metadata.published), metadata.byline, found])
    checksum = hashlib.sha256(content.encode()).hexdigest()
    yield Document(source, text.checked(found), checksum, metadata, is_teaser=failure is not None)


def _as_text(detail: FeedParserDict | None) -> str:
    if not detail or not isinstance(detail.get("value"), str):
        return ""
    return detail["value"] if detail.get("type") == "text/plain" else plain(detail["value"])


def _over(first: Metadata, second: Metadata) -> Metadata:
    """The fields of the first, and those of the second that the first lacks."""
    names = [field.name for field in dataclass_fields(Metadata)]
    return Metadata(**{name: getattr(first, name) or getattr(second, name) for name in names})
