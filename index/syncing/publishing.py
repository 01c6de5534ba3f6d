"""Embeds, writes and publishes articles in batches, while the next ones are read."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from index.models.embeddings import Embeddings, Vector
from index.models.packed_vectors import packed
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter, File, Place
from index.types import Article, Entry, Passage

_PASSAGES = 256
"""That are embedded, written and published together: what a kill can cost. More sort better by
length."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An article that is new, and where it stands."""

    key: str
    article: Article
    passages: list[Passage]
    signature: bytes
    places: list[Place]


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is published together."""

    new: dict[str, Edition] = field(default_factory=dict)
    places: list[tuple[Place, int]] = field(default_factory=list)
    skipped: list[tuple[Place, str]] = field(default_factory=list)
    finished: list[tuple[File, str, frozenset[str]]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """In passages; a place or a file counts as one."""
        passages = sum(len(edition.passages) for edition in self.new.values())
        return passages + len(self.places) + len(self.skipped) + len(self.finished)


class Embedded(NamedTuple):
    """A passage's vector, and those of its sentences as the catalog keeps them."""

    passage: Vector
    sentences: bytes


def embedded(passages: Sequence[Passage], embeddings: Embeddings) -> list[Embedded]:
    """The passages, embedded with their sentences."""
    texts = [passage.embedded_text for passage in passages]
    made = embeddings.encode_parts(texts, [passage.embedded_sentences for passage in passages])
    return [Embedded(one[0], packed(one[1:])) for one in made]


class Batches:
    """Takes what was read and publishes it, a batch at a time, in the order in which it came."""

    def __init__(self, archive: Archive, writer: CatalogWriter) -> None:
        self._archive = archive
        self._writer = writer
        self._batch = _Batch()
        self._pool = ThreadPoolExecutor(1, "publish")
        self._publishing: Future[None] | None = None
        self._in_flight: _Batch | None = None

    def known(self, key: str, place: Place) -> int | None:
        """The article that was read from the same content.

        Of one that is not published yet, 0, and it has the place.
        """
        if self._in_flight and (key in self._in_flight.new or self._writer.with_key(key)):
            # It may bring the article, or take away the last place of one that is known.
            self._settle()
        if key in self._batch.new:
            self._batch.new[key].places.append(place)
            return 0
        return self._writer.with_key(key)

    def add(self, edition: Edition) -> None:
        """A new article."""
        self._batch.new[edition.key] = edition
        self._publish_if_full()

    def place(self, place: Place, number: int) -> None:
        """A known article stands here."""
        self._batch.places.append((place, number))
        self._publish_if_full()

    def skip(self, place: Place, reason: str) -> None:
        """Here is something that cannot be read."""
        self._batch.skipped.append((place, reason))
        self._publish_if_full()

    def finish(self, file: File, recipe: str, names: frozenset[str]) -> None:
        """A file was read to the end and holds these parts."""
        self._batch.finished.append((file, recipe, names))
        self._publish_if_full()

    def close(self) -> None:
        """Publishes what is left, and waits until it is done."""
        try:
            self._settle()
            if self._batch.size:
                self._publish()
            self._settle()
        finally:
            self._pool.shutdown()

    def _publish_if_full(self) -> None:
        if self._batch.size >= _PASSAGES:
            self._publish()

    def _publish(self) -> None:
        """Has the batch embedded and written, once the one before it is, while the next is read."""
        self._settle()
        self._in_flight, self._batch = self._batch, _Batch()
        self._publishing = self._pool.submit(self._write, self._in_flight)

    def _settle(self) -> None:
        """Waits for the batch that is being written, and raises what went wrong with it."""
        if self._publishing is not None:
            self._publishing.result()
        self._publishing = self._in_flight = None

    def _write(self, batch: _Batch) -> None:
        editions = list(batch.new.values())
        staged = [
            self._writer.stage(one.key, one.article, one.passages, one.signature)
            for one in editions
        ]
        entries = [
            Entry(
                number,
                kept.article_id,
                passage,
                edition.article.published,
                edition.article.language,
            )
            for edition, kept in zip(editions, staged, strict=True)
            for number, passage in zip(kept.passage_ids, edition.passages, strict=True)
        ]
        if entries:
            with ThreadPoolExecutor(1, "words") as beside:
                words = beside.submit(self._archive.words.add, entries)
                made = self._embed([entry.passage for entry in entries])
                self._archive.vectors.add(entries, np.asarray([one.passage for one in made]))
            words.result()
            self._writer.keep_sentences(
                {e.id: one.sentences for e, one in zip(entries, made, strict=True)}
            )
        places = [
            (place, kept.article_id)
            for one, kept in zip(editions, staged, strict=True)
            for place in one.places
        ]
        self._writer.publish(staged, places + batch.places, batch.skipped, batch.finished)

    def _embed(self, passages: Sequence[Passage]) -> list[Embedded]:
        """The passages' vectors.

        One that is indexed already, or comes twice, is not embedded again.
        """
        by_digest = {passage.digest: passage for passage in passages}
        known = self._known_vectors(list(by_digest))
        new = {digest: passage for digest, passage in by_digest.items() if digest not in known}
        if new:
            known |= zip(new, embedded(list(new.values()), self._archive.embeddings), strict=True)
        return [known[passage.digest] for passage in passages]

    def _known_vectors(self, digests: Sequence[int]) -> dict[int, Embedded]:
        """Those of these digests that are indexed already."""
        numbers = self._archive.catalog.passages_by_digest(digests)
        if not numbers:
            return {}
        vectors = self._archive.vectors.get(list(numbers.values()))
        sentences = self._archive.catalog.sentence_vectors(list(numbers.values()))
        return {
            digest: Embedded(vectors[number], sentences[number])
            for digest, number in numbers.items()
            if number in vectors and number in sentences
        }
