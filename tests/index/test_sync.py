"""The index follows the files, whatever happens to either."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import sync as module
from index.archive import Archive
from index.errors import IndexLockedError, OnRecordError
from index.ranking import Query, search
from index.sync import Report, forget, sync, writing

MOSS = "A moss has begun to grow again\n\nThe moss was frozen for six centuries, researchers said on Tuesday.\n"
FLOOD = "The river tops its walls\n\nThe river rose to a height of six metres on Sunday. Nobody was hurt.\n"
BRIDGE = "An engineer is cleared\n\nThe engineer of the bridge was acquitted on Friday.\n"


@pytest.fixture
def archive(tmp_path: Path, make_archive: Callable[[Path], Archive]) -> Archive:
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
    return sync(archive, paths, statements=False)


def sources(archive: Archive) -> list[str]:
    return [listing.source for listing in archive.catalog.articles()]


def best(archive: Archive, question: str) -> str:
    return search(archive, Query(question), 1)[0].source


def is_consistent(archive: Archive) -> bool:
    """Whether the stores hold the passages that the catalog has published, and nothing else."""
    archive.refresh()
    _, passages = archive.catalog.counts()
    return (archive.vectors.count(), archive.words.count(), archive.catalog.garbage()) == (passages, passages, [])


def test_a_folder_is_added(archive: Archive, news: Path) -> None:
    report = run(archive, news)
    assert (sorted(report.added), report.updated, report.removed) == (["local/flood.txt", "moss.txt"], [], [])
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
    os.utime(news / "moss.txt", ns=(1, 1))
    generation = archive.catalog.generation()
    report = run(archive)
    assert (report.updated, report.unchanged) == ([], 2)
    assert archive.catalog.generation() == generation
    assert archive.catalog.files(str(news))["moss.txt"][0].modified == 1


def test_a_moved_file_is_found_at_its_new_place(archive: Archive, news: Path) -> None:
    run(archive, news)
    (news / "moss.txt").rename(news / "local" / "moss.txt")
    report = run(archive)
    assert (report.added, report.removed) == (["local/moss.txt"], ["moss.txt"])
    assert is_consistent(archive)


def test_an_unreadable_file_is_skipped_with_the_reason_and_the_rest_goes_on(archive: Archive, news: Path) -> None:
    (news / "empty.txt").touch()
    (news / "binary.txt").write_bytes(bytes(range(256)))
    (news / "furniture.txt").write_text("Advertisement\n")
    report = run(archive, news)
    assert set(report.skipped) == {"binary.txt", "empty.txt", "furniture.txt"}
    assert report.skipped["empty.txt"] == "empty"
    assert report.articles == 2


def test_a_file_whose_name_is_not_utf_8_is_skipped(archive: Archive, news: Path) -> None:
    (news / "moss.txt").rename(os.fsdecode(os.fsencode(news) + b"/caf\xe9.txt"))
    report = run(archive, news)
    assert report.skipped == {"caf\\udce9.txt": "its name is not UTF-8; rename it"}
    assert report.articles == 1
    assert run(archive).skipped == report.skipped


def test_a_folder_whose_name_is_not_utf_8_is_named(archive: Archive, news: Path, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    news.rename(folder)
    with pytest.raises(OnRecordError, match=r"caf\\udce9 is not UTF-8; rename it"):
        run(archive, folder)


def test_odd_names_are_sources_as_they_are(archive: Archive, news: Path) -> None:
    names = ["a\nb.txt", "\x1b[31mred.txt", "50% & <b>.txt", "a:1-2.txt", "🙂 ю.TXT", "-rf.txt", "' OR 1=1.txt"]
    for name in names:
        (news / name).write_text(MOSS)
    run(archive, news)
    assert set(sources(archive)) == {*names, "moss.txt", "local/flood.txt"}
    assert all(archive.catalog.article_of(name) is not None for name in names)


def test_a_skipped_file_is_reported_each_time_and_read_once_mended(archive: Archive, news: Path) -> None:
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


def test_an_unreadable_file_that_is_gone_is_not_reported(archive: Archive, news: Path) -> None:
    (news / "empty.txt").touch()
    run(archive, news)
    (news / "empty.txt").unlink()
    report = run(archive)
    assert (report.skipped, report.removed) == ({}, [])


def test_hidden_files_other_kinds_and_links_out_of_the_folder_are_left_alone(
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
    assert (report.articles, report.skipped) == (2, {})


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


def test_a_folder_around_a_root_that_is_a_file_takes_its_place(archive: Archive, news: Path) -> None:
    run(archive, news / "local" / "flood.txt")
    report = run(archive, news)
    assert (report.added, report.removed, report.unchanged) == (["moss.txt"], [], 1)
    assert sources(archive) == ["local/flood.txt", "moss.txt"]


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
    forget(archive, tmp_path / "old")
    assert sources(archive) == ["local/flood.txt", "moss.txt"]


def test_a_root_is_forgotten(archive: Archive, news: Path) -> None:
    run(archive, news)
    report = forget(archive, news)
    assert (sorted(report.removed), report.articles) == (["local/flood.txt", "moss.txt"], 0)
    assert archive.catalog.roots() == []
    assert is_consistent(archive)


def test_only_a_root_can_be_forgotten(archive: Archive, news: Path) -> None:
    run(archive, news)
    with pytest.raises(OnRecordError, match=f"local is not indexed; the roots are: {news}"):
        forget(archive, news / "local")


def test_a_root_that_is_gone_can_be_forgotten(archive: Archive, news: Path, tmp_path: Path) -> None:
    run(archive, news)
    news.rename(tmp_path / "elsewhere")
    assert len(forget(archive, news).removed) == 2


def test_with_nothing_to_index_it_says_so(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(OnRecordError, match="name a folder"):
        run(archive)
    with pytest.raises(OnRecordError, match=f"There is no file or folder {tmp_path}/nowhere"):
        run(archive, tmp_path / "nowhere")
    assert archive.catalog.roots() == []


def test_progress_is_told(archive: Archive, news: Path) -> None:
    told: list[tuple[int, int, str]] = []
    sync(archive, [news], statements=False, progress=lambda *step: told.append(step))
    assert told == [(0, 2, "local/flood.txt"), (1, 2, "moss.txt"), (2, 2, "")]


def test_another_way_to_read_reads_every_file_again(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, news)
    monkeypatch.setattr(module, "_VERSION", -1)
    report = run(archive)
    assert (sorted(report.updated), report.unchanged) == (["local/flood.txt", "moss.txt"], 0)
    assert run(archive).unchanged == 2
    assert is_consistent(archive)


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


def test_statements_are_found_where_they_are_wanted(archive: Archive, news: Path) -> None:
    sync(archive, [news], statements=True)
    article = archive.catalog.article_of("moss.txt")
    assert article is not None
    assert [statement.cue for statement in article.statements] == ["said"]
    assert len(sync(archive, [], statements=False).updated) == 2


def test_a_run_that_was_broken_off_while_reading_anew_is_done_again(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the files that it did not reach would never be read in the new way."""
    run(archive, news)
    monkeypatch.setattr(module, "_VERSION", -1)
    monkeypatch.setattr(module, "_BATCH", 1)

    def stop(done: int, total: int, name: str) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(archive, [news], statements=False, progress=stop)
    assert "moss.txt" in run(archive).updated
    assert run(archive).unchanged == 2


