"""The command line: what it prints, and what it says when something is wrong."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import __version__, cli
from bot.desk import Desk
from bot.types.plain_text import CHANGED
from index.errors import OnRecordError
from index.stores.archive import Archive
from index.stores.write_lock import writing
from index.syncing.sync import sync
from prompts import translate

ROOT = Path(__file__).parents[3]
MINSK = "what did Lavrov say in Minsk?"
ESCAPE = re.compile(r"[\x1b\x80-\x9f\u202e]")

CITATION = {
    "number", "source", "start", "end", "quote", "line", "page", "answer_start", "answer_end", "sha256", "title",
    "published", "publisher", "speaker", "also_in", "dates", "heading",
}  # fmt: skip
ANSWER = {
    "question", "standalone_question", "answered", "text", "citations", "related", "choices", "engine", "seconds",
}  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Its output as JSON, a line each."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command within this process, in a folder of its own, with `stdin` as its standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(tmp_path / "index"))
    monkeypatch.setenv("ONRECORD_INDEX__STATEMENTS", "false")

    def run(*words: object, stdin: str | bytes = "") -> Done:
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        status = exit_.value.code
        assert isinstance(status, int)
        return Done(status, *capsys.readouterr())

    return run


@pytest.fixture
def samples(run: Run, desk: Desk, sample_index: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same over the sample articles, at a desk that is open already."""
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(sample_index))
    monkeypatch.setattr("bot.desk.Desk", lambda _: desk)
    return run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two articles and an empty file."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "moss.txt").write_text(
        "A moss grows again at last\n\nThe moss was frozen for six centuries.\n"
    )
    (folder / "flood.txt").write_text("A river tops its walls\n\nThe river rose to six metres.\n")
    (folder / "empty.txt").touch()
    return folder


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def request(**fields: object) -> str:
    """A line of JSON."""
    return json.dumps(fields) + "\n"


# The command as it is installed.


def installed(*words: object, env: dict[str, str] | None = None) -> Done:
    command = [str(Path(sys.executable).with_name("onrecord")), *map(str, words)]
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_installed_command_says_its_version() -> None:
    assert installed("--version") == Done(0, f"onrecord, version {__version__}\n", "")


def test_the_module_is_the_command(tmp_path: Path) -> None:
    out = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], capture_output=True, check=True, cwd=tmp_path
    ).stdout
    assert out.decode() == f"onrecord, version {__version__}\n"


def test_the_installed_command_answers_with_no_escape_codes(sample_index: Path) -> None:
    done = installed(
        "ask", MINSK, env={"ONRECORD_INDEX__PATH": str(sample_index), "TERM": "xterm-256color"}
    )
    assert (done.status, done.err) == (0, "")
    assert "[1] minsk-talks.txt:13  Four ministers leave Minsk" in done.out
    assert not ESCAPE.search(done.out)


def test_help_names_every_command_and_each_has_help_of_its_own(run: Run) -> None:
    text = run("--help").out
    for name in cli.onrecord.commands:
        assert re.search(rf"^  {name}\b", text, re.MULTILINE)
        done = run(name, "-h")
        assert done.status == 0
        assert re.match(rf"Usage: .* {name} ", done.out)


# index


def test_index_says_what_it_did_and_what_it_skipped(run: Run, news: Path) -> None:
    done = run("index", news)
    assert done.status == 0
    assert done.out == (
        "2 added. The index holds 2 articles in 2 passages.\nSkipped 1 file:\n  empty.txt: empty\n"
    )
    assert done.err == ""


