"""The doctor: looks at settings, packages, models, the index, the stores, permissions and the Telegram bot.

Each fault comes with how to mend it.
"""

from __future__ import annotations

import platform
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import NoIndexError, OnRecordError

if TYPE_CHECKING:
    from config.settings import Settings
    from index.stores.archive import Archive

_SAMPLE = 100
"""Passages that are looked up by their own vectors."""
_NEAREST = 10
"""Among so many nearest a passage must find itself; copies of it may stand before it."""
_ALIKE = 0.99
"""Cosine, at least, of one sentence as the embedding model reads it in a question and in a passage."""
_TRIAL = "“The bridge is open again,” Ann Miller said on Monday."
"""A sentence whose speaker the parser must tell."""
_ROOM = 500_000_000
"""Bytes that should be free where the index is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor found in one place. `mend` is empty unless it is a fault."""

    name: str
    said: str
    mend: str = ""
    details: tuple[str, ...] = ()

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong."""
        return bool(self.mend)


def examine() -> Iterator[Finding]:
    """Looks at one thing after the other; none of it changes anything."""
    from config import settings

    yield Finding(
        "python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    )
    yield _packages()
    try:
        loaded = settings.load()
    except settings.SettingsError as error:
        yield Finding("settings", str(error), "correct it in the environment or in onrecord.toml")
        return
    yield _settings(loaded)
    yield _permissions(loaded)
    yield _checked(
        "model",
        lambda: _model(loaded),
        "install the package again, or set embeddings.model to another",
    )
    if loaded.reader.enabled:
        yield _checked(
            "reader", _reader, "install the package again, or set reader.enabled = false"
        )
    if loaded.index.statements:
        yield _checked(
            "parser", _parser, "install the package again, or set index.statements = false"
        )
    if loaded.store.url:
        yield _checked(
            "chroma", lambda: _server(loaded), "start the Chroma server, or correct store.url"
        )
    yield from _index(loaded)
    yield _checked(
        "chat model",
        lambda: _chat_model(loaded),
        "correct llm.model, llm.base_url or the key, or unset llm.model",
    )
    yield _checked(
        "telegram", lambda: _telegram(loaded), "get a token from @BotFather and set telegram.token"
    )
    yield from _rights(loaded)


def _checked(name: str, look: Callable[[], str], mend: str) -> Finding:
    from config.redaction import redact

    try:
        return Finding(name, redact(look()))
    except OnRecordError as error:
        return Finding(name, redact(str(error)), mend)


def _packages() -> Finding:
    """Whether what we were installed with is there, in the versions that we were made for."""
    from packaging.requirements import Requirement

    try:
        wanted = [Requirement(line) for line in metadata.requires("onrecord") or ()]
    except metadata.PackageNotFoundError:
        return Finding(
            "packages",
            "onrecord runs from a folder and was not installed; what it needs cannot be told",
        )
    versions = {
        one.name: _version(one.name) for one in wanted if not one.marker or one.marker.evaluate()
    }
    wrong = [
        f"{one.name} {versions[one.name] or 'is absent'}, wanted {one.specifier or 'any'}"
        for one in wanted
        for version in [versions.get(one.name)]
        if one.name in versions
        and (version is None or not one.specifier.contains(version, prereleases=True))
    ]
    if wrong:
        return Finding(
            "packages", "; ".join(wrong), "install On Record again, in an environment of its own"
        )
    details = tuple(f"{name} {version}" for name, version in sorted(versions.items()))
    return Finding(
        "packages", f"onrecord {_version('onrecord')}; all it needs is there", details=details
    )


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _settings(loaded: Settings) -> Finding:
    """Each setting with where it comes from; secrets are not shown."""
    from config import settings
    from config.redaction import redact

    values = loaded.model_dump()
    origins = settings.origins()
    details = tuple(
        redact(f"{name} = {values[section][key]} ({origins[name]})")
        for name in origins
        for section, _, key in [name.partition(".")]
    )
    set_by_user = sum(origin != "default" for origin in origins.values())
    return Finding(
        "settings", f"{set_by_user} of {len(origins)} are not as they come", details=details
    )


def _permissions(loaded: Settings) -> Finding:
    """Whether the index, the conversations and a file that holds the token are their owner's alone."""
    from config import settings
    from index.file_permissions import is_open, open_to_others

    folders = {loaded.index.path, loaded.state_path}
    seen = [
        path for folder in sorted(folders) if folder.is_dir() for path in open_to_others(folder)
    ]
    if settings.origins()["telegram.token"] == str(settings.LOCAL_FILE) and is_open(
        settings.LOCAL_FILE
    ):
        seen.append(settings.LOCAL_FILE)
    if not seen:
        return Finding("private", "index, conversations and token can be read by their owner alone")
    names = " ".join(map(str, seen))
    return Finding("private", f"others can read or write {names}", f"run: chmod go= {names}")


