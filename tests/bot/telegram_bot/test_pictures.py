"""The pictures in docs/: their words are what the bot sends today (see conftest.py), and all of it.

The server's: it takes or refuses each call. Ours: what is said; TDLib reads every text as Telegram
does.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import Telegram

ROOT = Path(__file__).parents[3]
SCENES = ("start", "answer", "follow-up", "choices", "said", "check")


@pytest.fixture(scope="module")
def script() -> Iterator[dict[str, Any]]:
    """What docs/telegram_pictures.py has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path])
        yield runpy.run_path(str(ROOT / "docs" / "telegram_pictures.py"))


def words(picture: str) -> str:
    """All that is to be read in a picture, without spaces."""
    texts = ET.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return "".join("".join(text.text or "" for text in texts).split())


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.usefixtures("bot")
def test_a_picture_has_the_words_of_the_messages(
    name: str, script: dict[str, Any], telegram: Telegram
) -> None:
    """Those of the text, of the message replied to, and of the buttons, in their order; and so it
    is drawn."""
    messages = script["scene"](telegram, 900 + SCENES.index(name), script["SCENES"][name])
    sent = "".join(message.words for message in messages)
    assert words(script["draw"](messages)) == sent
    assert words((ROOT / "docs" / "pictures" / f"telegram-{name}.svg").read_text()) == sent, (
        'run "make docs"'
    )


def test_every_scene_has_its_picture(script: dict[str, Any]) -> None:
    """And no picture is left of a scene that is gone."""
    pictures = {picture.stem for picture in (ROOT / "docs" / "pictures").glob("telegram-*.svg")}
    assert (
        pictures
        == {f"telegram-{name}" for name in script["SCENES"]}
        == {f"telegram-{name}" for name in SCENES}
    )


def test_the_picture_of_a_terminal_has_the_words_of_the_commands(
    script: dict[str, Any], sample_index: Path
) -> None:
    """As they are written today."""
    drawn = (ROOT / "docs" / "pictures" / "terminal.svg").read_text()
    assert words(drawn) == words(script["terminal"](sample_index)), 'run "make docs"'
    assert "https://" not in drawn.replace(
        "https://www.textualize.io", ""
    )  # nothing is fetched to show it


def test_whatever_a_message_holds_is_drawn(script: dict[str, Any]) -> None:
    """Markup, emoji, other scripts; entities count in UTF-16 units."""
    text = "<b>&]]>  \U0001f600 bold" + "x" * 200 + "\n\n    Привет 漢字"
    bold = {"offset": len("<b>&]]>  ") + 3, "length": 4, "type": {"@type": "textEntityTypeBold"}}
    message = script["Message"](
        text, [bold], [["\U0001f44d", "[1] <Copy>"]], answers="What <else>?\nNo."
    )
    picture = script["draw"]([message])
    assert words(picture) == "".join(f"What <else>?{text}\U0001f44d[1] <Copy>".split())
    assert next(run.text for run in ET.fromstring(picture) if run.get("font-weight")) == "bold"


def test_each_png_was_drawn_from_the_svg_beside_it(script: dict[str, Any]) -> None:
    """The README shows the PNG files, which look the same with any fonts."""
    pictures = ROOT / "docs" / "pictures"
    drawn = [*pictures.glob("telegram-*.svg"), pictures / "terminal.svg"]
    stale = [
        svg.name
        for svg in drawn
        if script["source_of"](svg.with_suffix(".png")) != script["sha256"](svg)
    ]
    assert stale == [], 'run "make docs"'
