"""A sentence's words as they are held against a source: names, numbers, dates, negations, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache

from index.language import countries
from index.language.lexicon.calendar import months, weekdays
from index.language.lexicon.numbers import number_words
from index.language.offices import title_words
from index.language.phrase_edges import without_possessive
from index.language.stopwords import stopwords
from index.language.terms import name_key, stem
from index.models.word_similarity import rarity

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)*(?:st|nd|rd|th|s)?(?![^\W_])|\d+(?:[.,]\d+)*|[^\W\d_][^\W_]*(?:['’][^\W\d_]+)*"
)
_NOT = re.compile(r"n['’]t$|not$", re.IGNORECASE)
_CONTRACTED = frozenset(("n't", "n’t", "cannot"))
_MAX_ORDINAL = 10
"""The highest rank that counts as a number: "tenth"."""
NEGATIONS = frozenset("not no never without neither nor none nobody nothing nowhere".split())
MODALS = frozenset("may might could would will shall should must can".split())
_BREAK = re.compile(r"[,;:()\"“”«»–—]|\s-\s|\.\s")


class TokenKind(Enum):
    """What a word does in a sentence."""

    NAME = auto()
    NUMBER = auto()
    DATE = auto()
    NEGATION = auto()
    MODAL = auto()
    CONTENT = auto()
    FUNCTION = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word: what it compares by, how it is written, and where it stands."""

    key: str
    """Its stem; of a number "#" and its value, of a weekday or month "@" and its name, of a negation "not"."""
    text: str
    start: int
    end: int
    kind: TokenKind
    weight: float
    """How much it tells: how rare it is in English, from 0 to 1; 0 of function words."""
    follows_pause: bool
    """Whether a pause stands before it: it begins a sentence, or follows a comma or a quotation mark."""
    starts_sentence: bool
    """Whether it would have a capital anyway: it begins a sentence, a quotation, or what follows a colon."""
    sound: str = ""
    """Of a name, how it sounds (see `terms.name_key`)."""
    country: str | None = None
    """The country that it names, by whatever name."""

    @property
    def is_meaningful(self) -> bool:
        """Whether it carries meaning by itself."""
        return self.kind in _MEANINGFUL


_MEANINGFUL = frozenset((TokenKind.NAME, TokenKind.NUMBER, TokenKind.DATE, TokenKind.CONTENT))


def tokens(text: str, common: frozenset[str] = frozenset()) -> tuple[Token, ...]:
    """The words of a text in order. `common` are words, folded, that a capital at a beginning does not make a name."""
    plain = tokenised(text)
    mentions = countries.find(plain)
    found: list[Token] = []
    end = -1
    for word, start in _words(plain):
        opens = end < 0 or bool(_BREAK.search(plain[end:start] + " "))
        begins = end < 0 or bool(re.search(r"[.!?:“\"«‘]", plain[end:start]))
        token = _token(word, start, opens, begins, begins and word.casefold() in common)
        country = next((m.country for m in mentions if m.start <= start < m.end), None)
        found.append(replace(token, country=country) if country else token)
        end = start + len(word)
    return tuple(_numbers(found))


def tokenised(text: str) -> str:
    """The text with the marks of tokenised text as they are usually written, character for character in place."""
    return text.replace("``", "“ ").replace("''", "” ")


def _words(text: str) -> Iterator[tuple[str, int]]:
    """The words with their places; "didn't" comes as "did" and "n't", "she's" as "she"."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        negated = _NOT.search(word)
        if negated and (negated.group().lower() != "not" or word.lower() == "cannot"):
            if negated.start():
                yield word[: negated.start()], start
            yield word[negated.start() :], start + negated.start()
        elif (bare := without_possessive(word)) and not (
            word.lower() == "s" and text[start - 1 : start] in "'’"
        ):
            yield bare, start


def _token(word: str, start: int, opens: bool, begins: bool, is_plain: bool) -> Token:
    folded = word.casefold()
    key, kind, sound, weight = stem(word), TokenKind.CONTENT, "", 0.0
    if word[0].isdecimal():
        key, kind = f"#{_value(word):g}", TokenKind.NUMBER
    elif folded in (counts := number_words("small", "tens")):
        key, kind = f"#{counts[folded]}", TokenKind.NUMBER
    elif folded in (ranks := _ordinals()) and folded != "second":
        key, kind = f"#{ranks[folded]}", TokenKind.NUMBER
    elif (
        folded in _calendar()
        and word[0].isupper()
        and not (is_plain and folded in ("may", "march"))
    ):
        key, kind = _calendar()[folded], TokenKind.DATE
    elif folded in NEGATIONS or _NOT.fullmatch(folded):
        key, kind = (
            ("not" if _NOT.fullmatch(folded) or folded == "never" else key),
            TokenKind.NEGATION,
        )
    elif folded in MODALS:
        key, kind = folded, TokenKind.MODAL
    elif key in stopwords() and not (word.isupper() and len(word) > 1):
        kind = TokenKind.FUNCTION
    elif word[0].isupper() and not is_plain and folded not in title_words():
        kind, sound = TokenKind.NAME, name_key(word)
    if kind in (TokenKind.NUMBER, TokenKind.DATE):
        weight = 0.7
    elif kind in _MEANINGFUL:
        weight = rarity(word)
    return Token(key, word, start, start + len(word), kind, weight, opens, begins, sound)


@cache
def _calendar() -> dict[str, str]:
    """Each day of the week and month, and its first three letters, with the key of its token."""
    names = (*weekdays(), *months())
    keys = {name: f"@{name}" for name in names}
    return keys | {name[:3]: f"@{name}" for name in names if name != "may"}


@cache
def _ordinals() -> dict[str, int]:
    ranks = number_words("ordinal").items()
    return {word: rank for word, rank in ranks if rank <= _MAX_ORDINAL}


def _value(digits: str) -> float:
    plain = re.sub(r"[a-z]+$", "", digits)
    plain = re.sub(r",(?=\d{3}(?!\d))", "", plain)
    try:
        return float(plain)
    except ValueError:  # a date, or a version: "1.2.3"
        return float(re.sub(r"[^0-9]", "", plain) or 0)


def _numbers(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens with numbers of several words made one: "3.6 million", "twenty-one", "two hundred"."""
    small, tens, scales = number_words("small"), number_words("tens"), number_words("scale")
    position = 0
    while position < len(found):
        token = found[position]
        position += 1
        if token.kind is not TokenKind.NUMBER or token.text.casefold() in _ordinals():
            yield token
            continue
        value, end, written = float(token.key[1:]), token.end, [token.text]
        while position < len(found) and found[position].start - end <= 1:
            following = found[position].text.casefold()
            if following in scales:
                value *= scales[following]
            elif (
                following in small
                and token.text.casefold() in tens
                and value < 100
                and value % 10 == 0
            ):
                value += small[following]
            else:
                break
            end = found[position].end
            written.append(found[position].text)
            position += 1
        yield replace(token, key=f"#{value:.10g}", text=" ".join(written), end=end)
