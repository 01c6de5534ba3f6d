"""Names in Russian and their Latin spellings."""

from __future__ import annotations

import pytest

from index.language import countries
from index.language.name_sounds import name_key, name_keys
from index.language.stems import fold, stem
from index.language.terms import terms
from index.language.transliteration import latin_spellings, place_of


@pytest.mark.parametrize(
    ("russian", "latin"),
    [
        ("Базаров", "Bazarov"),
        ("Базарову", "Bazarov"),
        ("Базаровым", "Bazarov"),
        ("Соколовой", "Sokolova"),
        ("Шевчук", "Shevchuk"),
        ("Лозинского", "Lozinsky"),
        ("Хоружей", "Khoruzhaya"),
        ("Барри", "Barry"),
        ("Ялте", "Yalta"),
    ],
)
def test_a_name_in_any_case_meets_its_latin_spelling(russian: str, latin: str) -> None:
    assert name_key(latin) in name_keys(russian)


def test_a_place_has_its_english_name() -> None:
    assert place_of(("Лондоне",)) == "London"
    assert latin_spellings("Лондоне")[0] == "London"
    assert [mention.country for mention in countries.find("Послы Франции и США")] == [
        "France",
        "United States",
    ]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("tr", "KAPILARI", "kapıları"),
        ("tr", "İstanbul", "istanbul"),
        ("el", "Δασκάλους", "δάσκαλοι"),
        ("ar", "المدرسةُ", "مدرسة"),
        ("de", "Häuser", "haus"),
        ("ru", "школе", "ШКОЛА"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, one: str, other: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_the_dotless_i_folds_to_i() -> None:
    assert fold("IŞIK") == fold("ışık")


@pytest.mark.parametrize(
    "text", ["镇长说2026年通车", "สะพานใหม่", "Işıl'ın köprüsü", "المدرسةُ الجديدة"]
)
def test_terms_stand_where_they_say(text: str) -> None:
    found = list(terms(text, "zh"))
    assert found
    assert all(text[term.start : term.end] == term.word for term in found)


def test_what_has_no_spaces_comes_in_pairs() -> None:
    assert [term.word for term in terms("新桥通车", "zh")] == ["新桥", "桥通", "通车"]
