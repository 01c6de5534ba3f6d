"""Parses a document's text: headline, dateline, date, publisher, and a body without furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise

from index.articles import boilerplate, metadata_fields, own_date
from index.articles.boilerplate import ParagraphKind
from index.errors import UnreadableError
from index.language import countries, dates, language_id, sentences
from index.language.lexicon import any_of
from index.language.lexicon.calendar import weekdays
from index.types import NEWLINE, Article, Document, Sentence, SetAside

_HEADER = re.compile(
    r"""
    ^(
        title | headline                          # Title: River rises
      | source | publisher                        # Source: The Post
      | date | published                          # Date: 2022/03/27
      | authors? | byline                         # Byline: Ann Smith
      | url | link                                # URL: https://example.org
    )
    \s* : \s* ( \S .* ) $
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FIELD = re.compile(r"^[^\W\d_][\w ]{0,20}:\s")
"""Any field: "Tickets: 5 crowns"."""
_TITLE_FIELDS = ("title", "headline")
_HEADER_LINES = 8
_BYLINE = re.compile(
    r"""
    ^(?: By | BY ) \s+
    (?P<name>
        [A-Z] [\w.'’-]*+                          # Ann
        (?:
            \s+ (?: and\s+ | de\s+ | van\s+ | von\s+ )?
            [A-Z] [\w.'’-]*+                      # Smith; van Smith; and Tom
        ){1,5}
    )
    \s* (?: [|,•–—-] | $ )                        # | The Post
    """,
    re.VERBOSE,
)
_URL_DATE = re.compile(
    r"""
    [/_-] (?P<year> (?: 19 | 20 ) \d\d )                       # /2022
    [/_-] (?P<month> 0?[1-9] | 1[0-2] )                        # /03
    [/_-] (?P<day> 0?[1-9] | [12]\d | 3[01] ) (?! \d )         # /27
    """,
    re.VERBOSE,
)
"""A date in an address, as in /2022/03/27/ or /2022-03-27-river.html."""
_HEADLINE_WORDS = 20
"""A headline that ends as a sentence does has no more."""
_DATE_LINES = 12
"""Paragraphs from the top in which a line of its own may hold the article's date."""
_MARKDOWN = re.compile(r"^#{1,6}\s+")
_PLACE = r"""
    [A-Z] [\w.'’-]*                                                        # Paris
    (?:
        \s+ (?: (?: of | the | on | de | la | le | el | al | am | d' ) \s+ )?
        [A-Z] [\w.'’-]*                                                    # Port of Spain
    ){0,3}
"""
_DATELINE = re.compile(
    rf"""
    ^(?P<place> {_PLACE} )                        # PARIS
    (?: ,\s* (?P<region> {_PLACE} ) )?            # PARIS, Texas
    (?P<date>
        ,? \s+
        (?: [A-Z][a-z]{{2,5}} day ,? \s+ )?       # PARIS, Monday, March 3
        (?:
            [A-Z][a-z]{{2,8}} \.? \s+ \d{{1,2}}   # PARIS, March 3
          | \d{{1,2}} \s+ [A-Z][a-z]{{2,8}}       # PARIS, 3 March
        )
        (?: ,? \s* \d{{4}} )?                     # PARIS, 3 March 2014
    )?
    \s* (?: \( (?P<agency> [^)]{{2,40}} ) \) )?   # PARIS (Fictional Wire)
    \s* (?: --? | [‐‑‒–—―−] | : ) \s+                  # PARIS —
    """,
    re.VERBOSE,
)
_PLACE_AND_DATE = re.compile(
    rf"""
    ^(?P<place> {_PLACE} )                        # Geneva
    (?: ,\s* {_PLACE} )?                          # Geneva, Switzerland
    ,\s+ (?= .{{0,14}} \d )                       # Geneva, 17 April 2014
    """,
    re.VERBOSE,
)
_DATE_AND_PLACE = re.compile(
    rf"""
    ^ .{{0,14}} \d [^,]* ,\s+                     # 17 April 2014,
    (?P<place> {_PLACE} ) $                       # 17 April 2014, Geneva
    """,
    re.VERBOSE,
)
_PUBLISHERS = (
    re.compile(
        r"""
        \b (?: [Rr]ep | [Pp] ) ublished\ by\ (?: the\  )?           # Republished by the
        (?P<name> [A-Z] [\w'’&.-]* (?: \ [A-Z] [\w'’&.-]* ){0,4} )  # Evening Post
        """,
        re.VERBOSE,
    ),
    re.compile(
        r"""
        ^ \W* a\ message\ from\ (?P<name> [^:]{3,60} ) :? \s* $      # A message from the Post:
        """,
        re.VERBOSE | re.IGNORECASE,
    ),
    re.compile(
        r"""
        (?: © | \b copyright \b | \(c\) ) \s* (?: \d{4} )? ,? \s*   # © 2021
        (?P<name> [A-Z] [^.|,]{2,60} )                              # © 2021 The Post
        """,
        re.VERBOSE | re.IGNORECASE,
    ),
)
_MAX_PUBLISHER_WORDS = 6
_MAX_WRAPPED_LINE = 100
"""Characters: a text that is broken by hand has no longer lines."""
_MIN_BROKEN_LINE = 40
"""Characters: a shorter line may end where its paragraph does."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    start: int
    end: int
    text: str
    kind: ParagraphKind


def parse(document: Document) -> Article:
    """The article in a document, without its statements, which `index.statements` adds.

    What the document's metadata tells counts before what its text tells. Raises UnreadableError
    for a document without a sentence that could be cited.
    """
    paragraphs = _paragraphs(document.text)
    body = [paragraph for paragraph in paragraphs if paragraph.kind is ParagraphKind.TEXT]
    if not body:
        raise UnreadableError("no article text in it, only furniture")
    metadata = document.metadata
    above = [paragraph for paragraph in paragraphs if paragraph.start < body[0].start]
    header = _header(above)
    dateline = _dateline(body[0].text)
    language = metadata.language or language_id.identify(document.text)
    title, title_start = _title(above, body[0])
    if metadata.title:
        title, title_start = metadata.title, None
    url = metadata.url or _url(header)
    body_start = dateline.end() if dateline else 0
    return Article(
        source=document.source,
        sha256=document.sha256,
        text=document.text,
        title=title,
        title_start=title_start,
        published=metadata.published or _published(paragraphs, header, url, dateline),
        dateline=_place(dateline) or _place_above(above),
        byline=metadata.byline or _byline(paragraphs, header),
        publisher=metadata.publisher or _publisher(paragraphs, header, dateline),
        url=url,
        language=language,
        pages=document.pages,
        sentences=tuple(_sentences(document.text, body, language, skip=body_start)),
        set_aside=tuple(_set_aside(paragraphs, title_start)),
    )


def _set_aside(paragraphs: Sequence[_Paragraph], title_start: int | None) -> Iterator[SetAside]:
    for one in paragraphs:
        has_title = title_start is not None and one.start <= title_start < one.end
        if one.kind is not ParagraphKind.TEXT and not has_title:
            yield SetAside(one.start, one.end, one.kind.name.lower())


def _url(header: Mapping[str, str]) -> str | None:
    """The address in a field at the top."""
    url = metadata_fields.address(header.get("url"))
    return url or metadata_fields.address(header.get("link"))


def _dateline(first_paragraph: str) -> re.Match[str] | None:
    """The dateline that the body begins with, if its place is one."""
    match = _DATELINE.match(first_paragraph)
    return match if _place(match) else None


def headings(text: str) -> list[tuple[int, int]]:
    """The offsets of headline, subheadings and captions: neither sentences nor furniture."""
    found = []
    for number, paragraph in enumerate(_paragraphs(text)):
        field = _HEADER.match(paragraph.text) if number < _HEADER_LINES else None
        skip = field.start(2) if field and field[1].lower() in _TITLE_FIELDS else 0
        if paragraph.kind is ParagraphKind.HEADING and (skip or not field):
            found.append((paragraph.start + skip, paragraph.end))
    return found


def _paragraphs(text: str) -> list[_Paragraph]:
    spans = list(_blocks(text) if _is_wrapped(text) else _lines(text))
    kinds = boilerplate.classify([_plain(text[start:end]) for start, end in spans])
    found: list[_Paragraph] = []
    for number, ((start, end), kind) in enumerate(zip(spans, kinds, strict=True)):
        paragraph = text[start:end]
        if _is_marked(number, paragraph):
            kind = ParagraphKind.HEADING
        found.append(_Paragraph(start, end, paragraph, kind))
    if _is_headline_above(found):
        found[0] = replace(found[0], kind=ParagraphKind.HEADING)
    return found


def _is_headline_above(paragraphs: Sequence[_Paragraph]) -> bool:
    """Whether the first line is a headline though it reads like a sentence or an advert.

    It is if it is short and stands above fields. One that reads like a sentence may also stand
    above a date or a byline, ask, or break off.
    """
    if not any(one.kind is ParagraphKind.TEXT for one in paragraphs[1:]):
        return False
    first, following = paragraphs[0].text, paragraphs[1].text
    if len(first.split()) > _HEADLINE_WORDS or _HEADER.match(first) or _dateline(first):
        return False
    if paragraphs[0].kind is ParagraphKind.FURNITURE:
        return bool(_HEADER.match(following))
    is_above = any(sign(following) for sign in (_HEADER.match, _BYLINE.match, own_date.in_line))
    return is_above or first.endswith(("...", "…", "?"))


def _is_marked(number: int, paragraph: str) -> bool:
    """Whether a paragraph is marked as no text: "# River rises", or at the top "Date: 5 May"."""
    is_field = number < _HEADER_LINES and _HEADER.match(paragraph)
    return bool(is_field or _MARKDOWN.match(paragraph))


def _plain(paragraph: str) -> str:
    return re.sub(r"\s+", " ", _MARKDOWN.sub("", paragraph))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        span = sentences.strip(text, start, start + len(line))
        start += len(line)
        if span[0] < span[1]:
            yield span


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    block: tuple[int, int] | None = None
    for start, end in _lines(text):
        if block and len(NEWLINE.findall(text, block[1], start)) == 1:
            block = (block[0], end)
        else:
            if block:
                yield block
            block = (start, end)
    if block:
        yield block


def _is_wrapped(text: str) -> bool:
    """Whether lines are broken by hand: none is long, and most end in the middle of a sentence."""
    lines = [line.strip() for line in text.splitlines()]
    followed = [line for line, following in pairwise(lines) if line and following]
    if len(followed) < 3 or max(map(len, lines)) > _MAX_WRAPPED_LINE:
        return False
    long_lines = [line for line in followed if len(line) > _MIN_BROKEN_LINE]
    broken = [line for line in long_lines if not sentences.is_sentence(line)]
    return len(broken) > len(followed) / 2


def _header(paragraphs: Sequence[_Paragraph]) -> dict[str, str]:
    """Fields that are written out at the top, as "Date: 2022/03/27".

    One alone among others that no article has is an event's.
    """
    top = [paragraph.text for paragraph in paragraphs[:_HEADER_LINES]]
    fields = {match[1].lower(): match[2].strip() for match in map(_HEADER.match, top) if match}
    is_of_event = len(fields) == 1 and len(list(filter(_FIELD.match, top))) > 1
    return {} if is_of_event else fields


def _title(above: Sequence[_Paragraph], first: _Paragraph) -> tuple[str, int | None]:
    """The headline and its offset: a field, else a line above the body; ("", None) without one."""
    for paragraph in above:
        field = _HEADER.match(paragraph.text)
        if field and field[1].lower() in _TITLE_FIELDS:
            return field[2], paragraph.start + field.start(2)
    candidates = [paragraph for paragraph in above if _may_be_title(paragraph)]
    if not above and _is_headline(first.text):
        candidates = [first]
    if not candidates:
        return "", None
    title = candidates[0]
    markup = _MARKDOWN.match(title.text)
    skip = markup.end() if markup else 0
    return title.text[skip:], title.start + skip


def _may_be_title(paragraph: _Paragraph) -> bool:
    """Whether a line above the body is neither furniture nor a date, a field, a name or a link."""
    if paragraph.kind is not ParagraphKind.HEADING or _HEADER.match(paragraph.text):
        return False
    if boilerplate.bullet_length(paragraph.text):
        return False
    has_words = language_id.count_words(paragraph.text) >= boilerplate.TITLE_WORDS
    return has_words and not own_date.in_line(paragraph.text)


def _is_headline(text: str) -> bool:
    return len(text.split()) <= boilerplate.HEADING_WORDS and not sentences.is_sentence(text)


def _published(
    paragraphs: Sequence[_Paragraph],
    header: Mapping[str, str],
    url: str | None,
    dateline: re.Match[str] | None,
) -> date | None:
    """The day of publication: the dateline's, else as the page or the address tells it."""
    day = own_date.full_date(dateline[0]) if dateline else None
    return day or _date_of_page(paragraphs, header) or _date_in(url)


