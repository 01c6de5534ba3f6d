"""Every word list is a file that a reader can trust, and the loader reads it as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from index.language import lexicon

FILES = sorted(lexicon.FOLDER.glob("*.txt"))
RUN = re.compile(
    r"""
    ( (?: \#.*\n | \n )* )      # comments and empty lines
    ( (?: [^\#\n].*\n )+ )      # lines that are entries
    """,
    re.VERBOSE,
)
SHARED_WORDS = 5
SHARED_PART = 0.6

every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def groups(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Each run of entries, with the comment above it and the one that begins the file."""
    runs = RUN.findall(path.read_text(encoding="utf-8"))
    for comment, lines in runs:
        yield runs[0][0] + comment, [line.split("\t")[0] for line in lines.splitlines()]


@every_file
def test_a_file_begins_by_saying_what_it_is_and_where_it_came_from(path: Path) -> None:
    header = re.match(r"(?:#.*\n)+", path.read_text(encoding="utf-8"))
    assert header, "it begins with no comment"
    assert len(header[0].split()) >= 10


@every_file
def test_a_line_is_an_entry_with_columns_and_no_stray_space(path: Path) -> None:
    for columns in lexicon.rows(path.stem):
        assert columns[0], columns
        assert all(column == " ".join(column.split()) for column in columns), columns


@every_file
def test_no_line_stands_twice(path: Path) -> None:
    lines = lexicon.rows(path.stem)
    assert sorted(lines) == sorted(set(lines))


@every_file
def test_entries_are_sorted_unless_a_comment_names_their_order(path: Path) -> None:
    for comment, entries in groups(path):
        if "order" not in comment:
            unsorted = [pair for pair in pairwise(entries) if pair[0].lower() > pair[1].lower()]
            assert unsorted == []


def test_no_two_files_list_the_same_idea() -> None:
    words = {path.stem: lexicon.words(path.stem) for path in FILES}
    for one, other in combinations(words, 2):
        shared = len(words[one] & words[other])
        part = shared / min(len(words[one]), len(words[other]))
        assert shared < SHARED_WORDS or part < SHARED_PART, (one, other, part)


@pytest.fixture
def fish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a small list."""
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    text = "# Fish, made up for this test.\ncod\tsea\neel\tsea river\n\n# Long names\nsea trout\n"
    (tmp_path / "fish_of_a_test.txt").write_text(text, encoding="utf-8")
    return "fish_of_a_test"


def test_words_are_the_entries_that_carry_a_tag(fish: str) -> None:
    assert lexicon.words(fish) == {"cod", "eel", "sea trout"}
    assert lexicon.words(fish, "river") == {"eel"}
    assert lexicon.entries(fish, "sea") == ("cod", "eel")


def test_a_table_maps_the_first_column_to_the_second(fish: str) -> None:
    assert lexicon.table(fish) == {"cod": "sea", "eel": "sea river", "sea trout": ""}
    assert lexicon.rows(fish) == (("cod", "sea"), ("eel", "sea river"), ("sea trout",))


def test_a_pattern_matches_the_longest_entry(fish: str) -> None:
    match = re.match(lexicon.pattern(fish), "sea trout and cod")
    assert match
    assert match[0] == "sea trout"
    assert not re.match(lexicon.pattern(fish, "river"), "cod")


def test_a_list_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        lexicon.words("birds")
