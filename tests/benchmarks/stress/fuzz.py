"""Feeds readers, the article parser, renderers, requests and settings what nobody would write, and
looks for what nobody caught.

    python tests/benchmarks fuzz [TARGET…] [--seconds 60] [--seed 0] [--keep FOLDER]

Inputs are mutations of the sample articles and of the kept corpus (tests/corpus); one that runs
lines (of ours, pypdf, zipfile or tarfile) that none before it did is kept in memory and mutated
further, so that the search follows coverage. An error that is not one of ours, or takes longer than
ten seconds of a processor, is a find: its input is written to FOLDER, and the exit status is 1.
Finds that were mended belong into tests/corpus, which the tests run. For what can be fuzzed see
TARGETS.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import random
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from bot.cli.requests import read_turns
from bot.rendering import terminal
from bot.rendering.telegram import answers
from bot.types.answer import Answer
from bot.types.citation import Citation
from config import settings
from config.redaction import redact
from index.articles.parse import parse as parse_article
from index.errors import OnRecordError
from index.readers.formats import Context, read
from index.types import Document

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "tests" / "corpus"
JSONL = settings.load().jsonl
_FOLLOWED = re.compile(
    rf"{re.escape(str(ROOT))}/(?:bot|index|config)/|.*/(?:pypdf/|(?:zip|tar)file\.py$)"
)
"""The files whose lines count as covered: ours, and of what reads for us what is in Python."""
_SLOW = 10.0
_LONGEST = 20_000
_WORDS = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"[1]",
    b"<b>",
    b"</",
    b"&#",
    b"%s",
    b"{",
    b"]",
    b'"',
    b"\\u",
    b"\r",
    b"\xe2\x80\xae",
    b"\xed\xa0\x80",
    b"9" * 400,
    b"<!--",
    b"<![CDATA[",
    b"1/0/0",
    b"\n\n",
    b"\xe2\x80\x9c",
    b"- ",
    b"1e999",
    b"../",
    b"NaN",
)
"""Pieces at which parsers stumble."""


def reader(kind: str) -> Callable[[bytes], None]:
    """Reads bytes as a file of a kind, and parses what articles it holds."""

    def feed(data: bytes) -> None:
        for found in read(io.BytesIO(data), kind, f"fuzzed{kind}", Context(JSONL)):
            if isinstance(found, Document):
                parse(found)

    return feed


def parse(document: Document) -> None:
    """Parses a document; every sentence must stand where the article says."""
    with contextlib.suppress(OnRecordError):
        article = parse_article(document)
        assert all(0 <= one.start < one.end <= len(document.text) for one in article.sentences)


def article(data: bytes) -> None:
    """The article parser, on any text."""
    parse(Document(source="fuzzed.txt", text=data.decode("utf-8", "replace"), sha256=""))


def render(data: bytes) -> None:
    """Every rendering of an answer whose parts are any text; none may hold markup that the text
    brought."""
    text = data.decode("utf-8", "replace")
    half = len(text) // 2
    citation = Citation(
        1,
        text[:half] or "x",
        0,
        1,
        text[half:] or "x",
        1,
        "",
        text[half:],
        None,
        text[:half],
        text[:9],
    )
    answer = Answer(text, text, answered=True, text=f"{text} [1]", citations=(citation,))
    html = answer._repr_html_() + "".join(answers.answer_messages(answer))
    assert "<script" not in html.lower()
    assert "\x1b" not in str(answer)
    terminal.console().file = io.StringIO()
    answers.citation_buttons("0" * 12, answer.citations)


def requests(data: bytes) -> None:
    """A line of a JSON Lines request with turns; what is wrong with it is a ValueError."""
    with contextlib.suppress(ValueError, RecursionError):
        line = json.loads(data)
        read_turns(line.get("history", []) if isinstance(line, dict) else line)


def configured(data: bytes) -> None:
    """An onrecord.toml; what is wrong with it is a SettingsError."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "onrecord.toml").write_bytes(data)
        os.chdir(folder)
        try:
            with contextlib.suppress(settings.SettingsError):
                settings.load()
                settings.origins()
        finally:
            os.chdir(before)


def redacted(data: bytes) -> None:
    """What is blotted out stays so."""
    once = redact(data.decode("utf-8", "replace"))
    assert redact(once) == once


TARGETS: dict[str, Callable[[bytes], None]] = {
    "txt": reader(".txt"),
    "html": reader(".html"),
    "pdf": reader(".pdf"),
    "jsonl": reader(".jsonl"),
    "xml": reader(".xml"),
    "zip": reader(".zip"),
    "tar": reader(".tar"),
    "article": article,
    "render": render,
    "requests": requests,
    "toml": configured,
    "redact": redacted,
}

