"""Indexing side by side with two peers, on the same articles, in one run; prints ratios.

    python tests/benchmarks index_speed FOLDER [--articles 500]

The tutorial pipeline: RecursiveCharacterTextSplitter(1000, 200), the same model by
sentence-transformers as HuggingFaceEmbeddings drives it, langchain-chroma. The other peer has no
store: it keeps the vectors of the same pieces of text in a table, and compares all with a question,
as sentence-transformers' own examples of semantic search do. Each runs in a process of its own,
which says how long the work took once the model was loaded, and how much memory it had at most.
Ours runs with statements off and on; "encode alone" is the bare model on our passages.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document

Measured = dict[str, Any]

TABLE = "vectors.npy"


def tutorial_store(folder: Path) -> Chroma:
    """The tutorials' vector store, its model loaded."""
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    from index.models import minilm_files

    class HuggingFaceEmbeddings(Embeddings):
        """As langchain-huggingface's, which cannot be installed beside transformers 5."""

        def __init__(self) -> None:
            self._model = SentenceTransformer(str(minilm_files.folder()), device="cpu")

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            found: list[list[float]] = self._model.encode(
                [text.replace("\n", " ") for text in texts]
            ).tolist()
            return found

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    embeddings = HuggingFaceEmbeddings()
    embeddings.embed_query("warm up")
    return Chroma(
        collection_name="tutorial", embedding_function=embeddings, persist_directory=str(folder)
    )


def _splits(articles: Path) -> list[Document]:
    """The articles in pieces, as the tutorials cut them."""
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    documents = [
        Document(file.read_text(encoding="utf-8", errors="replace"), metadata={"source": file.name})
        for file in sorted(articles.iterdir())
    ]
    return RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(
        documents
    )


def table(articles: Path, folder: Path) -> Measured:
    """A table of vectors, as sentence-transformers' examples have it."""
    from sentence_transformers import SentenceTransformer

    from index.models import minilm_files

    model = SentenceTransformer(str(minilm_files.folder()), device="cpu")
    model.encode("warm up")
    started = time.perf_counter()
    splits = _splits(articles)
    folder.mkdir(exist_ok=True)
    np.save(folder / TABLE, model.encode([split.page_content for split in splits]))
    return {"seconds": time.perf_counter() - started, "passages": len(splits)}


def table_search(folder: Path) -> Callable[[str], object]:
    """What finds the four nearest in such a table, the model loaded."""
    import torch
    from sentence_transformers import SentenceTransformer, util

    from index.models import minilm_files

    model = SentenceTransformer(str(minilm_files.folder()), device="cpu")
    vectors = torch.from_numpy(np.load(folder / TABLE))
    return lambda question: util.semantic_search(
        model.encode([question], convert_to_tensor=True), vectors, top_k=4
    )


def tutorial(articles: Path, folder: Path) -> Measured:
    """The pipeline as the tutorials have it."""
    store = tutorial_store(folder)
    started = time.perf_counter()
    splits = _splits(articles)
    for first in range(0, len(splits), 5_000):  # more at once than Chroma takes
        store.add_documents(splits[first : first + 5_000])
    return {"seconds": time.perf_counter() - started, "passages": len(splits)}


def ours(articles: Path, folder: Path, *, statements: bool = False) -> Measured:
    """`onrecord index`."""
    from config import settings
    from index.stores.archive import Archive
    from index.syncing.sync import sync

    archive = Archive(
        settings.load(index={"path": str(folder), "statements": statements}), create=True
    )
    archive.embeddings.encode_passages(["warm up"])
    started = time.perf_counter()
    report = sync(archive, [str(articles)])
    return {"seconds": time.perf_counter() - started, "passages": report.passages}


def encode(articles: Path, folder: Path) -> Measured:
    """The model alone, on the passages that `ours` left in its index."""
    from config import settings
    from index.stores.archive import Archive

    archive = Archive(settings.load(index={"path": str(folder)}))
    texts = [
        entry.passage.embedded_text
        for entry in archive.catalog.entries(archive.catalog.passage_ids())
    ]
    archive.embeddings.encode_passages(["warm up"])
    started = time.perf_counter()
    archive.embeddings.encode_passages(texts)
    return {"seconds": time.perf_counter() - started, "passages": len(texts)}


def ours_again(articles: Path, folder: Path) -> Measured:
    """`onrecord index` where nothing has changed."""
    return ours(articles, folder)


def ours_with_statements(articles: Path, folder: Path) -> Measured:
    """`onrecord index` that also finds who said what."""
    return ours(articles, folder, statements=True)


STEPS: dict[str, tuple[Callable[[Path, Path], Measured], str]] = {
    "tutorial": (tutorial, "tutorial"),
    "table": (table, "table"),
    "ours": (ours, "ours"),
    "unchanged": (ours_again, "ours"),
    "encode alone": (encode, "ours"),
    "with statements": (ours_with_statements, "statements"),
}


def main() -> None:
    """Runs each in its own process, and prints ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        name, work = given.step
        function, where = STEPS[name]
        print(json.dumps(function(given.folder, Path(work) / where)))
        return
    with tempfile.TemporaryDirectory() as work:
        articles = Path(work) / "articles"
        articles.mkdir()
        for file in sorted(given.folder.iterdir())[: given.articles]:
            shutil.copy(file, articles)
        measured = {name: _run(name, articles, work) for name in STEPS}
    count = len(list(given.folder.iterdir())[: given.articles])
    base = measured["tutorial"]
    print(
        f"{count} articles          passages   articles/s of the tutorial's   "
        "peak memory of the tutorial's"
    )
    for name, one in measured.items():
        times = base["seconds"] / one["seconds"]
        print(
            f"{name:20} {one['passages']:9} {times:25.2f} x "
            f"{one['memory'] / base['memory']:28.2f} x"
        )
    print(
        "ours against encode alone: "
        f"{measured['encode alone']['seconds'] / measured['ours']['seconds']:.2f} of its rate"
    )
    print(
        f"unchanged: {measured['unchanged']['seconds'] / measured['ours']['seconds']:.4f} "
        "of indexing them"
    )


def _run(name: str, articles: Path, work: str) -> Measured:
    benchmarks = str(Path(__file__).parents[1])
    command = [sys.executable, benchmarks, "index_speed", str(articles), "--step", name, work]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name} failed")
    return {**json.loads(output.splitlines()[-1]), "memory": usage.ru_maxrss}


if __name__ == "__main__":
    main()
