"""The words of a sentence, each with its kind: name, number, date, negation and so on."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from index.language import countries
from index.language.function_words import Function, function_words
from index.language.lexicon.calendar import months, weekdays
from index.language.lexicon.numbers import number_words
from index.language.name_sounds import name_key
from index.language.offices import title_words
from index.language.phrase_edges import without_possessive
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.models.word_similarity import rarity

_WORD = re.compile(
    r"""
    (?: [^\W\d_] \. ){2,}                                     # U.S.
  | \d+ (?: [.,]\d+ )* (?: st | nd | rd | th | s )? (?! [^\W_] | [.,]\d )
                                                              # 3.6 or 3rd or 1990s
  | \d+ (?: [.,]\d+ )*                                        # the 12 of 12km
  | [^\W\d_] [^\W_]* (?: ['’] [^\W\d_]+ )*                    # harbour or didn't
    """,
    re.VERBOSE,
)
_NOT = re.compile(r"n['’]t$|not$", re.IGNORECASE)
_PAUSE = re.compile(r"[,;:()\"“”«»–—]|\s-\s|\.\s")
_SENTENCE_START = re.compile(r"[.!?:“\"«‘]")
_MAX_ORDINAL = 10
"""The highest rank that counts as a number: "tenth"."""
_NUMBER_WEIGHT = 0.7
"""Weight of numbers and dates."""


class TokenKind(Enum):
    """What a word does in a sentence."""

    NAME = auto()
    NUMBER = auto()
    DATE = auto()
    """A day of the week or a month. The numbers of a date are of the kind NUMBER."""
    NEGATION = auto()
    MODAL = auto()
    CONTENT = auto()
    FUNCTION = auto()


_MEANINGFUL = frozenset((TokenKind.NAME, TokenKind.NUMBER, TokenKind.DATE, TokenKind.CONTENT))


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, with the key that it is compared by."""

    key: str
    """The stem; "#" and the value of a number, "@" and the name of a weekday or month; or "not"."""
    text: str
    start: int
    """Where it begins, in characters of the text."""
    end: int
    kind: TokenKind
    weight: float
    """How rare it is in English, from 0 to 1. Function words weigh 0, numbers and dates 0.7."""
    follows_pause: bool
    """Whether it begins the text, or a comma, quotation mark or the like stands before it."""
    starts_sentence: bool
    """Whether it begins a sentence or quotation, or follows a colon: any word has a capital there.
    """
    sound: str = ""
    """How a name sounds (see `name_sounds.name_key`); empty for other words."""
    country: str | None = None
    """The country that it names, by any of the country's names."""

    @property
    def is_meaningful(self) -> bool:
        """Whether it is a name, number, date or content word."""
        return self.kind in _MEANINGFUL


def tokens(text: str, lowercase_words: frozenset[str] = frozenset()) -> tuple[Token, ...]:
    """The words of a text in order.

    `lowercase_words` are words, case-folded, that are known to be common words. With a capital at
    the beginning of a sentence, such a word is no name.
    """
    plain = with_curly_quotes(text)
    mentions = countries.find(plain)
    found: list[Token] = []
    end = 0
    for word, start in _words(plain):
        between = plain[end:start]
        follows_pause = not found or bool(_PAUSE.search(f"{between} "))
        starts_sentence = not found or bool(_SENTENCE_START.search(between))
        folded = word.casefold()
        is_common = starts_sentence and folded in lowercase_words
        end = start + len(word)
        kind, key = _kind_and_key(_Word(word, folded, is_common))
        token = Token(
            key=key,
            text=word,
            start=start,
            end=end,
            kind=kind,
            weight=_weight(word, kind),
            follows_pause=follows_pause,
            starts_sentence=starts_sentence,
            sound=name_key(word) if kind is TokenKind.NAME else "",
            country=next((m.country for m in mentions if m.start <= start < m.end), None),
        )
        found.append(token)
    return tuple(_with_whole_numbers(found))


def with_curly_quotes(text: str) -> str:
    """The text with the quotation marks of tokenised corpora (`` and '') as curly ones.

    Every character stays in its place.
    """
    return text.replace("``", "“ ").replace("''", "” ")


def _words(text: str) -> Iterator[tuple[str, int]]:
    """The words with their places.

    "didn't" is split into "did" and "n't". "she's" comes as "she".
    """
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        negation = _NOT.search(word)
        if negation and (negation.group().lower() != "not" or word.lower() == "cannot"):
            split = negation.start()
            if split:
                yield word[:split], start
            yield word[split:], start + split
            continue
        bare = without_possessive(word)
        is_possessive_s = word.lower() == "s" and text[start - 1 : start] in "'’"
        if bare and not is_possessive_s:
            yield bare, start


# The kind of a word. Each rule returns the key of a word of its kind, and None for another word.


class _Word(NamedTuple):
    text: str
    folded: str
    is_common: bool
    """Whether it begins a sentence and is known to be a common word."""


def _number_key(word: _Word) -> str | None:
    if word.text[0].isdecimal():
        return f"#{_value(word.text):g}"
    if (value := number_words("small", "tens").get(word.folded)) is not None:
        return f"#{value}"
    if word.folded == "second":  # more often a unit of time
        return None
    return f"#{_ordinals()[word.folded]}" if word.folded in _ordinals() else None


def _date_key(word: _Word) -> str | None:
    is_verb = word.is_common and word.folded in ("may", "march")
    return _calendar().get(word.folded) if word.text[0].isupper() and not is_verb else None


def _negation_key(word: _Word) -> str | None:
    if word.folded == "never" or _NOT.fullmatch(word.folded):
        return "not"
    return stem(word.text) if word.folded in function_words(Function.NEGATION) else None


def _modal_key(word: _Word) -> str | None:
    return word.folded if word.folded in function_words(Function.MODAL) else None


def _function_word_key(word: _Word) -> str | None:
    is_abbreviation = word.text.isupper() and len(word.text) > 1
    key = stem(word.text)
    return key if key in stopwords() and not is_abbreviation else None


def _name_key(word: _Word) -> str | None:
    is_name = word.text[0].isupper() and not word.is_common and word.folded not in title_words()
    return stem(word.text) if is_name else None


_RULES: tuple[tuple[TokenKind, Callable[[_Word], str | None]], ...] = (
    (TokenKind.NUMBER, _number_key),  # 3.6, twelve, third
    (TokenKind.DATE, _date_key),  # Monday, Sep
    (TokenKind.NEGATION, _negation_key),  # never, the n't of didn't
    (TokenKind.MODAL, _modal_key),  # must
    (TokenKind.FUNCTION, _function_word_key),  # the, but not IT
    (TokenKind.NAME, _name_key),  # Vennes, but not Mayor
)


def _kind_and_key(word: _Word) -> tuple[TokenKind, str]:
    """The kind of the first rule that fits, and the key. A word that no rule fits has content."""
    for kind, key_of in _RULES:
        key = key_of(word)
        if key is not None:
            return kind, key
    return TokenKind.CONTENT, stem(word.text)


def _weight(word: str, kind: TokenKind) -> float:
    if kind in (TokenKind.NUMBER, TokenKind.DATE):
        return _NUMBER_WEIGHT
    return rarity(word) if kind in _MEANINGFUL else 0.0


@cache
def _calendar() -> dict[str, str]:
    """The key of each day of the week and month, by its name and by its first letters."""
    names = (*weekdays(), *months())
    keys = {name: f"@{name}" for name in names}
    short = {name[:3]: f"@{name}" for name in names if name != "may"}
    return keys | short | {"sept": "@september"}


@cache
def _ordinals() -> dict[str, int]:
    ranks = number_words("ordinal").items()
    return {word: rank for word, rank in ranks if rank <= _MAX_ORDINAL}


# Numbers of several words.


def _value(digits: str) -> float:
    """The value of a number in digits, as in "3.6", "1,200" or "1990s"."""
    plain = re.sub(r"[a-z]+$", "", digits)
    plain = re.sub(r",(?=\d{3}(?!\d))", "", plain)
    try:
        return float(plain)
    except ValueError:  # a date, or a version: "1.2.3"
        return float(re.sub(r"[^0-9]", "", plain) or 0)


def _with_whole_numbers(found: Iterable[Token]) -> Iterator[Token]:
    """The tokens, with the words of one number joined: "3.6 million", "twenty-one"."""
    left = deque(found)
    while left:
        token = left.popleft()
        is_cardinal = token.kind is TokenKind.NUMBER and token.text.casefold() not in _ordinals()
        yield _whole_number(token, left) if is_cardinal else token


def _whole_number(first: Token, left: deque[Token]) -> Token:
    """The number that begins with a token. Takes the rest of its words out of `left`."""
    value, end, words = float(first.key[1:]), first.end, [first.text]
    while left and left[0].start - end <= 1:
        scales = number_words("scale") if left[0].start > end else number_words("scale", "short")
        longer = _extended(value, first.text.casefold(), left[0].text.casefold(), scales)
        if longer is None:
            break
        value, end = longer, left[0].end
        words.append(left.popleft().text)
    return replace(first, key=f"#{value:.10g}", text=" ".join(words), end=end)


def _extended(value: float, first: str, following: str, scales: Mapping[str, int]) -> float | None:
    """The value of a number with one more word; None if the word is not part of the number."""
    if scale := scales.get(following):  # 3.6 million, 3.6m
        return value * scale
    is_open = first in number_words("tens") and value < 100 and value % 10 == 0
    units = number_words("small")
    return value + units[following] if is_open and following in units else None
