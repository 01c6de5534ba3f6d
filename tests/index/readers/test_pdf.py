"""PDF: whole sentences, and the pages that they stand on."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence

import pypdf
import pytest

from index.articles.parse import parse
from index.errors import UnreadableError
from index.readers import pdf

MakePdf = Callable[[Sequence[Sequence[str]]], bytes]
PAGES = [
    [
        "River rises in Arnwick",
        "The river rose by two metres on Tues-",
        "day, the council said, and forty homes",
        "in the long-settled lower town were",
        "emptied.",
        "Nobody was hurt, but the long-",
        "settled quarter and its bridge were",
        "1",
    ],
    ["closed until the end of the week.", "Schools opened as usual, said the mayor.", "2"],
]


def test_lines_are_joined_to_paragraphs_and_hyphens_undone(make_pdf: MakePdf) -> None:
    assert pdf.read(make_pdf(PAGES), "a.pdf").text.splitlines() == [
        "River rises in Arnwick",
        (
            "The river rose by two metres on Tuesday, the council said, "
            "and forty homes in the long-settled lower town were emptied."
        ),
        (
            "Nobody was hurt, but the long-settled quarter and its bridge were closed "
            "until the end of the week. Schools opened as usual, said the mayor."
        ),
    ]


def test_a_sentence_over_a_page_break_is_one_sentence(make_pdf: MakePdf) -> None:
    article = parse(pdf.read(make_pdf(PAGES), "a.pdf"))
    assert article.title == "River rises in Arnwick"
    assert [article.quote(one)[:6] for one in article.sentences] == ["The ri", "Nobody", "School"]


def test_pages_begin_where_their_text_does(make_pdf: MakePdf) -> None:
    document = pdf.read(make_pdf([*PAGES, [], ["The end, said the council."]]), "a.pdf")
    assert [document.text[start:][:6] for start in document.pages] == [
        "River ",
        "closed",
        "The en",
        "The en",
    ]


def test_lines_that_pages_share_at_their_edges_are_no_text(make_pdf: MakePdf) -> None:
    pages = [
        [
            f"Evening Post, page {number} of 4",
            f"Sentence number {number} is here.",
            "evening.example",
        ]
        for number in range(4)
    ]
    assert "vening" not in pdf.read(make_pdf(pages), "a.pdf").text
    assert pdf.read(make_pdf(pages), "a.pdf").text.count("is here.") == 4


def test_one_that_was_made_to_take_for_ever_is_left(
    make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_MAX_SECONDS", 0.2)
    with pytest.raises(UnreadableError, match="it takes more than"):
        pdf.read(make_pdf([["x"] * 40_000]), "a.pdf")


def encrypted(data: bytes, password: str, algorithm: str = "RC4-128") -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner", algorithm=algorithm)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_one_that_anybody_may_open_is_read(make_pdf: MakePdf, algorithm: str) -> None:
    data = make_pdf(PAGES)
    assert "metres" in pdf.read(encrypted(data, "", algorithm), "a.pdf").text
    with pytest.raises(UnreadableError, match="opens with a password only"):
        pdf.read(encrypted(data, "secret", algorithm), "a.pdf")


LEFT = (
    "The council of Arnwick met on Monday and",
    "agreed to raise the wall by two metres, for",
    "which it will borrow four million crowns",
    "from the bank.",
)
RIGHT = (
    "In Velia the hospital was full again, and",
    "its director asked patients to come only",
    "in an emergency. Two wards were opened in",
    "a school.",
)


def beside(left: str, right: str) -> str:
    """A row of two columns, as `make_pdf` takes a line."""
    return f"{left}) Tj 260 0 Td ({right}) Tj -260 0 Td ("


def test_two_columns_are_read_one_after_the_other(make_pdf: MakePdf) -> None:
    rows = [beside(*row) for row in zip(LEFT, RIGHT, strict=True)]
    head = "A headline that stands across both of the columns, from one side to the other"
    written = pdf.read(make_pdf([[head, *rows]]), "a.pdf").text
    assert " ".join(written.split()) == " ".join([head, *LEFT, *RIGHT])


def test_a_table_is_read_row_by_row(make_pdf: MakePdf) -> None:
    rows = [beside(f"Ward {number}", f"{number} beds") for number in range(8)]
    assert "Ward 3 3 beds" in pdf.read(make_pdf([rows]), "a.pdf").text


def test_a_hyphen_that_belongs_stays_at_a_lines_end(make_pdf: MakePdf) -> None:
    lines = [
        "The old wall was a well-",
        "known sight, and its argu-",
        "ments were heard by every-",
        "one.",
    ]
    assert pdf.read(make_pdf([lines]), "a.pdf").text == (
        "The old wall was a well-known sight, and its arguments were heard by everyone."
    )


def test_what_cannot_be_read_is_refused_with_the_reason(make_pdf: MakePdf) -> None:
    data = make_pdf(PAGES)
    for bad, reason in [
        (encrypted(data, "secret"), "encrypted"),
        (make_pdf([[], []]), "needs OCR"),
        (data[:200], "a broken PDF"),
        (b"%PDF-1.7 nothing", "a broken PDF"),
        (data.replace(b"[4 0 R 6 0 R]", b"[2 0 R 2 0 R]"), "a broken PDF"),
    ]:
        with pytest.raises(UnreadableError, match=reason):
            pdf.read(bad, "a.pdf")


@pytest.mark.parametrize(
    ("pattern", "examples", "near_miss"),
    [(pdf._PAGE_NUMBER, ("- 12 -", "Page 12", "12/40", "Page 12 of 40"), "Page one")],
)
def test_a_pattern_matches_its_examples_and_no_near_miss(
    pattern: re.Pattern[str], examples: tuple[str, ...], near_miss: str
) -> None:
    assert [example for example in examples if not pattern.fullmatch(example)] == []
    assert not pattern.fullmatch(near_miss)
