"""Who does what, and who holds which office: a false relation between true names is told, though
each word is there."""

from __future__ import annotations

import hashlib

import pytest

from bot.checking.claims import check
from bot.types.problem import Failure, Problem
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


def problems(claim: str, article: Article, *, strict: bool) -> tuple[Problem, ...]:
    return check(
        claim, lambda _: [[SourceSpan(article, 0, len(article.text))]], strict=strict
    ).problems


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    "claim",
    [
        "Brandt met Rehn in Vennes on Tuesday.",
        "Tomas Rehn and Ada Brandt met in Vennes on Tuesday.",
        "Colley and Lomax talked for three hours on Monday.",
        "Ada Brandt described the talks as useful.",
        "Rehn came by boat and left before noon.",
        "Petra Lomax drew up the timetable.",
        "The timetable was signed by Idris Colley.",
        "Lomax hired forty sailors.",
        "The Norwegian envoy is Tomas Rehn.",
        "Idris Colley is the mayor.",
        "Ada Brandt is the Danish transport minister.",
    ],
)
def test_what_the_source_tells_of_the_same_people_passes(
    claim: str, strict: bool, article: Article
) -> None:
    assert problems(claim, article, strict=strict) == ()


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
@pytest.mark.parametrize("strict", [True, False])
def test_what_the_source_tells_of_others_fails(
    claim: str, words: str, strict: bool, article: Article
) -> None:
    found = problems(claim, article, strict=strict)
    assert any(words in problem.words for problem in found), found


def test_an_office_in_several_words_before_a_name_must_be_the_sources_own(article: Article) -> None:
    claim = (
        "On Tuesday the envoy of Norway and Secretary of State Ada Brandt were meeting in Vennes."
    )
    assert any("Ada Brandt" in problem.words for problem in problems(claim, article, strict=True))


def test_what_somebody_else_rejected_is_misattributed(article: Article) -> None:
    found = problems("Lomax rejected the new timetable.", article, strict=True)
    assert Failure.MISATTRIBUTED in {problem.kind for problem in found}


def test_a_deed_that_the_source_tells_of_nobody_by_name_fails_only_under_oath(
    article: Article,
) -> None:
    claim = "Rehn used a boat."
    assert problems(claim, article, strict=False) == ()
    assert [problem.words for problem in problems(claim, article, strict=True)] == ["Rehn used"]
