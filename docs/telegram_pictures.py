"""Writes docs/pictures/ from what the bot sends today: python docs/telegram_pictures.py, or make docs.

The bot runs as a process of its own over the sample articles. It talks to the Bot API server of its tests, and TDLib,
Telegram's own library, reads what it sends. Each picture is written twice: as SVG, whose words a test compares with the
bot's, and as PNG, drawn by Chromium, so that the README looks the same with any fonts.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import TerminalTheme

ROOT = Path(__file__).parents[1]
PICTURES = Path(__file__).with_name("pictures")
sys.path[:0] = [str(ROOT), str(Path(__file__).parent), str(ROOT / "tests" / "support")]

from chat_picture import Message, draw  # noqa: E402

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import Call, Telegram


@dataclass(frozen=True, slots=True)
class Press:
    """A press on the button, under the bot's last message, whose label begins so."""

    label: str


SCENES: dict[str, tuple[str | Press, ...]] = {
    "start": ("/start", Press("What")),
    "answer": ("what did Lavrov say in Minsk?", Press("[1]")),
    "follow-up": (
        "How high is the flood wall along Quay Street?",
        "Who said that it would hold?",
        "What did the insurers say?",
    ),
    "choices": ("What did the president say?", Press("Barack Obama")),
    "said": ("/said Ayrault",),
    "check": ("/check The flood wall along Quay Street is 6.60 metres high. Nobody was killed.",),
}
"""A chat each."""
COMMANDS = (
    ("ask", "what did Lavrov say in Minsk?"),
    ("said", "Ayrault"),
    ("ask", "what did Macron say in Minsk?"),
)
"""What the picture of a terminal shows."""

_THEME = TerminalTheme(
    (250, 250, 248),
    (38, 42, 48),
    [
        (38, 42, 48),
        (190, 50, 45),
        (40, 130, 60),
        (150, 110, 0),
        (35, 95, 175),
        (135, 60, 150),
        (0, 120, 140),
        (90, 95, 105),
    ],
)
_DOWNLOADED = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
_COLUMNS = 84
BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
"""What draws the PNG files; Debian has it as the package chromium, and emoji as fonts-noto-color-emoji."""


def scene(telegram: Telegram, chat: int, steps: tuple[str | Press, ...]) -> list[Message]:
    """What is to be seen of a chat when all of it has been said."""
    shown: list[Message] = []
    last: Call | None = None
    for step in steps:
        since = len(telegram.server.calls)
        if isinstance(step, str):
            telegram.write(chat, step)
            shown.append(Message(step, is_own=True))
        elif last is not None:
            shown[-1] = replace(shown[-1], pressed=_press(telegram, chat, step, last))
        (last,) = telegram.messages(chat, 1, since)
        shown.append(_read(telegram, last))
    return shown


def _press(telegram: Telegram, chat: int, step: Press, under: Call) -> str:
    """Presses the button and returns its label."""
    button = next(button for button in under.buttons if button["text"].startswith(step.label))
    seen = {"text": telegram.shown(under), "reply_markup": json.loads(under.fields["reply_markup"])}
    telegram.press(chat, under.result["message_id"], button["callback_data"], **seen)
    return button["text"]


def _read(telegram: Telegram, call: Call) -> Message:
    """The bot's message as Telegram reads it."""
    parsed = telegram.server.parse_html(call.fields["text"])
    rows: list[list[dict[str, Any]]] = json.loads(call.fields.get("reply_markup", "{}")).get(
        "inline_keyboard", []
    )
    replied = json.loads(call.fields.get("reply_parameters", "{}")).get("message_id")
    answered = (
        one
        for one in telegram.server.calls
        if one.method == "sendMessage" and one.result["message_id"] == replied
    )
    return Message(
        parsed["text"],
        parsed["entities"],
        [[button["text"] for button in row] for row in rows],
        answers=next((telegram.shown(one) for one in answered), ""),
    )


def terminal(index: Path) -> str:
    """What a terminal shows of some commands, as an SVG document."""
    import bot
    from bot.rendering import terminal as rendering

    desk = bot.open(index)
    console = Console(
        record=True, width=_COLUMNS, file=StringIO(), force_terminal=True, highlight=False
    )
    for number, (command, words) in enumerate(COMMANDS):
        quoted = f'"{words}"' if " " in words else words
        console.print(
            "\n" * bool(number) + f"[bold]$ onrecord {command} {quoted}[/bold]", markup=True
        )
        console.print(
            rendering.answer(desk.ask(words))
            if command == "ask"
            else rendering.statements(desk.said(words))
        )
    form = _DOWNLOADED.sub("", CONSOLE_SVG_FORMAT).replace(
        "Fira Code, monospace", "Menlo, Consolas, DejaVu Sans Mono, monospace"
    )
    return console.export_svg(title="", theme=_THEME, code_format=form, unique_id="terminal")


def write(name: str, picture: str) -> None:
    """Writes a picture as SVG and as PNG."""
    svg = PICTURES / f"{name}.svg"
    svg.write_text(picture, encoding="utf-8")
    photograph(svg, svg.with_suffix(".png"))


def photograph(svg: Path, png: Path) -> None:
    """Draws an SVG in Chromium, two pixels for one. The PNG says of which SVG it is (see `source_of`)."""
    width, height = _size(svg.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder, "page.html"), Path(folder, "shot.png")
        page.write_text(
            f'<body style="margin:0"><img src="{svg.resolve().as_uri()}" width="{width}"></body>'
        )
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--force-device-scale-factor=2")
        command = [
            BROWSER,
            *options,
            f"--window-size={width},{height}",
            f"--screenshot={shot}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # our own command
        about = PngInfo()
        about.add_text("Source-SHA256", sha256(svg))
        Image.open(shot).convert("RGB").quantize(128).save(png, optimize=True, pnginfo=about)


def sha256(svg: Path) -> str:
    """The hash of a picture's SVG, which its PNG holds too."""
    return hashlib.sha256(svg.read_bytes()).hexdigest()


def source_of(png: Path) -> str:
    """The hash of the SVG that a PNG was drawn from."""
    with Image.open(png) as image:
        return str(image.info.get("Source-SHA256", ""))


def _size(picture: str) -> tuple[int, int]:
    """Width and height of an SVG document, in whole pixels."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    assert found is not None
    return round(float(found[1])), round(float(found[2]))


def main() -> None:
    """Indexes the sample articles, talks, and draws."""
    from tests.bot.conftest import html_parser
    from tests.bot.telegram_bot.conftest import Telegram, bot_over, serving

    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(html_parser()) as server:
        index, state = Path(folder, "index"), Path(folder, "state")
        state.mkdir()
        bot = bot_over(server, index, state)
        subprocess.run(  # noqa: S603  # our own command
            [sys.executable, "-m", "bot", "index", ROOT / "articles"],
            cwd=ROOT,
            env=bot.environment,
            check=True,
        )
        bot.start()
        for chat, (name, steps) in enumerate(SCENES.items(), 1):
            picture = draw(scene(Telegram(server), chat, steps))
            write(f"telegram-{name}", picture)
        bot.stop()
        write("terminal", terminal(index))


if __name__ == "__main__":
    main()
