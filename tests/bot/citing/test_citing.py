"""What must hold of every citation, for any article and any question."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.citing.citing import stands
from bot.desk import Desk
from bot.types.citation import Citation
from config import settings as ours
from index.models.embeddings import Embeddings
from index.readers.text import decode
from index.stores.archive import Archive
from index.syncing.sync import sync

NAMES = [
    "Ann Lee",
    "Idris Colley",
    "Лавров",
    "Zoë Müller",
    "O’Brien",
    "محمد",
    "Ye Wen 🙂",
    "Š\u0301ima",
]
WORDS = st.sampled_from(
    "river wall rose six metres Sunday council moss bridge 5,000 £4.3 3–2 cease-fire "
    "naïve Київ мост שלום 🇺🇦 e\u0301 \u200b \u202e U.S. Mr. said denied".split(" ")
)
SENTENCES = st.one_of(
    st.builds("{} said that the {} {} {}.".format, st.sampled_from(NAMES), WORDS, WORDS, WORDS),
    st.builds("“The {} {},” said {}.".format, WORDS, WORDS, st.sampled_from(NAMES)),
    st.builds('{} asked: "{} or {}?"'.format, st.sampled_from(NAMES), WORDS, WORDS),
    st.builds("{} rose to {} in {}! ".format, WORDS, WORDS, WORDS),
    st.builds("«{}», — сказал {}.".format, WORDS, st.sampled_from(NAMES)),
)
FURNITURE = st.sampled_from(
    ["Advertisement", "Read more: the wall", "Share", "© 2020 The Post", "# Top", "• a link", ""]
)
LINES = st.one_of(st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join), SENTENCES, FURNITURE)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """An article of some lines, in some encoding."""
    newline = draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n \n"]))
    lines = [*draw(st.lists(LINES, max_size=7)), draw(SENTENCES)]
    return (draw(st.sampled_from(["", "\n", "\ufeff"])) + newline.join(lines)).encode(
        draw(ENCODINGS)
    )


QUESTIONS = st.one_of(
    st.builds("What did {} say?".format, st.sampled_from(NAMES)),
    st.builds("What did {} say about the {}?".format, st.sampled_from(NAMES), WORDS),
    st.builds("How high did the {} rise?".format, WORDS),
    st.builds("{} {}?".format, WORDS, WORDS),
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new folder for each example."""
    base = tmp_path_factory.mktemp("examples")
    return (base / str(number) for number in itertools.count())


def open_desk(
    folder: Path, embeddings: Embeddings, articles: dict[str, bytes], *, statements: bool
) -> Desk:
    """A desk over these files, indexed."""
    (folder / "news").mkdir(parents=True)
    for name, data in articles.items():
        (folder / "news" / name).write_bytes(data)
    loaded = ours.load(
        index={"path": str(folder / "index"), "statements": statements}, answers={"threshold": 0.05}
    )
    archive = Archive(loaded, create=True)
    archive.embeddings = embeddings
    sync(archive, [str(folder / "news")])
    desk = Desk(loaded)
    desk._archive.embeddings = embeddings
    return desk


def line_at(text: str, position: int) -> int:
    """Counted another way than the code does."""
    return text[:position].replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def assert_stands(citation: Citation, desk: Desk, news: Path) -> None:
    """The citation holds against the file itself."""
    data = (news / citation.source).read_bytes()
    text = decode(data)[0]
    assert text[citation.start : citation.end] == citation.quote
    assert citation.quote == citation.quote.strip() != ""
    assert hashlib.sha256(data).hexdigest() == citation.sha256
    assert citation.line == line_at(text, citation.start)
    assert citation.before + citation.quote + citation.after in text
    sentences = desk.article(citation.source).sentences
    assert any(one.start <= citation.start and citation.end <= one.end for one in sentences)
    if citation.answer_start is not None:
        assert citation.answer_end is not None
        assert citation.start <= citation.answer_start < citation.answer_end <= citation.end


cited: list[int] = []
"""How many citations each example had: an empty property would prove nothing."""


@settings(
    max_examples=16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
)
@given(
    articles=st.lists(files(), min_size=1, max_size=3),
    questions=st.lists(QUESTIONS, min_size=2, max_size=4),
)
def test_every_citation_stands_in_its_file(
    articles: list[bytes], questions: list[str], folders: Iterator[Path], embeddings: Embeddings
) -> None:
    folder = next(folders)
    named = {f"{number}.txt": data for number, data in enumerate(articles)}
    desk = open_desk(folder, embeddings, named, statements=len(cited) % 3 == 0)
    for question in questions:
        answer = desk.ask(question)
        assert answer.answered is bool(answer.citations)
        assert [citation.number for citation in answer.citations] == list(
            range(1, len(answer.citations) + 1)
        )
        for citation in answer.citations:
            assert_stands(citation, desk, folder / "news")
        for near in answer.related:
            assert desk.article(near.source).text[near.start : near.end].strip()
        cited.append(len(answer.citations))


def test_there_were_citations_to_hold() -> None:
    if not cited:
        pytest.skip("the test before this one did not run")
    assert sum(cited) >= 10


@pytest.mark.parametrize(
    "question", ["What did Lavrov say?", "What did Kerry say?", "Who was hurt?", "How many people?"]
)
def test_every_citation_of_the_samples_stands_in_its_file(question: str, desk: Desk) -> None:
    samples = Path(__file__).parents[3] / "articles"
    answer = desk.ask(question)
    for citation in answer.citations:
        assert_stands(citation, desk, samples)
    assert answer.answered is bool(answer.citations)


@pytest.mark.parametrize(
    "change",
    [
        {"start": 1},
        {"end": 10_000},
        {"quote": "It rose. "},
        {"quote": "it rose."},
        {"quote": ""},
        {"sha256": "0" * 64},
        {"start": 0, "end": 8, "quote": "The wall"},
    ],
)
def test_a_citation_that_does_not_stand_is_told(
    change: dict[str, Any], folders: Iterator[Path], embeddings: Embeddings
) -> None:
    """The last one stands in the file, but in its headline."""
    data = b"The wall and the river of Arnwick\n\nIt rose. It fell.\n"
    desk = open_desk(next(folders), embeddings, {"a.txt": data}, statements=False)
    article = desk.article("a.txt")
    fields: dict[str, Any] = {
        "number": 1,
        "source": "a.txt",
        "start": 35,
        "end": 43,
        "quote": "It rose.",
        "line": 3,
    }
    fields |= {
        "sha256": hashlib.sha256(data).hexdigest(),
        "title": "",
        "published": None,
        "publisher": None,
    }
    assert stands(Citation(**fields), article)
    assert not stands(Citation(**(fields | change)), article)
    assert not stands(Citation(**fields), None)
