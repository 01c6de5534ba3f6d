"""Verbs that may tell of one deed, and verbs that cannot."""

from __future__ import annotations

import pytest

from bot.language.verb_likeness import may_be_one_deed


@pytest.mark.parametrize(
    ("one", "other"),
    [("signed", "signs"), ("bought", "purchased"), ("is", "was"), ("buy", "purchase")],
)
def test_forms_and_synonyms_may_tell_of_one_deed(one: str, other: str) -> None:
    assert may_be_one_deed(one, other)


@pytest.mark.parametrize(("one", "other"), [("kissed", "bombed"), ("is", "won"), ("has", "was")])
def test_other_verbs_do_not(one: str, other: str) -> None:
    assert not may_be_one_deed(one, other)
