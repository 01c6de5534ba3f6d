"""After a change of code, model or settings, every file is read again."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pytest
from small_news import BRIDGE, best, is_consistent, run, stop_at

from index.stores.archive import Archive
from index.syncing import sync as module
from index.syncing.sync import sync


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