def test_index_reports_as_json(run: Run, news: Path) -> None:
    assert run("index", news).status == 0
    (news / "moss.txt").unlink()
    (news / "flood.txt").write_text("A river falls again at last\n\nThe river fell to one metre.\n")
    (news / "bridge.txt").write_text("A bridge is opened\n\nThe bridge was opened on Sunday.\n")
    report = run("index", "--json").json
    assert report.pop("seconds") >= 0
    assert report == {
        "added": ["bridge.txt"], "updated": ["flood.txt"], "moved": [], "removed": ["moss.txt"], "unchanged": 0,
        "skipped": {"empty.txt": "empty"}, "articles": 2, "passages": 2,
    }  # fmt: skip


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
        while "bridge.txt" not in run("articles").out:
            (news / "bridge.txt").write_text(
                "A bridge is opened\n\nThe bridge was opened on Sunday.\n"
            )
            time.sleep(0.3)
            assert watch.poll() is None
        assert run("search", "--json", "-k", 1, "bridge").json[0]["source"] == "bridge.txt"
        watch.send_signal(signal.SIGINT)
        assert watch.wait() == 130


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


def test_index_needs_a_folder_that_is_there(run: Run, tmp_path: Path) -> None:
    assert run("index", "nowhere") == Done(1, "", "There is no file or folder nowhere.\n")
    assert run("index").err.startswith("Nothing to index: name a folder")
    assert run("index", "--remove", tmp_path).status == 1


def test_remove_takes_one_path(run: Run, news: Path) -> None:
    done = run("index", "--remove", news, news)
    assert done.status == 2
    assert "--remove takes one PATH and nothing else" in done.err


def test_an_index_that_another_writes_is_left_alone(run: Run, news: Path, tmp_path: Path) -> None:
    with writing(tmp_path / "index"):
        done = run("index", news)
    assert done.status == 1
    assert f"is being written by process {os.getpid()}" in done.err


# ask


def test_ask_answers_with_citations(samples: Run) -> None:
    done = samples("ask", *MINSK.split())
    assert (done.status, done.err) == (0, "")
    assert re.search(r"“work will continue.” \[1\]", done.out)
    assert (
        "\n\n[1] minsk-talks.txt:13  Four ministers leave Minsk without a deal on eastern Ukraine, 29 Nov"
        in done.out
    )


def test_ask_abstains_with_the_nearest_articles(samples: Run) -> None:
    done = samples("ask", "Who is the president of Argentina?")
    assert done.status == 0
    assert done.out.startswith("The articles do not say.\n\nThe nearest articles:\n  ")


def test_ask_keeps_its_contract_as_json(samples: Run, desk: Desk) -> None:
    answer = samples("ask", "--json", MINSK).json
    assert set(answer) == ANSWER
    assert (answer["question"], answer["standalone_question"], answer["answered"]) == (
        MINSK,
        MINSK,
        True,
    )
    assert (answer["engine"], answer["related"]) == ("quotes", [])
    assert all(isinstance(seconds, float) for seconds in answer["seconds"].values())
    for citation in answer["citations"]:
        assert set(citation) == CITATION
        assert (
            desk.article("minsk-talks.txt").text[citation["start"] : citation["end"]]
            == citation["quote"]
        )
        assert (citation["published"], citation["page"]) == ("2016-11-29", None)
        assert f"[{citation['number']}]" in answer["text"]


def test_an_unanswered_question_keeps_its_contract_as_json(samples: Run) -> None:
    answer = samples("ask", "--json", "Who is the president of Argentina?").json
    assert (set(answer), answer["answered"], answer["citations"]) == (ANSWER, False, [])
    assert answer["related"]
    assert all(set(related) == {"source", "start", "end", "title"} for related in answer["related"])


def test_ask_reads_questions_line_by_line(samples: Run) -> None:
    lines = (
        request(id="a", question=MINSK)
        + "\n"
        + request(id=[2], question="Who is the president of Argentina?")
    )
    lines += request(question="?")
    done = samples("ask", "--jsonl", stdin=lines)
    assert done.status == 0
    assert [line["id"] for line in done.lines] == ["a", [2], None]
    assert [line["answered"] for line in done.lines] == [True, False, False]
    assert all(set(line) == ANSWER | {"id"} for line in done.lines)


