"""The index follows the files, whatever happens to either."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import JsonlSettings
from index.errors import IndexLockedError, OnRecordError, StoreError
from index.readers import formats
from index.readers.unreadable import Unreadable
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter
from index.stores.write_lock import writing
from index.syncing import publishing
from index.syncing import sync as module
from index.syncing.repair import drift
from index.syncing.sync import Report, forget, plan, sync
from index.types import Document

MOSS = (
    "A moss has begun to grow again\n\n"
    "The moss was frozen for six centuries, researchers said on Tuesday.\n"
)
FLOOD = (
    "The river tops its walls\n\n"
    "The river rose to a height of six metres on Sunday. Nobody was hurt.\n"
)
BRIDGE = "An engineer is cleared\n\nThe engineer of the bridge was acquitted on Friday.\n"


@pytest.fixture
def archive(tmp_path: Path, make_archive: Callable[..., Archive]) -> Archive:
    """An empty index."""
    return make_archive(tmp_path / "index")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two articles."""
    folder = tmp_path / "news"
    (folder / "local").mkdir(parents=True)
    (folder / "moss.txt").write_text(MOSS)
    (folder / "local" / "flood.txt").write_text(FLOOD)
    return folder


def run(archive: Archive, *paths: Path) -> Report:
    return sync(archive, [str(path) for path in paths])


def sources(archive: Archive) -> list[str]:
    return [listing.source for listing in archive.catalog.articles()]


def best(archive: Archive, question: str) -> str:
    return search(archive, Query(question), 1)[0].source


def is_consistent(archive: Archive) -> bool:
    """Whether the stores hold the passages that the catalog has published, and it their sentences'
    vectors; nothing else."""
    archive.refresh()
    published = archive.catalog.passage_ids()
    kept = [number for (number,) in archive.catalog.rows("SELECT passage_id FROM sentence_vectors")]
    return (
        not drift(archive)
        and CatalogWriter(archive.catalog).garbage() == []
        and sorted(kept) == sorted(published)
    )


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


