"""Reads PDF: the text of its pages, with lines joined that only the page's width broke."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.language import sentences
from index.models import word_similarity
from index.readers import text, unreadable
from index.readers.pdf_columns import Matrix, Rows, in_columns
from index.types import Document

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_BYTES = 50_000_000
_MAX_PAGES = 2_000
_MAX_SECONDS = 60
"""A document that takes longer is an attack; a few kilobytes are enough for one."""
_MAX_OPERATIONS = 500_000
"""Drawing operations on a page."""

_PAGE_NUMBER = re.compile(
    r"""
    \W* (?: page \s+ )? \d{1,4}                 # - 12 -; Page 12
    (?: \s* (?: / | of ) \s* \d{1,4} )? \W*     # Page 12 of 40
    """,
    re.VERBOSE | re.IGNORECASE,
)
_HYPHENATED = re.compile(r"[^\W\d_]+-$")
_LIGATURE = re.compile(r"[\ufb00-\ufb06]")
"""Letters that are drawn as one: "ﬁ"."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PAGE = "\f"
"""Marks the beginning of a page while lines are joined."""
_FULL_LINE = 0.75
"""The part of the usual width from which on a line continues in the next."""


def read(data: bytes, source: str) -> Document:
    """The document's text and where its pages begin.

    Raises UnreadableError for a document that is encrypted, broken, without text, or too long.
    """
    written, starts = _joined([_lines(page) for page in _pages(data)])
    if not written.strip():
        raise UnreadableError("no text in it; it seems to be a scan, which needs OCR first")
    return Document(
        source=source,
        text=text.checked(written),
        sha256=hashlib.sha256(data).hexdigest(),
        pages=tuple(starts),
    )


def _pages(data: bytes) -> list[str]:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # we report ourselves what is wrong
    end = time.monotonic() + _MAX_SECONDS

    def watch() -> None:
        if time.monotonic() > end:
            raise UnreadableError(f"it takes more than {_MAX_SECONDS} seconds to read")

    with (
        unreadable.guarded("PDF"),
        pypdf.apply_configuration(stream_parsing_work_maximum_count=_MAX_OPERATIONS),
    ):
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not _opens(document):
            raise UnreadableError("encrypted: it opens with a password only")
        if len(document.pages) > _MAX_PAGES:
            raise UnreadableError(f"more than {_MAX_PAGES:,} pages")
        found: list[str] = []
        for page in document.pages:
            found.append(_text(page, watch))
            if sum(map(len, found)) > text.MAX_BYTES:
                raise UnreadableError("more text in it than a document holds")
        return found


def _text(page: PageObject, watch: Callable[[], None]) -> str:
    """A page's text; `watch` ends the reading if it takes too long."""
    rows = Rows()

    def see(operator: bytes, _: object, cm: Matrix, tm: Matrix) -> None:
        watch()
        rows.see(operator, cm, tm)

    written = page.extract_text(visitor_operand_before=see)
    if not rows.may_be_in_columns:
        return written
    layout = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    return in_columns(layout) or written


def _opens(document: PdfReader) -> bool:
    """Whether it opens without a password: some documents are only locked against changes."""
    return bool(document.decrypt(""))


def _lines(page: str) -> list[str]:
    page = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), page)
    shown = _UNSEEN.sub(" ", page.replace("\u00ad\n", "-\n").replace("\u00ad", ""))
    return [" ".join(line.split()) for line in shown.splitlines() if line.strip()]


def _joined(pages: Sequence[Sequence[str]]) -> tuple[str, list[int]]:
    """The text, mostly with a line for each paragraph, and the offset of each page in it."""
    lines, marks = [], ""
    for page in _without_margins(pages):
        marks += _PAGE
        for line in page:
            lines.append(marks + line)
            marks = ""
    whole = "".join(_paragraphs(lines)) + marks
    starts = [mark.start() - page for page, mark in enumerate(re.finditer(_PAGE, whole))]
    return whole.replace(_PAGE, ""), starts


def _without_margins(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages without their numbers, and without first and last lines that most of them share."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_edge(line) for line in (*page[:1], *page[-1:])})
    shared = {edge for edge, count in edges.items() if count > max(2, len(pages) / 2)}
    return [_without_margin(page, shared) for page in pages]


def _without_margin(page: Sequence[str], shared: set[str]) -> list[str]:
    outer = (0, len(page) - 1)
    return [
        line
        for number, line in enumerate(page)
        if number not in outer or not _is_margin(line, shared)
    ]


def _edge(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _is_margin(line: str, shared: set[str]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line)) or _edge(line) in shared


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """The lines, each with what separates it from the next: a line end, a space or nothing."""
    lengths = sorted(map(len, lines))
    full = _FULL_LINE * lengths[len(lengths) * 4 // 5] if lengths else 0
    compounds = {word for line in lines for word in re.findall(r"\w+-\w+", line)}
    for line, following in pairwise(lines):
        after = following.lstrip(_PAGE)
        if not _goes_on(line, after, full):
            yield line + "\n"
        elif (word := _HYPHENATED.search(line)) is None:
            yield line + " "
        elif after[0].islower() and _is_broken(word[0], re.split(r"\W", after)[0], compounds):
            yield line[:-1]
        else:
            yield line
    yield from lines[-1:]


def _is_broken(begun: str, end: str, compounds: Collection[str]) -> bool:
    """Whether a line's end broke a word, so that its hyphen goes: "argu-", but not "well-"."""
    if begun + end in compounds:
        return False
    halves = begun.removesuffix("-").lower(), end.lower()
    return _is_word("".join(halves)) or not all(map(_is_word, halves))


def _is_word(letters: str) -> bool:
    return word_similarity.rarity(letters) < 1


def _goes_on(line: str, after: str, full: float) -> bool:
    """Whether a line's paragraph continues in the line after it."""
    if after[0].islower() or line.endswith((",", ";", "-")):
        return True
    return len(line) >= full and not (sentences.is_sentence(line) and len(after) < full)
