"""Passages for a question, and as LangChain gives them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from index.search.hybrid_search import Query, search, term_weights
from index.search.langchain_retriever import PassageRetriever
from index.stores.archive import Archive


@pytest.fixture(scope="module")
def archive(sample_index: Path, make_archive: Callable[[Path], Archive]) -> Archive:
    """The sample articles."""
    return make_archive(sample_index)


def first(archive: Archive, question: str) -> str:
    return search(archive, Query(question), 5)[0].source


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("What did the moss do after being frozen?", "moss-study.txt"),
        ("Who was acquitted over the bridge collapse?", "kestrel-bridge-verdict.txt"),
        ("quarterly earnings of a company that makes pumps", "velmar-results.txt"),
        ("Oduya", "fc-brannock-cup-final.txt"),
        ("Fabius gavel", "paris-climate-accord.txt"),
        ("перемирие на Донбассе", "normandy-paris-2019-ru.txt"),
    ],
)
def test_the_passage_that_fits_comes_first(question: str, source: str, archive: Archive) -> None:
    assert first(archive, question) == source


def test_a_name_is_found_however_it_is_spelled(archive: Archive) -> None:
    found = [hit.source for hit in search(archive, Query("Volodymyr Zelenskiy"), 3)]
    assert found[0] in ("antalya-talks.txt", "antalya-harbour-post.txt")
    assert "normandy-paris-2019-ru.txt" in found


def test_hits_say_where_they_stand(archive: Archive) -> None:
    for hit in search(archive, Query("monitoring mission in Donbas"), 10):
        article = archive.catalog.article_of(hit.source)
        assert article is not None
        assert article.text[hit.start : hit.end] == hit.text
        assert archive.catalog.article(hit.article_id) == article


def test_the_best_comes_first_and_no_passage_twice(archive: Archive) -> None:
    hits = search(archive, Query("What did Lavrov say?"), 20)
    assert len(hits) == 20
    assert len({hit.passage_id for hit in hits}) == 20
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_the_same_question_finds_the_same(archive: Archive) -> None:
    assert search(archive, Query("talks"), 10) == search(archive, Query("talks"), 10)


def test_a_speaker_brings_what_they_said_in_front(archive: Archive) -> None:
    question = "What was said about pumps?"
    plain = [hit.passage_id for hit in search(archive, Query(question), 40)]
    asked = [hit.passage_id for hit in search(archive, Query(question, speaker="Cavusoglu"), 40)]
    spoken = archive.catalog.passages_said_by("cavusoglu", 1)[0]
    assert asked.index(spoken) < plain.index(spoken)


@pytest.mark.parametrize("question", ["?", "the of and", "🙂", "xyzzy", "a" * 5000, "\u202e\x00"])
def test_odd_questions_do_no_harm(question: str, archive: Archive) -> None:
    assert len(search(archive, Query(question), 3)) == 3


def test_words_that_say_nothing_do_not_count() -> None:
    assert set(term_weights("What did they say about the talks?")) == {
        "say",
        "~sai",
        "talk",
        "~talk",
    }
    assert term_weights("who is it") == {}


def test_langchain_gets_documents_that_say_where_they_stand(archive: Archive) -> None:
    retriever = PassageRetriever(archive=archive, k=4)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("frozen moss")
    assert len(documents) == 4
    assert documents[0].metadata["source"] == "moss-study.txt"
    article = archive.catalog.article_of("moss-study.txt")
    assert article is not None
    start, end = documents[0].metadata["start"], documents[0].metadata["end"]
    assert article.text[start:end] == documents[0].page_content


def test_the_retriever_goes_into_anybodys_chain(archive: Archive) -> None:
    def names(documents: list[Document]) -> list[str]:
        return [document.metadata["source"] for document in documents]

    chain = PassageRetriever(archive=archive, k=1) | RunnableLambda(names)
    assert chain.invoke("frozen moss") == ["moss-study.txt"]
    assert chain.batch(["frozen moss", "Kestrel Bridge"]) == [
        ["moss-study.txt"],
        ["kestrel-bridge-verdict.txt"],
    ]


def test_the_retriever_can_be_awaited(archive: Archive) -> None:
    documents = asyncio.run(PassageRetriever(archive=archive, k=1).ainvoke("frozen moss"))
    assert [document.metadata["source"] for document in documents] == ["moss-study.txt"]
