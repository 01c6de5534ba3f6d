"""Reads web pages: the text of the article, without the page around it, and its metadata."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.language.sentences import is_sentence
from index.readers import page_metadata, text, unreadable
from index.readers.markup import parse, plain
from index.types import Document

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
_MOST_NULS = 20
_SENTENCE_WORDS = 8
"""Words of a string in a script that may be a paragraph of the article."""


def read(data: bytes, source: str, url: str | None = None, charset: str | None = None) -> Document:
    """The article in a page from `url`, in the charset that its server named.

    Raises UnreadableError for a page without an article, or with too many or too deep elements.
    """
    markup = _without_nul(decode(data, charset))
    with unreadable.guarded("web page"):
        tree = parse(markup)
        return Document(
            source=source,
            text=text.checked(_article(tree)),
            sha256=hashlib.sha256(data).hexdigest(),
            metadata=page_metadata.of(tree, url),
        )


def decode(data: bytes, charset: str | None = None) -> str:
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


def _without_nul(markup: str) -> str:
    """A page without the few NULs of careless programs; UnreadableError if it has many."""
    if markup.count("\0") > _MOST_NULS:
        raise UnreadableError("not text: it holds NUL bytes")
    return markup.replace("\0", "")


def _article(tree: HtmlElement) -> str:
    """The article, rather too little of it than too much, unless that leaves almost nothing."""
    from trafilatura import extract

    _open_asides(tree)
    found = extract(tree, include_comments=False, favor_precision=True) or ""
    if len(found) < _MIN_ARTICLE:
        found = extract(tree, include_comments=False) or found
    if not any(map(_is_paragraph, found.splitlines())):
        found = "\n".join(_in_scripts(tree)) or found
    if not found.strip():
        raise UnreadableError("no article text in the page")
    return found


def _open_asides(tree: HtmlElement) -> None:
    """Has an `aside` read as an article if it holds most of the page's paragraphs."""
    whole = _length(tree)
    for aside in tree.iter("aside"):
        if 2 * _length(aside) > whole:
            aside.tag = "article"


def _length(element: HtmlElement) -> int:
    """Characters of the paragraphs inside."""
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _in_scripts(tree: HtmlElement) -> Iterator[str]:
    """The sentences in the data of a page that a script would show."""
    for script in tree.iterfind('.//script[@type="application/json"]'):
        for value in page_metadata.values(script.text or ""):
            if isinstance(value, str) and _is_paragraph(value):
                yield plain(value)


def _is_paragraph(text: str) -> bool:
    return is_sentence(text.strip()) and len(text.split()) >= _SENTENCE_WORDS