def test_earlier_turns_are_questions_or_questions_with_answers(samples: Run) -> None:
    turn = {"question": MINSK, "answer": "He said no."}
    lines = request(id=1, question="And Klimkin?", history=[MINSK])
    lines += request(id=2, question="And in Antalya?", history=[turn, "And Kuleba?"])
    lines += request(id=3, question="And Klimkin?")
    done = samples("ask", "--jsonl", stdin=lines)
    assert [line["standalone_question"] for line in done.lines] == [
        "what did Klimkin say in Minsk?", "what did Kuleba say in Antalya?", "And Klimkin?",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        b"no json\n",
        b"{\n",
        b"[1, 2]\n",
        b'"text"\n',
        b'{"id": 7}\n',
        b'{"id": 7, "question": 5}\n',
        b'{"id": 7, "question": " "}\n',
        b'{"id": 7, "question": "Who?", "history": "text"}\n',
        b'{"id": 7, "question": "Who?", "history": [{"question": "Who?"}]}\n',
        b'{"id": 7, "question": "Who?", "history": [3]}\n',
        b'{"id": 7, "question": "caf\xe9"}\n',
        b"[" * 100_000 + b"\n",
    ],
)
@pytest.mark.parametrize("command", ["ask", "condense"])
def test_a_line_that_is_no_request_gets_an_error_and_the_rest_go_on(
    command: str, bad: bytes, samples: Run
) -> None:
    good = request(id="good", question="?").encode()
    done = samples(command, "--jsonl", stdin=good + bad + good)
    first, error, last = done.lines
    assert done.status == 1
    assert set(error) == {"id", "error"}
    assert error["id"] == (7 if b'"id": 7' in bad and b"caf" not in bad else None)
    assert error["error"]
    assert first["id"] == last["id"] == "good"
    assert "error" not in first | last


def test_half_a_character_does_no_harm(samples: Run) -> None:
    done = samples(
        "ask", "--jsonl", stdin='{"id": "\\ud83d", "question": "Who said \\udce9 in Minsk?"}\n'
    )
    assert done.status == 0
    assert done.lines[0]["id"] == "\ud83d"
    assert samples("ask", "--json", "Who said caf\udce9?").json["question"] == "Who said caf\ufffd?"


@pytest.mark.parametrize("command", ["ask", "search", "condense"])
def test_wrong_usage_is_told(command: str, run: Run) -> None:
    assert run(command).status == 2
    assert run(command, "  ").status == 2
    assert run(command, "--jsonl", "Who?").status == 2
    done = run(command, "--nonsense", "Who?")
    assert done.status == 2
    assert "No such option" in done.err
    assert run("nonsense").status == 2


@pytest.mark.parametrize(
    ("narrowing", "expected"),
    [
        (("--after", "2014", "--before", "2015"), "2014"),
        (("--after", "2021-06"), "2021"),
        (("--source", "geneva-*"), "geneva"),
        (("--publisher", "nobody's"), ""),
    ],
)
def test_search_and_ask_can_be_narrowed(
    narrowing: tuple[str, ...], expected: str, samples: Run
) -> None:
    passages = samples("search", "--json", *narrowing, "Lavrov").json
    dates = {
        listed["source"]: listed["published"] or "" for listed in samples("articles", "--json").json
    }
    assert bool(passages) is bool(expected)
    for passage in passages:
        assert passage["source"].startswith(expected) or dates[passage["source"]] >= expected
    answer = samples("ask", "--json", *narrowing, MINSK).json
    assert "minsk-talks.txt" not in {citation["source"] for citation in answer["citations"]}


@pytest.mark.parametrize("day", ["2016-13", "yesterday", "16", "2016-1-1"])
def test_a_date_that_is_none_is_wrong_usage(day: str, run: Run) -> None:
    done = run("ask", "--after", day, "Who?")
    assert done.status == 2
    assert f"{day} is no date; write 2016-11-29, 2016-11 or 2016" in done.err


