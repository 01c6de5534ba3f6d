"""The word index, on Tantivy itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import StoreError
from index.terms import search_terms
from index.words import Words


@pytest.fixture
def words(tmp_path: Path) -> Words:
    """An empty word index."""
    return Words(tmp_path / "tantivy")


def found(words: Words, question: str, k: int = 10) -> Sequence[int]:
    return [number for number, _ in words.search(dict.fromkeys(search_terms(question), 1.0), k)]


def test_passages_are_found_by_the_stems_of_their_words(words: Words) -> None:
    words.add([(1, "The talks ended.", ""), (2, "The cake was sweet.", "")])
    assert found(words, "talk ending") == [1]


def test_names_are_found_however_they_are_spelled(words: Words) -> None:
    words.add([(1, "Sergey Lavrov left.", ""), (2, "Volodymyr Zelensky stayed.", "")])
    assert found(words, "Zelenskyy") == [2]


def test_countries_are_found_by_other_names(words: Words) -> None:
    words.add([(1, "A train from Kiev.", ""), (2, "A train from Oslo.", "")])
    assert found(words, "Ukrainian") == [1]


def test_a_word_in_the_passage_counts_more_than_one_in_its_headline(words: Words) -> None:
    words.add([(1, "Nothing to see here.", "The flood"), (2, "Nothing but flood here.", "The river")])
    assert found(words, "flood") == [2, 1]


def test_a_rare_word_counts_more_than_a_common_one(words: Words) -> None:
    words.add([(number, "The minister left.", "") for number in range(20)])
    words.add([(30, "The minister slept.", ""), (31, "The moss slept.", "")])
    assert found(words, "minister moss", 1) == [31]


def test_a_word_counts_by_its_weight(words: Words) -> None:
    words.add([(1, "flood", ""), (2, "river", "")])
    assert [number for number, _ in words.search({"flood": 0.1, "river": 1.0}, 5)] == [2, 1]


def test_only_so_many_are_given(words: Words) -> None:
    words.add([(number, "flood", "") for number in range(5)])
    assert len(found(words, "flood", 3)) == 3


def test_nothing_is_found_where_there_is_nothing(words: Words) -> None:
    assert found(words, "flood") == []
    words.add([(1, "flood", "")])
    assert found(words, "") == []
    assert found(words, "moss") == []


def test_what_is_deleted_is_not_found(words: Words) -> None:
    words.add([(1, "flood", ""), (2, "flood", "")])
    words.delete([1, 99])
    assert found(words, "flood") == [2]
    assert words.count() == 1


def test_another_readers_changes_are_seen_after_reloading(words: Words, tmp_path: Path) -> None:
    reader = Words(tmp_path / "tantivy")
    words.add([(1, "flood", "")])
    assert found(reader, "flood") == []
    reader.reload()
    assert found(reader, "flood") == [1]


def test_frequency_counts_passages(words: Words) -> None:
    words.add([(1, "flood and flood", ""), (2, "flood", ""), (3, "moss", "flood")])
    assert [words.frequency("flood"), words.frequency("moss"), words.frequency("cake")] == [2, 1, 0]


@pytest.mark.parametrize("hostile", ["AND OR NOT ( ) [ ] { } ~ * ? :", 'text:"', "\\", "id:1", "🙂", "'; DROP TABLE"])
def test_a_question_is_no_query_language(hostile: str, words: Words) -> None:
    words.add([(1, "flood", "")])
    assert found(words, f"{hostile} flood") == [1]
    assert found(words, hostile) == []


def test_a_folder_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("no index")
    with pytest.raises(StoreError, match=f"{tmp_path} cannot be opened"):
        Words(tmp_path)
