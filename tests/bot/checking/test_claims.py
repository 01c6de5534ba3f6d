"""Claims and drafts held against the sample articles, or against a text."""

from __future__ import annotations

import asyncio

import pytest

from bot.checking.claims import check_text
from bot.checking.report import Check
from bot.desk import Desk
from bot.rendering.records import check_record
from bot.types.problem import Failure

DRAFT = """# Minsk

- Lavrov said that it was not possible to agree to further steps.
- Klimkin blamed Moscow.

He said that “work goes on”.
"""
TEXT = "The river rose to six metres on Sunday.\nNobody was hurt, said Ann Lee, the mayor."


def kinds(check: Check) -> list[Failure]:
    return [problem.kind for problem in check.problems]


def test_a_claim_is_supported_by_the_words_of_an_article(desk: Desk) -> None:
    check = desk.check("Judge Amara Whitfield fined the company 3.6 million crowns.")
    assert check.supported
    assert check.support > 0.5
    citation = check.citations[0]
    assert citation.source == "kestrel-bridge-verdict.txt"
    assert desk.article(citation.source).text[citation.start : citation.end] == citation.quote


def test_a_number_that_is_not_so_is_named_beside_the_right_words(desk: Desk) -> None:
    check = desk.check("Judge Amara Whitfield fined the company 5.6 million crowns.")
    assert kinds(check) == [Failure.FABRICATED]
    assert check.problems[0].instead == "3.6 million"
    assert "3.6 million crowns" in check.citations[0].quote


def test_what_somebody_else_said_is_misattributed(desk: Desk) -> None:
    assert Failure.MISATTRIBUTED in kinds(
        desk.check("Tobias Renk said its managers knew that the bolts were wrong.")
    )


def test_two_articles_do_not_make_one_sentence_true(desk: Desk) -> None:
    check = desk.check(
        "The river rose to 5.82 metres in Arnwick, and Jelinek scored his second goal on the hour."
    )
    assert not check.supported


def test_each_sentence_of_a_draft_is_checked_and_headings_are_not(desk: Desk) -> None:
    check = desk.check(DRAFT)
    assert [sentence.supported for sentence in check.sentences] == [True, True, False]
    assert [DRAFT[one.start : one.end] for one in check.sentences] == [
        one.text for one in check.sentences
    ]
    assert check.sentences[-1].is_contradicted


def test_a_text_takes_the_place_of_the_articles() -> None:
    assert check_text("The river rose to 6 metres.", TEXT).supported
    assert kinds(check_text("The river rose to 7 metres.", TEXT)) == [Failure.FABRICATED]
    assert check_text("Ann Lee said that nobody was hurt.", TEXT).citations[0].source == "text"


@pytest.mark.parametrize("text", ["", "   ", "Advertisement", "..."])
def test_nothing_is_supported_by_a_text_that_says_nothing(text: str) -> None:
    check = check_text("The river rose.", text)
    assert not check.supported
    assert check.support < 0.5


def test_a_claim_of_no_words_is_no_sentence() -> None:
    assert check_text("# A heading\n\n***", TEXT).sentences == ()


def test_the_twin_for_the_event_loop_gives_the_same(desk: Desk) -> None:
    claim = "Four people died and 23 were hurt."
    assert asyncio.run(desk.acheck(claim)) == desk.check(claim)


def test_a_record_has_the_fields_of_the_contract() -> None:
    record = check_record(check_text("The river rose to 7 metres. Nobody was hurt.", TEXT))
    assert set(record) == {"supported", "support", "problems", "citations", "sentences"}
    assert record["supported"] is False
    assert 0 <= record["support"] <= 1
    assert record["problems"] == [{"kind": "fabricated", "words": "7", "instead": "six"}]
    assert [one["supported"] for one in record["sentences"]] == [False, True]


def test_the_report_marks_sentences_and_shows_the_sources_words() -> None:
    report = str(
        check_text(
            "The river rose to 7 metres. Nobody was hurt. The bridge is open again to lorries.",
            TEXT,
        )
    )
    marks = [line[0] for line in report.splitlines() if line and not line.startswith(" ")]
    assert marks[:3] == ["✗", "✓", "?"]
    assert "it has “six”" in report
    assert "text:1" in report
    assert report.endswith("1 of 3 sentences supported.")


def test_a_quotation_of_nothing_but_what_is_left_out_is_made_up() -> None:
    assert not check_text('He said "[...], we go home".', TEXT).supported


def test_a_quotation_with_much_left_out_is_held_against_the_source_at_once() -> None:
    """A pattern that tried each place for each part would take longer than a test may."""
    source = "The mayor said there were more people here than ever before. " * 12
    assert not check_text(f'He said "{"e ... " * 12}zq".', source).supported
    assert check_text(
        'He said "more people … than ever".',
        "The mayor said: “There are more people here than ever.”",
    ).supported


def test_a_long_quotation_of_common_words_is_held_against_the_source_at_once() -> None:
    source = "It was said that it is so and that it was so before it was said. " * 60
    assert not check_text(
        f'He said "{"that it was so and is so before that it is said, " * 40}end".', source
    ).supported


@pytest.mark.parametrize(
    "claim", ["The paper was signed on 8 June.", "The paper was signed on 6 June."]
)
def test_a_day_is_reckoned_from_a_time_between_alone(claim: str) -> None:
    """A day of talks and the coming days are no day before or after."""
    text = (
        "VENNES, 7 June 2023 - The council and the union signed a paper after a day of talks.\n"
        "The coming days will show what it is worth, Ada Brandt said."
    )
    checked = check_text(claim, text)
    assert [one.kind for one in checked.problems] == [Failure.FABRICATED]
    assert checked.problems[0].words == claim.removesuffix(".")[-6:]


@pytest.mark.parametrize("told", ["14 to 15 February", "February 14-15", "14 and 15 February"])
def test_two_days_of_a_month_are_both_of_the_source(told: str) -> None:
    text = f"VENNES, 10 February 2023 - The guns fall silent on the night of {told}."
    for claim in ("The guns fall silent on February 14.", "The guns fall silent on February 15."):
        assert not any(one.words.startswith("Feb") for one in check_text(claim, text).problems)
    wrong = check_text("The guns fall silent on February 16.", text)
    assert "February 16" in [one.words for one in wrong.problems]