# search, show, articles, condense, chat


def test_search_shows_passages(samples: Run) -> None:
    done = samples("search", "-k", 2, "frozen moss")
    assert done.status == 0
    assert re.match(r"1\. moss-study\.txt:\d+-\d+  0\.\d{4}\n", done.out)
    assert len(re.findall(r"^\d+\. ", done.out, re.MULTILINE)) == 2


def test_search_keeps_its_contract_as_json(samples: Run, desk: Desk) -> None:
    passages = samples("search", "--json", "-k", 3, "frozen moss").json
    assert len(passages) == 3
    for passage in passages:
        assert set(passage) == {"source", "start", "end", "text", "score"}
        assert (
            desk.article(passage["source"]).text[passage["start"] : passage["end"]]
            == passage["text"]
        )


def test_search_reads_questions_line_by_line(samples: Run) -> None:
    lines = request(id=1, question="frozen moss") + "{\n" + request(id=3, question="pumps")
    done = samples("search", "--jsonl", "-k", 1, stdin=lines)
    assert done.status == 1
    assert [line["id"] for line in done.lines] == [1, None, 3]
    assert done.lines[0]["passages"][0]["source"] == "moss-study.txt"
    assert set(done.lines[0]) == {"id", "passages"}


@pytest.mark.parametrize("count", ["0", "1001", "many"])
def test_search_gives_a_sensible_number(count: str, run: Run) -> None:
    assert run("search", "-k", count, "moss").status == 2


def test_show_sets_a_line_in_its_context(samples: Run) -> None:
    done = samples("show", "minsk-talks.txt:13")
    assert done.status == 0
    assert done.out.startswith(
        "Four ministers leave Minsk without a deal on eastern Ukraine\nminsk-talks.txt:13  29 Nov"
    )
    assert "“work will continue.”" in done.out
    assert "Klimkin" in done.out


def test_show_gives_the_words_of_a_citation(samples: Run) -> None:
    citation = samples("ask", "--json", MINSK).json["citations"][0]
    shown = samples(
        "show", "--json", f"{citation['source']}:{citation['start']}-{citation['end']}"
    ).json
    assert shown["text"] == citation["quote"]
    assert {
        shown[key] == citation[key]
        for key in ("source", "start", "end", "line", "sha256", "title", "published")
    } == {True}


def test_the_command_speaks_russian_where_that_is_set(
    samples: Run, monkeypatch: pytest.MonkeyPatch, speak: Callable[[str], None]
) -> None:
    """Of itself: what the articles say stays as it is."""
    speak("en")
    monkeypatch.setenv("ONRECORD_INTERFACE__LANGUAGE", "ru")
    answer = samples("ask", "Что сказал Лавров в Минске?").out
    assert "Lavrov" in answer
    assert "29 ноября 2016" in answer
    assert samples("ask", "Who won the chess championship in Reykjavik?").out.startswith(
        "В статьях об этом не сказано."
    )
    assert (
        "Подтверждено: 0 из 1 предложения."
        in samples("check", stdin="The wall is 6.60 metres high.").out
    )


def test_show_gives_a_line_and_a_whole_article(samples: Run, desk: Desk) -> None:
    text = desk.article("minsk-talks.txt").text
    assert samples("show", "--json", "minsk-talks.txt").json["text"] == text
    line = samples("show", "--json", "minsk-talks.txt:3").json
    assert (line["text"], line["line"]) == (text.split("\n")[2], 3)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("nothing.txt", 'No indexed article is named nothing.txt; "onrecord articles" lists them.'),
        (
            "nothing.txt:3",
            'No indexed article is named nothing.txt; "onrecord articles" lists them.',
        ),
        ("minsk-talks.txt:999", "minsk-talks.txt has 17 lines."),
        ("minsk-talks.txt:0", "minsk-talks.txt has 17 lines."),
        ("minsk-talks.txt:9-5", "minsk-talks.txt has the characters 0 to "),
        ("minsk-talks.txt:5-99999999", "minsk-talks.txt has the characters 0 to "),
    ],
)
def test_show_says_what_is_not_there(place: str, message: str, samples: Run) -> None:
    done = samples("show", place)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(message)
    assert done.err.count("\n") == 1


