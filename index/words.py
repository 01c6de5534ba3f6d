"""The word index (BM25). The only module that knows Tantivy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

from index.errors import StoreError
from index.terms import search_terms

_HEAP = 64_000_000
"""Bytes that the writer may hold before it writes a segment."""
_CONTEXT_WEIGHT = 0.5
"""Of a word in the article's headline, place or date against one in the passage."""


class Words:
    """Passages by their words. One process writes; any number read, each from its last `reload`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._index = tantivy.Index(_schema(), path=str(folder))
        except (ValueError, OSError) as error:
            raise StoreError(f"The word index in {folder} cannot be opened: {error}") from None
        self._searcher = self._index.searcher()

    def add(self, passages: Iterable[tuple[int, str, str]]) -> None:
        """Adds (id, text, context) and commits. Nothing is seen before that."""
        writer = self._index.writer(_HEAP, 1)
        for number, text, context in passages:
            document = tantivy.Document()
            document.add_unsigned("id", number)
            document.add_text("text", " ".join(search_terms(text)))
            document.add_text("context", " ".join(search_terms(context)))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.reload()

    def delete(self, ids: Sequence[int]) -> None:
        """Removes passages by id and commits."""
        writer = self._index.writer(_HEAP, 1)
        writer.delete_documents_by_query(tantivy.Query.term_set_query(self._index.schema, "id", list(ids)))
        writer.commit()
        writer.wait_merging_threads()
        self.reload()

    def search(self, weights: Mapping[str, float], k: int) -> list[tuple[int, float]]:
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
        if not clauses or not self._searcher.num_docs:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), k, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [(int(str(number)), float(score)) for number, (score, _) in zip(ids, hits, strict=True)]

    def frequency(self, term: str) -> int:
        """How many passages hold the term."""
        return int(self._searcher.doc_freq("text", term))

    def count(self) -> int:
        """How many passages there are."""
        return int(self._searcher.num_docs)

    def reload(self) -> None:
        """Sees what has been committed since, by any process."""
        self._index.reload()
        self._searcher = self._index.searcher()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", stored=True, indexed=True, fast=True)
    for field in ("text", "context"):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
