"""Small inputs that went wrong once: reads each, and prints what is still not right.

    python tests/benchmarks score_cases FOLDER [--show]

FOLDER has a folder for each kind, with what is right beside the inputs. Dates of articles, page
furniture and text that looks like it, speakers, web pages, feeds, encodings, PDF.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from config import settings
from index.articles.parse import parse
from index.errors import UnreadableError
from index.readers.formats import all_documents
from index.statements.extract import extract
from index.types import Article, Document

Faults = Iterator[str]


def article(path: Path) -> Article:
    """The first article of a file."""
    return parse(next(all_documents(path, path.name, settings.load().jsonl)))


def shown(found: Document) -> str:
    """All that may be cited of a document; nothing if it is no article."""
    try:
        return cited(parse(found))
    except UnreadableError:
        return ""


def cited(found: Article) -> str:
    """All that may be cited of an article, on one line."""
    return " ".join(" ".join(found.quote(one) for one in found.sentences).split())


def dates(folder: Path) -> Iterator[tuple[str, Faults]]:
    """The article's own date."""
    for name, day in _json(folder / "published.json").items():
        yield name, _is(article(folder / name).published, day and date.fromisoformat(day))


def furniture(folder: Path) -> Iterator[tuple[str, Faults]]:
    """Furniture lines amid text are not cited; what only looks like furniture is."""
    frame = "The council of Riverton approved a new ferry on Thursday after a long argument."
    for line in (folder / "furniture_lines.txt").read_text(encoding="utf-8").splitlines():
        text = f"Riverton approves a ferry\n\n{frame}\n\n{line}\n\n{frame[:-1]} in the town hall."
        yield line, _forbidden(shown(Document("a.txt", text, "")), [line])
    for path in sorted(folder.glob("text-*")):
        for number, found in enumerate(all_documents(path, path.name, settings.load().jsonl)):
            text = shown(found)
            body = [line for line in found.text.splitlines() if len(line.split()) > _HEADLINE]
            wanted = (" ".join(_DATELINE.sub("", line).split()) for line in body)
            yield f"{path.name}#{number}", (f"lacks {one}" for one in wanted if one not in text)


def said(folder: Path) -> Iterator[tuple[str, Faults]]:
    """Whose words these are."""
    for row in _json(folder / "expect.json"):
        told = extract(article(folder / row["file"]))
        found = [(one.speaker, told.text[one.start : one.end]) for one in told.statements]
        yield row["file"], _said(found, row)


def _said(found: list[tuple[str, str]], row: dict[str, Any]) -> Faults:
    for speaker, words in row.get("expect", ()):
        if not any(speaker in who and words in text for who, text in found):
            yield f"lacks {speaker}: {words}; has {[who for who, text in found if words in text]}"
    for speaker, words in row.get("forbid", ()):
        if any(speaker in who and words in text for who, text in found):
            yield f"has {speaker}: {words}"


def html(folder: Path) -> Iterator[tuple[str, Faults]]:
    """Text, headline, author and date of a page; a page without an article may be refused."""
    for row in _json(folder / "expect.json"):
        yield row["file"], _page(folder / row["file"], row)


def _page(path: Path, row: dict[str, Any]) -> Faults:
    try:
        found = article(path)
    except UnreadableError as error:
        if row.get("want"):
            yield str(error)
        return
    text = cited(found)
    yield from (f"lacks {one}" for one in row.get("want", ()) if one not in text)
    yield from _forbidden(text, row.get("forbid", ()))
    if row.get("want"):
        for name, value in (("title", found.title), ("byline", found.byline)):
            if row.get(name) and row[name] not in (value or ""):
                yield f"{name} {value!r}, not {row[name]!r}"
        if "date" in row:
            yield from _is(found.published, row["date"] and date.fromisoformat(row["date"]))


def pdf(folder: Path) -> Iterator[tuple[str, Faults]]:
    """What only a password for changes locks opens; columns are read one after the other."""
    plain = article(folder / "plain.pdf").text
    for path in sorted(folder.glob("*-owner-only.pdf")):
        yield path.name, _is(article(path).text, plain)
    yield (
        "two-columns-rows.pdf",
        _is(
            article(folder / "two-columns-rows.pdf").text,
            article(folder / "two-columns-columns.pdf").text,
        ),
    )
    hyphens = article(folder / "hyphens.pdf").text
    yield "hyphens.pdf", iter([] if "well-known" in hyphens else ["lacks well-known"])
    for name, reason in (("scan.pdf", "OCR"), ("aes256-user-password.pdf", "password")):
        yield name, _refused(folder / name, reason)


def _refused(path: Path, reason: str) -> Faults:
    try:
        article(path)
    except UnreadableError as error:
        if reason in str(error):
            return
    yield f"is not refused for want of {reason}"


def feeds(folder: Path) -> Iterator[tuple[str, Faults]]:
    """The date of an entry: written as feeds write dates."""
    for number, (_, day, _) in enumerate(_json(folder / "dates.json")):
        path = folder / f"date{number:02}.xml"
        yield path.name, _feed_date(path, day)


def _feed_date(path: Path, day: str) -> Faults:
    found = article(path).published
    if str(found) not in day.replace("null", "None"):
        yield f"date {found}, not {day}"


def _forbidden(text: str, lines: list[str]) -> Faults:
    yield from (f"cites {line}" for line in lines if line in text)


def _is(found: object, wanted: object) -> Faults:
    if found != wanted:
        yield f"{found}, not {wanted}"


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


KINDS: dict[str, Callable[[Path], Iterator[tuple[str, Faults]]]] = {
    kind.__name__: kind for kind in (dates, furniture, said, html, feeds, pdf)
}
_DATELINE = re.compile(r"^[A-Z]+, .{0,40} - ")
"""It stands before a sentence and is no part of it."""
_HEADLINE = 8
"""Words of a headline, at most."""


def main() -> None:
    """Reads, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kind", choices=KINDS, nargs="*", default=list(KINDS))
    given = parser.parse_args()
    for kind in given.kind:
        count = right = 0
        for name, faults in KINDS[kind](given.folder / kind):
            wrong = list(faults)
            count, right = count + 1, right + (not wrong)
            for fault in wrong:
                print(f"    {kind} {name}: {fault}")
        print(f"{kind}: {right} of {count} right", flush=True)


if __name__ == "__main__":
    main()
