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

_HEAP = 64_000_000
"""Bytes that the writer may hold before it writes a segment."""
_LAST_DAY = date.max.toordinal()
_CONTEXT_WEIGHT = 0.5
"""Of a word in the article's headline, place or date against one in the passage."""


class Words:
    """Passages by their words. One process writes; any number read, each from its last `reload`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            file_permissions.make_folder(folder)
            self._index = tantivy.Index(_schema(), path=str(folder))
        except (ValueError, OSError) as error:
            raise StoreError(
                f'The word index in {folder} cannot be opened: {error}; "onrecord index --rebuild" makes it anew.'
            ) from None
        self._searcher = self._index.searcher()

    def add(self, entries: Iterable[Entry]) -> None:
        """Adds passages and commits. Nothing is seen before that."""
        with self._writing() as writer:
            for entry in entries:
                document = tantivy.Document()
                document.add_unsigned("id", entry.id)
                document.add_unsigned("article", entry.article_id)
                if entry.published:
                    document.add_unsigned("published", day_number(entry.published))
                document.add_text(
                    "text", " ".join(search_terms(entry.passage.text, entry.language))
                )
                document.add_text(
                    "context", " ".join(search_terms(entry.passage.context, entry.language))
                )
                writer.add_document(document)

    def delete(self, ids: Sequence[int]) -> None:
        """Removes passages by id and commits."""
        with self._writing() as writer:
            writer.delete_documents_by_query(
                tantivy.Query.term_set_query(self._index.schema, "id", list(ids))
            )

    def search(
        self, weights: Mapping[str, float], k: int, filters: NumericFilters | None = None
    ) -> list[tuple[int, float]]:
        """The k best passages for terms (see `terms.search_terms`) by their weights: (id, BM25 score), best first."""
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._index.schema, field, term), weight * field_weight
                ),
            )
            for term, weight in weights.items()
            for field, field_weight in (("text", 1.0), ("context", _CONTEXT_WEIGHT))
        ]
        if not clauses:
            return []
        query = tantivy.Query.boolean_query(clauses)
        if filters is not None:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, part) for part in (query, *self._within(filters))]
            )
        return self._found(query, k)

    def has(self, article: int, terms: Sequence[str]) -> bool:
        """Whether a passage of an article, or its headline, place or date, has any of the terms."""
        schema = self._index.schema
        fields = [
            tantivy.Query.term_query(schema, field, term)
            for field in ("text", "context")
            for term in terms
        ]
        either = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in fields])
        within = tantivy.Query.term_query(schema, "article", article)
        both = tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in (either, within)])
        return bool(self._searcher.search(both, 1, count=False).hits)

    def frequency(self, term: str) -> int:
        """How many passages hold the term."""
        return int(self._searcher.doc_freq("text", term))

    def like(self, term: str, edits: int, k: int) -> list[int]:
        """The ids of k passages that hold a term at most so many edits (2 at most) from this one."""
        query = tantivy.Query.fuzzy_term_query(self._index.schema, "text", term, edits)
        return [number for number, _ in self._found(query, k)]

    def ids(self) -> list[int]:
        """The ids of all passages; of one that is there twice, twice."""
        return [
            number for number, _ in self._found(tantivy.Query.all_query(), max(1, self.count()))
        ]

    def count(self) -> int:
        """How many passages there are."""
        return int(self._searcher.num_docs)

    def _found(self, query: tantivy.Query, k: int) -> list[tuple[int, float]]:
        """The ids and scores of the k best for a query."""
        searcher = (
            self._searcher
        )  # a thread that reloads puts another there, in which they stand elsewhere
        hits = searcher.search(query, k, count=False).hits
        ids = searcher.fast_field_values("id", [address for _, address in hits])
        return [
            (int(str(number)), float(score)) for number, (score, _) in zip(ids, hits, strict=True)
        ]

    def reload(self) -> None:
        """Sees what has been committed since, by any process."""
        self._index.reload()
        self._searcher = self._index.searcher()

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """A writer, whose changes are committed at the end and seen from then on."""
        try:
            writer = self._index.writer(_HEAP, 1)
            writer.garbage_collect_files()  # what a killed process has left would be in the way of a file of that name
            yield writer
            writer.commit()
            writer.wait_merging_threads()
        except (ValueError, OSError) as error:
            raise StoreError(
                f"The word index in {self._folder} cannot be written: {error}"
            ) from None
        self.reload()

    def _within(self, filters: NumericFilters) -> Iterator[tantivy.Query]:
        """Scoreless conditions: the days and the articles that a search is narrowed to."""
        schema = self._index.schema
        if filters.first_day is not None or filters.last_day is not None:
            first, last = (
                filters.first_day or 0,
                filters.last_day if filters.last_day is not None else _LAST_DAY,
            )
            days = tantivy.Query.range_query(
                schema, "published", tantivy.FieldType.Unsigned, first, last
            )
            yield tantivy.Query.const_score_query(days, 0.0)
        if filters.article_ids is not None:
            articles = tantivy.Query.term_set_query(schema, "article", list(filters.article_ids))
            yield tantivy.Query.const_score_query(articles, 0.0)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    for number in ("article", "published"):
        builder.add_unsigned_field(number, indexed=True, fast=True)
    for field in ("text", "context"):
        builder.add_text_field(
            field, stored=False, tokenizer_name="whitespace", index_option="freq"
        )
    return builder.build()
