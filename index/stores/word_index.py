"""The word index (BM25). The only module that knows Tantivy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import tantivy

from index import file_permissions
from index.errors import StoreError
from index.language.terms import search_terms
from index.stores.numeric_filters import NumericFilters, day_number
from index.types import Entry

_WRITER_BYTES = 64_000_000
"""Memory that the writer fills before it writes a segment."""
_LAST_DAY = day_number(date.max)
_FIELD_WEIGHTS = {"text": 1.0, "context": 0.5}
"""A word of the article's headline, place or date counts half as much as one of the passage."""


class WordIndex:
    """Passages by their words. One process writes; readers see what it did once they `reload`."""

    def __init__(self, folder: Path) -> None:
        """Opens the index in a folder, or creates it. Raises StoreError."""
        self._folder = folder
        try:
            file_permissions.make_folder(folder)
            self._index = tantivy.Index(_schema(), path=str(folder))
        except (ValueError, OSError) as error:
            raise StoreError(
                f"The word index in {folder} cannot be opened: {error};"
                ' "onrecord index --rebuild" makes it again.'
            ) from None
        self._searcher = self._index.searcher()

    def add(self, entries: Iterable[Entry]) -> None:
        """Adds passages, all or none of them."""
        with self._writing() as writer:
            for entry in entries:
                writer.add_document(_document(entry))

    def delete(self, ids: Sequence[int]) -> None:
        """Removes passages by id."""
        with self._writing() as writer:
            writer.delete_documents_by_query(self._has_any("id", ids))

    def search(
        self, weights: Mapping[str, float], k: int, filters: NumericFilters | None = None
    ) -> list[tuple[int, float]]:
        """The k best passages for terms by their weights: (id, BM25 score), best first.

        The terms are those of `terms.search_terms`.
        """
        clauses = [
            self._term(field, term, weight * field_weight)
            for term, weight in weights.items()
            for field, field_weight in _FIELD_WEIGHTS.items()
        ]
        if not clauses:
            return []
        query = _any_of(clauses)
        if filters is not None:
            query = _all_of([query, *self._conditions(filters)])
        return self._best(query, k)

    def frequency(self, term: str) -> int:
        """How many passages have the term."""
        return int(self._searcher.doc_freq("text", term))

    def like(self, term: str, edits: int, k: int) -> list[int]:
        """The ids of k passages with a term at most so many edits away (no more than 2)."""
        query = tantivy.Query.fuzzy_term_query(self._index.schema, "text", term, edits)
        return [passage_id for passage_id, _ in self._best(query, k)]

    def ids(self) -> list[int]:
        """The ids of all passages; the id of a passage that was added twice comes twice."""
        every = self._best(tantivy.Query.all_query(), max(1, self.count()))
        return [passage_id for passage_id, _ in every]

    def count(self) -> int:
        """How many passages there are."""
        return int(self._searcher.num_docs)

    def reload(self) -> None:
        """Makes visible what any process has written since."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def _best(self, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
        """The ids and scores of the k best for a query."""
        # A thread that reloads sets another searcher, in which addresses mean other passages.
        searcher = self._searcher
        hits = searcher.search(query, k, count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        scores = [float(score) for score, _ in hits]
        return [(int(str(number)), score) for number, score in zip(ids, scores, strict=True)]

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """A writer, whose changes are committed at the end and visible from then on."""
        try:
            writer = self._index.writer(_WRITER_BYTES, 1)
            # A killed process leaves files whose names the next commit may need.
            writer.garbage_collect_files()
            yield writer
            writer.commit()
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise StoreError(
                f"The word index in {self._folder} cannot be written: {error}"
            ) from None
        self.reload()

    def _conditions(self, filters: NumericFilters) -> Iterator[tantivy.Query]:
        """What a passage must meet, without effect on its score."""
        if filters.first_day is not None or filters.last_day is not None:
            first = filters.first_day or 0
            last = _LAST_DAY if filters.last_day is None else filters.last_day
            unsigned = tantivy.FieldType.Unsigned
            days = tantivy.Query.range_query(self._index.schema, "published", unsigned, first, last)
            yield tantivy.Query.const_score_query(days, 0.0)
        if filters.article_ids is not None:
            yield tantivy.Query.const_score_query(
                self._has_any("article", filters.article_ids), 0.0
            )

    def _term(self, field: str, term: str, weight: float = 1.0) -> tantivy.Query:
        query = tantivy.Query.term_query(self._index.schema, field, term)
        return tantivy.Query.boost_query(query, weight)

    def _has_any(self, field: str, numbers: Sequence[int]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self._index.schema, field, list(numbers))


def _any_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _all_of(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _document(entry: Entry) -> tantivy.Document:
    passage, language = entry.passage, entry.language
    document = tantivy.Document()
    document.add_unsigned("id", entry.id)
    document.add_unsigned("article", entry.article_id)
    if entry.published:
        document.add_unsigned("published", day_number(entry.published))
    document.add_text("text", " ".join(search_terms(passage.text, language)))
    document.add_text("context", " ".join(search_terms(passage.context, language)))
    return document


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    for number in ("article", "published"):
        builder.add_unsigned_field(number, indexed=True, fast=True)
    for field in _FIELD_WEIGHTS:
        builder.add_text_field(
            field, stored=False, tokenizer_name="whitespace", index_option="freq"
        )
    return builder.build()