def _date_of_page(paragraphs: Sequence[_Paragraph], header: Mapping[str, str]) -> date | None:
    """A field, else a line with a date: one near the top, or one that says "published"."""
    for field in ("published", "date"):
        if field in header and (day := own_date.full_date(header[field])):
            return day
    found = (
        own_date.in_line(paragraph.text, must_say=number >= _DATE_LINES)
        for number, paragraph in enumerate(paragraphs)
        if not _HEADER.match(paragraph.text)
    )
    told = own_date.surest(filter(None, found))
    return told.day if told else None


def _date_in(url: str | None) -> date | None:
    """The day that a web address names."""
    match = _URL_DATE.search(url or "")
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def _byline(paragraphs: Sequence[_Paragraph], header: Mapping[str, str]) -> str | None:
    """Who wrote it: a field at the top, else a line that begins with "By"."""
    for field in ("byline", "authors", "author"):
        if field in header:
            return header[field]
    matches = (
        _BYLINE.match(paragraph.text)
        for paragraph in paragraphs[:_DATE_LINES]
        if paragraph.kind is not ParagraphKind.TEXT
    )
    return next((match["name"] for match in matches if match), None)


def _place(dateline: re.Match[str] | None) -> str | None:
    """The place of a dateline; None unless capitals, an agency, a date or a country prove it."""
    if dateline is None:
        return None
    place = dateline["place"]
    is_capitals = place.isupper() and len(place) > 3
    if not (is_capitals or dateline["agency"] or dateline["date"] or countries.find(place)):
        return None
    return place.title() if is_capitals else place


