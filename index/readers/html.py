"""Reads web pages: the text of the article, without the page around it, and its metadata."""

from __future__ import annotations

import codecs
import hashlib
import json
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from index.articles import metadata_fields
from index.errors import UnreadableError
from index.readers import text, unreadable
from index.types import Document, Metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYTES = 5_000_000
"""A larger page is no article. The limits of a page keep its extraction to seconds."""
_MAX_ELEMENTS = 50_000
_MAX_ATTRIBUTES = 5_000
_MAX_DEPTH = 250
"""libxml2 drops elements that are nested 256 deep, without an error."""
_MIN_ARTICLE = 250
"""Characters: like trafilatura, we take a shorter text for a part of the article."""

_TAG = re.compile(
    r"""
    < [a-zA-Z]                  # <p
    (?:
        [^>"']++                # <p class=
      | "[^"]*+" | '[^']*+'     # <p class="lead"
    )*+
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
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
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table td th tr ul".split()
)
"""Elements that begin a line of their own."""


def read(data: bytes, source: str, url: str | None = None, charset: str | None = None) -> Document:
    """The article in a page from `url`, in the charset that its server named.

    Raises UnreadableError for a page without an article, or with too many or too deep elements.
    """
    markup = _decode(data, charset)
    with unreadable.guarded("web page"):
        tree = _parse(markup)
        return Document(
            source=source,
            text=text.checked(_article(tree)),
            sha256=hashlib.sha256(data).hexdigest(),
            metadata=_metadata(tree, url),
        )


def plain(fragment: str) -> str:
    """The text of a piece of HTML that is all article, with a line for each block.

    Raises UnreadableError if it has too many or too deep elements.
    """
    if "<" not in fragment and "&" not in fragment:
        return fragment
    with unreadable.guarded("piece of HTML"):
        tree = _parse(f"<html><body><div>{fragment}</div></body></html>")
        lines = (" ".join("".join(run).split()) for run in _runs(tree))
        return "\n".join(filter(None, lines))


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


def _parse(markup: str) -> HtmlElement:
    if "\0" in markup:
        raise UnreadableError("not text: it holds NUL bytes")
    for count, tag in enumerate(_TAG.finditer(markup)):
        if count > _MAX_ELEMENTS:
            raise UnreadableError(f"a page of more than {_MAX_ELEMENTS:,} elements")
        if _has_too_many_attributes(tag[0]):
            raise UnreadableError(f"a tag with more than {_MAX_ATTRIBUTES:,} attributes")
    from trafilatura import load_html

    for library in ("trafilatura", "htmldate"):  # we report ourselves what cannot be read
        logging.getLogger(library).setLevel(logging.CRITICAL)
    tree = load_html(markup)
    if tree is None or not len(tree):
        raise UnreadableError("not a web page")
    if tree.xpath(f"boolean(//*[count(ancestor::*) >= {_MAX_DEPTH}])"):
        raise UnreadableError(f"a page nested more than {_MAX_DEPTH} deep")
    return tree


def _has_too_many_attributes(tag: str) -> bool:
    if len(tag) <= 2 * _MAX_ATTRIBUTES:
        return False
    return len(re.split(r"[\s=/]+", _QUOTED.sub("", tag))) > _MAX_ATTRIBUTES


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


def _runs(tree: HtmlElement) -> Iterator[list[str]]:
    """The pieces of text between the edges of blocks."""
    run: list[str] = []
    for event, element in _walk(tree):
        if element.tag in _BLOCKS:
            yield run
            run = []
        if element.tag not in ("script", "style"):
            run.append((element.text if event == "start" else None) or "")
        if event == "end":
            run.append(element.tail or "")
    yield run


def _walk(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    from lxml.etree import iterwalk

    yield from iterwalk(tree, ("start", "end"))
