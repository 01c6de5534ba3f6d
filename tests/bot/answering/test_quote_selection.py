"""What is quoted, and whose words it is."""

import re

import pytest
from patterns import pattern_examples
from shortfalls import NOT_YET

from bot.answering import quote_selection
from bot.answering.quote_selection import MOST_READ, candidates, place_of
from bot.answering.scoped_index import Inquiry
from bot.desk import Desk


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("what did putin say about navalny", "Vladimir Putin"),
        ("What did Biden say about cyberattacks?", "Joe Biden"),
        ("What did Kerry say in Paris in 2014?", "John Kerry"),
        ("What did Kuleba say in Antalya?", "Dmytro Kuleba"),
        ("what did the mayor of arnwick say?", "Idris Colley"),
    ],
)
def test_nobody_is_given_the_words_of_another(desk: Desk, question: str, speaker: str) -> None:
    answer = desk.ask(question)
    assert answer.citations
    assert {citation.speaker for citation in answer.citations} == {speaker}


@NOT_YET
def test_a_sentence_in_other_words_than_the_question_is_cited(desk: Desk) -> None:
    answer = desk.ask("How many people left their homes in Arnwick?")
    assert {citation.source for citation in answer.citations} == {"arnwick-flood.txt"}


def test_the_mayor_of_one_town_is_not_that_of_another(desk: Desk) -> None:
    assert not desk.ask("What did the mayor of Lower Fenby say?").answered


@pytest.mark.parametrize(
    "question", ["When was that?", "How many were there?", "Who did it?", "Why?"]
)
def test_a_question_about_nothing_has_no_answer(desk: Desk, question: str) -> None:
    assert not desk.ask(question).answered


def test_a_question_about_one_thing_gets_two_sentences_at_most(desk: Desk) -> None:
    answer = desk.ask("How high did the River Arn rise?")
    assert 1 <= len(answer.citations) <= 2
    assert "5.82 metres" in answer.text


def test_to_have_spoken_for_an_hour_is_to_have_said_nothing(desk: Desk) -> None:
    answer = desk.ask("What did Lavrov say in Antalya?")
    assert {citation.speaker for citation in answer.citations} == {"Sergei Lavrov"}
    assert "hour and a half" not in answer.text


def test_sixteen_sentences_are_read_and_no_other_is_an_answer(desk: Desk) -> None:
    inquiry = Inquiry(desk._archive, desk.settings.answers)
    asked = inquiry.analyse("How high did the River Arn rise?")
    hits = inquiry.search(asked)
    found = candidates(asked, hits, inquiry.articles(hits), inquiry.means(asked, inquiry.recurs))
    assert len(found) == MOST_READ
    assert all(one.reading is not None for one in found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It rose to 5.82 metres.", "5.82 metres"),
        ("It rose\n  to 5.82\n  metres.", "5.82\n  metres"),
    ],
)
def test_words_found_on_one_line_are_placed_in_the_text(text: str, words: str) -> None:
    line = " ".join(text.split())
    first = line.index("5.82")
    start, end = place_of((first, len(line) - 1), text, 100)
    assert text[start - 100 : end - 100] == words


def test_a_sentence_is_as_like_the_question_wherever_its_passage_has_it(desk: Desk) -> None:
    archive = desk._archive
    inquiry = Inquiry(archive, desk.settings.answers)
    for hit in inquiry.search(inquiry.analyse("How high did the River Arn rise?")):
        article = archive.catalog.article(hit.article_id)
        assert article is not None
        found = inquiry.likeness("How high did the River Arn rise?", hit.article_id, article)
        assert len(found) == len(article.sentences)
        inside = [
            like
            for like, s in zip(found, article.sentences, strict=True)
            if hit.start <= s.start < hit.end
        ]
        assert (
            max(inside) > hit.similarity - 0.15
        )  # a passage's vector is the mean of its sentences', and its headline's


@pattern_examples(
    (quote_selection._OF_PLACE, "the mayor of New Harwick", "the head of the union"),
    (quote_selection._OF_PLACE, "minister for trade", "mayor off Harwick"),
    (
        quote_selection._behind_preposition("Harwick"),
        "It burned in the old Harwick.",
        "It burned, said Harwick.",
    ),
    (
        quote_selection._behind_preposition("Harwick"),
        "It burned near Harwick.",
        "in one of the old Harwick mills",
    ),
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)
