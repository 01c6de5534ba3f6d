"""A document's text to an Article: headline, dateline, date, publisher; the body apart from furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from index.articles import boilerplate, metadata_fields
from index.articles.boilerplate import ParagraphKind
from index.errors import UnreadableError
from index.language import countries, dates, language_id, sentences
from index.types import NEWLINE, Article, Document, Sentence

_HEADER = re.compile(
    r"^(title|headline|source|publisher|date|published|authors?|byline|url|link)\s*:\s*(\S.*)$",
    re.IGNORECASE,
)
_HEADER_LINES = 8
_BYLINE = re.compile(
    r"^(?:By|BY)\s+(?P<name>[A-Z][\w.'’-]*+(?:\s+(?:and\s+|de\s+|van\s+|von\s+)?[A-Z][\w.'’-]*+){1,5})\s*(?:[|,•–—-]|$)"
)
_URL_DATE = re.compile(
    r"[/_-](?P<year>(?:19|20)\d\d)[/_-](?P<month>0?[1-9]|1[0-2])[/_-](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
)
"""A date in an address, as in /2022/03/27/ or /2022-03-27-river.html."""
_LABELLED_DATE = re.compile(r"\b(published|posted|updated|last modified|date)\b", re.IGNORECASE)
_DATE_LINES = 12
"""Paragraphs from the top in which a line of its own may hold the article's date."""
_DATE_LINE_LENGTH = 120
_MARKDOWN = re.compile(r"^#{1,6}\s+")
_TITLE_WORDS = 4
_PLACE = r"[A-Z][\w.'’-]*(?:\s+(?:(?:of|the|on|de|la|le|el|al|am|d')\s+)?[A-Z][\w.'’-]*){0,3}"
_DATELINE = re.compile(
    rf"^(?P<place>{_PLACE})(?:,\s*(?P<region>{_PLACE}))?(?P<date>,?\s+(?:[A-Z][a-z]{{2,5}}day,?\s+)?(?:[A-Z][a-z]{{2,8}}\.?\s+\d{{1,2}}|\d{{1,2}}\s+[A-Z][a-z]{{2,8}})(?:,?\s*\d{{4}})?)?"
    r"\s*(?:\((?P<agency>[^)]{2,40})\))?\s*(?P<mark>—|–|--|-|:)\s+"
)
_PLACE_AND_DATE = re.compile(rf"^(?P<place>{_PLACE})(?:,\s*{_PLACE})?,\s+(?=.{{0,14}}\d)")
_DATE_AND_PLACE = re.compile(rf"^.{{0,14}}\d[^,]*,\s+(?P<place>{_PLACE})$")
_PUBLISHERS = (
    re.compile(
        r"\b(?:[Rr]ep|[Pp])ublished by (?:the )?(?P<name>[A-Z][\w'’&.-]*(?: [A-Z][\w'’&.-]*){0,4})"
    ),
    re.compile(r"^\W*a message from (?P<name>[^:]{3,60}):?\s*$", re.IGNORECASE),
    re.compile(
        r"(?:©|\bcopyright\b|\(c\))\s*(?:\d{4})?,?\s*(?P<name>[A-Z][^.|,]{2,60})", re.IGNORECASE
    ),
)
_WRAPPED = 100
"""Characters: no longer lines in a text that is broken by hand."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    start: int
    end: int
    text: str
    kind: ParagraphKind


def parse(document: Document) -> Article:
    """The article in a document, without its statements (see `statements`).

    Raises UnreadableError where there is no sentence that could be cited.
    """
    paragraphs = _paragraphs(document.text)
    body = [paragraph for paragraph in paragraphs if paragraph.kind is ParagraphKind.TEXT]
    if not body:
        raise UnreadableError("no article text in it, only furniture")
    language = document.metadata.language or language_id.identify(document.text)
    above = [paragraph for paragraph in paragraphs if paragraph.start < body[0].start]
    header = _header(above)
    title, title_start = _title(above, body[0])
    told = document.metadata
    url = (
        told.url
        or metadata_fields.address(header.get("url"))
        or metadata_fields.address(header.get("link"))
    )
    dateline = _DATELINE.match(body[0].text)
    if not _place(dateline):
        dateline = None
    place = _place(dateline) or _place_above(above)
    return Article(
        source=document.source,
        sha256=document.sha256,
        text=document.text,
        title=told.title or title,
        title_start=None if told.title else title_start,
        published=told.published
        or _published(paragraphs, header)
        or _date_in(url)
        or (_dated(dateline[0]) if dateline else None),
        dateline=place,
        byline=told.byline or _byline(paragraphs, header),
        publisher=told.publisher or _publisher(paragraphs, header, dateline),
        url=url,
        language=language,
        pages=document.pages,
        sentences=tuple(
            _sentences(document.text, body, language, skip=dateline.end() if dateline else 0)
        ),
    )


def headings(text: str) -> list[tuple[int, int]]:
    """Where the lines stand that are neither sentences nor furniture: headline, subheadings, captions."""
    found = []
    for number, paragraph in enumerate(_paragraphs(text)):
        field = _HEADER.match(paragraph.text) if number < _HEADER_LINES else None
        skip = field.start(2) if field and field[1].lower() in ("title", "headline") else 0
        if paragraph.kind is ParagraphKind.HEADING and (skip or not field):
            found.append((paragraph.start + skip, paragraph.end))
    return found


def _paragraphs(text: str) -> list[_Paragraph]:
    spans = list(_blocks(text) if _is_wrapped(text) else _lines(text))
    words = [_plain(text[start:end]) for start, end in spans]
    kinds = boilerplate.classify(words)
    return [
        _Paragraph(
            start,
            end,
            text[start:end],
            ParagraphKind.HEADING if _is_marked(number, text[start:end]) else kind,
        )
        for number, ((start, end), kind) in enumerate(zip(spans, kinds, strict=True))
    ]


def _is_marked(number: int, paragraph: str) -> bool:
    """Whether a paragraph says of itself that it is no text: "# River rises", or at the top "Title: River rises"."""
    return bool(_MARKDOWN.match(paragraph) or (number < _HEADER_LINES and _HEADER.match(paragraph)))


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
    """Whether lines were broken by hand: none is long, and most that another follows end in mid-sentence."""
    lines = [line.strip() for line in text.splitlines()]
    followed = [line for line, following in pairwise(lines) if line and following]
    if len(followed) < 3 or max(map(len, lines)) > _WRAPPED:
        return False
    broken = [line for line in followed if len(line) > 40 and not boilerplate.is_sentence(line)]
    return len(broken) > len(followed) / 2


def _header(paragraphs: Sequence[_Paragraph]) -> dict[str, str]:
    """Fields that are written out at the top, as "Date: 2022/03/27"."""
    matches = (_HEADER.match(paragraph.text) for paragraph in paragraphs[:_HEADER_LINES])
    return {match[1].lower(): match[2].strip() for match in matches if match}


def _title(above: Sequence[_Paragraph], first: _Paragraph) -> tuple[str, int | None]:
    """The headline and where it stands: a field, else a line above the body that is no sentence, no date and no name."""
    for paragraph in above:
        if (field := _HEADER.match(paragraph.text)) and field[1].lower() in ("title", "headline"):
            return field[2], paragraph.start + field.start(2)
    candidates = [
        paragraph
        for paragraph in above
        if paragraph.kind is ParagraphKind.HEADING
        and language_id.count_words(paragraph.text) >= _TITLE_WORDS
        and not _dated(paragraph.text)
        and not _HEADER.match(paragraph.text)
    ]
    if not candidates and len(above) == 0 and _is_headline(first.text):
        candidates = [first]
    if candidates:
        markup = _MARKDOWN.match(candidates[0].text)
        skip = markup.end() if markup else 0
        return candidates[0].text[skip:], candidates[0].start + skip
    return "", None


def _is_headline(text: str) -> bool:
    return len(text.split()) <= boilerplate.HEADING_WORDS and not boilerplate.is_sentence(text)


def _dated(text: str) -> date | None:
    """The full date in a line that holds little else."""
    if len(text) > _DATE_LINE_LENGTH:
        return None
    return next((day for found in dates.find(text) if (day := found.exact())), None)


def _published(paragraphs: Sequence[_Paragraph], header: dict[str, str]) -> date | None:
    """From a field at the top, else a line that says "published" or "updated", else a line that is a date."""
    for field in ("published", "date"):
        if field in header and (day := _dated(header[field])):
            return day
    lines = [
        paragraph
        for paragraph in paragraphs
        if not (paragraph.kind is ParagraphKind.TEXT and len(paragraph.text) > 60)
    ]
    labelled = [
        day for line in lines if _LABELLED_DATE.search(line.text) and (day := _dated(line.text))
    ]
    if labelled:
        return labelled[0]
    top = {id(paragraph) for paragraph in paragraphs[:_DATE_LINES]}
    return next((day for line in lines if id(line) in top and (day := _dated(line.text))), None)


def _date_in(url: str | None) -> date | None:
    """The day that a web address names."""
    match = _URL_DATE.search(url or "")
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    except ValueError:
        return None


def _byline(paragraphs: Sequence[_Paragraph], header: dict[str, str]) -> str | None:
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
    """The place of a dateline, if it is one: in capitals, before a dash, or a country or capital before a colon."""
    if dateline is None:
        return None
    place = dateline["place"]
    sure = (place.isupper() and len(place) > 3) or dateline["agency"] or dateline["date"]
    known = countries.find(place)
    if not sure and not known:
        return None
    return place.title() if place.isupper() and len(place) > 3 else place


def _place_above(above: Sequence[_Paragraph]) -> str | None:
    """The place in a line above the body that holds a place and a date: "Geneva, 17 April 2014", or the other way round."""
    for paragraph in above:
        match = _PLACE_AND_DATE.match(paragraph.text)
        if match and _dated(paragraph.text) and _is_short_name(match["place"]):
            return match["place"].title() if match["place"].isupper() else match["place"]
        after = _DATE_AND_PLACE.search(paragraph.text)
        if after and _dated(paragraph.text) and _is_short_name(after["place"]):
            return after["place"]
    return None


def _is_short_name(place: str) -> bool:
    return len(place.split()) <= 2 and not place.lower().endswith("day")


def _publisher(
    paragraphs: Sequence[_Paragraph], header: dict[str, str], dateline: re.Match[str] | None
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


def _named_with_date(line: str) -> str | None:
    """ "Evening Post" in "Evening Post, Monday 6 November 2023"."""
    found = next(dates.find(line), None)
    if found is None or found.exact() is None:
        return None
    name = re.sub(
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
        "",
        line[: found.start],
        flags=re.IGNORECASE,
    )
    name = name.strip(" \t,|•/·–—-*_()")
    if _LABELLED_DATE.search(name) or not 2 <= len(name.split()) <= 6 or countries.find(name):
        return None
    return (
        name if all(word[0].isupper() or not word[0].isalpha() for word in name.split()) else None
    )


def _sentences(
    text: str, body: Sequence[_Paragraph], language: str, skip: int
) -> Iterator[Sentence]:
    for number, paragraph in enumerate(body):
        start = paragraph.start + (
            skip if number == 0 else boilerplate.bullet_length(paragraph.text)
        )
        for first, last in sentences.split(text, start, paragraph.end, language):
            yield Sentence(first, last, number)
