"""Cuts off what stands at a phrase's edges: the article before it, the possessive behind it."""

from __future__ import annotations

import re

_ARTICLE = re.compile(r"(?:the|an?)\s+")
_POSSESSIVE = re.compile(r"['’]s?$")


def without_article(phrase: str) -> str:
    """ "bridge" for "the bridge".

    A capital article stays, as it may belong to a name: "The Hague".
    """
    article = _ARTICLE.match(phrase)
    return phrase[article.end() :] if article else phrase


def without_possessive(phrase: str) -> str:
    """ "Ann" for "Ann's", "workers" for "workers'"."""
    return _POSSESSIVE.sub("", phrase)