_SEEDS = {
    "html": (
        b"<html><head><title>A</title></head><body><article><h1>A bridge</h1>"
        b"<p>It was opened on Monday, said Ann Miller of the town.</p></article></body></html>"
    ),
    "jsonl": (
        b'{"title": "A bridge", "text": "It was opened on Monday.", "published": "2016-11-29"}\n'
    ),
    "xml": (
        b"<rss><channel><title>N</title><item><title>A</title><link>http://a.example/1</link>"
        b"<pubDate>Tue, 29 Nov 2016 10:00:00 GMT</pubDate>"
        b"<description>It was opened.</description></item></channel></rss>"
    ),
    "pdf": (
        b"%PDF-1.4\n"
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        b"4 0 obj<</Length 95>>stream\n"
        b"BT /F 12 Tf 14 TL 72 700 Td (A bridge) Tj "
        b"T* [(It was ope) -9 (ned on Monday.)] TJ T* (So) ' ET\n"
        b"endstream endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
        b"/Encoding/WinAnsiEncoding>>endobj\n"
        b"trailer<</Root 1 0 R/Size 6>>\n"
        b"startxref\n0\n%%EOF"
    ),
    "requests": (
        b'{"id": 1, "question": "And him?", '
        b'"history": ["who said so?", {"question": "a", "answer": "b"}]}'
    ),
    "toml": (
        b'[index]\npath = "a"\n'
        b"[answers]\npassages = 3\n"
        b'[telegram]\ntoken = "1"\n'
        b'[jsonl]\ntext = "a.b"\n'
    ),
    "redact": b"http://a:b@c/ 1234567:AAAAAAAAAAAAAAAAAAAAAAAA Bearer abcdefghijk",
}


def seeds(target: str) -> list[bytes]:
    """Inputs to begin with: samples of the format, and what was found before."""
    kept = [file.read_bytes() for file in sorted(CORPUS.glob(f"{target}-*"))]
    samples = sorted((ROOT / "articles").glob(f"*.{target}")) or sorted(
        (ROOT / "articles").glob("*.txt")
    )
    known = (
        [_SEEDS[target]]
        if target in _SEEDS
        else [file.read_bytes()[:_LONGEST] for file in samples[:8]]
    )
    return kept + known + _archives(target)


def _archives(target: str) -> list[bytes]:
    import shutil

    if target not in ("zip", "tar"):
        return []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "in").mkdir()
        Path(folder, "in", "a.txt").write_text("A bridge\n\nIt was opened on Monday.\n")
        return [Path(shutil.make_archive(f"{folder}/packed", target, f"{folder}/in")).read_bytes()]


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The bytes with a few changes: bits, pieces dropped, doubled, put in, or taken from others."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at, length = chance.randrange(len(made) + 1), chance.choice((1, 2, 8, 64, 512))
        change = chance.randrange(5)
        if change == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif change == 1:
            del made[at : at + length]
        elif change == 2:
            made[at:at] = made[at : at + length] * chance.choice((1, 2, 30))
        elif change == 3:
            made[at:at] = chance.choice(_WORDS)
        else:
            start = chance.randrange(len(other) + 1)
            made[at : at + length] = other[start : start + length]
    return bytes(made[:_LONGEST])


def lines_run(target: Callable[[bytes], None], data: bytes) -> set[tuple[str, int]]:
    """The lines that a target runs on the input, by file."""
    seen: set[tuple[str, int]] = set()

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        return line if _FOLLOWED.match(frame.f_code.co_filename) else None

    def line(frame: FrameType, event: str, _: Any) -> Any:
        seen.add((frame.f_code.co_filename, frame.f_lineno))
        return line

    others = sys.gettrace()
    sys.settrace(enter)
    try:
        with contextlib.suppress(OnRecordError):
            target(data)
    finally:
        sys.settrace(others)  # which measures what the tests run
    return seen


def fuzz(name: str, seconds: float, chance: random.Random) -> Iterator[tuple[bytes, str]]:
    """Inputs that brought an unhandled error, or took too long, and what it was; each place but
    once."""
    target, pool, covered, places = TARGETS[name], seeds(name), set[tuple[str, int]](), set[str]()
    with contextlib.suppress(Exception):
        target(pool[0])  # imports what it needs; were that traced, it would take long
    ends, runs = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        data = (
            pool[runs]
            if runs < len(pool)
            else mutated(chance.choice(pool), chance.choice(pool), chance)
        )
        runs += 1
        begun = time.process_time()
        try:
            new = lines_run(target, data) - covered
        # any exception: those that nobody thought of are what the fuzzer looks for
        except Exception as error:  # noqa: BLE001
            last = traceback.extract_tb(error.__traceback__)[-1]
            said = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}: {error}"
        else:
            took = time.process_time() - begun
            said = f"took {took:.0f} s" if took > _SLOW else ""
            if new and runs > len(pool):
                pool.append(data)
            covered |= new
        if said and said[:60] not in places:
            places.add(said[:60])
            yield data, said
    print(
        f"{name:9} {runs:7,} inputs, {len(pool):4} kept, {len(covered):5,} lines", file=sys.stderr
    )


def main() -> None:
    """Fuzzes what it is told to, for the same time each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS])
    parser.add_argument("--seconds", type=float, default=60.0, help="of each target")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("found"))
    given = parser.parse_args()
    finds = 0
    for name in given.targets or TARGETS:
        for data, said in fuzz(name, given.seconds, random.Random(given.seed)):
            finds += 1
            given.keep.mkdir(exist_ok=True)
            file = given.keep / f"{name}-{hashlib.sha256(data).hexdigest()[:8]}"
            file.write_bytes(data)
            print(f"{file}: {said}")
    print(f"{finds} found.")
    sys.exit(finds > 0)


if __name__ == "__main__":
    main()
