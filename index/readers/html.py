"""Web pages: the article's text without what stands around it, and what the page says of itself."""

from __future__ import annotations

import codecs
import hashlib
import json
import logging
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.articles import metadata_fields
from index.errors import UnreadableError
from index.readers import text, unreadable
from index.types import Document, Metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_BYTES = 5_000_000
"""A larger page is no article; the limits of a page keep its extraction to seconds."""
_MAX_ELEMENTS = 50_000
_MAX_ATTRIBUTES = 5_000
_MAX_DEPTH = 250
"""libxml2 drops what is nested 256 deep, without a word."""
_SHORT = 250
"""Characters: what trafilatura itself takes for too little to be the article."""

_TAG = re.compile(r"""<[a-zA-Z](?:[^>"']++|"[^"]*+"|'[^']*+')*+""")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252"}
"""What a charset is read as, by the WHATWG's Encoding standard."""
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_CHARSETS = re.compile(
    r"utf-?(?:8|16)|us-ascii|iso-?8859|latin|windows-|cp\d|koi8|mac|ibm866|gb|big5|euc-|shift|iso-2022|tis-",
    re.IGNORECASE,
)
"""The beginnings of those that pages are written in; Python knows others, which are slow or no encodings of text."""
_PUBLISHED = frozenset(
    "article:published_time article:published og:published_time og:article:published_time datepublished date pubdate "
    "publishdate publish-date publish_date publication_date citation_publication_date parsely-pub-date sailthru.date "
    "dc.date dc.date.issued dc.date.created dcterms.date dcterms.created dcterms.issued".split()
)
"""Names of meta tags that tell when a page was first published."""
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre "
    "section table td th tr ul".split()
)


def read(data: bytes, source: str, url: str | None = None, charset: str | None = None) -> Document:
    """The article in a page that was found at `url`, in the charset that its server named.

    Raises UnreadableError for a page that holds none, or that is nested or crowded as no page is.
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
    """The text of a piece of HTML that is all article: a block a line.

    Raises UnreadableError where it is nested or crowded as none is.
    """
    if "<" not in fragment and "&" not in fragment:
        return fragment
    with unreadable.guarded("piece of HTML"):
        lines = (
            "".join(run).split()
            for run in _runs(_parse(f"<html><body><div>{fragment}</div></body></html>"))
        )
        return "\n".join(" ".join(line) for line in lines if line)


def _decode(data: bytes, charset: str | None) -> str:
    """By a byte order mark, else as the server or the page says, else as text is decoded.

    Like a browser's, a charset that is named is believed: bytes that are none in it are replaced.
    """
    written = next((match[1].decode() for match in _META_CHARSET.finditer(data[:4096])), None)
    if written and written.lower().startswith("utf-16"):
        written = "utf-8"  # what says so in single bytes is not what it says
    declared = charset or written
    if declared and _CHARSETS.match(declared) and not data.startswith(text.MARKS):
        try:
            return data.decode(
                _AS_BROWSERS.get(codecs.lookup(declared).name, declared), errors="replace"
            )
        except LookupError:
            pass
    return text.decode(data)[0]


def _parse(markup: str) -> HtmlElement:
    if "\0" in markup:
        raise UnreadableError("not text: it holds NUL bytes")
    for count, tag in enumerate(_TAG.finditer(markup)):
        if count > _MAX_ELEMENTS:
            raise UnreadableError(f"a page of more than {_MAX_ELEMENTS:,} elements")
        if (
            len(tag[0]) > 2 * _MAX_ATTRIBUTES
            and len(re.split(r"[\s=/]+", _QUOTED.sub("", tag[0]))) > _MAX_ATTRIBUTES
        ):
            raise UnreadableError(f"a tag with more than {_MAX_ATTRIBUTES:,} attributes")
    from trafilatura import load_html

    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).setLevel(
            logging.CRITICAL
        )  # what they cannot read is ours to report
    tree = load_html(markup)
    if tree is None or not len(tree):
        raise UnreadableError("not a web page")
    if tree.xpath(f"boolean(//*[count(ancestor::*) >= {_MAX_DEPTH}])"):
        raise UnreadableError(f"a page nested more than {_MAX_DEPTH} deep")
    return tree


def _article(tree: HtmlElement) -> str:
    """Without comments, and rather too little than what is not the article; all of it where that leaves nearly nothing."""
    from trafilatura import extract

    found = extract(tree, include_comments=False, favor_precision=True) or ""
    if len(found) < _SHORT:
        found = extract(tree, include_comments=False) or found
    if not found.strip():
        raise UnreadableError("no article text in the page")
    return found


def _metadata(tree: HtmlElement, url: str | None) -> Metadata:
    from trafilatura import extract_metadata

    told = extract_metadata(tree, default_url=url, extensive=False)
    return Metadata(
        title=metadata_fields.name(told.title),
        published=_published(tree),
        byline=metadata_fields.name((told.author or "").replace(";", ",")),
        publisher=metadata_fields.name(told.sitename),
        url=metadata_fields.address(told.url),
        language=metadata_fields.language(tree.get("lang") or tree.get("xml:lang")),
    )


def _published(tree: HtmlElement) -> date | None:
    """The day that the page's tags tell. A date in its text may be anybody's: htmldate's, which looks there too, is not asked."""
    return next((day for told in _told_dates(tree) if (day := metadata_fields.day(told))), None)


def _told_dates(tree: HtmlElement) -> Iterator[object]:
    for tag in tree.iter("meta"):
        named = {tag.get(kind, "").lower() for kind in ("property", "name", "itemprop")}
        if named & _PUBLISHED:
            yield tag.get("content")
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        yield _linked_date(script.text or "")
    yield from tree.xpath('//time[@pubdate or contains(@itemprop, "datePublished")]/@datetime')
    times = [
        metadata_fields.day(told)
        for told in tree.xpath(
            "//time[not(ancestor::footer|ancestor::aside|ancestor::nav)]/@datetime"
        )
    ]
    if len(set(times)) == 1 and times[0]:
        yield times[0].isoformat()


def _linked_date(script: str) -> object:
    """The `datePublished` of an article in JSON-LD: the first that stands in it, from the top down."""
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
    """What stands between the edges of blocks."""
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
