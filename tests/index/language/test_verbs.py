"""Verb forms, and the uses of reporting verbs."""

from __future__ import annotations

import pytest

from index.language import lexicon
from index.language.stems import stem
from index.language.verbs import Use, base_forms, forms, past_forms, verbs


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("say", "say says said saying"),
        ("write", "write writes wrote written writing"),
        ("deny", "deny denies denied denying"),
        ("agree", "agree agrees agreed agreeing"),
        ("echo", "echo echoes echoed echoing"),
        ("urge", "urge urges urged urging"),
        ("stress", "stress stresses stressed stressing"),
        ("admit", "admit admits admitted admitting"),
        ("put", "put puts put putting"),
        ("die", "die dies died dying"),
        ("go", "go goes went gone going"),
    ],
)
def test_a_verb_has_its_forms(verb: str, expected: str) -> None:
    assert list(forms(verb)) == expected.split()


def test_a_regular_verb_has_one_past_form() -> None:
    assert past_forms("warn") == ("warned",)
    assert past_forms("tell") == ("told",)


def test_all_irregular_forms_of_a_verb_have_its_stem() -> None:
    for base, others in lexicon.table("irregular_forms").items():
        assert {stem(form) for form in others.split()} == {stem(base)}


def test_every_tag_of_a_reporting_verb_is_a_use() -> None:
    for verb, tags in lexicon.table("reporting_verbs").items():
        assert set(tags.split()) <= set(Use), verb


def test_every_use_has_verbs() -> None:
    assert all(verbs(use) for use in Use)


def test_both_spellings_of_a_verb_have_the_same_uses() -> None:
    tags = lexicon.table("reporting_verbs")
    british = [verb for verb in tags if f"{verb[:-3]}ize" in tags and verb.endswith("ise")]
    assert {"criticise", "apologise"} <= set(british)
    for verb in british:
        assert tags[verb] == tags[f"{verb[:-3]}ize"]


def test_a_form_leads_back_to_its_verb() -> None:
    reporting = base_forms(Use.STATEMENT)
    assert (reporting["said"], reporting["denies"], reporting["adding"]) == ("say", "deny", "add")
    assert "walked" not in reporting
