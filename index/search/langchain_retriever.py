"""The passages of an index as a LangChain retriever, for anybody's own chain."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.search.hybrid_search import Query, search
from index.stores.archive import Archive


class PassageRetriever(BaseRetriever):
    """The passages as LangChain documents; their metadata says where each stands in its source."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    archive: Archive
    k: int = 8

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  # LangChain passes it by name
        **_: Any,
    ) -> list[Document]:
        return [
            Document(
                hit.text,
                metadata={
                    "source": hit.source,
                    "start": hit.start,
                    "end": hit.end,
                    "score": hit.score,
                },
            )
            for hit in search(self.archive, Query(query), self.k)
        ]
