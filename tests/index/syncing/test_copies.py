"""An article that is in several files is indexed once."""

from __future__ import annotations

from pathlib import Path

from small_news import BRIDGE, MOSS, best, is_consistent, run

from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.syncing.sync import forget


def test_an_exact_copy_is_indexed_once(archive: Archive, news: Path) -> None:
    (news / "agency.txt").write_text(MOSS)
    report = run(archive, news)
    assert (sorted(report.added), report.articles) == (
        ["agency.txt", "local/flood.txt", "moss.txt"],
        2,
    )
    copies = {listing.source: listing.copies_of for listing in archive.catalog.articles()}
    assert copies == {"agency.txt": None, "local/flood.txt": None, "moss.txt": "agency.txt"}
    assert [hit.source for hit in search(archive, Query("frozen moss"), 5)] == [
        "agency.txt",
        "local/flood.txt",
    ]
    assert is_consistent(archive)


def test_a_copy_that_comes_later_is_no_article_of_its_own(archive: Archive, news: Path) -> None:
    run(archive, news)
    (news / "zoo.txt").write_text(MOSS)
    report = run(archive)
    assert (report.added, report.articles, report.unchanged) == (["zoo.txt"], 2, 2)
    (news / "moss.txt").unlink()
    report = run(archive)
    assert (report.removed, report.moved, report.articles) == (["moss.txt"], [], 2)
    assert best(archive, "frozen moss") == "zoo.txt"
    assert is_consistent(archive)


def test_a_copy_that_changes_leaves_the_other(archive: Archive, news: Path) -> None:
    (news / "agency.txt").write_text(MOSS)
    run(archive, news)
    (news / "agency.txt").write_text(BRIDGE)
    assert run(archive).updated == ["agency.txt"]
    assert best(archive, "frozen moss") == "moss.txt"
    assert best(archive, "Who was acquitted?") == "agency.txt"


def test_a_copy_under_another_root_goes_with_it(
    archive: Archive, news: Path, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bog.txt").write_text(MOSS)
    run(archive, news, tmp_path / "more")
    assert best(archive, "frozen moss") == "bog.txt"
    forget(archive, str(tmp_path / "more"))
    assert best(archive, "frozen moss") == "moss.txt"
    assert is_consistent(archive)
