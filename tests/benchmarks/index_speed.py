"""Indexing side by side with the LangChain tutorial pipeline, on the same articles, in one run; prints ratios.

    python tests/benchmarks/index_speed.py FOLDER [--articles 500]

The tutorial pipeline: RecursiveCharacterTextSplitter(1000, 200), the same model by sentence-transformers as
HuggingFaceEmbeddings drives it, langchain-chroma. Each runs in a process of its own, which says how long the work took
once the model was loaded, and how much memory it had at most. Ours runs with statements off and on; "encode alone" is
the bare model on our passages.
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

if TYPE_CHECKING:
    from langchain_chroma import Chroma

Measured = dict[str, Any]


def tutorial_store(folder: Path) -> Chroma:
    """The tutorials' vector store, its model loaded."""
    from langchain_chroma import Chroma
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    from index import packaged

    class HuggingFaceEmbeddings(Embeddings):
        """As langchain-huggingface's, which cannot be installed beside transformers 5."""

        def __init__(self) -> None:
            self._model = SentenceTransformer(str(packaged.folder()), device="cpu")

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            found: list[list[float]] = self._model.encode([text.replace("\n", " ") for text in texts]).tolist()
            return found

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    embeddings = HuggingFaceEmbeddings()
    embeddings.embed_query("warm up")
    return Chroma(collection_name="tutorial", embedding_function=embeddings, persist_directory=str(folder))


def tutorial(articles: Path, folder: Path) -> Measured:
    """The pipeline as the tutorials have it."""
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    store = tutorial_store(folder)
    started = time.perf_counter()
    documents = [
        Document(file.read_text(encoding="utf-8", errors="replace"), metadata={"source": file.name})
        for file in sorted(articles.iterdir())
    ]
    splits = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
    for first in range(0, len(splits), 5_000):  # more at once than Chroma takes
        store.add_documents(splits[first : first + 5_000])
    return {"seconds": time.perf_counter() - started, "passages": len(splits)}


def ours(articles: Path, folder: Path, *, statements: bool = False) -> Measured:
    """`onrecord index`."""
    from config import settings
    from index.archive import Archive
    from index.sync import sync

    archive = Archive(settings.load(index={"path": str(folder), "statements": statements}), create=True)
    archive.embeddings.encode_passages(["warm up"])
    started = time.perf_counter()
    report = sync(archive, [str(articles)])
    return {"seconds": time.perf_counter() - started, "passages": report.passages}


def encode(articles: Path, folder: Path) -> Measured:
    """The model alone, on the passages that `ours` left in its index."""
    from config import settings
    from index.archive import Archive

    archive = Archive(settings.load(index={"path": str(folder)}))
    texts = [entry.passage.embedded_text for entry in archive.catalog.entries(archive.catalog.passage_ids())]
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
    "ours": (ours, "ours"),
    "unchanged": (ours_again, "ours"),
    "encode alone": (encode, "ours"),
    "with statements": (ours_with_statements, "statements"),
}


def main() -> None:
    """Runs each in its own process, and prints ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
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
    print(f"{count} articles          passages   articles/s of the tutorial's   peak memory of the tutorial's")
    for name, one in measured.items():
        times = base["seconds"] / one["seconds"]
        print(f"{name:20} {one['passages']:9} {times:25.2f} x {one['memory'] / base['memory']:28.2f} x")
    print(
        f"ours against encode alone: {measured['encode alone']['seconds'] / measured['ours']['seconds']:.2f} of its rate"
    )
    print(f"unchanged: {measured['unchanged']['seconds'] / measured['ours']['seconds']:.4f} of indexing them")


def _run(name: str, articles: Path, work: str) -> Measured:
    command = [sys.executable, __file__, str(articles), "--step", name, work]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name} failed")
    return {**json.loads(output.splitlines()[-1]), "memory": usage.ru_maxrss}


if __name__ == "__main__":
    main()
