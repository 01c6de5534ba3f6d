"""What the catalog keeps, and when it shows it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.catalog import Catalog, File
from index.errors import NoIndexError, StoreError
from index.types import Article, Passage, Sentence, Statement

TEXT = "Lavrov said no.\nIt rained. 🙂 It stopped."
SAID = Statement("Sergei Lavrov", "minister", "Lavrov", 0, 6, "said", 12, 14, direct=False)
ARTICLE = Article(
    source="a.txt", sha256="a" * 64, text=TEXT, title="No", title_start=12, published=date(2016, 11, 29),
    dateline="Minsk", byline="Ann Ley", publisher="The Post", url=None, language="en",
    sentences=(Sentence(0, 15, 0), Sentence(16, 26, 1), Sentence(29, 40, 1)),
    statements=(SAID,), people=("Sergei Lavrov",),
)  # fmt: skip
PASSAGES = (Passage(0, 26, TEXT[0:26], "No. Minsk"), Passage(27, 40, TEXT[27:40], "No. Minsk"))
FILE = File("/news", "a.txt", 40, 1_700_000_000_123_456_789)


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """An empty catalog."""
    return Catalog(tmp_path / "catalog.sqlite3")


def publish(catalog: Catalog, file: File = FILE, article: Article = ARTICLE, retired: Sequence[int] = ()) -> int:
    """Adds an article under a file's path: its id."""
    number, _ = catalog.stage(file, replace(article, source=file.path), PASSAGES)
    catalog.publish([number], retired, {})
    return number


def test_an_article_comes_back_whole(catalog: Catalog) -> None:
    number = publish(catalog)
    assert catalog.article(number) == ARTICLE
    assert catalog.article_of("a.txt") == ARTICLE


def test_what_the_article_does_not_say_stays_unsaid(catalog: Catalog) -> None:
    bare = replace(ARTICLE, published=None, dateline=None, publisher=None, title="", title_start=None)
    assert catalog.article(publish(catalog, article=bare)) == bare


def test_passages_come_with_their_text(catalog: Catalog) -> None:
    """SQLite counts characters as Python does, beyond the basic plane too."""
    number, ids = catalog.stage(FILE, ARTICLE, PASSAGES)
    catalog.publish([number], [], {})
    stored = catalog.passages([*ids, 999])
    assert [stored[passage_id].text for passage_id in ids] == [passage.text for passage in PASSAGES]
    assert {passage.article_id for passage in stored.values()} == {number}


def test_what_is_staged_is_unseen(catalog: Catalog) -> None:
    number, ids = catalog.stage(FILE, ARTICLE, PASSAGES)
    assert catalog.article(number) is None
    assert (catalog.articles(), catalog.passages(ids), catalog.counts()) == ([], {}, (0, 0))
    assert catalog.passages_said_by("lavrov", 5) == []


def test_publishing_shows_the_new_and_takes_away_the_old_at_once(catalog: Catalog) -> None:
    old = publish(catalog)
    new = publish(catalog, article=replace(ARTICLE, sha256="b" * 64), retired=[old])
    assert catalog.article(old) is None
    assert [listing.sha256 for listing in catalog.articles()] == ["b" * 64]
    assert catalog.counts() == (1, 2)
    assert new != old


def test_ids_are_never_given_again(catalog: Catalog) -> None:
    """A store that still holds a passage that is gone must not be taken to hold another."""
    number, ids = catalog.stage(FILE, ARTICLE, PASSAGES)
    catalog.publish([number], [], {})
    catalog.publish([], [number], {})
    again, others = catalog.stage(FILE, ARTICLE, PASSAGES)
    assert again > number
    assert min(others) > max(ids)


def test_retired_passages_are_garbage_until_they_are_cleared(catalog: Catalog) -> None:
    number, ids = catalog.stage(FILE, ARTICLE, PASSAGES)
    catalog.publish([number], [], {})
    assert catalog.garbage() == []
    catalog.publish([], [number], {})
    assert sorted(catalog.garbage()) == sorted(ids)
    catalog.clear_garbage(ids)
    assert catalog.garbage() == []


def test_what_was_staged_and_never_published_can_be_discarded(catalog: Catalog) -> None:
    kept = publish(catalog)
    _, ids = catalog.stage(FILE, ARTICLE, PASSAGES)
    catalog.discard_staged()
    assert sorted(catalog.garbage()) == sorted(ids)
    assert catalog.article(kept) is not None


def test_each_publication_is_a_generation(catalog: Catalog) -> None:
    before = catalog.generation()
    publish(catalog)
    assert catalog.generation() == before + 1


def test_another_process_sees_what_was_published(catalog: Catalog, tmp_path: Path) -> None:
    reader = Catalog.existing(tmp_path / "catalog.sqlite3")
    number, _ = catalog.stage(FILE, ARTICLE, PASSAGES)
    assert reader.articles() == []
    catalog.publish([number], [], {})
    assert [listing.source for listing in reader.articles()] == ["a.txt"]


def test_a_listing_tells_about_an_article(catalog: Catalog) -> None:
    publish(catalog)
    [listing] = catalog.articles()
    assert (listing.source, listing.title, listing.passages, listing.sha256) == ("a.txt", "No", 2, "a" * 64)
    assert (listing.published, listing.publisher, listing.dateline) == (date(2016, 11, 29), "The Post", "Minsk")
    assert listing.copies_of is None


