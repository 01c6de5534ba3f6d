"""Reads web pages: the text of the article, without the page around it, and its metadata."""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from index.articles import metadata_fields
from index.errors import UnreadableError
from index.readers import text, unreadable
from index.readers.markup import parse
from index.types import Document, Metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYTES = 5_000_000
"""A larger page is no article. The limits of a page keep its extraction to seconds."""
_MIN_ARTICLE = 250
"""Characters: like trafilatura, we take a shorter text for a part of the article."""

_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252"}
"""Charsets that browsers read as another, by the WHATWG's Encoding standard."""
_META_CHARSET = re.compile(
    rb"""
    <meta [^>]{0,200}? charset \s*=\s*           # <meta charset=
    ["']? \s* ( [\w.:-]{2,40} )                  # <meta charset="utf-8"
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CHARSETS = re.compile(
    r"""
    utf-?(?: 8 | 16 ) | us-ascii                 # utf-8
  | iso-?8859 | latin | windows- | cp\d | mac    # windows-1251
  | koi8 | ibm866                                # koi8-r
  | gb | big5 | euc- | shift | iso-2022 | tis-   # euc-jp
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""How the charsets of web pages begin. Python's others are slow, or no encodings of text."""
_PUBLISHED = frozenset(
    "article:published_time article:published og:published_time og:article:published_time"
    " datepublished date pubdate publishdate publish-date publish_date publication_date"
    " citation_publication_date parsely-pub-date sailthru.date dc.date dc.date.issued"
    " dc.date.created dcterms.date dcterms.created dcterms.issued".split()
)
"""Names of meta tags that tell when a page was first published."""


def read(data: bytes, source: str, url: str | None = None, charset: str | None = None) -> Document:
    """The article in a page from `url`, in the charset that its server named.

    Raises UnreadableError for a page without an article, or with too many or too deep elements.
    """
    markup = _decode(data, charset)
    with unreadable.guarded("web page"):
        tree = parse(markup)
        return Document(
            source=source,
            text=text.checked(_article(tree)),
            sha256=hashlib.sha256(data).hexdigest(),
            metadata=_metadata(tree, url),
        )


def _decode(data: bytes, charset: str | None) -> str:
    """The page as text: by a byte order mark, as the server or the page says, or as plain text.

    As in browsers, a charset that is named is used, and bytes that do not fit it are replaced.
    """
    written = next((match[1].decode() for match in _META_CHARSET.finditer(data[:4096])), None)
    if written and written.lower().startswith("utf-16"):
        written = "utf-8"  # a page whose bytes can say so is not UTF-16
    declared = charset or written
    if declared and _CHARSETS.match(declared) and not data.startswith(text.MARKS):
        with suppress(LookupError):
            charset_name = codecs.lookup(declared).name
            return data.decode(_AS_BROWSERS.get(charset_name, declared), errors="replace")
    return text.decode(data)[0]


def _article(tree: HtmlElement) -> str:
    """The article, rather too little of it than too much, unless that leaves almost nothing."""
    from trafilatura import extract

    found = extract(tree, include_comments=False, favor_precision=True) or ""
    if len(found) < _MIN_ARTICLE:
        found = extract(tree, include_comments=False) or found
    if not found.strip():
        raise UnreadableError("no article text in the page")
    return found


def _metadata(tree: HtmlElement, url: str | None) -> Metadata:
    from trafilatura import extract_metadata

    found = extract_metadata(tree, default_url=url, extensive=False)
    return Metadata(
        title=metadata_fields.name(found.title),
        published=_published(tree),
        byline=metadata_fields.name((found.author or "").replace(";", ",")),
        publisher=metadata_fields.name(found.sitename),
        url=metadata_fields.address(found.url),
        language=metadata_fields.language(tree.get("lang") or tree.get("xml:lang")),
    )


def _published(tree: HtmlElement) -> date | None:
    """The day that the page's tags tell; a date in its text may be of anything else."""
    return next(filter(None, map(metadata_fields.day, _tagged_dates(tree))), None)


def _tagged_dates(tree: HtmlElement) -> Iterator[object]:
    for tag in tree.iter("meta"):
        named = {tag.get(kind, "").lower() for kind in ("property", "name", "itemprop")}
        if named & _PUBLISHED:
            yield tag.get("content")
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        yield _linked_date(script.text or "")
    yield from tree.xpath('//time[@pubdate or contains(@itemprop, "datePublished")]/@datetime')
    times = tree.xpath("//time[not(ancestor::footer|ancestor::aside|ancestor::nav)]/@datetime")
    days = set(map(metadata_fields.day, times))
    if len(days) == 1 and (day := days.pop()):
        yield day.isoformat()


def _linked_date(script: str) -> object:
    """The `datePublished` of an article in JSON-LD, the one nearest to the top level."""
    try:
        level: list[object] = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return None
    while level:
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                if "datePublished" in value:
                    return value["datePublished"]
                inner += value.values()
            elif isinstance(value, list):
                inner += value
        level = inner
    return None
