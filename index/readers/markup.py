"""Parses HTML within limits that keep its extraction to seconds; turns a piece of it into text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.readers.unreadable import guarded

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_ELEMENTS = 50_000
_MAX_ATTRIBUTES = 5_000
_MAX_DEPTH = 250
"""libxml2 drops elements that are nested 256 deep, without an error."""
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
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table td th tr ul".split()
)
"""Elements that begin a line of their own."""


def plain(fragment: str) -> str:
    """The text of a piece of HTML that is all article, with a line for each block.

    Raises UnreadableError if it has too many or too deep elements.
    """
    if "<" not in fragment and "&" not in fragment:
        return fragment
    with guarded("piece of HTML"):
        return "\n".join(lines(parse(f"<html><body><div>{fragment}</div></body></html>")))


def lines(tree: HtmlElement) -> Iterator[str]:
    """The text of each block of a page."""
    return filter(None, (" ".join("".join(run).split()) for run in _runs(tree)))


def parse(markup: str) -> HtmlElement:
    """The tree of a page. Raises UnreadableError if it has too many or too deep elements.

    What has very many attributes is read as text: most often it is no tag, but part of a script.
    """
    markup, count = _TAG.subn(_tag_or_text, markup)
    if count > _MAX_ELEMENTS:
        raise UnreadableError(f"a page of more than {_MAX_ELEMENTS:,} elements")
    from trafilatura import load_html

    for library in ("trafilatura", "htmldate"):  # we report ourselves what cannot be read
        logging.getLogger(library).setLevel(logging.CRITICAL)
    tree = load_html(markup)
    if tree is None or not len(tree):
        raise UnreadableError("not a web page")
    if tree.xpath(f"boolean(//*[count(ancestor::*) >= {_MAX_DEPTH}])"):
        raise UnreadableError(f"a page nested more than {_MAX_DEPTH} deep")
    return tree


def _tag_or_text(tag: re.Match[str]) -> str:
    if len(tag[0]) <= 2 * _MAX_ATTRIBUTES:
        return tag[0]
    attributes = len(re.split(r"[\s=/]+", _QUOTED.sub("", tag[0])))
    return tag[0] if attributes <= _MAX_ATTRIBUTES else f"&lt;{tag[0][1:]}"


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
