"""The word index, on Tantivy itself."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from index.errors import StoreError
from index.language.terms import search_terms
from index.stores.numeric_filters import numeric_filters
from index.stores.word_index import WordIndex
from index.types import Entry, Filters, Passage


@pytest.fixture
def words(tmp_path: Path) -> WordIndex:
    """An empty word index."""
    return WordIndex(tmp_path / "tantivy")


def add(words: WordIndex, *passages: tuple[int, str, str], published: date | None = None) -> None:
    """Adds passages of (id, text, context), each of an article of its own."""
    words.add(
        [
            Entry(number, 100 + number, Passage(0, len(text), text, context), published)
            for number, text, context in passages
        ]
    )


def found(words: WordIndex, question: str, k: int = 10) -> Sequence[int]:
    return [number for number, _ in words.search(dict.fromkeys(search_terms(question), 1.0), k)]


def test_passages_are_found_by_the_stems_of_their_words(words: WordIndex) -> None:
    add(words, (1, "The talks ended.", ""), (2, "The cake was sweet.", ""))
    assert found(words, "talk ending") == [1]


def test_names_are_found_however_they_are_spelled(words: WordIndex) -> None:
    add(words, (1, "Sergey Lavrov left.", ""), (2, "Volodymyr Zelensky stayed.", ""))
    assert found(words, "Zelenskyy") == [2]


def test_countries_are_found_by_other_names(words: WordIndex) -> None:
    add(words, (1, "A train from Kiev.", ""), (2, "A train from Oslo.", ""))
    assert found(words, "Ukrainian") == [1]


def test_a_word_in_the_passage_counts_more_than_one_in_its_headline(words: WordIndex) -> None:
    add(
        words, (1, "Nothing to see here.", "The flood"), (2, "Nothing but flood here.", "The river")
    )
    assert found(words, "flood") == [2, 1]


def test_a_rare_word_counts_more_than_a_common_one(words: WordIndex) -> None:
    add(words, *[(number, "The minister left.", "") for number in range(20)])
    add(words, (30, "The minister slept.", ""), (31, "The moss slept.", ""))
    assert found(words, "minister moss", 1) == [31]


def test_a_word_counts_by_its_weight(words: WordIndex) -> None:
    add(words, (1, "flood", ""), (2, "river", ""))
    assert [number for number, _ in words.search({"flood": 0.1, "river": 1.0}, 5)] == [2, 1]


def test_only_so_many_are_given(words: WordIndex) -> None:
    add(words, *[(number, "flood", "") for number in range(5)])
    assert len(found(words, "flood", 3)) == 3


def test_nothing_is_found_where_there_is_nothing(words: WordIndex) -> None:
    assert found(words, "flood") == []
    add(words, (1, "flood", ""))
    assert found(words, "") == []
    assert found(words, "moss") == []


def test_what_is_deleted_is_not_found(words: WordIndex) -> None:
    add(words, (1, "flood", ""), (2, "flood", ""))
    words.delete([1, 99])
    assert found(words, "flood") == [2]
    assert words.count() == 1


def test_another_readers_changes_are_seen_after_reloading(words: WordIndex, tmp_path: Path) -> None:
    reader = WordIndex(tmp_path / "tantivy")
    add(words, (1, "flood", ""))
    assert found(reader, "flood") == []
    reader.reload()
    assert found(reader, "flood") == [1]


def test_frequency_counts_passages(words: WordIndex) -> None:
    add(words, (1, "flood and flood", ""), (2, "flood", ""), (3, "moss", "flood"))
    assert [words.frequency("flood"), words.frequency("moss"), words.frequency("cake")] == [2, 1, 0]


@pytest.mark.parametrize(
    "hostile", ["AND OR NOT ( ) [ ] { } ~ * ? :", 'text:"', "\\", "id:1", "🙂", "'; DROP TABLE"]
)
def test_a_question_is_no_query_language(hostile: str, words: WordIndex) -> None:
    add(words, (1, "flood", ""))
    assert found(words, f"{hostile} flood") == [1]
    assert found(words, hostile) == []


@pytest.mark.parametrize(
    ("filters", "articles", "expected"),
    [
        (Filters(after=date(2016, 1, 1)), None, {1, 2}),
        (Filters(after=date(2016, 1, 2)), None, {2}),
        (Filters(before=date(2016, 1, 2)), None, {1, 4}),
        (Filters(after=date(2016, 1, 1), before=date(2016, 1, 2)), None, {1}),
        (Filters(publisher="post"), [101, 103], {1, 3}),
        (Filters(after=date(2016, 1, 1), publisher="post"), [101, 103], {1}),
        (Filters(after=date(2017, 1, 1)), None, set()),
        (Filters(), None, {1, 2, 3, 4}),
    ],
)
def test_a_search_is_narrowed_to_days_and_articles(
    filters: Filters, articles: list[int] | None, expected: set[int], words: WordIndex
) -> None:
    """An article without a date is in no range of dates."""
    add(words, (1, "flood", ""), published=date(2016, 1, 1))
    add(words, (2, "flood", ""), published=date(2016, 1, 2))
    add(words, (3, "flood", ""))
    add(words, (4, "flood", ""), published=date(1, 1, 1))
    assert {
        number for number, _ in words.search({"flood": 1.0}, 9, numeric_filters(filters, articles))
    } == expected


def test_narrowing_does_not_change_scores(words: WordIndex) -> None:
    add(
        words, (1, "flood", ""), (2, "a flood of words about words", ""), published=date(2016, 1, 1)
    )
    narrowed = words.search(
        {"flood": 1.0}, 9, numeric_filters(Filters(after=date(2015, 1, 1)), [101, 102])
    )
    free = words.search({"flood": 1.0}, 9)
    assert dict(narrowed) == pytest.approx(dict(free))
    assert [number for number, _ in narrowed] == [number for number, _ in free]


def test_deleting_that_was_broken_off_is_done_again(words: WordIndex, tmp_path: Path) -> None:
    """Killed after Tantivy had written what is deleted and before it had written that it is."""
    add(words, (1, "flood", ""), (2, "moss", ""))
    committed = (tmp_path / "tantivy" / "meta.json").read_bytes()
    words.delete([1])
    (tmp_path / "tantivy" / "meta.json").write_bytes(committed)
    again = WordIndex(tmp_path / "tantivy")
    assert sorted(again.ids()) == [1, 2]
    again.delete([1])
    assert again.ids() == [2]


def test_all_ids_are_known_and_one_that_is_there_twice_twice(words: WordIndex) -> None:
    assert words.ids() == []
    add(words, (1, "flood", ""), (2, "moss", ""))
    add(words, (2, "moss", ""))
    assert sorted(words.ids()) == [1, 2, 2]
    words.delete([2])
    assert words.ids() == [1]


def test_a_folder_that_is_damaged_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text("no index")
    with pytest.raises(
        StoreError,
        match=rf'{tmp_path} cannot be opened: .*; "onrecord index --rebuild" makes it again',
    ):
        WordIndex(tmp_path)


@pytest.mark.slow
def test_what_is_found_while_another_thread_sees_new_passages_has_its_own_ids(
    words: WordIndex,
) -> None:
    add(words, *((number, "flood", "") for number in range(1, 30)))
    going = threading.Event()

    def write() -> None:
        for number in range(100, 130):
            add(words, (number, "flood", ""))
            words.delete([number])
        going.set()

    with ThreadPoolExecutor(1) as pool:
        written = pool.submit(write)
        while not going.is_set() and not written.done():
            assert {number for number, _ in words.search({"flood": 1.0}, 50)} <= {
                *range(1, 30),
                *range(100, 130),
            }
        written.result()
