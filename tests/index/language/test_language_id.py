"""What language a text is in, and how many words it has."""

from __future__ import annotations

import re

import pytest
from patterns import pattern_examples

from index.language import language_id
from index.language.language_id import count_words, identify


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The ferry was late and the harbour is shut.", "en"),
        ("Die Fähre war spät, und der Hafen ist zu.", "de"),
        ("Le ferry est en retard et le port ne rouvre pas.", "fr"),
        ("El barco no llegó, y los puertos se cerraron.", "es"),
        ("Prom nie przypłynął, bo jest sztorm na morzu.", "pl"),
        ("Feribot gelmedi ve liman çok geç açıldı.", "tr"),
        ("Паром опоздал, и порт закрыт.", "ru"),
        ("Пором запізнився, і порт зачинено.", "uk"),
        ("Το πλοίο άργησε.", "el"),
        ("המעבורת מאחרת", "he"),
        ("تأخرت العبارة", "ar"),
        ("नाव देर से आई", "hi"),
        ("เรือมาสาย", "th"),
        ("배가 늦었다", "ko"),
        ("フェリーは遅れた", "ja"),
        ("渡轮晚点了", "zh"),
        ("12:30", "en"),
        ("", "en"),
    ],
)
def test_a_language_is_known_by_its_script_or_its_words(text: str, code: str) -> None:
    assert identify(text) == code


def test_a_few_foreign_letters_change_nothing() -> None:
    assert identify("The ferry of Ялта was late, and the harbour is shut.") == "en"


def test_an_accent_alone_does_not_make_a_text_foreign() -> None:
    assert identify("Zoë Müller said that the café is open.") == "en"


@pytest.mark.parametrize(
    ("text", "count"),
    [("two words", 2), ("", 0), ("渡轮晚点了吗", 1 + 3), ("เรือมาสาย", 1 + 2), ("Zoë came", 2)],
)
def test_words_are_estimated_where_no_spaces_part_them(text: str, count: int) -> None:
    assert count_words(text) == count


@pattern_examples(
    (language_id._IDEOGRAPHS, "か", "k"),
    (language_id._IDEOGRAPHS, "海", "바"),
    (language_id._IDEOGRAPHS, "豈", "ﬀ"),
    (language_id._SOUTH_EAST_ASIAN, "ก", "क"),
    (language_id._SOUTH_EAST_ASIAN, "က", "Ⴀ"),
    (language_id._SOUTH_EAST_ASIAN, "ក", "᠀"),
)
def test_letters_of_scripts_without_spaces(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)
