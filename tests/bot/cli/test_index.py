"""onrecord index."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from waiting import eventually

from index.stores.write_lock import writing
from tests.bot.cli.conftest import Result, Run


def test_index_says_what_it_did_and_what_it_skipped(run: Run, news: Path) -> None:
    done = run("index", news)
    assert done.status == 0
    assert done.out == (
        "2 added. The index holds 2 articles in 2 passages.\nSkipped 1 file:\n  empty.txt: empty\n"
    )
    assert done.err == ""


def test_index_names_what_is_mostly_furniture(run: Run, news: Path) -> None:
    lines = ["A river falls", "The river fell to one metre on Sunday."]
    lines += ["Sign up for our free newsletter.", "Subscribe now for a dollar a week."] * 3
    (news / "all adverts.txt").write_text("\n\n".join(lines))
    done = run("index", news)
    assert "Set aside as adverts, links and the like:" in done.out
    assert "1 article is mostly that; see what was set aside:" in done.out
    assert "onrecord articles --set-aside 'all adverts.txt'" in done.out
    report = run("index", "--rebuild", news, "--json").json
    assert report["mostly_furniture"] == []  # nothing was read


def test_index_reports_as_json(run: Run, news: Path) -> None:
    assert run("index", news).status == 0
    (news / "moss.txt").unlink()
    (news / "flood.txt").write_text("A river falls again at last\n\nThe river fell to one metre.\n")
    (news / "bridge.txt").write_text("A bridge is opened\n\nThe bridge was opened on Sunday.\n")
    report = run("index", "--json").json
    assert report.pop("seconds") >= 0
    assert report == {
        "added": ["bridge.txt"],
        "updated": ["flood.txt"],
        "moved": [],
        "removed": ["moss.txt"],
        "unchanged": 0,
        "skipped": {"empty.txt": "empty"},
        "set_aside": {},
        "mostly_furniture": [],
        "characters": 111,
        "articles": 2,
        "passages": 2,
    }


def test_index_forgets_a_root(run: Run, news: Path) -> None:
    run("index", news)
    done = run("index", "--remove", news)
    assert (done.status, done.out) == (0, "2 removed. The index holds 0 articles in 0 passages.\n")


def test_index_says_what_it_would_do(run: Run, news: Path) -> None:
    assert run("index", "--dry-run", news).out.startswith(
        "Would be: 3 added. The index holds 0 articles"
    )
    run("index", news)
    (news / "moss.txt").unlink()
    done = run("index", "--dry-run")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(
        "Would be: 1 removed, 2 unchanged. The index holds 2 articles in 2 passages.\n  - moss.txt"
    )
    assert len(run("articles", "--json").json) == 2


def test_index_makes_the_stores_anew(run: Run, news: Path, tmp_path: Path) -> None:
    run("index", news)
    for store in ("chroma", "tantivy"):
        shutil.rmtree(tmp_path / "index" / store)
    assert run("index", "--rebuild").out.startswith("2 unchanged.")
    assert run("search", "--json", "-k", 1, "frozen").json[0]["source"] == "moss.txt"


def test_index_goes_on_while_it_watches(run: Run, news: Path, tmp_path: Path) -> None:
    """Ends when the index has what came in; another reader sees it."""
    environment = os.environ | {"NO_COLOR": "1"}
    command = [str(Path(sys.executable).with_name("onrecord")), "index", "--watch", str(news)]
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # which whoever runs the tests may ignore
    ) as watch:
        assert watch.stderr is not None
        assert watch.stderr.readline() == "Watching for changes; Ctrl-C ends it.\n"

        def has_seen_a_change() -> bool:
            """Writes the file again each time: it may not have begun to look before."""
            assert watch.poll() is None
            (news / "bridge.txt").write_text(
                "A bridge is opened\n\nThe bridge was opened on Sunday.\n"
            )
            return "bridge.txt" in run("articles").out

        eventually(has_seen_a_change)
        assert run("search", "--json", "-k", 1, "bridge").json[0]["source"] == "bridge.txt"
        watch.send_signal(signal.SIGINT)
        assert watch.wait() == 130


def test_index_needs_a_folder_that_is_there(run: Run, tmp_path: Path) -> None:
    assert run("index", "nowhere") == Result(1, "", "There is no file or folder nowhere.\n")
    assert run("index").err.startswith("Nothing to index: name a folder")
    assert run("index", "--remove", tmp_path).status == 1


@pytest.mark.parametrize(
    "options", [("--dry-run", "--watch"), ("--dry-run", "--rebuild"), ("--remove", "x", "--watch")]
)
def test_some_options_of_index_do_not_go_together(options: tuple[str, ...], run: Run) -> None:
    assert run("index", *options).status == 2


def test_a_root_that_is_gone_can_be_forgotten_with_another_model(
    run: Run, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or nothing could be asked, nor the root be read anew."""
    run("index", news)
    news.rename(tmp_path / "unmounted")
    monkeypatch.setenv("ONRECORD_EMBEDDINGS__MODEL", "another")
    assert "another embedding model" in run("articles").err
    assert run("index", "--remove", news).out.startswith("2 removed.")
    assert run("articles").status == 0


def test_an_empty_folder_is_no_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("index", tmp_path / "empty")
    assert (done.status, done.out) == (
        0,
        "nothing to do. The index holds 0 articles in 0 passages.\n",
    )
    asked = run("ask", "--json", "Who is it?")
    assert asked.status == 0
    assert asked.json["answered"] is False


def test_remove_takes_one_path(run: Run, news: Path) -> None:
    done = run("index", "--remove", news, news)
    assert done.status == 2
    assert "--remove takes one PATH and nothing else" in done.err


def test_an_index_that_another_writes_is_left_alone(run: Run, news: Path, tmp_path: Path) -> None:
    with writing(tmp_path / "index"):
        done = run("index", news)
    assert done.status == 1
    assert f"is being written by process {os.getpid()}" in done.err