def test_show_counts_lines_as_answers_do(run: Run, news: Path) -> None:
    """A form feed or a separator of Unicode ends none."""
    (news / "page.txt").write_text(
        "A bridge opens\n\nA page\x0c ends,\u2028a line\x85 ends.\nThe bridge is open again.\n"
    )
    run("index", news)
    shown = run("show", "--json", "page.txt:4").json
    assert (shown["text"], shown["line"]) == ("The bridge is open again.", 4)
    assert run("show", "page.txt:5").err == "page.txt has 4 lines.\n"


def test_articles_are_listed_for_programs(samples: Run) -> None:
    listed = {article["source"]: article for article in samples("articles", "--json").json}
    assert len(listed) == 18
    minsk = listed["minsk-talks.txt"]
    assert set(minsk) == {
        "source", "title", "published", "publisher", "byline", "dateline", "url", "language", "passages", "sha256",
        "copies_of",
    }  # fmt: skip
    assert (minsk["published"], minsk["language"], minsk["copies_of"]) == ("2016-11-29", "en", None)
    assert listed["normandy-paris-2019-ru.txt"]["language"] == "ru"


def test_articles_are_listed_by_tabs_off_a_terminal(samples: Run) -> None:
    rows = [line.split("\t") for line in samples("articles").out.splitlines()]
    assert len(rows) == 18
    assert {len(row) for row in rows} == {5}
    assert ["moss-study.txt", "(no headline)", "", "", "2"] in [[*row[:4], "2"] for row in rows]


def test_condense_needs_no_index(run: Run, tmp_path: Path) -> None:
    done = run("condense", "--earlier", MINSK, "--earlier", "And Klimkin?", "And in Antalya?")
    assert (done.status, done.out) == (0, "what did Klimkin say in Antalya?\n")
    assert not (tmp_path / "index").exists()


def test_condense_reads_questions_line_by_line(run: Run) -> None:
    lines = request(id=1, question="And Klimkin?", history=[MINSK])
    lines += request(id=2, question="And Klimkin?", history=[{"question": MINSK, "answer": "No."}])
    done = run("condense", "--jsonl", stdin=lines)
    assert done.lines == [
        {"id": number, "standalone_question": "what did Klimkin say in Minsk?"} for number in (1, 2)
    ]


def test_chat_is_a_conversation(samples: Run) -> None:
    done = samples("chat", stdin=f"{MINSK}\n1\n9\nAnd Klimkin?\n/new\nAnd Klimkin?\n/quit\nnever\n")
    assert done.status == 0
    assert "[1] minsk-talks.txt:13" in done.out
    assert "The last answer has no citation [9]." in done.out
    assert "Klimkin said that Kyiv and Moscow" in done.out.partition("A new conversation.")[0]
    assert "Ask away" not in done.out + done.err


def test_chat_goes_on_where_it_was_left_and_forgets_when_told(samples: Run) -> None:
    samples("chat", stdin=f"{MINSK}\n")
    resumed = samples("chat", "--resume", stdin="And Klimkin?\n1\n")
    assert "Going on from: what did Lavrov say in Minsk?" in resumed.out
    assert "[1] minsk-talks.txt:9" in resumed.out
    assert (
        "Deleted all that was asked and answered here: " in samples("chat", stdin="/forget\n").out
    )
    assert "There is nothing to go on from yet." in samples("chat", "--resume", stdin="").out


