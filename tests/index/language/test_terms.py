"""What words are compared by."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.language import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("talks", "talk"),
        ("agreeing", "agreed"),
        ("cease-fire", "ceasefire"),
        ("café", "CAFE"),
        ("5,000", "5000"),
        ("переговоры", "переговоров"),
        ("O’Brien", "O'Brien"),
        ("U.S.", "US"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert terms.stem(one) == terms.stem(other)


def test_threads_may_stem_at_once() -> None:
    """A wrong stem would be kept in the word index for good."""
    words = [f"{start}{end}" for start in ("abc", "confl", "ret", "min", "talk", "xyl") for end in
             ("ations", "ing", "edly", "ization", "fulness", "ically", "alize", "icate", "ative", "iciti")] * 8  # fmt: skip
    plain = terms.stem.__wrapped__
    alone = [plain(word) for word in words]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda _: [plain(word) for word in words], range(4)))
    finally:
        sys.setswitchinterval(interval)
    assert together == [alone] * 4


@pytest.mark.parametrize(
    ("one", "other"), [("5,000", "7,500"), ("3.5", "35"), ("minister", "ministry"), ("й", "и")]
)
def test_other_words_have_other_stems(one: str, other: str) -> None:
    assert terms.stem(one) != terms.stem(other)


def test_terms_say_where_they_stand() -> None:
    text = "Klimkin’s cease-fire: 5,000 men, “no” более."
    found = list(terms.terms(text))
    assert [term.word for term in found] == [
        "Klimkin",
        "cease-fire",
        "cease",
        "fire",
        "5,000",
        "men",
        "no",
        "более",
    ]
    assert all(text[term.start : term.end] == term.word for term in found)
    assert [term.start for term in terms.terms("win-win vis-a-vis")] == [0, 0, 4, 8, 8, 14]


def test_terms_know_names_and_numbers() -> None:
    found = {
        term.word: (term.is_capital, term.is_number) for term in terms.terms("Lavrov met 12 envoys")
    }
    assert found == {
        "Lavrov": (True, False),
        "met": (False, False),
        "12": (False, True),
        "envoys": (False, False),
    }


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
    assert terms.name_key(one) == terms.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kuleba", "Lavrov"), ("Kerry", "Kelly"), ("Volker", "Walker"), ("G7", "G20")],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert terms.name_key(one) != terms.name_key(other)


def test_what_is_no_name_has_no_key() -> None:
    assert [terms.name_key(text) for text in ("", "123", "—")] == ["", "", ""]


def test_a_text_is_found_by_its_words_its_names_sounds_and_its_countries() -> None:
    found = set(terms.search_terms("Sergey Lavrov spoke of talks in Kyiv"))
    assert {"lavrov", "talk", "~sergei", "~lavrov", "=Ukraine"} <= found
    assert "~talk" not in found
