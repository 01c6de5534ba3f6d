"""Text to terms: the stems that questions and sentences are compared by."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from index import countries

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[.,]\d+)*(?:[-'’‑][^\W_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_STEMMING = threading.Lock()
"""A stemmer keeps the word that it is at: two threads would cut each other's."""
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text: its stem, and where it stands."""

    stem: str
    word: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        """Whether it is written as names are."""
        return self.word[:1].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.word[:1].isdigit()


def terms(text: str) -> Iterator[Term]:
    """The words of a text in order. A hyphenated word comes whole ("ceasefire" for "cease-fire") and in parts."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        word = _POSSESSIVE.sub("", word)
        yield Term(stem(word), word, start, start + len(word))
        parts = re.split(r"[-‑]", word)
        if len(parts) > 1:
            for part in parts:
                if len(part) > 1:
                    offset = start + word.index(part)
                    yield Term(stem(part), part, offset, offset + len(part))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a word: case and accents folded, hyphens dropped, endings cut; numbers as plain digits."""
    if word[:1].isdigit():
        return re.sub(r"(?<=\d),(?=\d{3})", "", word).casefold()
    folded = re.sub(r"[-‑'’.]", "", fold(word))
    language = "russian" if _CYRILLIC.search(folded) else "english"
    with _STEMMING:
        return str(_stemmer(language).stemWord(_irregular().get(folded, folded)))


def fold(word: str) -> str:
    """Case and accents folded."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c) or c == "\u0306"
    )


def search_terms(text: str) -> list[str]:
    """What the word index holds of a text: stems, names as they sound (~sergei) and countries (=Ukraine)."""
    found = list(terms(text))
    names = [f"~{name_key(term.word)}" for term in found if term.is_capital and not term.is_number]
    places = [f"={mention.country.replace(' ', '_')}" for mention in countries.find(text)]
    return [*(term.stem for term in found), *names, *places]


@cache
def _irregular() -> dict[str, str]:
    """Irregular forms of English verbs and nouns, by form."""
    pairs = (line.split() for line in _IRREGULAR.strip().splitlines())
    return {form: base for base, *forms in pairs for form in forms}


_IRREGULAR = """
become became
begin began begun
break broke broken
bring brought
build built
buy bought
catch caught
child children
choose chose chosen
come came
deal dealt
die dying
draw drew drawn
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
feel felt
fight fought
find found
flee fled
fly flew flown
forbid forbade forbidden
forget forgot forgotten
give gave given
go went gone
grow grew grown
hear heard
hide hid hidden
hold held
keep kept
know knew known
lay laid
lead led
lend lent
lie lying
lose lost
make made
man men
meet met
overcome overcame
pay paid
ride rode ridden
rise rose risen
run ran
say said
see saw seen
seek sought
sell sold
send sent
shake shook shaken
shoot shot
sing sang sung
sink sank sunk
sit sat
sleep slept
speak spoke spoken
spend spent
stand stood
steal stole stolen
strike struck
swear swore sworn
swim swam swum
take took taken
teach taught
tell told
think thought
throw threw thrown
understand understood
wear wore worn
win won
withdraw withdrew withdrawn
woman women
write wrote written
"""


@cache
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(language)


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """A name's last word as it sounds, so that spellings meet: Sergey and Sergei, Zelensky and Zelenskyy."""
    words = re.findall(r"[^\W\d_]+", fold(_POSSESSIVE.sub("", name)))
    if not words:
        return ""
    key: str = words[-1]
    for written, sounded in _SOUNDS:
        key = re.sub(written, sounded, key)
    return key


_SOUNDS = (
    (r"[jy]+", "i"),
    (r"kh", "h"),
    (r"ck", "k"),
    (r"ph", "f"),
    (r"w", "v"),
    (r"(?:ii|ij|iy|i)+$", "i"),
    (r"(.)\1+", r"\1"),
    (r"^ie", "e"),
    (r"(?<=[^aeiou])ie", "e"),
)
