"""Quantities are read by value, and a claim's are held against those of its source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from bot.checking.amounts.quantities import CLOCK, DECADE, RANK, accounts_for, quantities
from bot.checking.amounts.wrong_dates import wrong_dates
from bot.checking.amounts.wrong_numbers import wrong_numbers
from bot.checking.claim_context import ClaimContext
from bot.checking.source_view import SentencePlace, best, read
from bot.language.tokens import tokens
from bot.types.source_span import SourceSpan
from index.articles.parse import parse
from index.types import Document

TEXT = """The harbour of Sorve counts its ferries
11 June 2019

The ferries of Sorve carried 1,234,567 passengers last year, 56% of them islanders.

The new quay cost $3.5bn, and a berth costs $40 a week.

Eight ferries run in summer and 3 tugs all year round.

The oldest ferry was built in 1961 and is 70 miles from its first port.

It was closed for six days in March, and will sail again on Friday.

Two of the 12 piers were repaired on 4 May; the next day a third was shut.
"""

Wrong = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def wrong() -> Wrong:
    """The numbers and dates of a sentence that the article does not account for."""
    article = parse(Document("quay.txt", TEXT, hashlib.sha256(TEXT.encode()).hexdigest()))
    view = read(article)

    def held(sentence: str) -> list[tuple[str, str]]:
        claim = tokens(sentence, view.common)
        places = best(claim, [SentencePlace(view, n) for n in range(len(view.lines))])
        span = SourceSpan(article, 0, len(article.text))
        context = ClaimContext(sentence, claim, (span,), tuple(places), ())
        found = [*wrong_numbers(context), *wrong_dates(context)]
        return [(problem.words, problem.instead) for problem in found]

    return held


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.2m ferries", 1_200_000, ""),
        ("1 200 000 ferries", 1_200_000, ""),
        ("1.2mn", 1_200_000, ""),
        ("40k", 40_000, ""),
        ("US$3.5 billion", 3_500_000_000, "dollar"),
        ("3.5bn dollars", 3_500_000_000, "dollar"),
        ("5 crore rupees", 50_000_000, "rupee"),
        ("40 per cent", 40, "percent"),
        ("5 percentage points", 5, "percentage point"),
        ("two-thirds", 200 / 3, "percent"),
        ("a dozen", 12, ""),
        ("two hundred and five", 205, ""),
        ("half a million", 500_000, ""),
        ("a 34-year-old", 34, "time"),
        ("six and a half weeks", 6.5, "time"),
        ("a year and a half", 1.5, "time"),
        ("the third", 3, RANK),
        ("the 3rd", 3, RANK),
        ("the 1990s", 90, DECADE),
        ("8:30 p.m.", 510, CLOCK),
        ("20:30", 510, CLOCK),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: float, unit: str) -> None:
    first = quantities(text)[0]
    assert first.value == pytest.approx(value)
    assert first.unit == unit


@pytest.mark.parametrize("text", ["an F-16", "Covid-19", "the G7", "on 9/11", "a 5G mast"])
def test_part_of_a_name_is_no_number(text: str) -> None:
    assert quantities(text) == []


def test_the_ends_of_a_range_share_their_unit() -> None:
    assert [one.unit for one in quantities("from 5 to 10 percent")] == ["percent", "percent"]


def test_cents_are_parts_of_a_dollar() -> None:
    assert accounts_for(quantities("$0.50")[0], quantities("50 cents")[0])
    assert not accounts_for(quantities("$50")[0], quantities("50 cents")[0])


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("about 1.2 million", "1,234,567"),
        ("1.2 million", "1,234,000"),
        ("nearly 60", "59"),
        ("more than half", "56%"),
        ("113 kilometres", "70 miles"),
        ("two days", "48 hours"),
        ("a quarter", "25%"),
    ],
)
def test_a_number_may_be_rounded_or_converted(claim: str, source: str) -> None:
    assert accounts_for(quantities(source)[0], quantities(claim)[0])


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("1,234,000", "1.2 million"),
        ("5bn", "$3.5bn"),
        ("60", "59"),
        ("more than 60", "59"),
        ("40%", "40 ferries"),
        ("€40", "$40"),
        ("6 weeks", "6 days"),
        ("$40 a month", "$40 a week"),
    ],
)
def test_another_value_or_unit_is_not_accounted_for(claim: str, source: str) -> None:
    assert not accounts_for(quantities(source)[0], quantities(claim)[0])


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferries of Sorve carried more than 1.2 million passengers in 2018.",
        "More than half of the passengers that the ferries carried were islanders.",
        "44% of the passengers that the ferries carried were no islanders.",
        "Five more ferries than tugs run in summer.",
        "The oldest ferry, built 58 years ago, is 113 kilometres from its first port.",
        "The ferry will sail again on 14 June 2019.",
        "A third pier was shut on 5 May.",
    ],
)
def test_what_the_source_accounts_for_passes(sentence: str, wrong: Wrong) -> None:
    assert wrong(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The new quay cost $5.3bn.", ("$5.3bn", "$3.5bn")),
        ("A berth at the new quay costs $40 a month.", ("$40 a month", "$40 a week")),
        ("The ferry was closed for six weeks in March.", ("six weeks", "six days")),
        ("Nine ferries run in summer.", ("Nine", "Eight")),
        ("Eight tugs run all year round, as do ferries in summer.", ("Eight", "3")),
        ("The oldest ferry was built in 1916.", ("1916", "1961")),
        ("Two piers were repaired on 14 May.", ("14 May", "4 May")),
    ],
)
def test_what_nothing_accounts_for_is_named(
    sentence: str, found: tuple[str, str], wrong: Wrong
) -> None:
    assert found in wrong(sentence)
