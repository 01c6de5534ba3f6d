"""What the catalog keeps, and when it shows it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.articles.near_duplicates import signature
from index.errors import NoIndexError, StoreError
from index.stores.catalog import Catalog
from index.stores.catalog_schema import FIRST_VERSION, MIGRATIONS
from index.stores.catalog_writer import CatalogWriter, File, Place, Staged
from index.types import Article, Filters, Passage, Sentence, Statement

TEXT = "Lavrov said no.\nIt rained. 🙂 It stopped."
SAID = Statement("Sergei Lavrov", "minister", "Lavrov", 0, 6, "said", 12, 14, direct=False)
ARTICLE = Article(
    source="a.txt",
    sha256="a" * 64,
    text=TEXT,
    title="No",
    title_start=12,
    published=date(2016, 11, 29),
    dateline="Minsk",
    byline="Ann Ley",
    publisher="The Post",
    url="https://example.org/a",
    language="en",
    sentences=(Sentence(0, 15, 0), Sentence(16, 26, 1), Sentence(29, 40, 1)),
    pages=(0, 16),
    statements=(SAID,),
    people=("Sergei Lavrov",),
)
PASSAGES = (Passage(0, 26, TEXT[0:26], "No. Minsk"), Passage(27, 40, TEXT[27:40], "No. Minsk"))
FILE = File("/news", "a.txt", 40, 1_700_000_000_123_456_789)
WORDS = [
    f"{first}{second}"
    for first in "bcdfghklmnprst"
    for second in ("alder", "ember", "indigo", "opal", "umber")
]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """An empty catalog."""
    return Catalog(tmp_path / "catalog.sqlite3")


def at(path: str, root: str = "/news") -> Place:
    """A place that is a file of its own."""
    return Place(replace(FILE, root=root, path=path), path)


def stage(
    catalog: Catalog, article: Article = ARTICLE, key: str = "", words: list[str] = WORDS
) -> Staged:
    return CatalogWriter(catalog).stage(key or str(article), article, PASSAGES, signature(words))


def show(catalog: Catalog, staged: Staged, *places: Place) -> int:
    """Publishes an article at some places: its id."""
    CatalogWriter(catalog).publish([staged], [(place, staged.article_id) for place in places])
    return staged.article_id


def publish(
    catalog: Catalog,
    path: str = "a.txt",
    article: Article = ARTICLE,
    root: str = "/news",
    words: list[str] = WORDS,
) -> int:
    """Adds an article under a path: its id."""
    CatalogWriter(catalog).add_root(root)
    return show(catalog, stage(catalog, article, f"{root}/{path} {article}", words), at(path, root))


def sources(catalog: Catalog) -> list[str]:
    return [listing.source for listing in catalog.articles()]


def test_an_article_comes_back_whole(catalog: Catalog) -> None:
    number = publish(catalog)
    assert catalog.article(number) == ARTICLE
    assert catalog.article_of("a.txt") == ARTICLE


def test_what_the_article_does_not_say_stays_unsaid(catalog: Catalog) -> None:
    bare = replace(
        ARTICLE,
        published=None,
        dateline=None,
        byline=None,
        publisher=None,
        url=None,
        title="",
        title_start=None,
    )
    assert catalog.article(publish(catalog, article=bare)) == bare


def test_passages_come_with_their_text(catalog: Catalog) -> None:
    """SQLite counts characters as Python does, beyond the basic plane too."""
    staged = stage(catalog)
    show(catalog, staged, at("a.txt"))
    stored = catalog.passages([*staged.passage_ids, 999])
    assert [stored[number].text for number in staged.passage_ids] == [
        passage.text for passage in PASSAGES
    ]
    assert {passage.article_id for passage in stored.values()} == {staged.article_id}
    entries = catalog.entries(staged.passage_ids)
    assert [entry.passage for entry in entries] == list(PASSAGES)
    assert {entry.published for entry in entries} == {ARTICLE.published}


def test_more_may_be_asked_for_than_a_query_takes_values(catalog: Catalog) -> None:
    publish(catalog)
    assert len(catalog.passages(range(400_000))) == 2
    assert len(catalog.passages_by_digest([*range(400_000), PASSAGES[0].digest])) == 1


def test_what_is_staged_is_unseen(catalog: Catalog) -> None:
    staged = stage(catalog)
    assert catalog.article(staged.article_id) is None
    assert (catalog.articles(), catalog.passages(staged.passage_ids), catalog.counts()) == (
        [],
        {},
        (0, 0),
    )
    assert catalog.passages_said_by("lavrov", 5) == []
    assert catalog.is_empty()


def test_publishing_shows_the_new_and_takes_away_the_old_at_once(catalog: Catalog) -> None:
    old = publish(catalog)
    new = publish(catalog, article=replace(ARTICLE, sha256="b" * 64))
    assert catalog.article(old) is None
    assert [listing.sha256 for listing in catalog.articles()] == ["b" * 64]
    assert catalog.counts() == (1, 2)
    assert new != old


def test_ids_are_never_given_again(catalog: Catalog) -> None:
    """A store that still holds a passage that is gone must not be taken to hold another."""
    staged = stage(catalog)
    show(catalog, staged, at("a.txt"))
    CatalogWriter(catalog).publish([], [], removed=[FILE])
    again = stage(catalog)
    assert again.article_id > staged.article_id
    assert min(again.passage_ids) > max(staged.passage_ids)


def test_retired_passages_are_garbage_until_they_are_cleared(catalog: Catalog) -> None:
    writer, staged = CatalogWriter(catalog), stage(catalog)
    show(catalog, staged, at("a.txt"))
    assert writer.garbage() == []
    writer.publish([], [], removed=[FILE])
    assert sorted(writer.garbage()) == sorted(staged.passage_ids)
    writer.clear_garbage(staged.passage_ids)
    assert writer.garbage() == []


def test_what_was_staged_and_never_published_can_be_discarded(catalog: Catalog) -> None:
    kept, staged = publish(catalog), stage(catalog)
    CatalogWriter(catalog).discard_staged()
    assert sorted(CatalogWriter(catalog).garbage()) == sorted(staged.passage_ids)
    assert catalog.article(kept) is not None


def test_each_publication_is_a_generation(catalog: Catalog) -> None:
    publish(catalog)
    before = catalog.generation()
    publish(catalog, "b.txt")
    assert catalog.generation() == before + 1


def test_another_process_sees_what_was_published(catalog: Catalog, tmp_path: Path) -> None:
    reader = Catalog.existing(tmp_path / "catalog.sqlite3")
    staged = stage(catalog)
    assert reader.articles() == []
    show(catalog, staged, at("a.txt"))
    assert sources(reader) == ["a.txt"]


def test_a_listing_tells_about_an_article(catalog: Catalog) -> None:
    publish(catalog)
    [listing] = catalog.articles()
    assert (listing.source, listing.title, listing.passages, listing.sha256) == (
        "a.txt",
        "No",
        2,
        "a" * 64,
    )
    assert (listing.published, listing.publisher, listing.dateline) == (
        date(2016, 11, 29),
        "The Post",
        "Minsk",
    )
    assert (listing.byline, listing.url, listing.copies_of) == (
        "Ann Ley",
        "https://example.org/a",
        None,
    )


# Places: an article is kept once wherever it stands.


def test_an_article_at_two_places_is_cited_from_the_first(catalog: Catalog) -> None:
    number = show(catalog, stage(catalog), at("b.txt"), at("a.txt"))
    assert catalog.counts() == (1, 2)
    assert [(listing.source, listing.copies_of) for listing in catalog.articles()] == [
        ("a.txt", None),
        ("b.txt", "a.txt"),
    ]
    article, other = catalog.article(number), catalog.article_of("b.txt")
    assert article is not None
    assert other is not None
    assert (article.source, other.source) == ("a.txt", "b.txt")
    assert catalog.sources([number]) == ["a.txt", "b.txt"]


def test_an_article_stays_while_it_has_a_place(catalog: Catalog) -> None:
    writer = CatalogWriter(catalog)
    number = show(catalog, stage(catalog), at("a.txt"), at("b.txt"))
    writer.publish([], [], removed=[at("a.txt").file])
    article = catalog.article(number)
    assert article is not None
    assert (article.source, writer.garbage()) == ("b.txt", [])
    writer.publish([], [], removed=[at("b.txt").file])
    assert catalog.article(number) is None
    assert len(writer.garbage()) == 2


def test_a_file_that_was_read_to_the_end_holds_its_parts_and_no_others(catalog: Catalog) -> None:
    writer = CatalogWriter(catalog)
    show(catalog, stage(catalog), Place(FILE, "a.txt#1"), Place(FILE, "a.txt#2"))
    writer.publish([], [], [(Place(FILE, "a.txt#3"), "empty")])
    writer.publish([], [], finished=[(FILE, "recipe", frozenset({"a.txt#2"}))])
    assert (sources(catalog), catalog.skipped()) == (["a.txt#2"], [])
    assert writer.files("/news") == {"a.txt": (FILE, "recipe")}
    assert catalog.recipes() == ["recipe"]


def test_what_could_not_be_read_is_known_until_it_can(catalog: Catalog) -> None:
    writer = CatalogWriter(catalog)
    publish(catalog)
    writer.publish([], [], [(at("a.txt"), "empty")])
    assert (sources(catalog), catalog.skipped()) == ([], [("/news", "a.txt", "empty")])
    assert writer.paths("/news") == {"a.txt"}
    publish(catalog)
    assert (sources(catalog), catalog.skipped()) == (["a.txt"], [])


def test_the_same_name_under_two_roots_has_the_roots_name_before_it(catalog: Catalog) -> None:
    publish(catalog)
    publish(catalog, root="/old/archive")
    publish(catalog, "b.txt", root="/old/archive")
    assert sources(catalog) == ["archive/a.txt", "b.txt", "news/a.txt"]
    CatalogWriter(catalog).publish([], [], removed=[at("a.txt", "/old/archive").file])
    assert sources(catalog) == ["a.txt", "b.txt"]


def test_two_roots_of_one_name_have_sources_of_their_own(catalog: Catalog) -> None:
    publish(catalog, root="/2023/news")
    publish(catalog, root="/2024/news")
    assert sources(catalog) == ["2023/news/a.txt", "2024/news/a.txt"]


def test_a_source_that_looks_like_another_is_another(catalog: Catalog) -> None:
    """`news/a.txt` under one root, and `a.txt` under two roots of which one is `news`."""
    publish(catalog)
    publish(catalog, root="/old")
    publish(catalog, "news/a.txt", root="/all")
    assert len(set(sources(catalog))) == 3


def test_a_root_is_forgotten_with_all_that_is_under_it(catalog: Catalog) -> None:
    publish(catalog)
    publish(catalog, root="/old")
    assert CatalogWriter(catalog).remove_root("/news") == ["news/a.txt"]
    assert (catalog.roots(), sources(catalog), catalog.counts()) == (["/old"], ["a.txt"], (1, 2))


def test_a_folder_around_a_root_takes_over_its_articles(catalog: Catalog) -> None:
    number = publish(catalog, root="/all/news")
    CatalogWriter(catalog).publish(
        [], [], finished=[(at("a.txt", "/all/news").file, "r", frozenset({"a.txt"}))]
    )
    CatalogWriter(catalog).add_root("/all")
    assert (catalog.roots(), sources(catalog)) == (["/all"], ["news/a.txt"])
    assert CatalogWriter(catalog).names("/all", "news/a.txt") == {"news/a.txt": number}
    assert list(CatalogWriter(catalog).files("/all")) == ["news/a.txt"]


def test_a_folder_around_a_root_that_is_gone_takes_over_its_articles(catalog: Catalog) -> None:
    """A folder that is not there is no file because of that."""
    for name in ("1.txt", "2.txt"):
        publish(catalog, name, root="/nowhere/news")
        file = at(name, "/nowhere/news").file
        CatalogWriter(catalog).publish([], [], finished=[(file, "recipe", frozenset({name}))])
    CatalogWriter(catalog).add_root("/nowhere")
    assert sources(catalog) == ["news/1.txt", "news/2.txt"]


# Near-copies, and sentences that recur.


def test_a_near_copy_names_the_first_to_be_published(catalog: Catalog) -> None:
    later = replace(ARTICLE, published=date(2016, 11, 30))
    one = publish(catalog, "a.txt", later, words=[*WORDS[:-4], "other", "words"])
    two = publish(catalog, "b.txt")
    other = publish(catalog, "c.txt", words=WORDS[::-1])
    assert [listing.copies_of for listing in catalog.articles()] == ["b.txt", None, None]
    assert (catalog.near_copies(one), catalog.near_copies(two), catalog.near_copies(other)) == (
        [two],
        [one],
        [],
    )


@pytest.mark.parametrize(("articles", "recurs"), [(4, False), (5, True)])
def test_a_sentence_that_many_articles_of_a_publisher_have_recurs(
    articles: int, recurs: bool, catalog: Catalog
) -> None:
    for number in range(articles):
        publish(catalog, f"{number}.txt", words=[f"{number}{word}" for word in WORDS])
    assert catalog.is_recurring("It rained.", "The Post") is recurs
    assert catalog.is_recurring("it RAINED", "The Post") is recurs
    assert not catalog.is_recurring("It rained.", "The Times")
    assert not catalog.is_recurring("It snowed.", "The Post")


def test_a_sentence_that_near_copies_have_does_not_recur(catalog: Catalog) -> None:
    for number in range(10):
        publish(catalog, f"{number}.txt", words=[*WORDS, str(number)])
    assert not catalog.is_recurring("It rained.", "The Post")


def test_a_sentence_with_other_figures_is_another(catalog: Catalog) -> None:
    """What the market closed at is news each day."""
    for number in range(10):
        text = f"Lavrov said no.\nIt r{number}ined. 🙂 It stopped."
        publish(
            catalog,
            f"{number}.txt",
            replace(ARTICLE, text=text),
            words=[f"{number}{word}" for word in WORDS],
        )
    assert not catalog.is_recurring("It r1ined.", "The Post")
    assert catalog.is_recurring("It stopped.", "The Post")


# What narrows a search.


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(sources=("agency/minsk/1.txt",)), ["agency/minsk/1.txt"]),
        (Filters(sources=("agency/*",)), ["agency/minsk/1.txt", "agency/2.txt"]),
        (Filters(sources=("agency",)), ["agency/minsk/1.txt", "agency/2.txt"]),
        (Filters(sources=("agency/minsk/",)), ["agency/minsk/1.txt"]),
        (Filters(sources=("*/?.txt",)), ["agency/minsk/1.txt", "agency/2.txt"]),
        (Filters(sources=("age",)), []),
        (Filters(sources=("a[1].txt",)), ["a[1].txt"]),
        (Filters(publisher="газета"), ["agency/2.txt"]),
        (Filters(publisher="НОВАЯ Газ"), ["agency/2.txt"]),
        (Filters(publisher="%"), []),
        (Filters(publisher="post", sources=("agency",)), ["agency/minsk/1.txt"]),
    ],
)
def test_articles_are_told_by_source_and_publisher(
    filters: Filters, found: list[str], catalog: Catalog
) -> None:
    publish(catalog, "agency/minsk/1.txt")
    publish(catalog, "agency/2.txt", replace(ARTICLE, publisher="Новая газета"))
    publish(catalog, "a[1].txt", replace(ARTICLE, publisher=None))
    matching = catalog.article_ids(filters)
    assert matching is not None
    assert catalog.sources(matching) == sorted(found)


def test_dates_alone_name_no_articles(catalog: Catalog) -> None:
    """The stores know dates themselves."""
    publish(catalog)
    assert catalog.article_ids(Filters(after=date(2020, 1, 1))) is None


def test_any_place_of_an_article_lets_it_through(catalog: Catalog) -> None:
    number = show(catalog, stage(catalog), at("a/1.txt"), at("b/1.txt"))
    assert catalog.article_ids(Filters(sources=("b",))) == [number]


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        (Filters(), True),
        (Filters(after=date(2016, 11, 29)), True),
        (Filters(before=date(2016, 11, 29)), False),
        (Filters(sources=("b.txt",)), False),
        (Filters(publisher="post"), True),
    ],
)
def test_passages_are_found_by_who_speaks_in_them(
    filters: Filters, is_found: bool, catalog: Catalog
) -> None:
    staged = stage(catalog)
    show(catalog, staged, at("a.txt"))
    assert catalog.passages_said_by("lavrov", 5, filters) == (
        [staged.passage_ids[0]] if is_found else []
    )
    assert catalog.passages_said_by("klimkin", 5, filters) == []


# Threads, processes, and what is wrong.


def test_threads_may_read_while_one_writes(catalog: Catalog) -> None:
    with ThreadPoolExecutor(4) as pool:
        reads = [pool.submit(catalog.articles) for _ in range(40)]
        for number in range(10):
            publish(catalog, f"{number}.txt")
        counts = [len(read.result()) for read in reads]
    assert all(0 <= count <= 10 for count in counts)
    assert len(catalog.articles()) == 10


def test_a_failed_publication_changes_nothing(catalog: Catalog) -> None:
    staged = stage(catalog)
    with pytest.raises(StoreError, match="cannot be written"):
        CatalogWriter(catalog).publish([staged], [(at("a.txt"), 999)])  # there is no such article
    assert catalog.articles() == []
    assert catalog.generation() == 0


OPEN = (
    "import sys; from pathlib import Path; from index.stores.catalog import Catalog; "
    "print(Catalog(Path(sys.argv[1])).identity)"
)


@pytest.mark.slow
def test_processes_may_make_the_catalog_at_once(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite3"
    command = [sys.executable, "-c", OPEN, str(file)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    done = [process.communicate() for process in running]
    assert {error for _, error in done} == {""}
    assert {identity.strip() for identity, _ in done} == {Catalog(file).identity}


def test_two_catalogs_are_told_apart(catalog: Catalog, tmp_path: Path) -> None:
    assert len(catalog.identity) == 16
    assert Catalog(tmp_path / "other.sqlite3").identity != catalog.identity


def test_where_there_is_no_catalog_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        NoIndexError, match=rf'^No index at {tmp_path}; run "onrecord index FOLDER" first\.$'
    ):
        Catalog.existing(tmp_path / "catalog.sqlite3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 2000]
)
def test_a_damaged_catalog_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(content)
    with pytest.raises(StoreError, match=f"The index at {tmp_path} cannot be"):
        Catalog(tmp_path / "catalog.sqlite3")


def test_a_catalog_of_another_version_is_named(catalog: Catalog, tmp_path: Path) -> None:
    catalog.close()
    with sqlite3.connect(tmp_path / "catalog.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="later version of On Record"):
        Catalog(tmp_path / "catalog.sqlite3")


def test_a_catalog_without_what_is_set_aside_is_migrated(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "catalog.sqlite3") as connection:
        for statement in MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO articles (id, live, key, sha256, title, language, text, sentences, people,"
            " pages, signature) VALUES (1, 1, 'k', 's', 'T', 'en', 'It rains.', '[[0, 9, 0]]',"
            " '[]', '[]', x'')"
        )
        connection.execute("INSERT INTO places VALUES ('/r', 'a.txt', 'a.txt', 'a.txt', 1)")
        connection.execute(f"PRAGMA user_version = {FIRST_VERSION}")
    connection.close()
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    article = catalog.article_of("a.txt")
    assert article is not None
    assert (article.text, article.set_aside) == ("It rains.", ())
    [listing] = catalog.articles()
    assert (listing.characters, listing.set_aside) == (9, {})
    catalog.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 FROM articles WHERE live AND published >= '2026-01-01'",
        "SELECT id FROM articles WHERE NOT live",
        "SELECT 1 FROM places WHERE source != name",
    ],
)
def test_what_every_question_or_update_asks_goes_by_an_index(catalog: Catalog, query: str) -> None:
    assert all("INDEX" in step for *_, step in catalog.rows(f"EXPLAIN QUERY PLAN {query}"))
