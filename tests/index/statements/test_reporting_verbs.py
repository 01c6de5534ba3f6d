"""Which words report speech, and whose."""

from __future__ import annotations

import pytest

from index.articles.parse import parse
from index.statements.extract import extract
from index.types import Document

LEAD = "HARWICK, June 3, 2021 (Wire) - The mayor of Harwick, Petra Holm, spoke on Thursday."


def said(line: str) -> list[tuple[str, str]]:
    """Speakers and words of a line behind a lead that names the mayor Petra Holm."""
    article = extract(parse(Document("a.txt", f"Bridge opens\n\n{LEAD}\n\n{line}", "")))
    return [(one.speaker, article.text[one.start : one.end]) for one in article.statements]


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("“The bridge holds,” the Evening Post quoted engineer Idris Colley as saying.", "Colley"),
        ("« The bridge holds », said engineer Idris Colley.", "Colley"),
        ("»The bridge holds«, said engineer Idris Colley.", "Colley"),
        ("„The bridge holds,“ said engineer Idris Colley.", "Colley"),
    ],
)
def test_the_speaker_of_a_quotation_is_found(line: str, speaker: str) -> None:
    [(found, words)] = said(line)
    assert speaker in found
    assert "The bridge holds" in words


@pytest.mark.parametrize(
    "line",
    [
        "If Holm said that the bridge was safe, people would cross it again.",
        "Holm was accused of saying that the bridge was safe.",
        "Holm denied saying that the bridge was safe.",
        "The leaflet claims that Holm said: “The bridge was safe.”",
        "It is not known whether Holm said that the bridge was safe.",
    ],
)
def test_what_may_not_have_been_said_is_not_on_record(line: str) -> None:
    assert not [words for _, words in said(line) if "was safe" in words]


def test_who_only_claims_that_something_was_said_is_on_record() -> None:
    """And not whoever is claimed to have said it."""
    found = said("Opponents alleged that Holm had told them the bridge was safe.")
    assert [speaker for speaker, words in found if "was safe" in words] == ["Opponents"]


def test_a_report_with_a_condition_of_its_own_is_on_record() -> None:
    [(speaker, words)] = said("Holm said that the bridge was safe if nobody jumped on it.")
    assert speaker == "Petra Holm"
    assert "was safe" in words
