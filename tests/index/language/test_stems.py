"""Stems, by which the forms of a word meet."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.language.stems import stem


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
    assert stem(one) == stem(other)


def test_threads_may_stem_at_once() -> None:
    """A wrong stem would be kept in the word index for good."""
    words = [
        f"{start}{end}"
        for start in ("abc", "confl", "ret", "min", "talk", "xyl")
        for end in (
            "ations",
            "ing",
            "edly",
            "ization",
            "fulness",
            "ically",
            "alize",
            "icate",
            "ative",
            "iciti",
        )
    ] * 8
    plain = stem.__wrapped__
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
    assert stem(one) != stem(other)
