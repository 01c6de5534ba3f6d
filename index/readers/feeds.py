"""RSS and Atom: the articles of a feed, whole where it holds them, else from the pages that it links to."""

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
from index.readers import html, text
from index.readers.unreadable import Unreadable, guarded
from index.types import Document, Metadata

if TYPE_CHECKING:
    from feedparser import FeedParserDict

MAX_BYTES = 20_000_000

Follow = Callable[[str], Document]
"""Fetches the article at an address. Raises UnreadableError."""


def read(data: bytes, source: str, follow: Follow | None = None) -> Iterator[Document | Unreadable]:
    """The article of every entry, whose source is its link (without one, `feed.xml#` and its id or number).

    An entry with no more than a summary is what `follow` finds at its link, and its summary only where that fails; a page
    that may be had another time is told of before it. Raises UnreadableError for what is no feed.
    """
    import feedparser

    with guarded("feed"):
        feed = feedparser.parse(
            io.BytesIO(data)
        )  # never the bytes themselves, which it might take for a file's name
    if not feed.get("version"):
        raise UnreadableError("not a feed")
    if not feed.entries:
        raise UnreadableError("a feed without entries")
    publisher, language = (
        metadata_fields.name(feed.feed.get("title")),
        metadata_fields.language(feed.feed.get("language")),
    )
    known: set[str] = set()
    for number, entry in enumerate(feed.entries, 1):
        told = _metadata(entry, feed.version, publisher, language)
        name = told.url or f"{source}#{metadata_fields.name(entry.get('id')) or number}"
        if name in known:
            name = f"{source}#{number}"
        known.add(name)
        try:
            yield from _found(entry, name, told, follow)
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
    """RSS has no "updated": what feedparser calls so is the Dublin Core date, which is that of publication."""
    return metadata_fields.day(
        entry["published"]
        if "published" in entry
        else version.startswith("rss") and entry.get("updated")
    )


def _found(
    entry: FeedParserDict, source: str, told: Metadata, follow: Follow | None
) -> Iterator[Document | Unreadable]:
    whole = "\n".join(filter(None, map(_as_text, entry.get("content", []))))
    failure: UnreadableError | None = None
    if not whole and follow is not None and told.url:
        try:
            page = follow(told.url)
        except UnreadableError as error:
            failure = error
        else:
            yield replace(page, source=source, metadata=_over(told, page.metadata))
            return
    is_passing = isinstance(failure, PassingError)
    found = whole or _as_text(entry.get("summary_detail"))
    if not found.strip():
        reason = f", and its page: {failure}" if failure else ""
        yield Unreadable(source, f"an entry without text{reason}", is_passing)
        return
    if is_passing:
        yield Unreadable(source, f"its page: {failure}", is_passing)
    told_of = json.dumps([source, told.title, str(told.published), told.byline, found])
    checksum = hashlib.sha256(told_of.encode()).hexdigest()
    yield Document(source, text.checked(found), checksum, told, is_teaser=failure is not None)


def _as_text(detail: FeedParserDict | None) -> str:
    if not detail or not isinstance(detail.get("value"), str):
        return ""
    return detail["value"] if detail.get("type") == "text/plain" else html.plain(detail["value"])


def _over(first: Metadata, second: Metadata) -> Metadata:
    """What the first says, and the second where the first says nothing."""
    return Metadata(
        **{
            field.name: getattr(first, field.name) or getattr(second, field.name)
            for field in dataclass_fields(Metadata)
        }
    )
