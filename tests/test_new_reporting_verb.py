"""A new line in reporting_verbs.txt reaches everything that looks for reporting verbs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.checking.near_copies.unsupported_words import exchanged, uncovered
from bot.checking.near_copies.who_did_what import misplaced_deeds
from bot.checking.verify import context_of
from bot.conversation.fragments import is_said
from bot.questions.analysis import analyse
from bot.questions.question import AnswerType
from bot.questions.statement_request import statement_request
from bot.types.source_span import SourceSpan
from index.articles.parse import parse
from index.language import lexicon
from index.language.verbs import Use, past_tenses, verb_of
from index.statements.events import facts_of
from index.statements.extract import extract
from index.types import Document

_CACHING = ("bot.", "index.language.", "index.statements.")
"""The packages that may cache what they build from a word list."""
_COSTLY = ("index.statements.spacy_model",)
"""Modules that do not depend on word lists and take seconds to fill their caches again."""


def forget_word_lists() -> None:
    """Empties the caches of every module that may have read a word list."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_CACHING) and name not in _COSTLY:
            for value in list(vars(module).values()):
                clear = getattr(value, "cache_clear", None)
                if clear is not None and not value.__module__.startswith(_COSTLY):
                    clear()


@pytest.fixture
def add_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Adds a line to a copy of reporting_verbs.txt, from which the program reads from then on."""
    folder = tmp_path / "lexicon"
    shutil.copytree(lexicon.FOLDER, folder)

    def add(line: str) -> None:
        with (folder / "reporting_verbs.txt").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
        monkeypatch.setattr(lexicon, "FOLDER", folder)
        forget_word_lists()

    forget_word_lists()
    yield add
    monkeypatch.undo()
    forget_word_lists()


def said(text: str) -> list[str]:
    article = extract(parse(Document("a.txt", text, "0" * 64)))
    return [article.text[one.start : one.end] for one in article.statements]


def is_request(question: str) -> bool:
    return statement_request(question, AnswerType.THING) is not None


def content_words(question: str) -> list[str]:
    return [word.text for word in analyse(question, lambda _word: False).words]


def is_doubted(claim: str, source: str) -> bool:
    article = extract(parse(Document("a.txt", source, "0" * 64)))
    context = context_of(claim, [SourceSpan(article, 0, len(article.text))], ())
    return any((*exchanged(context), *uncovered(context), *misplaced_deeds(context)))


class User(NamedTuple):
    """A part of the program that knows a verb, by what it answers."""

    tags: str
    knows: Callable[[], bool]


USERS = {
    "extract": User(
        "statement",
        lambda: (
            said("The mayor, Idris Colley, plorned that the wall would hold.")
            == ["the wall would hold"]
        ),
    ),
    "indirect_speech": User(
        "statement listener",
        lambda: (
            said("Colley plorned the reporters that the wall would hold.")
            == ["the wall would hold"]
        ),
    ),
    "reporting_verbs": User("statement", lambda: verb_of("plorned") == "plorn"),
    "events": User(
        "statement",
        lambda: any(
            event.is_speech
            for event in facts_of("Idris Colley plorned that the wall would hold.").events
        ),
    ),
    "days of speaking": User("statement dated", lambda: "plorned" in past_tenses(Use.DATED)),
    "statement_request": User(
        "statement ask", lambda: is_request("What did Ada Holm plorn about the wall?")
    ),
    "analysis": User(
        "statement ask empty",
        lambda: "plorn" not in content_words("What did Ada Holm plorn about the wall?"),
    ),
    "fragments": User("statement person", lambda: is_said("Where did they plorn it?")),
    "unsupported_words": User(
        "statement alike plain",
        lambda: (
            not is_doubted(
                "Idris Colley plorned that the old wall would hold.",
                "The mayor, Idris Colley, said that the old wall would hold.",
            )
        ),
    ),
}


@pytest.mark.parametrize("user", USERS)
def test_a_new_reporting_verb_reaches(user: str, add_verb: Callable[[str], None]) -> None:
    tags, knows = USERS[user]
    assert not knows()
    add_verb(f"plorn\t{tags}")
    assert knows()


def test_the_word_lists_are_as_before() -> None:
    assert not verb_of("plorned")
