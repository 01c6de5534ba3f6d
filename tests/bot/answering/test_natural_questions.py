"""Questions as people ask them, in other words than the articles have, over nine invented
articles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from natural_news import REPORTS
from shortfalls import not_yet

import bot
from bot.desk import Desk
from bot.types.answer import Answer
from index.stores.archive import Archive
from index.syncing.sync import sync

TODAY = date(2025, 9, 30)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, make_archive: Callable[..., Archive]) -> Desk:
    """A desk over the nine articles."""
    base = tmp_path_factory.mktemp("natural")
    (base / "news").mkdir()
    for name, report in REPORTS.items():
        (base / "news" / name).write_text(report.text, encoding="utf-8")
    sync(make_archive(base / "index", statements=True), [str(base / "news")])
    return bot.open(base / "index")


def ask(desk: Desk, question: str) -> Answer:
    return desk.ask(question, now=TODAY)


def quotes(answer: Answer) -> str:
    """The sentences that an answer cites."""
    return "\n".join(citation.quote for citation in answer.citations)


def bold(answer: Answer) -> str:
    """The words that are marked as answering."""
    return "\n".join(piece.text for piece in answer.pieces if piece.is_answer)


def test_every_article_is_indexed_under_its_headline_and_day(desk: Desk) -> None:
    found = {listing.source: (listing.title, str(listing.published)) for listing in desk.articles()}
    assert found == {name: (report.title, report.day) for name, report in REPORTS.items()}


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        # a role or an apposition tells who somebody is
        ("Who is Oriel Vantongeren?", "the museum's director, Oriel Vantongeren"),
        not_yet("Who runs the Tarrowby Museum?", "the museum's director, Oriel Vantongeren"),
        ("Who is Tomas Aldergate?", "the priest of St Ennoch's"),
        ("Who is Desmond Karlsby?", "police chief Desmond Karlsby"),
        ("Who is Greta Halloran?", "chief economist, Greta Halloran"),
        not_yet("Who was the shooter?", "Ruben Tasker, 41"),
        # other words than the article's
        ("How many people were killed in Calder Quay?", "Nine people died"),
        not_yet(
            "How many were injured when the fish market burned?", "Some forty others were treated"
        ),
        ("What caused the blaze at the fish market?", "A battery charger overheated"),
        ("Would the anglers accept a smaller weir?", "considered acceptable"),
        not_yet("By how much did wages go up in Velmark?", "Average pay rose by 3.1 per cent"),
        # yes or no
        ("Was anybody arrested for stealing the altarpiece?", "never charged anyone"),
        ("Do you have to pay to see the altarpiece?", "Admission is free until Christmas"),
        not_yet("Did the bus depot gunman surrender?", "gave himself up on the towpath"),
        not_yet("Had Eklund run a marathon before?", "her first race over the full distance"),
        # why and how
        not_yet("Why did the sprinklers in the fish market not work?", "switched off for repairs"),
        not_yet("Why was the Sallow Bay power project cancelled?", "may never turn a profit"),
        not_yet(
            "How did the museum hear of the lost panels?", "had sent the curators a photograph"
        ),
        not_yet("How did the gunman get into the depot?", "through the wash bay"),
        # keywords
        ("death toll harbour fire", "Nine people died"),
        ("name of pellworth bus depot gunman", "Ruben Tasker, 41"),
        ("gelmouth sea wall price", "48 million crowns"),
        ("harrow marathon winning time", "two hours, 29 minutes and 14 seconds"),
        # a date is the event's
        ("What was the jobless rate in Velmark in July 2025?", "fell to 4.6 per cent in July"),
        ("What was the unemployment rate in Velmark in June 2025?", "4.9 per cent in June"),
        not_yet("When was the altarpiece stolen?", "vanished from a chapel in 1993"),
        not_yet("Who won the Harrow Marathon in 2025?", "came first in the Harrow Marathon"),
    ],
)
def test_the_sentence_that_answers_is_cited(desk: Desk, question: str, phrase: str) -> None:
    assert phrase in quotes(ask(desk, question))


@pytest.mark.parametrize(
    ("question", "phrase", "speaker"),
    [
        # the topic in the headline alone
        (
            "What did Lukas Hemmerich say about the tidal barrage?",
            "may never turn a profit",
            "Lukas Hemmerich",
        ),
        not_yet(
            "What did Ines Caldwell say about the barrage being dropped?",
            "gone down the drain",
            "Ines Caldwell",
        ),
        not_yet(
            "What does Bram Oakshott think of the end of the Sallow Bay scheme?",
            "The eels will thank them",
            "Bram Oakshott",
        ),
        ("What did Anton Birk say about cruise ships?", "buy a loaf without queuing", "Anton Birk"),
        # the speaker a sentence before
        (
            "What did Marta Ostrander say about the sprinklers?",
            "switched off for repairs",
            "Marta Ostrander",
        ),
        (
            "What did Sylvie Marchetti say about Tasker losing his job?",
            "never forgave us",
            "Sylvie Marchetti",
        ),
        (
            "What did Ewan Fennimore say about seeing his stall burn?",
            "watched my stall go",
            "Ewan Fennimore",
        ),
        (
            "What did Noor Jamison say about the port's earnings?",
            "a fifth of the port's income",
            "Noor Jamison",
        ),
        # behind a name and a colon
        ("What did Liv Sandoval say about her grandfather?", "My grandfather did", "Liv Sandoval"),
        (
            "What did Liv Sandoval say about leaving the law?",
            "sick of winning cases",
            "Liv Sandoval",
        ),
        (
            "What did Liv Sandoval say about a second shop?",
            "one oven is enough trouble",
            "Liv Sandoval",
        ),
    ],
)
def test_a_statement_is_cited_as_its_speakers(
    desk: Desk, question: str, phrase: str, speaker: str
) -> None:
    answer = ask(desk, question)
    assert phrase in quotes(answer)
    assert {citation.speaker for citation in answer.citations} == {speaker}


@pytest.mark.parametrize(
    "question",
    [
        # who is not told
        "Who is Marcus Vantongeren?",
        "Who sold Ruben Tasker the rifle?",
        "Who designed the Tarrowby Museum?",
        # what their article is not about
        not_yet("What did Lukas Hemmerich say about the fish market?"),
        "What did Marta Ostrander say about the barrage?",
        "What did Anton Birk say about the marathon?",
        # who is only spoken of
        "What did Owen Bratley say?",
        "What did Ruben Tasker say?",
        # what is not told
        "Was the fish market insured?",
        "Why did the dentist move house?",
        "How do you get to the Tarrowby Museum by train?",
        "harrow marathon prize money",
        # another event
        "Who won the Harrow Marathon in 2019?",
        "Who won the Ostrey Marathon?",
        "How many people died in the fire at the Tarrowby Museum?",
        not_yet("How many people were shot dead in Calder Quay?"),
        not_yet("Where in Tarrowby did the shooting take place?"),
        "What was the unemployment rate in Ravenmoor?",
        "What was the jobless rate in Velmark in July 2021?",
        "How much did the sea wall in Calder Quay cost?",
        # an office elsewhere or long before
        "Who was the mayor of Gelmouth in 1995?",
        "Who is the mayor of Osterby?",
        "Who is the harbour master of Calder Quay?",
    ],
)
def test_what_the_articles_do_not_say_is_refused(desk: Desk, question: str) -> None:
    assert not ask(desk, question).answered


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who was the shooter?", "Karlsby"),
        not_yet("Who opened fire at the depot in Pellworth?", "Karlsby"),
        ("Who was hurt in the shooting at the bus depot?", "Karlsby"),
        ("Who stole the altarpiece?", "Vantongeren"),
        not_yet("Who lit the fire in the fish market?", "Ostrander"),
    ],
)
def test_whoever_speaks_of_a_deed_did_not_do_it(desk: Desk, question: str, name: str) -> None:
    assert name not in bold(ask(desk, question))


@pytest.mark.parametrize(
    "question",
    [
        not_yet("What did Bratley's parents say about their son?"),
        "What was said about Owen Bratley after he died?",
    ],
)
def test_a_statement_on_a_death_is_said_by_people(desk: Desk, question: str) -> None:
    answer = ask(desk, question)
    assert "the kindest of sons" in quotes(answer)
    speakers = " ".join(citation.speaker or "" for citation in answer.citations)
    assert "statement" not in speakers.lower()
    assert "Owen Bratley" not in speakers


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("Why did Liv Sandoval leave the law?", "sick of winning cases"),
        not_yet("How many loaves does Sandoval's bakery sell?", "About four thousand"),
        ("Does Liv Sandoval plan to open a second shop?", "one oven is enough trouble"),
        not_yet("Who taught Liv Sandoval to bake?", "My grandfather did"),
        not_yet("What happens to the turbines of the barrage?", "sold to a shipyard in Norholm"),
    ],
)
def test_a_question_in_the_text_is_answered_by_what_follows(
    desk: Desk, question: str, phrase: str
) -> None:
    cited = quotes(ask(desk, question))
    assert phrase in cited
    assert "?" not in cited


@pytest.mark.parametrize(
    "question",
    [
        "What did the tram shed cost Liv Sandoval?",
        "Who will pay the engineers?",
    ],
)
def test_a_question_in_the_text_that_stays_open_is_not_cited(desk: Desk, question: str) -> None:
    assert "?" not in quotes(ask(desk, question))


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("What was the unemployment rate in Velmark in August 2025?", "4.6 per cent"),
        not_yet("How many people were looking for work in Velmark in August 2025?", "118,000"),
        not_yet("How many workers did builders take on in August 2025?", "5,200"),
    ],
)
def test_a_figure_is_not_of_the_month_in_which_it_was_published(
    desk: Desk, question: str, phrase: str
) -> None:
    assert phrase not in quotes(ask(desk, question))


@pytest.mark.parametrize(
    ("question", "holder", "other"),
    [
        ("Who was the mayor of Gelmouth in 2019?", "Rosalind Tewe", "Anton Birk"),
        ("Who was the mayor of Gelmouth in 2024?", "Anton Birk", "Rosalind Tewe"),
        ("Who was harbour master in Gelmouth in April 2019?", "Piers Wendle", "Noor Jamison"),
        ("Who was harbour master in Gelmouth in July 2024?", "Noor Jamison", "Piers Wendle"),
    ],
)
def test_an_office_was_held_by_whoever_held_it_that_year(
    desk: Desk, question: str, holder: str, other: str
) -> None:
    cited = quotes(ask(desk, question))
    assert holder in cited
    assert other not in cited


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("Who is the mayor of Gelmouth?", "Anton Birk"),
        not_yet("Who is Gelmouth's harbour master?", "Noor Jamison"),
    ],
)
def test_the_latest_holder_comes_first_where_no_time_is_asked(
    desk: Desk, question: str, holder: str
) -> None:
    answer = ask(desk, question)
    assert answer.citations
    assert holder in answer.citations[0].quote