def _place_above(above: Sequence[_Paragraph]) -> str | None:
    """The place beside a date in a line above the body: "Geneva, 17 April 2014"."""
    for paragraph in above:
        if not own_date.in_line(paragraph.text):
            continue
        before = _PLACE_AND_DATE.match(paragraph.text)
        if before and _is_short_name(before["place"]):
            return before["place"].title() if before["place"].isupper() else before["place"]
        after = _DATE_AND_PLACE.search(paragraph.text)
        if after and _is_short_name(after["place"]):
            return after["place"]
    return None


def _is_short_name(place: str) -> bool:
    return len(place.split()) <= 2 and not place.lower().endswith("day")


def _publisher(
    paragraphs: Sequence[_Paragraph], header: Mapping[str, str], dateline: re.Match[str] | None
) -> str | None:
    for field in ("publisher", "source"):
        if field in header:
            return header[field]
    for pattern in _PUBLISHERS:
        for paragraph in paragraphs:
            if match := pattern.search(paragraph.text):
                return match["name"].strip(" .")
    for paragraph in paragraphs[:_DATE_LINES]:
        if paragraph.kind is not ParagraphKind.TEXT and (name := _named_with_date(paragraph.text)):
            return name
    return dateline["agency"] if dateline else None


@cache
def _weekday() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(weekdays())}\b", re.IGNORECASE)


def _named_with_date(line: str) -> str | None:
    """ "Evening Post" in "Evening Post, Monday 6 November 2023"."""
    found = next(dates.find(line), None)
    if found is None or found.exact() is None:
        return None
    name = _weekday().sub("", line[: found.start]).strip(" \t,|•/·–—-*_()")
    words = name.split()
    if not 2 <= len(words) <= _MAX_PUBLISHER_WORDS:
        return None
    if own_date.is_label(name) or countries.find(name):
        return None
    return None if any(word[0].isalpha() and not word[0].isupper() for word in words) else name


def _sentences(
    text: str, body: Sequence[_Paragraph], language: str, skip: int
) -> Iterator[Sentence]:
    for number, paragraph in enumerate(body):
        start = skip if number == 0 else boilerplate.bullet_length(paragraph.text)
        start += paragraph.start
        for first, last in sentences.split(text, start, paragraph.end, language):
            yield Sentence(first, last, number)
