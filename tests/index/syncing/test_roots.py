"""The folders and files that are indexed: one in another, one forgotten, one that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_news import BRIDGE, FLOOD, MOSS, best, is_consistent, run, sources

from index.errors import OnRecordError
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.syncing.sync import forget


def test_an_empty_folder_makes_an_empty_index(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    report = run(archive, tmp_path / "empty")
    assert (report.added, report.articles, report.passages) == ([], 0, 0)
    assert search(archive, Query("Who?"), 5) == []


def test_a_single_file_is_a_root_of_its_own(archive: Archive, news: Path) -> None:
    report = run(archive, news / "moss.txt")
    assert (report.added, sources(archive)) == (["moss.txt"], ["moss.txt"])
    (news / "moss.txt").write_text(BRIDGE)
    assert run(archive).updated == ["moss.txt"]
    (news / "moss.txt").unlink()
    assert run(archive).removed == ["moss.txt"]


def test_a_path_brings_its_own_root_up_to_date_and_touches_no_other(
    archive: Archive, news: Path, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bridge.txt").write_text(BRIDGE)
    run(archive, news, tmp_path / "more")
    (news / "moss.txt").unlink()
    (tmp_path / "more" / "bridge.txt").unlink()
    report = run(archive, news / "local")
    assert report.removed == ["moss.txt"]
    assert sources(archive) == ["bridge.txt", "local/flood.txt"]


def test_a_folder_around_a_root_takes_its_place(archive: Archive, news: Path) -> None:
    run(archive, news / "local")
    assert sources(archive) == ["flood.txt"]
    report = run(archive, news)
    assert archive.catalog.roots() == [str(news)]
    assert sources(archive) == ["local/flood.txt", "moss.txt"]
    assert (report.added, report.removed, report.unchanged) == (["moss.txt"], [], 1)
    assert is_consistent(archive)


def test_a_folder_around_a_root_that_is_a_file_takes_its_place(
    archive: Archive, news: Path
) -> None:
    run(archive, news / "local" / "flood.txt")
    report = run(archive, news)
    assert (report.added, report.removed, report.unchanged) == (["moss.txt"], [], 1)
    assert sources(archive) == ["local/flood.txt", "moss.txt"]


@pytest.mark.parametrize("inner", ["local", "local/feed.xml"])
def test_what_is_named_by_its_address_keeps_its_name_under_a_folder_around_its_root(
    inner: str, archive: Archive, news: Path
) -> None:
    """Of an entry without a link it is the file's name that counts, though its id be an address."""
    (news / "local" / "feed.xml").write_text(
        '<rss version="2.0"><channel><title>Post</title>'
        "<item><title>Moss</title><link>https://post.example/1</link>"
        f"<description>{MOSS}</description></item>"
        f"<item><title>Flood</title><guid>urn://2</guid><description>{FLOOD}</description></item>"
        "<item><title>Empty</title><link>https://post.example/3</link></item></channel></rss>"
    )
    run(archive, news / inner)
    report = run(archive, news)
    assert {"https://post.example/1", "local/feed.xml#urn://2"} <= set(sources(archive))
    assert list(report.skipped) == ["https://post.example/3"]
    assert run(archive).unchanged == 4


def test_a_path_that_is_not_there_changes_nothing(archive: Archive, news: Path) -> None:
    run(archive, news / "local")
    with pytest.raises(OnRecordError, match="no file or folder"):
        run(archive, news, news / "nowhere")
    assert archive.catalog.roots() == [str(news / "local")]


def test_two_roots_given_at_once_one_in_the_other_are_one(archive: Archive, news: Path) -> None:
    run(archive, news / "local", news)
    assert archive.catalog.roots() == [str(news)]
    assert sources(archive) == ["local/flood.txt", "moss.txt"]


def test_the_same_path_under_two_roots_has_the_roots_name_before_it(
    archive: Archive, news: Path, tmp_path: Path
) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "moss.txt").write_text(BRIDGE)
    run(archive, news, tmp_path / "old")
    assert sources(archive) == ["local/flood.txt", "news/moss.txt", "old/moss.txt"]
    forget(archive, str(tmp_path / "old"))
    assert sources(archive) == ["local/flood.txt", "moss.txt"]


def test_a_root_is_forgotten(archive: Archive, news: Path) -> None:
    run(archive, news)
    report = forget(archive, str(news))
    assert (sorted(report.removed), report.articles) == (["local/flood.txt", "moss.txt"], 0)
    assert archive.catalog.roots() == []
    assert is_consistent(archive)


def test_only_a_root_can_be_forgotten(archive: Archive, news: Path) -> None:
    run(archive, news)
    with pytest.raises(OnRecordError, match=f"local is not indexed; the roots are: {news}"):
        forget(archive, str(news / "local"))


def test_a_root_that_is_gone_can_be_forgotten(archive: Archive, news: Path, tmp_path: Path) -> None:
    run(archive, news)
    news.rename(tmp_path / "elsewhere")
    assert len(forget(archive, str(news)).removed) == 2


def test_with_nothing_to_index_it_says_so(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(OnRecordError, match="name a folder"):
        run(archive)
    with pytest.raises(OnRecordError, match=f"There is no file or folder {tmp_path}/nowhere"):
        run(archive, tmp_path / "nowhere")
    assert archive.catalog.roots() == []


def test_a_root_that_is_gone_keeps_its_articles_and_is_named(archive: Archive, news: Path) -> None:
    run(archive, news)
    before = archive.catalog.counts()
    news.rename(news.with_name("unmounted"))
    report = run(archive)
    assert archive.catalog.counts() == before
    assert "its articles are kept" in report.skipped[str(news)]
    assert best(archive, "frozen moss") == "moss.txt"