def test_a_copy_names_the_first(catalog: Catalog) -> None:
    publish(catalog)
    publish(catalog, file=replace(FILE, path="b.txt"))
    assert [listing.copies_of for listing in catalog.articles()] == [None, "a.txt"]


def test_the_same_path_under_two_roots_has_the_roots_name_before_it(catalog: Catalog) -> None:
    publish(catalog)
    other = publish(catalog, file=replace(FILE, root="/old/archive"))
    publish(catalog, file=replace(FILE, root="/old/archive", path="b.txt"))
    assert [listing.source for listing in catalog.articles()] == ["archive/a.txt", "b.txt", "news/a.txt"]
    catalog.publish([], [other], {})
    assert [listing.source for listing in catalog.articles()] == ["a.txt", "b.txt"]


def test_two_roots_of_one_name_have_sources_of_their_own(catalog: Catalog) -> None:
    publish(catalog, file=replace(FILE, root="/2023/news"))
    publish(catalog, file=replace(FILE, root="/2024/news"))
    sources = {listing.source for listing in catalog.articles()}
    assert len(sources) == 2
    assert all(source.endswith("news/a.txt") for source in sources)


def test_a_source_that_looks_like_another_is_another(catalog: Catalog) -> None:
    """`news/a.txt` under one root, and `a.txt` under two roots of which one is `news`."""
    publish(catalog)
    publish(catalog, file=replace(FILE, root="/old"))
    publish(catalog, file=replace(FILE, root="/all", path="news/a.txt"))
    assert len({listing.source for listing in catalog.articles()}) == 3


def test_the_files_of_a_root_are_known_read_or_not(catalog: Catalog) -> None:
    number = publish(catalog)
    bad = File("/news", "bad.txt", 1, 2)
    catalog.publish([], [], {bad: "empty"})
    assert catalog.files("/news") == {"a.txt": (FILE, number, "a" * 64), "bad.txt": (bad, None, "")}
    assert catalog.skipped() == [("/news", "bad.txt", "empty")]
    catalog.forget_skipped("/news", ["bad.txt"])
    assert catalog.skipped() == []


def test_a_touched_file_is_noted_and_nothing_else_changes(catalog: Catalog) -> None:
    number = publish(catalog)
    generation = catalog.generation()
    catalog.touch(replace(FILE, modified=9), number)
    assert catalog.files("/news")["a.txt"][0].modified == 9
    assert catalog.generation() == generation


def test_a_root_is_forgotten_with_all_that_is_under_it(catalog: Catalog) -> None:
    for root in ("/news", "/old"):
        catalog.add_root(root, "")
        publish(catalog, file=replace(FILE, root=root))
    assert catalog.remove_root("/news") == 1
    assert catalog.roots() == ["/old"]
    assert [listing.source for listing in catalog.articles()] == ["a.txt"]
    assert catalog.counts() == (1, 2)


def test_a_folder_around_a_root_takes_over_its_articles(catalog: Catalog) -> None:
    catalog.add_root("/all/news", "recipe")
    number = publish(catalog, file=replace(FILE, root="/all/news"))
    catalog.add_root("/all", "recipe")
    assert catalog.roots() == ["/all"]
    assert catalog.files("/all")["news/a.txt"][1] == number
    assert [listing.source for listing in catalog.articles()] == ["news/a.txt"]
    assert catalog.recipe("/all") == "recipe"


def test_a_root_whose_articles_were_read_in_two_ways_has_no_recipe(catalog: Catalog) -> None:
    catalog.add_root("/all/news", "old")
    catalog.add_root("/all", "new")
    assert catalog.recipe("/all") == ""
    catalog.note_recipe("/all", "new")
    assert catalog.recipe("/all") == "new"


def test_passages_are_found_by_who_speaks_in_them(catalog: Catalog) -> None:
    number, ids = catalog.stage(FILE, ARTICLE, PASSAGES)
    catalog.publish([number], [], {})
    assert catalog.passages_said_by("lavrov", 5) == [ids[0]]
    assert catalog.passages_said_by("klimkin", 5) == []


def test_threads_may_read_while_one_writes(catalog: Catalog) -> None:
    with ThreadPoolExecutor(4) as pool:
        reads = [pool.submit(catalog.articles) for _ in range(40)]
        for number in range(10):
            publish(catalog, file=replace(FILE, path=f"{number}.txt"))
        counts = [len(read.result()) for read in reads]
    assert all(0 <= count <= 10 for count in counts)
    assert len(catalog.articles()) == 10


def test_a_failed_publication_changes_nothing(catalog: Catalog) -> None:
    number, _ = catalog.stage(FILE, ARTICLE, PASSAGES)
    with pytest.raises(sqlite3.Error):
        catalog.publish([number], [], {FILE: None})  # type: ignore[dict-item]  # what the database refuses
    assert catalog.articles() == []
    assert catalog.generation() == 0


def test_where_there_is_no_catalog_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match=rf'^No index at {tmp_path}; run "onrecord index FOLDER" first\.$'):
        Catalog.existing(tmp_path / "catalog.sqlite3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 2000])
def test_a_damaged_catalog_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(content)
    with pytest.raises(StoreError, match=f"The index at {tmp_path} cannot be"):
        Catalog(tmp_path / "catalog.sqlite3")


def test_a_catalog_of_another_version_is_named(catalog: Catalog, tmp_path: Path) -> None:
    catalog.close()
    with sqlite3.connect(tmp_path / "catalog.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="another version of On Record"):
        Catalog(tmp_path / "catalog.sqlite3")
