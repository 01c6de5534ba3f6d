"""Function words of English: determiners, pronouns, auxiliaries, prepositions and so on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from index.language import lexicon


class Function(StrEnum):
    """What a function word does: the tags of function_words.txt."""

    # Classes. A word has one of them, or none.
    DETERMINER = "determiner"
    PRONOUN = "pronoun"
    QUESTION = "question"
    AUXILIARY = "auxiliary"
    PREPOSITION = "preposition"
    PARTICLE = "particle"

    # Determiners.
    ARTICLE = "article"
    """"a", "an", "the"."""
    POINTING = "pointing"
    """It says that its noun is known: "the", "those"."""

    # Pronouns.
    PERSON = "person"
    """It means one person: "she", "his"."""
    IT = "it"
    """A form of "it"."""
    THEY = "they"
    """A form of "they"."""
    THIRD_PERSON = "third-person"
    """It means somebody or something named before: "he", "its", "them"."""
    POSSESSIVE = "possessive"
    """It says whose its noun is: "her house"."""
    ABSOLUTE = "absolute"
    """It says whose something is, and stands without a noun: "hers"."""
    NOBODY = "nobody"
    """As the subject of a reporting verb it names no speaker: "which said …"."""
    NO_CONTENT = "no-content"
    """As the object of a reporting verb it is no statement: "said so"."""

    # Auxiliaries.
    BE = "be"
    """A form of "be" in the third person, or of its participle."""
    COPULA = "copula"
    """A predicate may follow its subject: "is moss SAFE?"."""
    MODAL = "modal"
    """ "can", "must"."""
    FUTURE = "future"
    """What follows is yet to come, or may never: "will", "might"."""
    ASKS = "asks"
    """It may begin a question: "did", "should"."""

    # Prepositions.
    OPENS_FRAGMENT = "opens-fragment"
    """It may begin a question that is no sentence: "since May?"."""
    OPENS_FILLER = "opens-filler"
    """The model of query resolution may put it before words that a follow-up leaves out."""
    TOPIC = "topic"
    """What is said may follow it behind a reporting verb: "warned OF floods"."""

    # Words of several classes.
    NEGATION = "negation"
    """It denies: "not", "without", "nobody"."""
    BETWEEN = "between"
    """It may stand between a determiner and its noun: "the MOST trains"."""
    NO_NAME = "no-name"
    """With a capital at the beginning of a question it is no name: "According to …"."""
    CONTRACTION = "contraction"
    """It is short for the words in the third column of the list: "can't", "'ll"."""
    REPLY = "reply"
    """A reply may have it beside the choice that it names: "the one in Minsk"."""


@cache
def function_words(*functions: Function) -> frozenset[str]:
    """The words with any of these functions, in lower case.

    A word with an apostrophe comes with a straight one and with a curly one.
    """
    found: set[str] = set()
    for function in functions:
        found.update(lexicon.words("function_words", function))
    return frozenset(found | {word.replace("'", "’") for word in found})


@cache
def contractions() -> Mapping[str, str]:
    """Each contraction with the words that it is short for: "can't" with "can not"."""
    found = lexicon.words("function_words", Function.CONTRACTION)
    rows = (row for row in lexicon.rows("function_words") if row[0] in found)
    return MappingProxyType({word: full for word, _, full in rows})


@cache
def function_word_pattern(*functions: Function) -> str:
    """A regular expression that matches any of these words, the longest that fits."""
    return lexicon.any_of(function_words(*functions))