@pytest.mark.parametrize(
    "change", [None, "A moss grows again\n\nThe ice has gone, and the moss is green.\n"]
)
def test_chat_shows_a_citation_as_it_was_when_the_article_has_changed_or_is_gone(
    run: Run, news: Path, change: str | None
) -> None:
    """And says so; the conversation goes on."""
    run("index", news)
    run("chat", stdin="How long was the moss frozen?\n")
    moss = news / "moss.txt"
    if change is None:
        moss.unlink()
    else:
        moss.write_text(change)
    run("index")
    done = run("chat", "--resume", stdin="1\nHow high did the river rise?\n")
    assert done.status == 0
    assert "The moss was frozen for six centuries." in done.out
    assert translate(CHANGED) in done.out
    assert "six metres" in done.out


def test_chat_takes_no_other_sign_for_a_number(samples: Run) -> None:
    assert samples("chat", stdin=f"{MINSK}\n\u00b2\n").status == 0


def test_chat_goes_on_after_an_error(
    samples: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a chat model does not reply."""

    def fail(*_: object) -> None:
        raise OnRecordError("The chat model does not reply.")

    monkeypatch.setattr(desk, "ask", fail)
    done = samples("chat", stdin=f"{MINSK}\nThanks!\n")
    assert (done.status, done.err) == (0, "The chat model does not reply.\n")
    assert "welcome" in done.out


def test_chat_takes_a_number_for_what_it_asked_back(samples: Run) -> None:
    done = samples("chat", stdin="What did the president say?\n2\n")
    asked_back, _, answered = done.out.partition("2. ")
    assert "Which do you mean?" in asked_back
    assert (
        answered.partition(",")[0].split()[-1] in answered.partition("[1]")[0].partition("\n\n")[2]
    )


def test_a_greeting_and_a_mistyped_command_are_not_asked_of_the_articles(samples: Run) -> None:
    done = samples("chat", stdin="Good morning!\n/hlep\n")
    assert "Hello!" in done.out
    assert "only /new, /forget and /quit" in done.out
    assert "The articles do not say." not in done.out


def test_chat_ends_with_its_input_whatever_that_is(samples: Run) -> None:
    assert samples("chat", stdin=b"").status == 0
    assert samples("chat", stdin=b"\n\n  \ncaf\xe9?\n7").status == 0


# What is wrong is told in a sentence.


@pytest.mark.parametrize(
    "words",
    [("ask", "Who?"), ("search", "x"), ("articles",), ("show", "a.txt"), ("chat",), ("telegram",)],
)
def test_without_an_index_it_says_what_to_do(
    words: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    done = run(*words)
    assert done == Done(
        1, "", f'No index at {tmp_path}/index; run "onrecord index FOLDER" first.\n'
    )


def test_without_a_token_telegram_says_what_to_set(samples: Run) -> None:
    done = samples("telegram")
    assert (done.status, done.out) == (1, "")
    assert "ONRECORD_TELEGRAM__TOKEN" in done.err


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        (
            "ONRECORD_ANSWERS__SENTENCES",
            "none",
            r"^The setting answers\.sentences \(in the environment: ONRECORD_ANS",
        ),
        (
            "ONRECORD_ANSWER__SENTENCES",
            "3",
            r"^Unknown setting ONRECORD_ANSWER__SENTENCES .*mean ONRECORD_ANSWERS__SEN",
        ),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, message: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    done = run("articles")
    assert (done.status, done.out) == (1, "")
    assert re.search(message, done.err)
    assert done.err.count("\n") == 1


def test_a_damaged_index_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "catalog.sqlite3").write_bytes(b"no database" * 100)
    done = run("articles")
    assert done.status == 1
    assert f"The index at {tmp_path}/index cannot be" in done.err


def test_what_nobody_expected_is_one_sentence_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> Desk:
        raise RuntimeError("no\x1b[31m luck")

    monkeypatch.setattr("bot.desk.Desk", fail)
    done = run("articles")
    assert (done.status, done.out) == (1, "")
    assert (
        done.err
        == "Something unexpected went wrong (RuntimeError: no[31m luck); --debug shows where.\n"
    )


# Terminals.


def on_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, *words: object) -> str:
    """What the command writes to a terminal."""
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm-256color")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", terminal)
        run(*words)
    return terminal.getvalue()


def test_on_a_terminal_there_is_colour(samples: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in on_terminal(samples, monkeypatch, "ask", MINSK)


@pytest.mark.parametrize(
    "words", [("ask", MINSK), ("show", "minsk-talks.txt:13"), ("articles",), ("search", "moss")]
)
def test_under_no_color_there_is_none(
    words: tuple[str, ...], samples: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = on_terminal(samples, monkeypatch, *words)
    assert len(text) > 100
    assert not ESCAPE.search(text)


@pytest.fixture
def hostile(tmp_path: Path, make_archive: Callable[..., Archive]) -> None:
    """An index of an article and a file that cannot be read, both out to steer whoever reads of them."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    text = "A \x9b31m headline \u202e about a river\n\nThe river \x9b2J rose to \u202e six metres, [bold]said[/bold] Ann Lee.\n"
    (folder / "red\x1b[31m\nfake.txt").write_text(text)
    (folder / "bell\x07.txt").write_text("\x1b]0;title\x07")
    sync(make_archive(tmp_path / "index"), [str(folder)])


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize(
    "words",
    [
        ("articles",), ("articles", "--json"), ("search", "river"), ("search", "--json", "river"), ("index",),
        ("index", "--json"), ("ask", "How high did the river rise?"), ("ask", "--json", "How high did the river rise?"),
        ("show", "red\x1b[31m\nfake.txt"), ("ask", "Who is the president of Argentina?"), ("show", "\x1b[31m"),
    ],
)  # fmt: skip
def test_what_an_article_holds_does_not_steer_the_terminal(
    words: tuple[str, ...], run: Run
) -> None:
    done = run(*words)
    text = done.out + done.err
    assert text.strip()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text.replace("\t", ""))
    assert "\u202e" not in text or "--json" in words
    assert not re.search(r"^fake", text, re.MULTILINE)


