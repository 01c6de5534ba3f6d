"""Makes the index match the files: adds, updates and removes. One writer at a time; safe to kill at any moment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from config import settings
from index import articles, readers
from index.archive import Archive
from index.catalog import File
from index.errors import IndexLockedError, OnRecordError, UnreadableError
from index.passages import embedded_text, passages
from index.types import Article, Passage

if TYPE_CHECKING:
    from index.statements import Extractor

_VERSION = 1
"""Of how articles are read; a change makes the next run read every file again."""
_BATCH = 128
"""Passages that are embedded, written and published together: what a kill can cost."""

Progress = Callable[[int, int, str], None]
"""Called with the files done, the files to do, and the file at hand."""


@dataclass(slots=True)
class Report:
    """What a run did."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    skipped: dict[str, str] = field(default_factory=dict)
    """File -> reason, of all roots that were looked at."""
    articles: int = 0
    passages: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Job:
    file: File
    article: Article
    passages: list[Passage]
    replaces: int | None


def sync(archive: Archive, paths: Sequence[Path], *, statements: bool, progress: Progress = lambda *_: None) -> Report:
    """Brings the roots of `paths` up to date (all known roots if there are none) and says what it did.

    Raises OnRecordError for a path that is not there, and IndexLockedError while another process writes.
    """
    started = time.monotonic()
    with writing(archive.folder):
        roots = _roots(archive, paths)
        if not roots:
            raise OnRecordError('Nothing to index: name a folder, as in "onrecord index articles/".')
        run = _Run(archive, statements, progress)
        _sweep(archive)
        for root in roots:
            archive.catalog.add_root(root, run.recipe)
        run.files(roots)
        _sweep(archive)
        run.report.articles, run.report.passages = archive.catalog.counts()
    run.report.seconds = time.monotonic() - started
    return run.report


