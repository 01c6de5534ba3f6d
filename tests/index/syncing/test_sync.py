"""The index follows the files: what is added, updated, moved and removed; and what a plan says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_news import BRIDGE, FLOOD, MOSS, best, is_consistent, run, sources

from config.settings import JsonlSettings
from index.readers import formats
from index.readers.unreadable import Unreadable
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter
from index.syncing.sync import plan, sync
from index.types import Document


def test_a_folder_is_added(archive: Archive, news: Path) -> None:
    report = run(archive, news)
    assert (sorted(report.added), report.updated, report.removed) == (
        ["local/flood.txt", "moss.txt"],
        [],
        [],
    )
    assert (report.articles, report.passages) == (2, 2)
    assert sources(archive) == ["local/flood.txt", "moss.txt"]
    assert best(archive, "frozen plants") == "moss.txt"
    assert is_consistent(archive)


def test_nothing_is_done_twice(archive: Archive, news: Path) -> None:
    run(archive, news)
    generation = archive.catalog.generation()
    report = run(archive)
    assert (report.added, report.updated, report.removed, report.unchanged) == ([], [], [], 2)
    assert archive.catalog.generation() == generation


def test_a_new_file_is_added(archive: Archive, news: Path) -> None:
    run(archive, news)
    (news / "bridge.txt").write_text(BRIDGE)
    report = run(archive)
    assert (report.added, report.unchanged) == (["bridge.txt"], 2)
    assert best(archive, "Who was acquitted?") == "bridge.txt"
    assert is_consistent(archive)


def test_a_changed_file_is_updated(archive: Archive, news: Path) -> None:
    run(archive, news)
    (news / "moss.txt").write_text(BRIDGE)
    report = run(archive)
    assert (report.added, report.updated, report.unchanged) == ([], ["moss.txt"], 1)
    article = archive.catalog.article_of("moss.txt")
    assert article is not None
    assert article.text == BRIDGE
    assert best(archive, "Who was acquitted?") == "moss.txt"
    assert is_consistent(archive)


def test_a_file_that_is_gone_is_removed(archive: Archive, news: Path) -> None:
    run(archive, news)
    (news / "moss.txt").unlink()
    report = run(archive)
    assert (report.removed, report.unchanged, report.articles) == (["moss.txt"], 1, 1)
    assert best(archive, "frozen moss") == "local/flood.txt"
    assert is_consistent(archive)


def test_a_touched_file_is_unchanged(archive: Archive, news: Path) -> None:
    run(archive, news)
    article = archive.catalog.articles()[1]
    os.utime(news / "moss.txt", ns=(1, 1))
    report = run(archive)
    assert (report.updated, report.unchanged) == ([], 2)
    assert archive.catalog.articles()[1] == article
    assert CatalogWriter(archive.catalog).files(str(news))["moss.txt"][0].modified == 1


def test_an_unchanged_archive_is_not_read(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    documents = formats.documents

    def noted(path: Path, name: str, jsonl: JsonlSettings) -> Iterator[Document | Unreadable]:
        read.append(name)
        return documents(path, name, jsonl)

    monkeypatch.setattr(formats, "documents", noted)
    run(archive, news)
    assert read == ["local/flood.txt", "moss.txt"]
    run(archive, news)
    (news / "bridge.txt").write_text(BRIDGE)
    run(archive)
    assert read == ["local/flood.txt", "moss.txt", "bridge.txt"]


def test_a_moved_file_is_found_at_its_new_place(archive: Archive, news: Path) -> None:
    run(archive, news)
    ids = archive.catalog.passage_ids()
    (news / "moss.txt").rename(news / "local" / "moss.txt")
    report = run(archive)
    assert (report.added, report.removed, report.moved) == ([], [], ["local/moss.txt"])
    assert archive.catalog.passage_ids() == ids
    assert best(archive, "frozen moss") == "local/moss.txt"
    assert is_consistent(archive)


def test_two_files_that_change_places_are_kept(archive: Archive, news: Path) -> None:
    run(archive, news)
    (news / "moss.txt").write_text(FLOOD)
    (news / "local" / "flood.txt").write_text(MOSS)
    report = run(archive)
    assert (sorted(report.updated), report.removed) == (["local/flood.txt", "moss.txt"], [])
    assert best(archive, "frozen moss") == "local/flood.txt"
    assert is_consistent(archive)


def test_progress_is_told(archive: Archive, news: Path) -> None:
    told: list[tuple[int, int, str]] = []
    sync(archive, [str(news)], progress=lambda *step: told.append(step))
    assert told == [(0, 2, "local/flood.txt"), (1, 2, "moss.txt"), (2, 2, "")]


def test_a_plan_says_what_would_be_done_and_does_nothing(archive: Archive, news: Path) -> None:
    run(archive, news)
    (news / "bridge.txt").write_text(BRIDGE)
    (news / "moss.txt").write_text(BRIDGE * 2)
    (news / "local" / "flood.txt").unlink()
    generation = archive.catalog.generation()
    planned = plan(archive, [])
    assert (planned.added, planned.updated, planned.removed, planned.unchanged) == (
        ["bridge.txt"],
        ["moss.txt"],
        ["local/flood.txt"],
        0,
    )
    assert (archive.catalog.generation(), len(sources(archive))) == (generation, 2)
    done = run(archive)
    assert (done.added, done.updated, done.removed) == (
        planned.added,
        planned.updated,
        planned.removed,
    )


def test_statements_are_found_where_they_are_wanted(
    archive: Archive, news: Path, make_archive: Callable[..., Archive]
) -> None:
    run(archive, news)
    wanting = make_archive(archive.folder, statements=True)
    assert len(run(wanting).updated) == 2
    article = wanting.catalog.article_of("moss.txt")
    assert article is not None
    assert [statement.cue for statement in article.statements] == ["said"]
    assert len(run(archive).updated) == 2