def _model(loaded: Settings) -> str:
    from index.models.embeddings import Embeddings
    from index.models.minilm_files import PACKAGED, PACKAGED_SHA256

    embeddings = Embeddings(loaded.embeddings.model)
    [vector], [passage] = embeddings.encode([_TRIAL]), embeddings.encode_passages([_TRIAL])
    if float(vector @ passage) < _ALIKE:
        raise OnRecordError(
            f"{embeddings.model} reads a passage otherwise than a question, on this processor"
        )
    checked = (
        f"; its SHA-256 is its authors', {PACKAGED_SHA256}" if embeddings.model == PACKAGED else ""
    )
    return f"{embeddings.model}, {vector.size} dimensions{checked}"


def _reader() -> str:
    from bot.models import span_reader

    span_reader.SpanReader().read(_TRIAL, [("", _TRIAL)])
    return f"its SHA-256 is {span_reader.WEIGHTS_SHA256}"


def _parser() -> str:
    """Has it tell who spoke. Raises OnRecordError where it cannot."""
    from index.articles.parse import parse
    from index.statements.extract import extract
    from index.types import Document

    document = Document(source="", text=f"A trial\n\n{_TRIAL}\n", sha256="")
    speakers = [one.speaker for one in extract(parse(document)).statements]
    if speakers != ["Ann Miller"]:
        raise OnRecordError(f"a trial sentence was misread: {_TRIAL}")
    return "it tells who spoke in a trial sentence"


def _server(loaded: Settings) -> str:
    from index.stores.vector_store import server_version

    return f"version {server_version(loaded.store.url or '')} at {loaded.store.url}"


def _index(loaded: Settings) -> Iterator[Finding]:
    from index.stores.archive import Archive

    try:
        archive = Archive(loaded)
        archive.catalog.check()
        articles, passages = archive.catalog.counts()
        vectors, words = archive.vectors.count(), archive.words.count()
    except NoIndexError as error:
        yield Finding("index", str(error), 'run "onrecord index FOLDER"')
        return
    except OnRecordError as error:
        yield Finding(
            "index",
            str(error),
            'run "onrecord index --rebuild"; if that fails too, remove the folder and index again',
        )
        return
    yield Finding("index", f"{articles:,} articles in {passages:,} passages at {archive.folder}")
    free = shutil.disk_usage(archive.folder).free
    yield Finding(
        "disk", f"{free / 1e9:,.1f} GB free", "" if free > _ROOM else "make room: indexing may fail"
    )
    if vectors == words == passages:
        yield _checked("stores", lambda: _stores(archive), 'run "onrecord index --rebuild"')
    else:
        said = f"{vectors:,} vectors and {words:,} passages in the word index, not {passages:,}"
        yield Finding(
            "stores",
            said,
            'run "onrecord index": it puts back what is missing (unless it is running now)',
        )
    yield _files(archive)