# Other processes.

HOLD = "from index.sync import writing; from pathlib import Path; import sys\n"
HOLD += "with writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def holder(archive: Archive) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes the index until its standard input is closed."""
    command = [sys.executable, "-c", HOLD, str(archive.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_while_another_process_writes_it_says_who(archive: Archive, news: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(IndexLockedError, match=rf"being written by process {holder.pid} since \d\d:\d\d:\d\d"):
        run(archive, news)
    with pytest.raises(IndexLockedError):
        forget(archive, news)
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
from index import sync
from index.archive import Archive

def dying(act, moment):
    def die(*args):
        if moment == "after":
            act(*args)
        os.kill(os.getpid(), signal.SIGKILL)
    return die

archive = Archive(settings.load(index={"path": sys.argv[1]}), create=True)
archive.embeddings.encode = lambda texts: numpy.eye(384, dtype="float32")[: len(texts)]  # nobody sees these
where = {"vectors": archive.vectors, "words": archive.words, "catalog": archive.catalog}[sys.argv[3]]
setattr(where, sys.argv[4], dying(getattr(where, sys.argv[4]), sys.argv[5]))
sync.sync(archive, [Path(sys.argv[2])], statements=False)
"""


@pytest.mark.parametrize(
    ("store", "step", "moment"),
    [
        ("vectors", "add", "before"),
        ("words", "add", "before"),
        ("catalog", "publish", "before"),
        ("catalog", "publish", "after"),
        ("words", "delete", "before"),
        ("catalog", "clear_garbage", "before"),
    ],
)
def test_a_run_that_was_killed_is_made_good_by_the_next(
    store: str, step: str, moment: str, archive: Archive, news: Path
) -> None:
    """Killed at any step of an update, the index answers as before or after it, and the next run finishes it."""
    run(archive, news)
    (news / "bridge.txt").write_text(BRIDGE)
    (news / "moss.txt").write_text(MOSS.replace("six", "seven"))
    done = subprocess.run([sys.executable, "-c", KILLED, archive.folder, news, store, step, moment], check=False)
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
    report = sync(archive, [], statements=False)
    assert archive.catalog.counts() == before
    assert "its articles are kept" in report.skipped[str(news)]