@pytest.mark.usefixtures("hostile")
def test_markup_in_an_article_is_shown_as_it_is_written(run: Run) -> None:
    assert "[bold]said[/bold]" in run("search", "river").out


# check


WALL = "The wall is 5.60 metres high. It was built in 1968, said Ann Lee."


def test_a_draft_is_marked_sentence_by_sentence(samples: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(
        "# Arnwick\n\nThe flood wall is 5.60 metres high. The old record was set in January 1985.\n"
    )
    done = samples("check", draft)
    assert done.status == 0
    assert done.out.startswith("✓ The flood wall is 5.60 metres high.\n")
    assert (
        "✗ The old record was set in January 1985.\n    fabricated: “1985” is not in the source"
        in done.out
    )
    assert done.out.endswith("1 of 2 sentences supported.\n")
    assert not ESCAPE.search(done.out)


def test_a_claim_on_standard_input_is_checked_as_json(samples: Run) -> None:
    record = samples("check", "--json", stdin="Two men were treated for hypothermia.").json
    assert record["supported"] is True
    assert set(record["citations"][0]) == CITATION
    assert record["citations"][0]["source"] == "arnwick-flood.txt"


def test_lines_with_a_text_are_checked_without_an_index(run: Run) -> None:
    lines = request(id=1, claim="The wall is 5.60 metres high.", text=WALL) + request(
        id=2, claim="The wall is 6.60 metres high.", text=WALL
    )
    done = run("check", "--jsonl", stdin=lines)
    assert (done.status, done.err) == (0, "")
    assert [(one["id"], one["supported"]) for one in done.lines] == [(1, True), (2, False)]
    assert done.lines[0]["support"] > done.lines[1]["support"]
    assert done.lines[1]["problems"] == [{"kind": "fabricated", "words": "6.60", "instead": "5.60"}]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"id": 7}', '{"id": 7, "claim": ""}', '{"id": 7, "claim": "It.", "text": 5}'],
)
def test_a_line_that_is_no_claim_gets_an_error_and_the_rest_go_on(line: str, run: Run) -> None:
    done = run(
        "check", "--jsonl", stdin=line + "\n" + request(id=8, claim="It is high.", text=WALL)
    )
    assert done.status == 1
    assert "error" in done.lines[0]
    assert done.lines[1]["id"] == 8


