"""The verifier: what is wrong with a sentence is named, and what is only said otherwise is let
pass."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shortfalls import not_yet

from bot.checking.verify import Verdict, verify
from bot.types.problem import Failure
from bot.types.source_span import SourceSpan
from index.articles.parse import parse
from index.statements.extract import extract
from index.types import Article, Document, Sentence

TEXT = """The council of Vennes votes on a new harbour wall
4 May 2021

The council of Vennes agreed on Tuesday to build a wall of 340 metres, 12 votes to 5.

Mayor Ada Brandt said the wall "will stand for a century". \
She said it would not cost more than 3.6 million crowns.

Tomas Rehn, who leads the fishermen, called the plan "a gift to the builders" \
and said the boats might leave for Tarn.

The builders are demanding a rise of 7 percent and plan to stop work on Monday. \
Brandt will meet them on Friday.

Karl Veit, US special representative for harbours, arrived on Monday.

The work has not begun. Nobody has applied for the contract.
"""


@pytest.fixture(scope="module")
def article() -> Article:
    return extract(parse(Document("wall.txt", TEXT, hashlib.sha256(TEXT.encode()).hexdigest())))


@pytest.fixture(scope="module")
def judged(article: Article) -> Callable[[str], Verdict]:
    """A sentence held against the whole article."""

    def judge(sentence: str) -> Verdict:
        claim = Article(
            "claim",
            "",
            sentence,
            "",
            None,
            None,
            None,
            None,
            None,
            None,
            "en",
            (Sentence(0, len(sentence), 0),),
        )
        return verify(
            sentence, [SourceSpan(article, 0, len(article.text))], extract(claim).statements
        )

    return judge


@pytest.mark.parametrize(
    "sentence",
    [
        "Mayor Ada Brandt said the wall “will stand for a century”.",
        "The wall “will stand for a century”, according to Ada Brandt.",
        "Brandt said that it would not cost more than 3.6 million crowns.",
        "The council agreed on 4 May to build a wall of 340 metres.",
        "The council of Vennes agreed to build a wall, twelve votes to five.",
        "Rehn called the plan 'a gift to the builders'.",
        "No one has applied for the contract.",
        "The boats might leave for Tarn, Tomas Rehn said.",
        "The builders demand a rise of 7 percent.",
        "Brandt will meet the builders on Friday.",
        not_yet("US envoy Karl Veit arrived on Monday."),
    ],
)
def test_what_is_only_said_otherwise_passes(
    sentence: str, judged: Callable[[str], Verdict]
) -> None:
    verdict = judged(sentence)
    assert verdict.problems == ()
    assert verdict.rests_on


@pytest.mark.parametrize(
    ("sentence", "failure", "words"),
    [
        ("The council agreed to build a wall of 430 metres.", Failure.FABRICATED, "430"),
        (
            "The council of Vennes agreed on Tuesday to build a wall of 12 metres.",
            Failure.FABRICATED,
            "12",
        ),
        ("The council of Vennes agreed on Friday to build a wall.", Failure.FABRICATED, "Friday"),
        ("Tomas Rehn said the boats might leave for Oslo.", Failure.FABRICATED, "Oslo"),
        (
            "Mayor Ada Brandt said the wall “will stand for a decade”.",
            Failure.FABRICATED,
            "“will stand for a decade”",
        ),
        (
            "Tomas Rehn said the wall “will stand for a century”.",
            Failure.MISATTRIBUTED,
            "Tomas Rehn",
        ),
        (
            "Mayor Ada Brandt called the plan “a gift to the builders”.",
            Failure.MISATTRIBUTED,
            "Ada Brandt",
        ),
        (
            "Brandt said it “will stand for a century, a gift to the builders”.",
            Failure.SPLICED,
            "a gift",
        ),
        ("She said it would cost more than 3.6 million crowns.", Failure.NEGATED, "cost"),
        ("The work has begun.", Failure.NEGATED, "begun"),
        ("The council of Vennes did not agree on Tuesday to build a wall.", Failure.NEGATED, "not"),
        not_yet("Rehn said the boats will leave for Tarn.", Failure.OVERSTATED, "will"),
        ("Ada Brandt hailed it as a triumph.", Failure.UNSUPPORTED, "triumph"),
        not_yet("Tomas Rehn has ruled that out.", Failure.OVERSTATED, "ruled"),
        (
            "The council of Vennes agreed on Tuesday to paint a wall of 340 metres.",
            Failure.UNSUPPORTED,
            "paint",
        ),
        (
            "The council of Vennes refused on Tuesday to build a wall of 340 metres.",
            Failure.NEGATED,
            "refused",
        ),
        (
            "Rehn called the plan “a gift to the builders” and said the boats might arrive.",
            Failure.NEGATED,
            "arrive",
        ),
        ("The builders won a rise of 7 percent.", Failure.UNSUPPORTED, "won"),
        not_yet("Brandt met the builders on Friday.", Failure.OVERSTATED, "met"),
        ("The builders stopped work on Monday.", Failure.UNSUPPORTED, "stopped"),
        ("US Secretary of State Karl Veit arrived on Monday.", Failure.FABRICATED, "Secretary"),
        (
            "The work has not begun, because the divers found unexploded shells.",
            Failure.UNSUPPORTED,
            "shells",
        ),
    ],
)
def test_a_failure_is_named_with_its_words(
    sentence: str, failure: Failure, words: str, judged: Callable[[str], Verdict]
) -> None:
    problems = judged(sentence).problems
    assert any(problem.kind is failure and words in problem.words for problem in problems), problems


def test_the_source_has_its_own_word_in_the_problem(judged: Callable[[str], Verdict]) -> None:
    problem = judged(
        "The council of Vennes agreed on Tuesday to build a wall of 430 metres."
    ).problems[0]
    assert (problem.words, problem.instead) == ("430", "340")


def test_a_sentence_without_spans_is_uncited() -> None:
    verdict = verify("The wall will stand.", ())
    assert [problem.kind for problem in verdict.problems] == [Failure.UNCITED]
    assert verdict.support == 0


def test_only_the_cited_span_counts(article: Article) -> None:
    last = article.sentences[-1]
    verdict = verify("The work has not begun.", [SourceSpan(article, last.start, last.end)])
    assert verdict.problems


def test_what_it_rests_on_is_the_sentence_itself(
    article: Article, judged: Callable[[str], Verdict]
) -> None:
    span = judged("The work has not begun.").rests_on[0]
    assert article.text[span.start : span.end] == "The work has not begun."


def test_support_falls_with_what_the_source_has_not(judged: Callable[[str], Verdict]) -> None:
    sentences = (
        "The council of Vennes agreed on Tuesday to build a wall of 340 metres.",
        "The council has agreed on a wall for the harbour.",
        "The parliament in Oslo has voted for a tunnel under the fjord.",
    )
    supports = [judged(sentence).support for sentence in sentences]
    assert supports == sorted(supports, reverse=True)
    assert supports[0] > 0.5 > supports[-1]


@pytest.mark.slow
@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(sentence: str) -> None:
    article = parse(Document("wall.txt", TEXT, "0" * 64))
    verdict = verify(sentence, [SourceSpan(article, 0, len(article.text))])
    assert 0 <= verdict.support <= 1


@given(st.integers(min_value=0, max_value=6))
def test_an_articles_own_sentence_passes(number: int) -> None:
    article = parse(Document("wall.txt", TEXT, "0" * 64))
    sentence = article.quote(article.sentences[number % len(article.sentences)])
    assert verify(sentence, [SourceSpan(article, 0, len(article.text))]).problems == ()
