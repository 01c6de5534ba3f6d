"""A reporting verb is known by its stem, whatever its form."""

from __future__ import annotations

import pytest

from index.language.stems import stem
from index.language.verb_stems import stems
from index.language.verbs import Use


@pytest.mark.parametrize("form", ["deny", "denies", "denied", "denying"])
def test_every_form_of_a_reporting_verb_has_its_stem(form: str) -> None:
    assert stem(form) in stems(Use.STATEMENT)


def test_a_verb_without_the_use_is_none() -> None:
    assert stem("swim") not in stems(Use.STATEMENT)
