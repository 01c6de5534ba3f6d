"""Who does what, and who holds which office: a false relation between true names is told, though
each word is there."""

from __future__ import annotations

import hashlib

import pytest
from shortfalls import not_yet

from bot.checking.claims import check
from bot.types.problem import Problem
from bot.types.source_span import SourceSpan
from index.articles.parse import parse
from index.statements.extract import extract
from index.types import Article, Document

TEXT = """Ferry talks in Vennes end without a deal
4 May 2021

Danish Transport Minister Ada Brandt met the Norwegian envoy, Tomas Rehn, \
in Vennes on Tuesday to save the ferry line.

Brandt said that Mayor Idris Colley and the shipowner Petra Lomax \
had talked for three hours on Monday. \
She described the talks as useful.

Rehn, who leads the sailors, came by boat and left before noon. \
The timetable was drawn up by Lomax and signed by Colley.

Rehn rejected the new timetable. Lomax bought two ferries and hired forty sailors.
"""


@pytest.fixture(scope="module")
def article() -> Article:
    return extract(parse(Document("ferry.txt", TEXT, hashlib.sha256(TEXT.encode()).hexdigest())))


def problems(claim: str, article: Article) -> tuple[Problem, ...]:
    return check(claim, lambda _: [[SourceSpan(article, 0, len(article.text))]]).problems


@pytest.mark.parametrize(
    "claim",
    [
        not_yet("Brandt met Rehn in Vennes on Tuesday."),
        "Tomas Rehn and Ada Brandt met in Vennes on Tuesday.",
        "Colley and Lomax talked for three hours on Monday.",
        "Ada Brandt described the talks as useful.",
        "Rehn came by boat and left before noon.",
        "Petra Lomax drew up the timetable.",
        not_yet("The timetable was signed by Idris Colley."),
        "Lomax hired forty sailors.",
        "The Norwegian envoy is Tomas Rehn.",
        not_yet("Idris Colley is the mayor."),
        "Ada Brandt is the Danish transport minister.",
    ],
)
def test_what_the_source_tells_of_the_same_people_passes(claim: str, article: Article) -> None:
    assert problems(claim, article) == ()


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("Brandt and Rehn talked for three hours on Monday.", "Brandt and Rehn talked"),
        ("Lomax and Rehn met in Vennes on Tuesday.", "Lomax and Rehn met"),
        ("Ada Brandt left before noon.", "Ada Brandt left"),
        ("The timetable was drawn up by Rehn.", "drawn up by Rehn"),
        ("Colley bought two ferries.", "Colley"),
        ("The Danish transport minister is Tomas Rehn.", "Tomas Rehn"),
        ("Petra Lomax is the mayor.", "Petra Lomax"),
        ("Norwegian envoy Idris Colley signed the timetable.", "Idris Colley"),
    ],
)
def test_what_the_source_tells_of_others_fails(claim: str, words: str, article: Article) -> None:
    found = problems(claim, article)
    assert any(words in problem.words for problem in found), found