def forget(archive: Archive, path: Path) -> Report:
    """Forgets a root and every article under it. Raises OnRecordError where it is none."""
    root = str(path.expanduser().resolve())
    with writing(archive.folder):
        if root not in archive.catalog.roots():
            known = ", ".join(archive.catalog.roots()) or "none"
            raise OnRecordError(f"{path} is not indexed; the roots are: {known}.")
        gone = [listed[0].path for listed in archive.catalog.files(root).values() if listed[1] is not None]
        archive.catalog.remove_root(root)
        _sweep(archive)
        count, passage_count = archive.catalog.counts()
    return Report(removed=gone, articles=count, passages=passage_count)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The right to write the index: the operating system takes it back from a process that dies."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = folder / "writer.txt"
    lock = FileLock(folder / "writer.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        who = owner.read_text(encoding="utf-8").strip() if owner.exists() else "another process"
        raise IndexLockedError(f"The index at {folder} is being written by {who}; try again when it is done.") from None
    try:
        owner.write_text(f"process {os.getpid()} since {time.strftime('%H:%M:%S')}", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _roots(archive: Archive, paths: Sequence[Path]) -> list[str]:
    """The roots that the paths are under: known ones, or themselves; one that another holds is no root. Else all."""
    known = archive.catalog.roots()
    found = dict.fromkeys(_root(known, path) for path in paths) or dict.fromkeys(known)
    return [root for root in found if not any(Path(root).is_relative_to(other) for other in found if other != root)]


def _root(known: Sequence[str], path: Path) -> str:
    path = path.expanduser()
    if not path.exists():
        raise OnRecordError(f"There is no file or folder {path}.")
    resolved = path.resolve()
    if _as_utf8(str(resolved)) != str(resolved):
        raise OnRecordError(f"The name of {_as_utf8(str(path))} is not UTF-8; rename it.")
    return next((root for root in known if resolved.is_relative_to(root)), str(resolved))


def _sweep(archive: Archive) -> None:
    """Takes out of the stores what the catalog does not hold (any more)."""
    archive.catalog.discard_staged()
    ids = archive.catalog.garbage()
    if ids:
        archive.vectors.delete(ids)
        archive.words.delete(ids)
        archive.catalog.clear_garbage(ids)


class _Run:
    """One run over some roots."""

    def __init__(self, archive: Archive, statements: bool, progress: Progress) -> None:
        self.report = Report()
        self._archive = archive
        self._catalog = archive.catalog
        self._progress = progress
        self._extractor = _extractor() if statements else None
        self.recipe = f"{_VERSION} {archive.embeddings.fingerprint} statements={statements}"
        self._jsonl = settings.load().jsonl
        self._jobs: list[_Job] = []
        self._gone: list[str] = []

    def files(self, roots: Sequence[str]) -> None:
        """Reads what is new or changed under the roots and publishes it, batch by batch."""
        changed: list[tuple[File, int | None, str]] = []
        for root in roots:
            anew = self._catalog.recipe(root) != self.recipe
            known = self._catalog.files(root)
            if not Path(root).exists() and Path(root).name not in known:
                # A folder that is gone may be an unmounted disk: nothing is taken for removed. A file is gone.
                self._gone.append(root)
                continue
            present = {file.path: file for file in _scan(Path(root))}
            self._remove(root, [path for path in known if path not in present], known)
            for path, file in sorted(present.items()):
                before, number, sha256 = known.get(path, (None, None, ""))
                if before == file and not anew:
                    self.report.unchanged += number is not None
                else:
                    changed.append((file, number, "" if anew else sha256))
        for done, (file, number, sha256) in enumerate(changed):
            self._progress(done, len(changed), file.path)
            self._file(file, number, sha256)
            if sum(len(job.passages) for job in self._jobs) >= _BATCH:
                self._publish()
        self._publish()
        for root in roots:
            if root not in self._gone:
                self._catalog.note_recipe(root, self.recipe)
        self._progress(len(changed), len(changed), "")
        self.report.skipped = {path: reason for root, path, reason in self._catalog.skipped() if root in roots}
        self.report.skipped |= {
            root: f'not there; its articles are kept ("onrecord index --remove {root}" forgets them)'
            for root in self._gone
        }

    def _file(self, file: File, number: int | None, sha256: str) -> None:
        path = Path(file.root) if Path(file.root).is_file() else Path(file.root, file.path)
        try:
            if "\\udc" in file.path and not path.exists():
                raise UnreadableError("its name is not UTF-8; rename it")
            document = next(readers.documents(path, file.path, self._jsonl))
            if isinstance(document, readers.Unreadable):
                raise UnreadableError(document.reason)
            if number is not None and document.sha256 == sha256:
                self._catalog.touch(file, number)
                self.report.unchanged += 1
                return
            article = articles.parse(document)
        except UnreadableError as error:
            self._catalog.publish([], [number] if number is not None else [], {file: str(error)})
            return
        if self._extractor is not None:
            article = self._extractor.extract(article)
        self._jobs.append(_Job(file, article, passages(article, self._archive.embeddings), number))

    def _publish(self) -> None:
        """Embeds, writes and publishes the jobs at hand."""
        jobs, self._jobs = self._jobs, []
        if not jobs:
            return
        vectors = self._archive.embeddings.encode([embedded_text(p) for job in jobs for p in job.passages])
        staged = [self._catalog.stage(job.file, job.article, job.passages) for job in jobs]
        ids = [number for _, numbers in staged for number in numbers]
        self._archive.vectors.add(ids, vectors)
        made = [passage for job in jobs for passage in job.passages]
        self._archive.words.add((number, p.text, p.context) for number, p in zip(ids, made, strict=True))
        retired = [job.replaces for job in jobs if job.replaces is not None]
        self._catalog.publish([number for number, _ in staged], retired, {})
        for job in jobs:
            self._catalog.forget_skipped(job.file.root, [job.file.path])
            (self.report.updated if job.replaces is not None else self.report.added).append(job.file.path)

    def _remove(self, root: str, paths: list[str], known: dict[str, tuple[File, int | None, str]]) -> None:
        gone = {path: number for path in paths if (number := known[path][1]) is not None}
        self._catalog.forget_skipped(root, paths)
        if gone:
            self._catalog.publish([], list(gone.values()), {})
            self.report.removed += gone


def _extractor() -> Extractor:
    from index.statements import Extractor

    return Extractor()


def _scan(root: Path) -> Iterator[File]:
    """The files under a root, but for hidden ones and links that lead out of it."""
    if root.is_file():
        yield _file(root, root, root.name)
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or not readers.is_readable(name):
                continue
            if path.is_file() and path.resolve().is_relative_to(root):
                yield _file(root, path, path.relative_to(root).as_posix())


def _file(root: Path, path: Path, name: str) -> File:
    status = path.stat()
    return File(str(root), _as_utf8(name), status.st_size, status.st_mtime_ns)


def _as_utf8(name: str) -> str:
    """A file's name with what is not UTF-8 in it as "\\udce9": it can be listed so, but not opened."""
    return name.encode("utf-8", "backslashreplace").decode()
