"""Our own texts, and the catalogue of them in Russian."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from bot.rendering.telegram import notices
from config.settings import InterfaceSettings
from prompts import LANGUAGES, Translatable, load, translate

ROOT = Path(__file__).parents[1]
TELEGRAM = ROOT / "bot" / "telegram_bot"
SPEAKING = [
    *(ROOT / "bot" / "rendering" / "telegram").glob("*.py"),
    *(TELEGRAM / f"{name}.py" for name in ("answering", "faults", "languages")),
    *(
        TELEGRAM / "sending" / f"{name}.py"
        for name in ("fault_messages", "growing_answer", "replies")
    ),
    *sorted((TELEGRAM / "handlers").glob("*.py")),
]
"""The modules that write messages, or send them."""
_APART = ("Translatable", "compile", "split", "debug", "info", "warning", "error", "ValueError")
"""What takes texts that are told, that are for the log or the programmer, or that are no texts."""


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """The calls of a function of that name."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
        ):
            yield node


def ours() -> set[tuple[str, ...]]:
    """Every text of ours in the code: itself, and its plural where it has one; of a prompt, the
    prompt."""
    found: set[tuple[str, ...]] = set()
    for file in (*(ROOT / "bot").rglob("*.py"), *(ROOT / "index").rglob("*.py")):
        for call in calls(ast.parse(file.read_text(encoding="utf-8")), "Translatable"):
            names = [
                one.value
                for inner in calls(call, "load")
                for one in ast.walk(inner)
                if isinstance(one, ast.Constant)
            ]
            texts = tuple(one.value for one in call.args if isinstance(one, ast.Constant))
            found |= {(load(str(name)),) for name in names} if names else {tuple(map(str, texts))}
    return found


def catalogue() -> dict[tuple[str, ...], tuple[str, ...]]:
    """What the Russian catalogue has for each text."""
    with (ROOT / "prompts" / "ru.po").open("rb") as file:
        messages = [message for message in read_po(file, locale="ru") if message.id]
    return {forms(message.id): forms(message.string) for message in messages}


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A text with its plurals, if it has any."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def test_every_text_of_ours_is_in_the_catalogue_and_no_other() -> None:
    assert set(catalogue()) == ours()


@pytest.mark.parametrize(
    ("english", "russian"), catalogue().items(), ids=lambda texts: texts[0][:30]
)
def test_a_translation_has_the_fields_and_the_markup_of_its_text(
    english: tuple[str, ...], russian: tuple[str, ...]
) -> None:
    assert len(russian) == (1 if len(english) == 1 else 3)
    for text in russian:
        assert re.search("[а-я]", text) or not re.search("[a-z]", english[0])
        assert set(re.findall(r"{\w+}", text)) | {"{place}"} == set(
            re.findall(r"{\w+}", english[-1])
        ) | {"{place}"}
        assert re.findall(r"</?\w+>", text) == re.findall(r"</?\w+>", english[-1])
        assert sorted(set(re.findall(r"/[a-z]+\b", text))) == sorted(
            set(re.findall(r"/[a-z]+\b", english[-1]))
        )


@pytest.mark.parametrize("file", SPEAKING, ids=lambda file: file.name)
def test_nothing_is_said_in_telegram_that_is_no_text_of_ours(file: Path) -> None:
    """A string of two words or more is one of ours, or a docstring, or for the log."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    apart = {id(one) for name in _APART for call in calls(tree, name) for one in ast.walk(call)}
    apart |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and id(one) not in apart
    ]
    words = [re.sub("<[^>]+>", "", one) for one in strings if isinstance(one, str)]
    assert [one for one in words if re.search(r"[a-z]{2,}\W* [a-z]{2,}", one)] == []


@pytest.mark.parametrize(
    ("count", "russian"),
    [
        (1, "1 статья"),
        (2, "2 статьи"),
        (5, "5 статей"),
        (11, "11 статей"),
        (21, "21 статья"),
        (104, "104 статьи"),
    ],
)
def test_a_number_takes_its_form(count: int, russian: str, speak: Callable[[str], None]) -> None:
    head = Translatable("<b>{name}</b>: {count} article", "<b>{name}</b>: {count} articles")
    speak("ru")
    assert translate(head, name="{a}", count=count) == f"<b>{{a}}</b>: {russian}"


def test_a_wait_is_told_in_whole_units(speak: Callable[[str], None]) -> None:
    assert notices.limit(61).endswith(" 61 seconds.")
    speak("ru")
    assert [
        notices.limit(seconds).split("через ")[1] for seconds in (1, 64, 179, 7_199, 7_201)
    ] == ["1 секунду.", "64 секунды.", "3 минуты.", "2 часа.", "3 часа."]


def test_a_language_without_a_text_says_it_in_english(speak: Callable[[str], None]) -> None:
    speak("ru")
    assert (
        translate(Translatable("Nobody has put this into Russian."))
        == "Nobody has put this into Russian."
    )


def test_the_languages_are_those_of_the_setting_and_of_the_catalogues() -> None:
    catalogues = {file.stem for file in (ROOT / "prompts").glob("*.po")}
    assert (
        set(get_args(InterfaceSettings.model_fields["language"].annotation))
        == set(LANGUAGES)
        == {"en", *catalogues}
    )
