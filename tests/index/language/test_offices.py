"""Titles and offices, as they are compared."""

from __future__ import annotations

import pytest

from index.language.offices import gender, is_office, is_somebody, is_title, role_noun, role_words


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Russian Foreign Minister", "Russia's foreign minister", True),
        ("the mayor", "Mayor", True),
        ("Russian minister", "Ukrainian minister", False),
        ("US president", "us president", False),
        ("Russia's top diplomat", "the Russian foreign minister", True),
        ("the PM", "prime minister", True),
        ("a special representative", "the chief negotiator", True),
        ("head of state", "head of the bank", False),
    ],
)
def test_roles_compare_by_their_words(one: str, other: str, same: bool) -> None:
    assert (role_words(one) == role_words(other)) is same


def test_a_country_in_a_role_has_one_name() -> None:
    assert role_words("Mr Russian envoy") == {"=Russia", "envoy"}


@pytest.mark.parametrize(
    ("role", "noun"),
    [
        ("Russia's foreign minister for Europe", "minist"),
        ("mayor, poet", "mayor"),
        ("top diplomat", "minist"),
        ("", ""),
    ],
)
def test_a_role_is_about_its_last_noun_before_a_preposition(role: str, noun: str) -> None:
    assert role_noun(role) == noun


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mrs Thorne", "f"),
        ("the spokeswoman", "f"),
        ("King Alder", "m"),
        ("the fisherman", "m"),
        ("the woman and her brother", ""),
        ("the minister", ""),
        ("Rowan Thorne", ""),
    ],
)
def test_words_tell_a_woman_or_a_man(text: str, expected: str) -> None:
    assert gender(text) == expected


def test_titles_offices_and_people() -> None:
    assert is_title("Gov.")
    assert not is_title("resident")
    assert is_office("Russian foreign minister")
    assert is_office("author")
    assert not is_office("blue door")
    assert is_somebody("lawyers")
    assert not is_somebody("bridge")
