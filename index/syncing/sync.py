"""Makes the index match the files: adds, updates and removes.

One writer at a time; safe to kill at any moment.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from index.articles.near_duplicates import signature
from index.articles.parse import parse
from index.articles.passages import passages
from index.errors import OnRecordError, UnreadableError
from index.readers import addresses, formats, http_fetch
from index.readers.http_fetch import is_address
from index.readers.unreadable import Unreadable
from index.stores import roots
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter, File, Place
from index.stores.old_catalog import OldCatalog
from index.stores.write_lock import writing
from index.syncing.publishing import Batches, Edition
from index.syncing.repair import mend, sweep
from index.types import Document, characters_by_kind, is_mostly_furniture

_VERSION = 11
"""Of how articles are read; a change makes the next run read every file again."""

_UNKNOWN = -1
"""The size of a file of which not all could be had: it has another whenever it is looked at."""

_WORD = re.compile(r"\w+")

Progress = Callable[[int, int, str], None]
"""Called with the files done, the files to do, and the file at hand."""


@dataclass(slots=True)
class Report:
    """What a run did, or would do. Articles are named by their place under the root."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    skipped: dict[str, str] = field(default_factory=dict)
    """Name -> reason, of all roots that were looked at."""
    set_aside: dict[str, dict[str, int]] = field(default_factory=dict)
    """Of each article that was read, if it is: a kind (see `SetAside`) -> characters."""
    mostly_furniture: list[str] = field(default_factory=list)
    """Those of which it is more than half."""
    characters: int = 0
    """Of the texts that were read."""
    articles: int = 0
    """In the whole index; an exact copy counts once."""
    passages: int = 0
    seconds: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether anything was added, updated, moved or removed."""
        return bool(self.added or self.updated or self.moved or self.removed)


def sync(archive: Archive, paths: Sequence[str], *, progress: Progress = lambda *_: None) -> Report:
    """Updates the roots of `paths` (folders, files, web addresses), or all known ones if none.

    Raises OnRecordError for a path that is not there, and IndexLockedError while another process
    writes.
    """
    started = time.monotonic()
    with writing(archive.folder):
        archive.refresh()  # another process may have written since the stores were opened
        old = OldCatalog(archive.catalog)
        is_update = old.exists()
        found = _roots(archive, () if is_update and archive.catalog.roots() else paths)
        if is_update:
            found = _with_more(found, _roots(archive, paths))
            _Run(archive).restore(old, found)
        run = _Run(archive, progress)
        is_one_model = _is_of_one_model(archive)
        if is_one_model:
            mend(archive)
        run.all(found)
        sweep(archive)
        if is_update:
            old.discard()
        if not is_one_model and _is_of_one_model(archive):
            mend(archive)  # what was kept, and not read anew, had been embedded by another
        run.report.articles, run.report.passages = archive.catalog.counts()
    run.report.seconds = time.monotonic() - started
    return run.report


def plan(archive: Archive, paths: Sequence[str]) -> Report:
    """What `sync` would do, as far as the names, sizes and times of files tell.

    Nothing is read or changed.
    """
    run = _Run(archive)
    for root in _roots(archive, paths):
        look = run.look(root)
        for file in look.changed:
            (run.report.updated if file.path in look.known else run.report.added).append(file.path)
        run.report.removed += [file.path for file in look.removed]
        run.report.unchanged += look.unchanged
    run.report.articles, run.report.passages = archive.catalog.counts()
    return run.report


def forget(archive: Archive, path: str) -> Report:
    """Forgets a root and every article under it. Raises OnRecordError where it is none."""
    root = path if is_address(path) else str(Path(path).expanduser().resolve())
    with writing(archive.folder):
        archive.refresh()
        if root not in archive.catalog.roots():
            known = ", ".join(archive.catalog.roots()) or "none"
            raise OnRecordError(f"{path} is not indexed; the roots are: {known}.")
        gone = CatalogWriter(archive.catalog).remove_root(root)
        sweep(archive)
        count, passage_count = archive.catalog.counts()
    return Report(removed=gone, articles=count, passages=passage_count)


def _is_of_one_model(archive: Archive) -> bool:
    """Whether all was read with the model that is set.

    What was not will be read, and embedded, again.
    """
    return all(archive.embeddings.fingerprint in recipe for recipe in archive.catalog.recipes())


def _roots(archive: Archive, paths: Sequence[str]) -> list[str]:
    found = roots.resolve(archive.catalog.roots(), paths)
    if not found:
        raise OnRecordError('Nothing to index: name a folder, as in "onrecord index articles/".')
    return found


def _with_more(found: Sequence[str], more: Sequence[str]) -> list[str]:
    """The roots of both, without those inside another."""
    every = dict.fromkeys((*found, *more))
    return [
        root
        for root in every
        if not any(roots.is_under(root, other) for other in every if other != root)
    ]


@dataclass(frozen=True, slots=True)
class _Look:
    """How a root compares with what is known of it."""

    known: dict[str, File]
    changed: list[File]
    removed: list[File]
    unchanged: int
    unseen: dict[str, str] = field(default_factory=dict)
    """Folders and files that could not be looked at -> why: nothing in them is taken for removed.
    """
    is_gone: bool = False


class _Run:
    """One run over some roots."""

    def __init__(self, archive: Archive, progress: Progress = lambda *_: None) -> None:
        self.report = Report()
        self.recipe = recipe_of(archive)
        self._archive = archive
        self._progress = progress
        self._writer = CatalogWriter(archive.catalog)
        self._batches = Batches(archive, self._writer)
        self._fetcher = http_fetch.Fetcher(archive.settings.fetch)
        self._missed: dict[str, str] = {}
        """What could not be had this time, and is tried again the next -> why."""
        self._arrived: dict[int, str] = {}
        """Articles that were known and stand at another place now: id -> name."""

    def all(self, found: Sequence[str]) -> None:
        """Reads what is new or changed under the roots and publishes it, batch by batch.

        Then removes what is gone.
        """
        for root in found:
            self._writer.add_root(root)
        looks = {root: self.look(root) for root in found}
        for look in looks.values():
            self._missed |= look.unseen
        changed = [file for look in looks.values() for file in look.changed]
        try:
            for done, file in enumerate(changed):
                self._progress(done, len(changed), file.path)
                (self._fetch if is_address(file.root) else self._read)(file)
        finally:
            self._fetcher.close()
            self._batches.close()
        self._remove([file for look in looks.values() for file in look.removed])
        self._progress(len(changed), len(changed), "")
        there = sum(self._writer.count_places(root) for root in found)
        self.report.unchanged = there - sum(
            map(len, (self.report.added, self.report.updated, self.report.moved))
        )
        self.report.skipped = {
            name: reason for root, name, reason in self._archive.catalog.skipped() if root in found
        }
        self.report.skipped |= {
            root: "not there; its articles are kept "
            f'("onrecord index --remove {root}" forgets them)'
            for root, look in looks.items()
            if look.is_gone
        } | self._missed

    def restore(self, old: OldCatalog, found: Sequence[str]) -> None:
        """Takes from an outdated catalog the articles that may not come back by reading again.

        Those are under a root that is not there, or at an address, whose feed may list them no
        more.
        """
        try:
            for root in found:
                if is_address(root) or not Path(root).exists():
                    for path, documents in old.files(root):
                        self._take(File(root, path, 0, 0), iter(documents))
        finally:
            self._fetcher.close()
            self._batches.close()

    def look(self, root: str) -> _Look:
        """Compares the files under a root with what is known of them, by size and time."""
        read = self._writer.files(root)
        known = {path: file for path, (file, _) in read.items()}
        if is_address(root):
            file, recipe = read.get(root, (File(root, root, 0, 0), ""))
            # What was read in another way is to be sent, though it has not changed.
            return _Look(
                known, [file if recipe == self.recipe else replace(file, validators="")], [], 0
            )
        if not Path(root).exists() and Path(root).name not in known:
            # A folder that is gone may be an unmounted disk: nothing is taken for removed. A file
            # is gone.
            return _Look(known, [], [], 0, is_gone=True)
        scanned = list(roots.scan(root))
        present = {file.path: file for file in scanned if isinstance(file, File)}
        unseen = {one.source: one.reason for one in scanned if isinstance(one, Unreadable)}
        gone = (
            path
            for path in self._writer.paths(root) - present.keys()
            if not _is_within(path, unseen)
        )
        changed = [
            file for path, file in sorted(present.items()) if read.get(path) != (file, self.recipe)
        ]
        removed = [File(root, path, 0, 0) for path in sorted(gone)]
        return _Look(known, changed, removed, len(present) - len(changed), unseen)

    def _fetch(self, file: File) -> None:
        """Reads an address, if it has changed.

        What a feed no longer lists is kept, as is all where nothing comes back.
        """
        known = self._writer.names(file.root, file.path)
        remote: addresses.Remote | None = None
        try:
            remote = addresses.remote_documents(
                file.path, self._fetcher, self._archive.settings.jsonl, file.validators
            )
            if remote is not None:
                self._take(
                    replace(file, validators=remote.validators), remote.documents, kept=known
                )
        except UnreadableError as error:
            if remote is None and known and not file.validators:
                # In whatever way it was read, all of it is asked for the next time.
                self._batches.finish(file, self.recipe, frozenset(known))
            kept = (
                f'; its articles are kept ("onrecord index --remove {file.root}" forgets them)'
                if known
                else ""
            )
            self._missed[file.root] = f"{error}{kept}"

    def _read(self, file: File) -> None:
        """Reads a file; what it no longer holds is removed."""
        try:
            found = formats.documents(roots.place(file), file.path, self._archive.settings.jsonl)
        except UnreadableError as error:
            found = iter([Unreadable(file.path, str(error))])
        self._take(file, found)

    def _take(
        self, file: File, documents: Iterator[Document | Unreadable], kept: Collection[str] = ()
    ) -> None:
        """Takes a file's documents into batches.

        Those that are known stay as they are, and those `kept` if no whole one comes.

        A file of which anything could not be had this time loses nothing, and is read again by the
        next run.
        """
        known = self._writer.names(file.root, file.path)
        names = set(kept)
        is_whole = True
        for found in documents:
            names.add(found.source)
            place = Place(file, found.source)
            if not isinstance(found, Unreadable):
                if not (found.is_teaser and found.source in kept):
                    self._document(found, place, known.get(found.source))
            elif found.is_passing or found.source in kept:
                self._missed[found.source] = found.reason
                is_whole = is_whole and not found.is_passing
            else:
                self._batches.skip(place, found.reason)
        if not is_whole:
            names |= known.keys()
            file = replace(file, size=_UNKNOWN, validators="")
        self.report.removed += sorted(known.keys() - names)
        self._batches.finish(file, self.recipe, frozenset(names))

    def _document(self, document: Document, place: Place, before: int | None) -> None:
        """Has a document published at its place, unless it stands there already."""
        key = _key(document, self.recipe)
        number = self._batches.known(key, place)
        if number is not None and number == before:
            return
        if number is None:
            try:
                self._add(self._edition(key, document, place), place)
            except UnreadableError as error:
                self._batches.skip(place, str(error))
                return
        elif number:
            self._batches.place(place, number)
            self._arrived[number] = place.name
        (self.report.added if before is None else self.report.updated).append(place.name)

    def _add(self, edition: Edition, place: Place) -> None:
        self._batches.add(edition)
        article, report = edition.article, self.report
        report.characters += len(article.text)
        if article.set_aside:
            counts = report.set_aside[place.name] = characters_by_kind(article.set_aside)
            if is_mostly_furniture(counts, len(article.text)):
                report.mostly_furniture.append(place.name)

    def _edition(self, key: str, document: Document, place: Place) -> Edition:
        article = parse(document)
        if self._archive.settings.index.statements:
            from index.statements.extract import extract

            article = extract(article)
        words = [
            word
            for sentence in article.sentences
            for word in _WORD.findall(article.quote(sentence))
        ]
        return Edition(
            key, article, passages(article, self._archive.embeddings), signature(words), [place]
        )

    def _remove(self, files: Sequence[File]) -> None:
        """Takes away what is gone; what has come back at another place was moved."""
        for file in files:
            for name, number in self._writer.names(file.root, file.path).items():
                if number in self._arrived and self._arrived[number] in self.report.added:
                    self.report.added.remove(self._arrived[number])
                    self.report.moved.append(self._arrived.pop(number))
                else:
                    self.report.removed.append(name)
        if files:
            self._writer.publish([], [], removed=files)


def recipe_of(archive: Archive) -> str:
    """The way in which articles are read and embedded; what was read in another is read again."""
    settings = archive.settings
    fields = hashlib.sha256(settings.jsonl.model_dump_json().encode()).hexdigest()[:12]
    return (
        f"{_VERSION} {archive.embeddings.fingerprint} "
        f"statements={settings.index.statements} jsonl={fields}"
    )


def _is_within(path: str, folders: Iterable[str]) -> bool:
    return any(PurePosixPath(path).is_relative_to(folder) for folder in folders)


def _key(document: Document, recipe: str) -> str:
    """What documents of the same article have in common: content, kind, and their metadata."""
    kind = Path(document.source.rpartition("#")[0] or document.source).suffix.lower()
    parts = repr((document.sha256, kind, document.metadata, recipe))
    return hashlib.sha256(parts.encode()).hexdigest()
