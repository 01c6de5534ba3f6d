"""What cannot be read is skipped and reported; the rest is indexed."""

from __future__ import annotations

import errno
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from small_news import BRIDGE, MOSS, best, is_consistent, run, sources

from index.errors import OnRecordError
from index.stores.archive import Archive


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


def refusing(act: Callable[..., object], path: str) -> Callable[..., object]:
    """What is done to files and folders, refused at those whose paths end so; for root, chmod
    refuses nothing."""

    def act_or_refuse(target: object, *args: object, **kwargs: object) -> object:
        if str(target).endswith(path):
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return act(target, *args, **kwargs)

    return act_or_refuse


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
