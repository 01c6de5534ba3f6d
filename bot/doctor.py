"""The doctor: looks at settings, models, the index and the Telegram token, and says how to mend each fault."""

from __future__ import annotations

import platform
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import NoIndexError, OnRecordError

if TYPE_CHECKING:
    from config.settings import Settings
    from index.archive import Archive

_SAMPLE = 100
"""Passages that are looked up by their own vectors."""
_NEAREST = 10
"""Among so many nearest a passage must find itself; copies of it may stand before it."""
_ROOM = 500_000_000
"""Bytes that should be free where the index is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor found in one place. `mend` is empty unless it is a fault."""

    name: str
    said: str
    mend: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong."""
        return bool(self.mend)


def examine() -> Iterator[Finding]:
    """Looks at one thing after the other; none of it changes anything."""
    from config import settings

    yield Finding("python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    try:
        loaded = settings.load()
    except settings.SettingsError as error:
        yield Finding("settings", str(error), "correct it in the environment or in onrecord.toml")
        return
    yield Finding("settings", "read" + (f", with {settings.LOCAL_FILE}" if settings.LOCAL_FILE.exists() else ""))
    yield _checked("model", lambda: _model(loaded), "install the package again, or set embeddings.model to another")
    yield from _index(loaded)
    yield _checked(
        "chat model", lambda: _chat_model(loaded), "correct llm.model, llm.base_url or the key, or unset llm.model"
    )
    yield _checked("telegram", lambda: _telegram(loaded), "get a token from @BotFather and set telegram.token")


def _checked(name: str, look: Callable[[], str], mend: str) -> Finding:
    try:
        return Finding(name, look())
    except OnRecordError as error:
        return Finding(name, str(error), mend)


def _model(loaded: Settings) -> str:
    from index.embeddings import Embeddings

    embeddings = Embeddings(loaded.embeddings.model)
    [vector] = embeddings.encode(["a sentence"])
    return f"{embeddings.model}, {vector.size} dimensions, as it should be"


def _index(loaded: Settings) -> Iterator[Finding]:
    from index.archive import Archive

    try:
        archive = Archive(loaded)
        articles, passages = archive.catalog.counts()
        vectors, words = archive.vectors.count(), archive.words.count()
    except NoIndexError as error:
        yield Finding("index", str(error), 'run "onrecord index FOLDER"')
        return
    except OnRecordError as error:
        yield Finding(
            "index", str(error), 'run "onrecord index --rebuild"; if that fails too, remove the folder and index again'
        )
        return
    yield Finding("index", f"{articles:,} articles in {passages:,} passages at {archive.folder}")
    free = shutil.disk_usage(archive.folder).free
    yield Finding("disk", f"{free / 1e9:,.1f} GB free", "" if free > _ROOM else "make room: indexing may fail")
    if vectors == words == passages:
        yield _checked("stores", lambda: _stores(archive), 'run "onrecord index --rebuild"')
    else:
        said = f"{vectors:,} vectors and {words:,} passages in the word index, not {passages:,}"
        yield Finding("stores", said, 'run "onrecord index": it puts back what is missing (unless it is running now)')
    yield _files(archive)


def _stores(archive: Archive) -> str:
    """Compares the stores with the catalog. Raises OnRecordError where they differ or do not find what they hold."""
    from index.mending import drift

    if drift(archive):
        raise OnRecordError("the vectors or the word index hold other passages than the catalog")
    ids = archive.catalog.passage_ids()
    sample = random.Random(0).sample(ids, min(_SAMPLE, len(ids)))  # noqa: S311  # a sample, no secret
    vectors = archive.vectors.get(sample)
    found = sum(number in dict(archive.vectors.search(vectors[number], _NEAREST)) for number in sample)
    if found < 0.98 * len(sample):
        raise OnRecordError(f"only {found} of {len(sample)} passages are found by their own vectors")
    return f"catalog, vectors and word index agree; {found} of {len(sample)} passages find themselves"


def _files(archive: Archive) -> Finding:
    """Whether the files are as they were when they were indexed; that they are not is no fault."""
    from index.sync import plan

    roots = archive.catalog.roots()
    would = plan(archive, ()) if roots else None
    changed = len(would.added) + len(would.updated) + len(would.removed) if would else 0
    said = f"{len(roots)} root{'s' * (len(roots) != 1)}: {', '.join(roots) or 'none'}"
    return Finding("files", f'{said}; {changed} files changed since ("onrecord index" reads them)' if changed else said)


def _chat_model(loaded: Settings) -> str:
    """Asks for a word. Raises ChatModelError where none comes."""
    if loaded.llm.model is None:
        return "none is set; the articles are quoted"
    from bot import chat_model

    model = chat_model.of(loaded)
    pieces = model.pieces([("human", "Reply with the word yes.")])
    next(filter(str.strip, pieces), None)
    pieces.close()
    return f"{model.name} replies"


def _telegram(loaded: Settings) -> str:
    if loaded.telegram.token is None:
        return "no token is set; it is only needed for the Telegram bot"
    import httpx

    url = f"{loaded.telegram.api_url}/bot{loaded.telegram.token.get_secret_value().strip()}/getMe"
    try:
        reply = httpx.get(url, timeout=10)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OnRecordError(f"{loaded.telegram.api_url} cannot be reached ({type(error).__name__})") from None
    if reply.status_code != httpx.codes.OK:
        raise OnRecordError(f"{loaded.telegram.api_url} refuses the token (status {reply.status_code})")
    return f"the token is that of @{reply.json()['result'].get('username', '?')}"
