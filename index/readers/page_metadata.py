"""The metadata of a web page: title, day, author, publisher, address and language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.articles import metadata_fields, own_date
from index.readers.markup import lines
from index.types import Metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = dict[str, object]
"""An object of JSON-LD."""
_PUBLISHED = frozenset(
    "articlepublishedtime articlepublished ogpublishedtime ogarticlepublishedtime"
    " datepublished date pubdate publishdate publicationdate"
    " citationpublicationdate parselypubdate sailthrudate dcdate dcdateissued"
    " dcdatecreated dctermsdate dctermscreated dctermsissued".split()
)
"""Names of meta tags that tell when a page was first published, in letters alone."""
_NO_LETTER = re.compile(r"[^a-z]+")
_ARTICLE = re.compile(r"Article$|Posting$|^Report$")
_NO_ARTICLE = re.compile(r"Object$|^ListItem$|^Comment$|^Review$|Event$")
"""Types of JSON-LD: of an article, and of what is shown beside it."""
_SURNAME_FIRST = re.compile(r"(?P<surname>[\w'’-]+), (?P<given>[\w'’-]+(?: \w\.?)?)")
_TAGGED = (
    '//time[@pubdate or contains(@itemprop, "datePublished")]/@datetime',
    '//*[contains(concat(" ", @class, " "), " published ")'
    ' or contains(concat(" ", @class, " "), " dt-published ")]/@*[name()="title"'
    ' or name()="datetime"]',
)
_TIMES = "//time[not(ancestor::footer|ancestor::aside|ancestor::nav)]/@datetime"


def of(tree: HtmlElement, url: str | None) -> Metadata:
    """What a page from `url` tells of itself."""
    from trafilatura import extract_metadata

    found = extract_metadata(tree, default_url=url, extensive=False)
    nodes = sorted(_nodes(tree), key=_rank)
    return Metadata(
        title=metadata_fields.name(found.title),
        published=_published(tree, nodes),
        byline=_byline(nodes) or _given_first(found.author),
        publisher=metadata_fields.name(found.sitename),
        url=metadata_fields.address(found.url),
        language=metadata_fields.language(tree.get("lang") or tree.get("xml:lang")),
    )


def values(script: str) -> Iterator[object]:
    """All values of a JSON text, those nearest to the top level first; none if it is none."""
    try:
        level: list[object] = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return
    while level:
        yield from level
        inner = [list(one.values()) for one in level if isinstance(one, dict)]
        inner += [one for one in level if isinstance(one, list)]
        level = [value for one in inner for value in one]


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        yield from (value for value in values(script.text or "") if isinstance(value, dict))


def _rank(node: Node) -> int:
    """0 for the node of an article, 2 for that of a video, 1 for any other."""
    types = node.get("@type")
    names = [one for one in (types if isinstance(types, list) else [types]) if isinstance(one, str)]
    if any(map(_ARTICLE.search, names)):
        return 0
    return 2 if any(map(_NO_ARTICLE.search, names)) else 1


def _published(tree: HtmlElement, nodes: list[Node]) -> date | None:
    """The day that the page's tags tell, else a line that says so."""
    tagged = map(metadata_fields.day, _tagged_dates(tree, nodes))
    return next(filter(None, tagged), None) or _day_in_line(tree)


def _tagged_dates(tree: HtmlElement, nodes: list[Node]) -> Iterator[object]:
    for tag in tree.iter("meta"):
        kinds = (tag.get(kind, "") for kind in ("property", "name", "itemprop"))
        if {_NO_LETTER.sub("", kind.lower()) for kind in kinds} & _PUBLISHED:
            yield tag.get("content")
    yield from (node["datePublished"] for node in nodes if "datePublished" in node)
    for path in _TAGGED:
        yield from tree.xpath(path)
    days = set(map(metadata_fields.day, tree.xpath(_TIMES)))
    if len(days) == 1 and (day := days.pop()):
        yield day.isoformat()


def _day_in_line(tree: HtmlElement) -> date | None:
    found = (own_date.in_line(line, must_say=True) for line in lines(tree))
    told = own_date.surest(filter(None, found))
    return told.day if told else None


def _byline(nodes: list[Node]) -> str | None:
    """The authors that an article's node names."""
    for node in nodes:
        authors = node.get("author")
        if _rank(node) == 0 and authors:
            listed = authors if isinstance(authors, list) else [authors]
            names = [one.get("name") if isinstance(one, dict) else one for one in listed]
            if name := metadata_fields.name([one for one in names if isinstance(one, str)]):
                return name
    return None


def _given_first(authors: str | None) -> str | None:
    """The authors, "Smith, Ann" as "Ann Smith"."""
    name = metadata_fields.name((authors or "").replace(";", ","))
    match = _SURNAME_FIRST.fullmatch(name or "")
    return f"{match['given']} {match['surname']}" if match else name
