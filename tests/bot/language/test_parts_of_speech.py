"""Parts of speech: each rule decides its example, and without it the example reads otherwise."""

from __future__ import annotations

import re

import pytest

from bot.language import parts_of_speech as module
from bot.language.parts_of_speech import PartOfSpeech, parts_of_speech

BRACKETS = re.compile(r"\[(.+?)\]")


def read(question: str) -> dict[str, PartOfSpeech]:
    """The words of a question with their parts of speech."""
    words = re.findall(r"[\w'’-]+", question)
    pauses = [word == words[-1] for word in words]
    return dict(zip(words, parts_of_speech(words, pauses), strict=True))


def bracketed(example: str) -> tuple[str, str]:
    """An example's question, and the word in brackets."""
    match = BRACKETS.search(example)
    assert match
    return BRACKETS.sub(r"\1", example), match[1]


@pytest.mark.parametrize("rule", module._VERB_RULES, ids=lambda rule: rule.example)
def test_a_verb_rule_decides_its_example(
    rule: module._VerbRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, word = bracketed(rule.example)
    assert (read(question)[word] is PartOfSpeech.VERB) is rule.is_verb
    others = tuple(other for other in module._VERB_RULES if other is not rule)
    monkeypatch.setattr(module, "_VERB_RULES", others)
    assert (read(question)[word] is PartOfSpeech.VERB) is not rule.is_verb


@pytest.mark.parametrize("rule", module._RULES, ids=lambda rule: rule.example)
def test_a_rule_decides_its_example(rule: module._Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    question, word = bracketed(rule.example)
    assert read(question)[word] is rule.part
    others = tuple(other for other in module._RULES if other is not rule)
    monkeypatch.setattr(module, "_RULES", others)
    assert read(question)[word] is PartOfSpeech.NOUN


def test_listed_words_have_their_class() -> None:
    found = read("Why did the old mill close without them?")
    expected = "QUESTION_WORD AUXILIARY DETERMINER NOUN NOUN VERB PREPOSITION PRONOUN"
    assert [part.name for part in found.values()] == expected.split()


def test_an_abbreviation_is_no_function_word() -> None:
    assert read("Who runs IT there?")["IT"] is PartOfSpeech.NOUN


def test_a_curly_apostrophe_is_as_good_as_a_straight_one() -> None:
    assert read("Why isn’t moss green?")["isn’t"] is PartOfSpeech.AUXILIARY
    assert read("Why wasn’t moss green?")["wasn’t"] is PartOfSpeech.AUXILIARY


def test_a_word_in_ly_is_an_adverb_unless_it_is_listed_as_a_noun() -> None:
    assert read("Did it fall slowly?")["slowly"] is PartOfSpeech.PARTICLE
    assert read("Did it feed a family?")["family"] is PartOfSpeech.NOUN


def test_a_request_begins_with_a_verb() -> None:
    assert read("List the causes")["List"] is PartOfSpeech.VERB
    assert read("Who has the list of causes?")["list"] is PartOfSpeech.NOUN


@pytest.mark.parametrize(
    "word",
    [
        *("decisions", "building", "payments", "entrance", "differences", "builders", "actor"),
        *("arrivals", "ability", "cities", "available", "detectives", "helpful", "servants"),
        "student",
    ],
)
def test_nouns_are_known_by_their_endings(word: str) -> None:
    assert module._NOUN_ENDING.search(word)


@pytest.mark.parametrize("word", ["moss", "harbour", "itself", "bread"])
def test_other_endings_are_no_nouns(word: str) -> None:
    assert not module._NOUN_ENDING.search(word)


@pytest.mark.parametrize("word", ["closed", "visible", "useless", "famous", "massive", "ain't"])
def test_predicates_are_known_by_their_endings(word: str) -> None:
    assert module._PREDICATE_ENDING.match(word)


@pytest.mark.parametrize("word", ["red", "table", "moss", "it's"])
def test_other_endings_are_no_predicates(word: str) -> None:
    assert not module._PREDICATE_ENDING.match(word)