def test_an_article_that_leaves_its_last_place_while_it_comes_to_another_is_kept(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch in which it leaves is still being written when the file that has it now is read."""
    monkeypatch.setattr(publishing, "_PASSAGES", 1)
    run(archive, news)
    (news / "local" / "flood.txt").write_text(BRIDGE)
    (news / "moss.txt").write_text(FLOOD)
    publish, read = CatalogWriter.publish, threading.Event()

    def late(*given: object) -> None:
        read.wait(0.5)
        publish(*given)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(CatalogWriter, "publish", late)
    assert len(run(archive).updated) == 2
    assert best(archive, "the river rose") == "moss.txt"
    assert is_consistent(archive)


# Copies.


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


def test_an_unreadable_file_is_skipped_with_the_reason_and_the_rest_goes_on(
    archive: Archive, news: Path
) -> None:
    (news / "empty.txt").touch()
    (news / "binary.txt").write_bytes(bytes(range(256)))
    (news / "furniture.txt").write_text("Advertisement\n")
    report = run(archive, news)
    assert set(report.skipped) == {"binary.txt", "empty.txt", "furniture.txt"}
    assert report.skipped["empty.txt"] == "empty"
    assert report.articles == 2


def test_of_two_members_of_one_name_the_first_is_indexed_and_the_other_reported(
    archive: Archive, news: Path
) -> None:
    with tarfile.open(news / "wire.tar", "w") as tar:
        for text in (MOSS, BRIDGE):
            info = tarfile.TarInfo("a.txt")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    report = run(archive, news / "wire.tar")
    assert (report.added, report.unchanged, report.articles) == (["wire.tar!/a.txt"], 0, 1)
    assert list(report.skipped) == ["wire.tar!/a.txt (2)"]
    assert best(archive, "frozen moss") == "wire.tar!/a.txt"


def test_a_file_whose_name_is_not_utf_8_is_skipped(archive: Archive, news: Path) -> None:
    (news / "moss.txt").rename(os.fsdecode(os.fsencode(news) + b"/caf\xe9.txt"))
    report = run(archive, news)
    assert report.skipped == {"caf\\udce9.txt": "its name is not UTF-8; rename it"}
    assert report.articles == 1
    assert run(archive).skipped == report.skipped


def test_a_folder_whose_name_is_not_utf_8_is_named(
    archive: Archive, news: Path, tmp_path: Path
) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    news.rename(folder)
    with pytest.raises(OnRecordError, match=r"caf\\udce9 is not UTF-8; rename it"):
        run(archive, folder)


def test_odd_names_are_sources_as_they_are(archive: Archive, news: Path) -> None:
    names = [
        "a\nb.txt",
        "\x1b[31mred.txt",
        "50% & <b>.txt",
        "a:1-2.txt",
        "🙂 ю.TXT",
        "-rf.txt",
        "' OR 1=1.txt",
    ]
    for name in names:
        (news / name).write_text(MOSS)
    run(archive, news)
    assert set(sources(archive)) == {*names, "moss.txt", "local/flood.txt"}
    assert all(archive.catalog.article_of(name) is not None for name in names)


def test_a_skipped_file_is_reported_each_time_and_read_once_mended(
    archive: Archive, news: Path
) -> None:
    (news / "bridge.txt").touch()
    run(archive, news)
    assert run(archive).skipped == {"bridge.txt": "empty"}
    (news / "bridge.txt").write_text(BRIDGE)
    report = run(archive)
    assert (report.added, report.skipped) == (["bridge.txt"], {})


def test_an_article_that_became_unreadable_is_cited_no_more(archive: Archive, news: Path) -> None:
    run(archive, news)
    (news / "moss.txt").write_bytes(b"")
    report = run(archive)
    assert report.skipped == {"moss.txt": "empty"}
    assert sources(archive) == ["local/flood.txt"]
    assert run(archive).skipped == {"moss.txt": "empty"}
    assert is_consistent(archive)


def test_a_file_that_cannot_be_opened_for_a_while_keeps_its_article_and_is_read_again(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, news)
    (news / "moss.txt").write_text(BRIDGE)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refusing(Path.open, "moss.txt"))
        report = run(archive)
    assert (report.skipped, report.removed) == (
        {"moss.txt": "cannot be opened: Permission denied"},
        [],
    )
    assert (report.unchanged, best(archive, "frozen moss")) == (2, "moss.txt")
    report = run(archive)
    assert (report.updated, report.skipped) == (["moss.txt"], {})
    assert is_consistent(archive)


@pytest.mark.parametrize(("act", "unseen"), [("scandir", "local"), ("stat", "local/flood.txt")])
def test_what_cannot_be_looked_at_is_not_taken_for_removed(
    act: str, unseen: str, archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that cannot be listed, or only listed, not entered."""
    run(archive, news)
    with monkeypatch.context() as patch:
        patch.setattr(os, act, refusing(getattr(os, act), unseen))
        report = run(archive)
    assert (report.removed, report.skipped) == ([], {unseen: "cannot be opened: Permission denied"})
    assert best(archive, "the river rose") == "local/flood.txt"
    report = run(archive)
    assert (report.unchanged, report.skipped) == (2, {})


def refusing(act: Callable[..., object], path: str) -> Callable[..., object]:
    """What is done to files and folders, refused at those whose paths end so; for root, chmod
    refuses nothing."""

    def act_or_refuse(target: object, *args: object, **kwargs: object) -> object:
        if str(target).endswith(path):
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return act(target, *args, **kwargs)

    return act_or_refuse


def test_an_unreadable_file_that_is_gone_is_not_reported(archive: Archive, news: Path) -> None:
    (news / "empty.txt").touch()
    run(archive, news)
    (news / "empty.txt").unlink()
    report = run(archive)
    assert (report.skipped, report.removed) == ({}, [])


def test_hidden_files_and_other_kinds_are_left_alone_and_links_out_of_the_folder_reported(
    archive: Archive, news: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text(BRIDGE)
    (news / "link.txt").symlink_to(tmp_path / "secret.txt")
    (news / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    (news / "data.csv").write_text("a,b")
    (news / ".hidden.txt").write_text(BRIDGE)
    (news / ".git").mkdir()
    (news / ".git" / "note.txt").write_text(BRIDGE)
    report = run(archive, news)
    assert (report.articles, report.skipped) == (
        2,
        {"link.txt": "it is a link that leads out of the folder"},
    )


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


def test_progress_is_told(archive: Archive, news: Path) -> None:
    told: list[tuple[int, int, str]] = []
    sync(archive, [str(news)], progress=lambda *step: told.append(step))
    assert told == [(0, 2, "local/flood.txt"), (1, 2, "moss.txt"), (2, 2, "")]


def test_another_way_to_read_reads_every_file_again(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, news)
    monkeypatch.setattr(module, "_VERSION", -1)
    assert sorted(run(archive).updated) == ["local/flood.txt", "moss.txt"]
    assert run(archive).unchanged == 2
    assert is_consistent(archive)


def test_with_another_model_every_passage_is_embedded_anew(
    archive: Archive, news: Path, make_archive: Callable[..., Archive]
) -> None:
    """What the other model made is no measure of what is missing."""
    run(archive, news)
    other = make_archive(archive.folder)
    other.embeddings = copy(other.embeddings)
    vars(other.embeddings)["fingerprint"] = "0123456789ab"
    assert sorted(run(other).updated) == ["local/flood.txt", "moss.txt"]
    assert is_consistent(other)


def test_another_way_to_read_reaches_every_root(
    archive: Archive, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though one run is told to look at one of them only."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bridge.txt").write_text(BRIDGE)
    run(archive, news, tmp_path / "more")
    monkeypatch.setattr(module, "_VERSION", -1)
    updated = [*run(archive, news).updated, *run(archive).updated]
    assert sorted(updated) == ["bridge.txt", "local/flood.txt", "moss.txt"]


def test_a_corrected_field_of_json_lines_counts_at_once(archive: Archive, news: Path) -> None:
    (news / "wire.jsonl").write_text(json.dumps({"body": BRIDGE}) + "\n")
    assert list(run(archive, news).skipped) == ["wire.jsonl#1"]
    corrected = archive.settings.jsonl.model_copy(update={"text": "body"})
    archive.settings = archive.settings.model_copy(update={"jsonl": corrected})
    report = run(archive)
    assert (report.added, report.skipped) == (["wire.jsonl#1"], {})
    assert best(archive, "Who was acquitted?") == "wire.jsonl#1"
    assert is_consistent(archive)


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


def test_what_is_said_in_the_same_words_is_not_embedded_again(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, news)
    monkeypatch.setattr(module, "_VERSION", -1)
    monkeypatch.setattr(
        archive.embeddings,
        "encode_parts",
        lambda texts, _: pytest.fail(f"{texts} were embedded again"),
    )
    assert len(run(archive).updated) == 2
    monkeypatch.undo()
    assert best(archive, "frozen moss") == "moss.txt"
    assert is_consistent(archive)


def test_a_run_that_was_broken_off_while_reading_anew_is_done_again(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the files that it did not reach would never be read in the new way."""
    run(archive, news)
    monkeypatch.setattr(module, "_VERSION", -1)
    with pytest.raises(KeyboardInterrupt):
        sync(archive, [str(news)], progress=stop_at(1))
    assert run(archive).updated == ["moss.txt"]
    assert run(archive).unchanged == 2


def stop_at(step: int) -> module.Progress:
    """Ctrl-C at a file."""

    def stop(done: int, total: int, name: str) -> None:
        if done == step:
            raise KeyboardInterrupt

    return stop


def test_what_was_read_before_ctrl_c_is_kept(archive: Archive, news: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sync(archive, [str(news)], progress=stop_at(1))
    assert sources(archive) == ["local/flood.txt"]
    assert is_consistent(archive)
    assert run(archive).added == ["moss.txt"]


def test_ctrl_c_while_a_batch_is_embedded_loses_that_batch_and_no_more(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(texts: object, parts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(archive.embeddings, "encode_parts", stop)
        with pytest.raises(KeyboardInterrupt):
            run(archive, news)
    assert sources(archive) == []
    assert len(run(archive, news).added) == 2
    assert is_consistent(archive)


# What is not as it should be.


@pytest.mark.parametrize("store", ["vectors", "words"])
def test_what_was_deleted_behind_the_catalogs_back_is_put_back(
    store: str, archive: Archive, news: Path
) -> None:
    run(archive, news)
    number, _ = archive.catalog.passage_ids()
    getattr(archive, store).delete([number])
    assert drift(archive)
    generation = archive.catalog.generation()
    assert run(archive).unchanged == 2
    assert is_consistent(archive)
    assert archive.catalog.generation() > generation


def test_what_the_catalog_does_not_know_is_taken_out_of_the_stores(
    archive: Archive, news: Path
) -> None:
    run(archive, news)
    first, second = archive.catalog.entries(archive.catalog.passage_ids())
    archive.vectors.add([replace(first, id=999)], archive.embeddings.encode(["moss"]))
    archive.words.add([second, replace(first, id=999)])
    run(archive)
    assert is_consistent(archive)
    assert {hit.source for hit in search(archive, Query("frozen moss"), 5)} == {
        "moss.txt",
        "local/flood.txt",
    }


def test_a_root_that_is_gone_does_not_keep_the_rest_from_being_mended(
    archive: Archive, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though what was read of it was read in the old way, and cannot be read anew."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bridge.txt").write_text(BRIDGE)
    run(archive, news, tmp_path / "more")
    (tmp_path / "more").rename(tmp_path / "unmounted")
    monkeypatch.setattr(module, "_VERSION", -1)
    run(archive)
    archive.words.delete(archive.catalog.passage_ids())
    run(archive)
    assert is_consistent(archive)


@pytest.mark.parametrize("damage", ["removed", "corrupted"])
def test_stores_are_made_anew(
    damage: str, archive: Archive, news: Path, make_archive: Callable[..., Archive]
) -> None:
    run(archive, news)
    for file in (*archive.folder.glob("chroma/*"), *archive.folder.glob("tantivy/*.json")):
        if damage == "corrupted" and file.is_file():
            file.write_bytes(b"nonsense" * 100)
        elif file.is_file():
            file.unlink()
    fresh = make_archive(archive.folder)
    if damage == "corrupted":
        with pytest.raises(StoreError, match="--rebuild"):
            run(fresh)
    fresh.discard_stores()
    assert run(fresh).unchanged == 2
    assert is_consistent(fresh)
    assert best(fresh, "frozen moss") == "moss.txt"


def test_stores_that_are_open_are_made_anew(
    archive: Archive, news: Path, make_archive: Callable[..., Archive]
) -> None:
    run(archive, news)
    reader = make_archive(archive.folder)
    assert best(reader, "frozen moss") == "moss.txt"
    archive.discard_stores()
    run(archive)
    assert best(archive, "frozen moss") == "moss.txt"
    assert best(reader, "frozen moss") == "moss.txt"


@pytest.mark.parametrize("store", ["vectors", "words"])
def test_a_store_that_cannot_be_written_is_told_and_the_next_run_goes_on(
    store: str, archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the disk is full."""
    run(archive, news)
    (news / "moss.txt").write_text(BRIDGE)

    def fail(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(getattr(archive, store), "add", fail)
        with pytest.raises(StoreError, match="full"):
            run(archive)
    assert best(archive, "frozen moss") == "moss.txt"
    assert run(archive).updated == ["moss.txt"]
    assert best(archive, "Who was acquitted?") == "moss.txt"
    assert is_consistent(archive)


# What would be done.


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


# Other processes.

HOLD = "from index.stores.write_lock import writing; from pathlib import Path; import sys\n"
HOLD += "with writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def holder(archive: Archive) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes the index until its standard input is closed."""
    command = [sys.executable, "-c", HOLD, str(archive.folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_while_another_process_writes_it_says_who(
    archive: Archive, news: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(
        IndexLockedError, match=rf"being written by process {holder.pid} since \d\d:\d\d:\d\d"
    ):
        run(archive, news)
    with pytest.raises(IndexLockedError):
        forget(archive, str(news))
    assert archive.catalog.roots() == []


def test_a_process_that_was_killed_leaves_the_index_open(
    archive: Archive, news: Path, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()
    assert run(archive, news).articles == 2


def test_one_who_only_reads_need_not_wait(archive: Archive, news: Path) -> None:
    run(archive, news)
    with writing(archive.folder):
        assert best(archive, "frozen moss") == "moss.txt"


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy
from config import settings
from index.syncing import sync
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter
from index.stores.vector_store import VectorStore
from index.stores.word_index import WordIndex

def dying(act, moment):
    def die(*args):
        if moment == "after":
            act(*args)
        os.kill(os.getpid(), signal.SIGKILL)
    return die

archive = Archive(settings.load(index={"path": sys.argv[1], "statements": False}), create=True)
archive.embeddings.encode = lambda texts: \
numpy.eye(384, dtype="float32")[: len(texts)]  # nobody sees these
where = {"vectors": VectorStore, "words": WordIndex, "catalog": CatalogWriter}[sys.argv[3]]
setattr(where, sys.argv[4], dying(getattr(where, sys.argv[4]), sys.argv[5]))
sync.sync(archive, [sys.argv[2]])
"""


@pytest.mark.parametrize(
    ("store", "step", "moment"),
    [
        ("vectors", "add", "before"),
        ("words", "add", "before"),
        ("catalog", "publish", "before"),
        ("catalog", "publish", "after"),
        ("vectors", "add", "after"),
        ("words", "add", "after"),
        ("vectors", "delete", "after"),
        ("words", "delete", "before"),
        ("words", "delete", "after"),
        ("catalog", "clear_garbage", "before"),
    ],
)
def test_a_run_that_was_killed_is_made_good_by_the_next(
    store: str, step: str, moment: str, archive: Archive, news: Path
) -> None:
    """Killed at any step of an update, the index answers as before or after it, and the next run
    finishes it."""
    run(archive, news)
    (news / "bridge.txt").write_text(BRIDGE)
    (news / "moss.txt").write_text(MOSS.replace("six", "seven"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, archive.folder, news, store, step, moment], check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert set(sources(archive)) >= {"local/flood.txt", "moss.txt"}
    assert {hit.source for hit in search(archive, Query("frozen moss"), 5)} == set(sources(archive))
    assert run(archive).articles == 3
    article = archive.catalog.article_of("moss.txt")
    assert article is not None
    assert "seven" in article.text
    assert is_consistent(archive)


def test_a_root_that_is_gone_keeps_its_articles_and_is_named(archive: Archive, news: Path) -> None:
    run(archive, news)
    before = archive.catalog.counts()
    news.rename(news.with_name("unmounted"))
    report = run(archive)
    assert archive.catalog.counts() == before
    assert "its articles are kept" in report.skipped[str(news)]
    assert best(archive, "frozen moss") == "moss.txt"


def test_a_file_that_goes_while_the_folder_is_looked_at_is_passed_by(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = Path.resolve

    def gone(path: Path, strict: bool = False) -> Path:
        if path.name == "moss.txt":
            path.unlink()
        return resolve(path, strict)

    monkeypatch.setattr(Path, "resolve", gone)
    assert run(archive, news).added == ["local/flood.txt"]
