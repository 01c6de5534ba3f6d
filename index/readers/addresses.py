"""Reads documents from web addresses: a page, a file, or the articles of a feed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from config.settings import JsonlSettings
from index.errors import UnreadableError
from index.readers import formats
from index.readers.formats import Context
from index.readers.http_fetch import Fetched, Fetcher
from index.readers.unreadable import Unreadable
from index.types import Document

_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/rss+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/rdf+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/zip": ".zip",
    "application/x-tar": ".tar",
}
_UNTELLING = frozenset(
    {
        "",
        "text/plain",
        "application/octet-stream",
        "application/gzip",
        "application/x-gzip",
        "binary/octet-stream",
    }
)
"""Types that servers give to files they do not know: the ending of the address tells more."""
_FEED = re.compile(
    rb"""
    \s* (?:
        <!-- .*? --> \s*                # <!-- made by hand -->
      | <\? [^>]* > \s*                # <?xml version="1.0"?>
    )*+
    < (?: rss | feed | rdf:RDF ) \b     # <rss version="2.0">
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Remote:
    """What was found at an address."""

    documents: Iterator[Document | Unreadable]
    """One at a time. Raises UnreadableError if there is none at all."""
    validators: str
    """To pass the next time; see `Fetched`."""


def remote_documents(
    url: str, fetcher: Fetcher, jsonl: JsonlSettings, validators: str = ""
) -> Remote | None:
    """The documents at an address; None if it has not changed since it gave these `validators`.

    The source of a page is its URL, and that of a feed's entry its link. Documents in other files
    have the names that they would have in a folder. Raises UnreadableError, with a reason for the
    user, if there is nothing to read.
    """
    fetched = fetcher.fetch(url, validators)
    if fetched is None:
        return None

    def follow(link: str) -> Document:
        return _article(link, fetcher, jsonl)

    context = Context(jsonl, fetched.url, fetched.charset, follow)
    documents = formats.read(io.BytesIO(fetched.data), _kind(fetched), url, context)
    return Remote(documents, fetched.validators)


def _article(link: str, fetcher: Fetcher, jsonl: JsonlSettings) -> Document:
    """The one document at a feed entry's link."""
    fetched = fetcher.fetch(link)
    kind = _kind(fetched) if fetched else ""
    if fetched is None or kind not in (".html", ".pdf", ".txt"):
        raise UnreadableError("its link leads to no article")
    context = Context(jsonl, fetched.url, fetched.charset)
    document = next(formats.read(io.BytesIO(fetched.data), kind, link, context))
    assert isinstance(document, Document)  # readers of single documents raise UnreadableError
    return document


def _kind(fetched: Fetched) -> str:
    """The suffix of the format: by the content, its type and its address."""
    if _FEED.match(fetched.data[:2_000]):
        return ".xml"
    if fetched.data.startswith(b"%PDF-"):
        return ".pdf"
    named = formats.suffix(fetched.url.partition("?")[0].partition("#")[0])
    kind = _TYPES.get(fetched.content_type, "")
    if fetched.content_type in _UNTELLING:
        kind = named or kind
    if not kind:
        raise UnreadableError(
            f"{fetched.content_type or 'what has no type'} is not a format that is read"
        )
    return kind