def test_a_draft_is_held_against_one_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wall.txt").write_text(WALL)
    done = run("check", "--against", tmp_path / "wall.txt", stdin="The wall is 5.60 metres high.")
    assert done.out.endswith("1 of 1 sentence supported.\n")


@pytest.mark.parametrize("name", ["wall.html", "wall.jsonl"])
def test_a_draft_is_held_against_what_a_file_says_not_against_its_bytes(
    name: str, run: Run, tmp_path: Path
) -> None:
    page = "<html><head><title>A wall</title></head><body><p>The wall is <b>5.60</b> metres high.</p></body></html>"
    lines = request(title="A wall", text="It was built in 1968.") + request(
        text="The wall is \u200b5.60 metres high."
    )
    (tmp_path / name).write_text(page if name == "wall.html" else lines)
    done = run(
        "check", "--json", "--against", tmp_path / name, stdin="The wall is 5.60 metres high."
    )
    assert (done.status, done.json["supported"]) == (0, True)
    assert "{" not in done.json["citations"][0]["quote"]
    assert "<" not in done.json["citations"][0]["quote"]


@pytest.mark.parametrize("data", [b" \n", b"\0\1\2" * 99])
def test_an_article_that_cannot_be_held_against_is_named(
    data: bytes, run: Run, tmp_path: Path
) -> None:
    (tmp_path / "wall.txt").write_bytes(data)
    done = run("check", "--against", tmp_path / "wall.txt", stdin="The wall is 5.60 metres high.")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"{tmp_path / 'wall.txt'} cannot be read as an article: ")


def test_nothing_to_check_is_said_in_one_sentence(run: Run) -> None:
    done = run("check", stdin=" \n")
    assert (done.status, done.out) == (1, "")
    assert done.err == "There is nothing to check; give a FILE, or a claim on standard input.\n"


def test_said_gives_the_statements_of_a_file_without_an_index(run: Run) -> None:
    path = ROOT / "tests" / "statements" / "talks.txt"
    text = path.read_text(encoding="utf-8")
    done = run("said", "--file", path, "--json")
    assert done.status == 0
    for row in done.json:
        assert set(row) == {
            "speaker", "speaker_mention", "mention_start", "mention_end", "cue", "start", "end", "text", "direct",
            "place", "date",
        }  # fmt: skip
        assert text[row["start"] : row["end"]] == row["text"]
        assert text[row["mention_start"] : row["mention_end"]] == row["speaker_mention"]
    [lowered] = [row for row in done.json if row["place"] == "Velia"]
    assert (lowered["speaker"], lowered["direct"], lowered["date"]) == (
        "Sergey Dovlat",
        False,
        "2018-05-03",
    )


def test_said_of_a_blank_name_is_said_of_anybody(samples: Run) -> None:
    assert samples("said", " ", "--json").json == samples("said", "--json").json


def test_said_reads_well(run: Run) -> None:
    done = run("said", "--file", ROOT / "tests" / "statements" / "talks.txt")
    assert "Ilse Brandvold" in done.out
    assert "dismissed" in done.out


def test_said_of_a_file_that_is_not_there_is_one_sentence(run: Run) -> None:
    done = run("said", "--file", "nowhere.txt")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("nowhere.txt cannot be read as an article")
    assert len(done.err.splitlines()) == 1
