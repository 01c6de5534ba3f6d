"""How names sound."""

from __future__ import annotations

import pytest

from index.language.name_sounds import name_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sergey", "Sergei"),
        ("Zelensky", "Zelenskyy"),
        ("Zelensky", "Zelenskiy"),
        ("Klimkin", "Klymkin"),
        ("Kharkiv", "Harkiv"),
        ("Müller", "Muller"),
        ("Lavrov", "LAVROV"),
        ("Medvedev", "Medwedew"),
        ("Lavrov's", "Sergei Lavrov"),
    ],
)
def test_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kuleba", "Lavrov"), ("Kerry", "Kelly"), ("Volker", "Walker"), ("G7", "G20")],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_what_is_no_name_has_no_key() -> None:
    assert [name_key(text) for text in ("", "123", "—")] == ["", "", ""]
