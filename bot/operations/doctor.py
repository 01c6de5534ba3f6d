"""The doctor: checks settings, packages, models, the index, permissions and the Telegram bot.

Each fault comes with how to repair it.
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

_SAMPLE_SIZE = 100
"""Passages that are searched for by their own vectors."""
_SEARCH_DEPTH = 10
"""A passage must be among this many nearest to itself; copies of it may come before it."""
_MIN_FOUND = 0.98
"""The share of the sample that must be found."""
_MIN_COSINE = 0.99
"""Of one sentence, embedded as a question and as a passage."""
_TRIAL = "“The bridge is open again,” Ann Miller said on Monday."
"""A sentence whose speaker the parser must find."""
_MIN_FREE = 500_000_000
"""Bytes that should be free where the index is."""
_TELEGRAM_TIMEOUT = 10
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor found in one place."""

    name: str
    """The place: "settings", "index", "telegram" …"""
    message: str
    repair: str = ""
    """How to repair it; empty unless it is a fault."""
    details: tuple[str, ...] = ()

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong."""
        return bool(self.repair)


def examine() -> Iterator[Finding]:
    """Checks one place after the other, and changes nothing."""
    from config import settings

    system = f"{platform.system()} {platform.machine()}"
    yield Finding("python", f"{platform.python_version()} on {system}")
    yield _packages()
    try:
        loaded = settings.load()
    except settings.SettingsError as error:
        yield Finding("settings", str(error), "correct it in the environment or in onrecord.toml")
        return
    yield _settings(loaded)
    yield _permissions(loaded)
    yield from _models(loaded)
    if loaded.store.url:
        repair = "start the Chroma server, or correct store.url"
        yield _result("chroma", lambda: _chroma(loaded), repair)
    yield from _index(loaded)
    repair = "correct llm.model, llm.base_url or the key, or unset llm.model"
    yield _result("chat model", lambda: _chat_model(loaded), repair)
    repair = "get a token from @BotFather and set telegram.token"
    yield _result("telegram", lambda: _telegram(loaded), repair)
    yield from _telegram_rights(loaded)


def _result(name: str, check: Callable[[], str], repair: str) -> Finding:
    """What a check returns, or the fault that it raises as an OnRecordError."""
    from config.redaction import redact

    try:
        return Finding(name, redact(check()))
    except OnRecordError as error:
        return Finding(name, redact(str(error)), repair)


def _packages() -> Finding:
    """Whether the required packages are installed, in the required versions."""
    from packaging.requirements import Requirement

    try:
        lines = metadata.requires("onrecord") or []
    except metadata.PackageNotFoundError:
        message = "onrecord runs from a folder and is not installed; its packages were not checked"
        return Finding("packages", message)
    versions: dict[str, str | None] = {}
    wrong: list[str] = []
    for requirement in map(Requirement, lines):
        if requirement.marker and not requirement.marker.evaluate():
            continue
        name, specifier = requirement.name, requirement.specifier
        version = versions[name] = _version(name)
        if version is None:
            wrong.append(f"{name} is absent, wanted {specifier or 'any'}")
        elif not specifier.contains(version, prereleases=True):
            wrong.append(f"{name} {version}, wanted {specifier}")
    if wrong:
        repair = "install On Record again, in an environment of its own"
        return Finding("packages", "; ".join(wrong), repair)
    message = f"onrecord {_version('onrecord')}; all required packages are installed"
    details = tuple(f"{name} {version}" for name, version in sorted(versions.items()))
    return Finding("packages", message, details=details)


def _version(package: str) -> str | None:
    """The version of an installed package, or None."""
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
    details: list[str] = []
    for name, origin in origins.items():
        section, _, key = name.partition(".")
        details.append(redact(f"{name} = {values[section][key]} ({origin})"))
    changed = sum(origin != "default" for origin in origins.values())
    message = f"{changed} of {len(origins)} differ from their defaults"
    return Finding("settings", message, details=tuple(details))


def _permissions(loaded: Settings) -> Finding:
    """Whether only the user can read the index, the conversations and a file with the token."""
    from config import settings
    from index.file_permissions import is_open, open_to_others

    paths: list[Path] = []
    for folder in sorted({loaded.index.path, loaded.state_path}):
        if folder.is_dir():
            paths += open_to_others(folder)
    holds_token = settings.origins()["telegram.token"] == str(settings.LOCAL_FILE)
    if holds_token and is_open(settings.LOCAL_FILE):
        paths.append(settings.LOCAL_FILE)
    if not paths:
        return Finding("private", "only you can read the index, the conversations and the token")
    names = " ".join(map(str, paths))
    return Finding("private", f"others can read or write {names}", f"run: chmod go= {names}")


def _models(loaded: Settings) -> Iterator[Finding]:
    """The models that come with the installation, as far as the settings use them."""
    again = "install the package again, or set"
    yield _result("model", lambda: _embeddings(loaded), f"{again} embeddings.model to another")
    if loaded.reader.enabled:
        yield _result("reader", _reader, f"{again} reader.enabled = false")
    yield _result("checker", _checker, "install the package again")
    yield _result("follow-ups", _follow_ups, "install the package again")
    if loaded.index.statements:
        yield _result("parser", _parser, f"{again} index.statements = false")


def _embeddings(loaded: Settings) -> str:
    """Embeds a sentence as a question and as a passage, which two engines do.

    Raises OnRecordError if the vectors differ on this processor.
    """
    from index.models.embeddings import Embeddings
    from index.models.minilm_files import PACKAGED, PACKAGED_SHA256

    embeddings = Embeddings(loaded.embeddings.model)
    name = embeddings.model
    question = embeddings.encode([_TRIAL])[0]
    passage = embeddings.encode_passages([_TRIAL])[0]
    if float(question @ passage) < _MIN_COSINE:
        raise OnRecordError(f"{name} reads passages and questions differently on this processor")
    message = f"{name}, {question.size} dimensions"
    if name == PACKAGED:
        message += f"; its SHA-256 is its authors', {PACKAGED_SHA256}"
    return message


def _reader() -> str:
    """Reads a sentence. Raises OnRecordError if the weights are not ours."""
    from bot.models import span_reader

    span_reader.SpanReader().read(_TRIAL, [("", _TRIAL)])
    return f"its SHA-256 is {span_reader.WEIGHTS_SHA256}"


def _checker() -> str:
    """Holds a sentence against itself. Raises OnRecordError if the weights are not ours."""
    from bot.models import entailment

    entailment.EntailmentModel().read(_TRIAL, [entailment.Premise("", (_TRIAL,))])
    return f"its SHA-256 is {entailment.WEIGHTS_SHA256}"


def _follow_ups() -> str:
    """Reads a question in a conversation. Raises OnRecordError if the weights are not ours."""
    from bot.models import query_resolution

    query_resolution.QueryResolver().read("Why?", [query_resolution.Said(_TRIAL, "")])
    return f"its SHA-256 is {query_resolution.WEIGHTS_SHA256}"


def _parser() -> str:
    """Finds the speaker of a sentence. Raises OnRecordError if it names another."""
    from index.articles.parse import parse
    from index.statements.extract import extract
    from index.types import Document

    document = Document(source="", text=f"A trial\n\n{_TRIAL}\n", sha256="")
    statements = extract(parse(document)).statements
    if [statement.speaker for statement in statements] != ["Ann Miller"]:
        raise OnRecordError(f"it misreads the sentence {_TRIAL}")
    return "it finds the speaker of a trial sentence"


def _chroma(loaded: Settings) -> str:
    """The version of the Chroma server. Raises OnRecordError if it does not reply."""
    from index.stores.vector_store import server_version

    url = loaded.store.url or ""
    return f"version {server_version(url)} at {url}"


def _index(loaded: Settings) -> Iterator[Finding]:
    """The catalog, free space, the stores and the indexed files."""
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
        repair = 'run "onrecord index --rebuild"; if that fails, remove the folder and index again'
        yield Finding("index", str(error), repair)
        return
    yield Finding("index", f"{articles:,} articles in {passages:,} passages at {archive.folder}")
    free = shutil.disk_usage(archive.folder).free
    repair = "" if free > _MIN_FREE else "make room: indexing may fail"
    yield Finding("disk", f"{free / 1e9:,.1f} GB free", repair)
    if vectors == words == passages:
        yield _result("stores", lambda: _stores(archive), 'run "onrecord index --rebuild"')
    else:
        message = f"{vectors:,} vectors and {words:,} passages in the word index, not {passages:,}"
        repair = 'run "onrecord index", which restores them (unless it is running now)'
        yield Finding("stores", message, repair)
    yield _files(archive)
    yield from _mostly_furniture(archive)


def _mostly_furniture(archive: Archive) -> Iterator[Finding]:
    """Names the articles of which more than half is set aside; that is no fault, but a hint."""
    names = [one.source for one in archive.catalog.articles() if one.is_mostly_furniture]
    if names:
        noun = "article is" if len(names) == 1 else "articles are"
        message = (
            f"{len(names):,} {noun} mostly adverts, links and the like:"
            f' "onrecord articles --set-aside {names[0]}" shows what was set aside'
        )
        yield Finding("set aside", message, details=tuple(names))


def _stores(archive: Archive) -> str:
    """Compares the stores with the catalog, and searches for a sample of passages.

    Raises OnRecordError if the stores differ or do not find what they hold.
    """
    from index.syncing.repair import drift

    if drift(archive):
        raise OnRecordError("the vectors or the word index hold other passages than the catalog")
    ids = archive.catalog.passage_ids()
    chance = random.Random(0)  # noqa: S311  # a sample, no secret
    sample = chance.sample(ids, min(_SAMPLE_SIZE, len(ids)))
    found = 0
    for number, vector in archive.vectors.get(sample).items():
        found += number in dict(archive.vectors.search(vector, _SEARCH_DEPTH))
    share = f"{found} of {len(sample)} passages"
    if found < _MIN_FOUND * len(sample):
        raise OnRecordError(f"only {share} are found by their own vectors")
    return f"catalog, vectors and word index agree; {share} find themselves"


def _files(archive: Archive) -> Finding:
    """Whether the roots exist, and how many files have changed. Only a missing root is a fault."""
    from index.readers.http_fetch import is_address
    from index.syncing.sync import plan

    roots = archive.catalog.roots()
    noun = "root" if len(roots) == 1 else "roots"
    message = f"{len(roots)} {noun}: {', '.join(roots) or 'none'}"
    missing = [root for root in roots if not is_address(root) and not Path(root).exists()]
    if missing:
        repair = f'restore {missing[0]}, or forget it with "onrecord index --remove {missing[0]}"'
        return Finding("files", f"{message}; missing: {', '.join(missing)}", repair)
    changed = 0
    if roots:
        planned = plan(archive, ())
        changed = len(planned.added) + len(planned.updated) + len(planned.removed)
    if changed:
        message += f'; {changed} files changed since they were indexed: run "onrecord index"'
    return Finding("files", message)


def _chat_model(loaded: Settings) -> str:
    """Asks the chat model for a word. Raises OnRecordError if none comes."""
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
    """The name of the bot. Raises OnRecordError if the server refuses the token."""
    if loaded.telegram.token is None:
        return "no token is set; only the Telegram bot needs one"
    return f"the token belongs to @{_call_telegram(loaded, 'getMe').get('username', '?')}"


def _telegram_rights(loaded: Settings) -> Iterator[Finding]:
    """What @BotFather allows the bot, which is no fault, and whether the webhook works."""
    if loaded.telegram.token is None:
        return
    try:
        me = _call_telegram(loaded, "getMe")
        webhook = _call_telegram(loaded, "getWebhookInfo")
    except OnRecordError:
        return  # reported as "telegram"
    if not me.get("can_join_groups"):
        groups = "it cannot be added to groups"
    elif me.get("can_read_all_group_messages"):
        groups = "in groups it sees all messages (privacy mode is off)"
    else:
        groups = "in groups it sees commands, mentions and replies to it (privacy mode is on)"
    if me.get("supports_inline_queries"):
        inline = "inline mode is on"
    else:
        inline = "inline mode is off (/setinline at @BotFather turns it on)"
    yield Finding("rights", f"{groups}; {inline}")
    if webhook.get("last_error_message"):
        repair = "make sure that Telegram can reach the webhook"
        yield Finding("webhook", str(webhook["last_error_message"]), repair)


def _call_telegram(loaded: Settings, method: str) -> dict[str, Any]:
    """The result of a Bot API method. Raises OnRecordError if the server does not give one."""
    import httpx

    from config.redaction import redact

    token = loaded.telegram.token
    secret = token.get_secret_value().strip() if token else ""
    server = redact(loaded.telegram.api_url)
    result: object = None
    try:
        url = f"{loaded.telegram.api_url}/bot{secret}/{method}"
        reply = httpx.get(url, timeout=_TELEGRAM_TIMEOUT)
        if reply.status_code == httpx.codes.OK:
            result = reply.json().get("result")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError) as error:
        raise OnRecordError(f"{server} cannot be reached ({type(error).__name__})") from None
    if not isinstance(result, dict):
        raise OnRecordError(f"{server} refuses the token (status {reply.status_code})")
    return result