def _stores(archive: Archive) -> str:
    """Compares the stores with the catalog. Raises OnRecordError where they differ or do not find what they hold."""
    from index.syncing.repair import drift

    if drift(archive):
        raise OnRecordError("the vectors or the word index hold other passages than the catalog")
    ids = archive.catalog.passage_ids()
    sample = random.Random(0).sample(ids, min(_SAMPLE, len(ids)))  # noqa: S311  # a sample, no secret
    vectors = archive.vectors.get(sample)
    found = sum(
        number in dict(archive.vectors.search(vectors[number], _NEAREST)) for number in sample
    )
    if found < 0.98 * len(sample):
        raise OnRecordError(
            f"only {found} of {len(sample)} passages are found by their own vectors"
        )
    return (
        f"catalog, vectors and word index agree; {found} of {len(sample)} passages find themselves"
    )


def _files(archive: Archive) -> Finding:
    """Whether the files are as they were when they were indexed; that they are not is no fault, that a root is gone is."""
    from index.stores.roots import is_address
    from index.syncing.sync import plan

    roots = archive.catalog.roots()
    said = f"{len(roots)} root{'s' * (len(roots) != 1)}: {', '.join(roots) or 'none'}"
    gone = [root for root in roots if not is_address(root) and not Path(root).exists()]
    if gone:
        mend = f'put back {gone[0]}, or forget it with "onrecord index --remove {gone[0]}"'
        return Finding("files", f"{said}; not there: {', '.join(gone)}", mend)
    would = plan(archive, ()) if roots else None
    changed = len(would.added) + len(would.updated) + len(would.removed) if would else 0
    return Finding(
        "files",
        f'{said}; {changed} files changed since ("onrecord index" reads them)' if changed else said,
    )


def _chat_model(loaded: Settings) -> str:
    """Asks for a word. Raises OnRecordError where none comes."""
    if loaded.llm.model is None:
        return "none is set; the articles are quoted"
    from bot.models import chat_model

    model = chat_model.of(loaded)
    pieces = model.pieces([("human", "Reply with the word yes.")])
    word = next(filter(str.strip, pieces), None)
    pieces.close()
    if word is None:
        raise OnRecordError(f"{model.name} replies with nothing")
    return f"{model.name} replies"


def _telegram(loaded: Settings) -> str:
    if loaded.telegram.token is None:
        return "no token is set; it is only needed for the Telegram bot"
    return f"the token is that of @{_told(loaded, 'getMe').get('username', '?')}"


def _rights(loaded: Settings) -> Iterator[Finding]:
    """What @BotFather lets the bot do; none of it is a fault."""
    try:
        me = _told(loaded, "getMe") if loaded.telegram.token else {}
        hook = _told(loaded, "getWebhookInfo") if me else {}
    except OnRecordError:
        return  # which was said
    if me:
        sees = (
            "all messages (privacy mode is off)"
            if me.get("can_read_all_group_messages")
            else ("commands, mentions and replies to it (privacy mode is on)")
        )
        joins = (
            f"in groups it sees {sees}"
            if me.get("can_join_groups")
            else "it cannot be added to groups"
        )
        inline = (
            "on"
            if me.get("supports_inline_queries")
            else "off (/setinline at @BotFather turns it on)"
        )
        yield Finding("rights", f"{joins}; inline mode is {inline}")
    if hook.get("last_error_message"):
        yield Finding(
            "webhook",
            str(hook["last_error_message"]),
            "see to it that Telegram can reach the webhook",
        )


def _told(loaded: Settings, method: str) -> dict[str, Any]:
    """What the Bot API server replies. Raises OnRecordError where it does not."""
    import httpx

    from config.redaction import redact

    token, server = loaded.telegram.token, redact(loaded.telegram.api_url)
    try:
        url = f"{loaded.telegram.api_url}/bot{token.get_secret_value().strip() if token else ''}/{method}"
        reply = httpx.get(url, timeout=10)
        told = reply.json().get("result") if reply.status_code == httpx.codes.OK else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError) as error:
        raise OnRecordError(f"{server} cannot be reached ({type(error).__name__})") from None
    if not isinstance(told, dict):
        raise OnRecordError(f"{server} refuses the token (status {reply.status_code})")
    return told
