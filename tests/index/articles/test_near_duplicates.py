"""Near-copies are known by their signatures."""

from __future__ import annotations

from index.articles.near_duplicates import bands, is_near_copy, signature

WORDS = [f"word{number}" for number in range(300)]


def test_a_text_with_few_changes_is_a_near_copy() -> None:
    """Capitals do not count."""
    changed = [word.upper() for word in WORDS]
    changed[100] = "another"
    one, other = signature(WORDS), signature(changed)
    assert is_near_copy(one, other)
    assert set(bands(one)) & set(bands(other))


def test_the_same_words_in_another_order_are_none() -> None:
    one, other = signature(WORDS), signature(WORDS[::-1])
    assert not is_near_copy(one, other)
    assert not set(bands(one)) & set(bands(other))


def test_a_text_shorter_than_a_shingle_has_a_signature() -> None:
    assert is_near_copy(signature(["Moss"]), signature(["moss"]))
    assert not is_near_copy(signature(["moss"]), signature(["flood"]))


def test_a_signature_is_512_bytes_and_a_band_fits_into_an_integer_of_sqlite() -> None:
    assert len(signature(WORDS)) == 512
    assert all(-(2**63) <= band < 2**63 for band in bands(signature(WORDS)))
