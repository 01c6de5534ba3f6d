"""Parts of speech of the words of a question, by lists of words and word order.

No parser is loaded.

Words are read from left to right. Function words and verbs are listed; any other word is a noun
unless a rule of the tables below says otherwise. The first rule that holds decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from types import MappingProxyType

from index.language import lexicon
from index.language.function_words import Function, function_words
from index.language.stems import stem


class PartOfSpeech(Enum):
    """What a word does in a question."""

    DETERMINER = auto()
    PREPOSITION = auto()
    AUXILIARY = auto()
    QUESTION_WORD = auto()
    PRONOUN = auto()
    PARTICLE = auto()
    """A conjunction, an adverb, a predicate: it belongs to no noun phrase."""
    VERB = auto()
    NOUN = auto()
    """Anything else: nouns, names, and the adjectives before them."""


_CLASSES = (
    (Function.DETERMINER, PartOfSpeech.DETERMINER),
    (Function.PREPOSITION, PartOfSpeech.PREPOSITION),
    (Function.AUXILIARY, PartOfSpeech.AUXILIARY),
    (Function.QUESTION, PartOfSpeech.QUESTION_WORD),
    (Function.PRONOUN, PartOfSpeech.PRONOUN),
    (Function.PARTICLE, PartOfSpeech.PARTICLE),
)
_CONTRACTED_BE = re.compile(r"['’](?:m|s|re)$")
_NOUN_ENDING = re.compile(
    r"""
    (?: ions? | ings? | ments?      # decisions, building, payments
      | [ae]nces?                   # entrance, differences
      | ers? | ors?                 # builders, actor
      | als? | it(?:y|ies)          # arrivals, ability
      | able | ives? | ful          # available, detectives, helpful
      | ants? | ents?               # servants, student
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PREDICATE_ENDING = re.compile(
    r"""
    (?: \w{3,} (?: ed | able | ible | ful | ous | less | ive )     # closed, visible, useless
      | \w+ ['’]t                                                  # ain't
    )$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_POSSESSIVE = re.compile(r"\w['’]s?$")
_LONG_ADVERB = 5
"""Letters of the shortest word in "ly" that is taken for an adverb."""


def parts_of_speech(words: Sequence[str], pauses: Sequence[bool]) -> list[PartOfSpeech]:
    """The part of speech of each word; `pauses` says for each whether punctuation follows it."""
    return list(_read(words, pauses))


def _read(words: Sequence[str], pauses: Sequence[bool]) -> Iterator[PartOfSpeech]:
    clause = _Clause()
    previous = PartOfSpeech.PARTICLE
    for number, text in enumerate(words):
        part = _listed(text, is_first=number == 0)
        is_name = number > 0 and text[:1].isupper()
        if part is PartOfSpeech.NOUN and not is_name:
            word = _Word(words, number, pauses[number], previous, clause)
            part = _decide(word)
        clause.add(text, part)
        yield part
        previous = part


# Context.


@dataclass(slots=True)
class _Clause:
    """What the words so far lead to expect."""

    expects_verb: bool = False
    """An auxiliary came without its verb: "How does glass …"."""
    expects_predicate: bool = False
    """A form of "be" came without its predicate: "Is moss …"."""
    subjects: int = 0
    """Nouns since the auxiliary or pronoun, which counts too: what the verb may be said of."""

    def add(self, text: str, part: PartOfSpeech) -> None:
        """Reads another word."""
        lower = text.lower()
        if part is PartOfSpeech.AUXILIARY:
            self.expects_predicate = lower in function_words(Function.COPULA)
            self.expects_verb = not self.expects_predicate
            self.subjects = 1 if lower in ("be", "been", "being") else 0
        elif part is PartOfSpeech.PRONOUN:
            self.expects_predicate |= _CONTRACTED_BE.search(text) is not None
            self.subjects = 1
        elif part is PartOfSpeech.NOUN:
            self.subjects += 1


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that no list has, and what stands around it."""

    words: Sequence[str]
    number: int
    is_before_pause: bool
    previous: PartOfSpeech
    clause: _Clause

    @property
    def text(self) -> str:
        return self.words[self.number]

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def root(self) -> str:
        return stem("go" if self.lower == "goes" else self.lower)

    @property
    def before(self) -> str:
        return self.words[self.number - 1].lower() if self.number else ""

    @property
    def following(self) -> str:
        is_last = self.number + 1 == len(self.words)
        return "" if is_last or self.is_before_pause else self.words[self.number + 1]

    @property
    def listed_before(self) -> PartOfSpeech | None:
        return _listed(self.words[self.number - 1]) if self.number else None

    @property
    def listed_following(self) -> PartOfSpeech | None:
        return _listed(self.following) if self.following else None


def _listed(word: str, *, is_first: bool = False) -> PartOfSpeech:
    """The part of speech that the word has by itself; a noun where no list has it."""
    lower = word.lower()
    is_abbreviation = word.isupper() and len(word) > 1
    if lower in _classes() and (is_first or not is_abbreviation):
        return _classes()[lower]
    is_adverb = lower.endswith("ly") and len(lower) >= _LONG_ADVERB
    if is_adverb and lower not in lexicon.words("nouns_in_ly"):
        return PartOfSpeech.PARTICLE
    if is_first and lower in lexicon.words("requests", "opens"):
        return PartOfSpeech.VERB
    return PartOfSpeech.NOUN


@cache
def _classes() -> Mapping[str, PartOfSpeech]:
    return MappingProxyType(
        {word: part for function, part in _CLASSES for word in function_words(function)}
    )


@cache
def _verbs() -> frozenset[str]:
    """Stems of verbs that are hardly ever nouns."""
    return frozenset(map(stem, lexicon.words("verbs")))


@cache
def _verbs_or_nouns() -> frozenset[str]:
    return frozenset(map(stem, lexicon.words("verbs_or_nouns")))


@cache
def _verbs_that_end_as_nouns() -> frozenset[str]:
    return lexicon.words("verbs", "noun-ending") | lexicon.words("verbs_or_nouns", "noun-ending")


# Verbs: each rule with an example, the word in brackets, and whether that word is a verb.


@dataclass(frozen=True, slots=True)
class _VerbRule:
    example: str
    holds: Callable[[_Word], bool]
    is_verb: bool


def _follows_determiner(word: _Word) -> bool:
    return word.previous is PartOfSpeech.DETERMINER


def _has_apostrophe(word: _Word) -> bool:
    return "'" in word.text or "’" in word.text


def _ends_as_noun(word: _Word) -> bool:
    """Whether its ending makes a noun of it; the base forms of some verbs end so too ("offer")."""
    has_ending = _NOUN_ENDING.search(word.lower) is not None and word.root != word.lower
    return has_ending and word.lower not in _verbs_that_end_as_nouns()


def _is_verb_behind_preposition(word: _Word) -> bool:
    is_behind = word.previous is PartOfSpeech.PREPOSITION and word.before != "to"
    return is_behind and _is_hardly_noun(word)


def _is_hardly_noun(word: _Word) -> bool:
    return word.root in _verbs()


def _is_no_known_verb(word: _Word) -> bool:
    return word.root not in _verbs_or_nouns()


def _precedes_verb(word: _Word) -> bool:
    return stem(word.following) in _verbs() and not word.following.endswith("ing")


def _has_subject_and_object(word: _Word) -> bool:
    is_object_next = word.listed_following in (PartOfSpeech.PRONOUN, PartOfSpeech.DETERMINER)
    return word.previous is PartOfSpeech.NOUN and is_object_next


def _agrees_with_asked_plural(word: _Word) -> bool:
    """Whether all words before it are a question word and a plural, with which it agrees."""
    is_after_asked = word.number > 1 and word.clause.subjects == word.number - 1
    is_plural = word.before.endswith("s") and not word.lower.endswith("s")
    is_between_nouns = word.previous is PartOfSpeech.NOUN and word.following != ""
    return is_after_asked and is_plural and is_between_nouns


def _is_due(word: _Word) -> bool:
    """Whether an auxiliary waits for its verb, and its subject has come."""
    has_subject = word.clause.subjects > 0 and not word.before.isdigit()
    is_after_pronoun = word.previous is PartOfSpeech.PRONOUN
    return word.clause.expects_verb and (is_after_pronoun or has_subject)


def _is_asked_of_subject(word: _Word) -> bool:
    is_asked = word.previous is PartOfSpeech.QUESTION_WORD
    has_subject = is_asked and word.before in ("who", "what", "which")
    return has_subject and word.lower.endswith(("s", "ed"))


def _follows_to(word: _Word) -> bool:
    return word.before == "to"


def _follows_subject_pronoun(word: _Word) -> bool:
    is_subject = word.before != "there" and word.before not in function_words(Function.POSSESSIVE)
    return word.previous is PartOfSpeech.PRONOUN and is_subject


_VERB_RULES = (
    _VerbRule("How do the [moves] differ?", _follows_determiner, False),
    _VerbRule("How will a school [play's] costs be paid?", _has_apostrophe, False),
    _VerbRule("How do town [meetings] end?", _ends_as_noun, False),
    _VerbRule("What is the law on [leave]?", _is_verb_behind_preposition, False),
    _VerbRule("What animals [eat] moss?", _is_hardly_noun, True),
    _VerbRule("How did Arnwick [harbour] freeze?", _is_no_known_verb, False),
    _VerbRule("How did wage [demands] become law?", _precedes_verb, False),
    _VerbRule("Which union [supports] the strike?", _has_subject_and_object, True),
    _VerbRule("Which unions [support] strikes?", _agrees_with_asked_plural, True),
    _VerbRule("How will Arnwick [fight] floods?", _is_due, True),
    _VerbRule("Who [rules] Velmar?", _is_asked_of_subject, True),
    _VerbRule("Is it safe to [climb] Kestrel Hill?", _follows_to, True),
    _VerbRule("Is the road that they [use] closed?", _follows_subject_pronoun, True),
)


def _is_verb(word: _Word) -> bool:
    return next((rule.is_verb for rule in _VERB_RULES if rule.holds(word)), False)


# Other words: each rule with an example, the word in brackets, and what that word is.


class _Expected(Enum):
    VERB = auto()
    PREDICATE = auto()


@dataclass(frozen=True, slots=True)
class _Rule:
    example: str
    holds: Callable[[_Word], bool]
    part: PartOfSpeech
    found: _Expected | None = None
    """What the clause need no longer expect."""


def _is_measure(word: _Word) -> bool:
    return word.before == "how" and word.listed_following is PartOfSpeech.AUXILIARY


def _is_last_predicate(word: _Word) -> bool:
    is_last = word.previous is PartOfSpeech.NOUN and not word.following
    return is_last and word.lower in lexicon.words("adjectives", "predicate")


def _is_gerund_of_verb(word: _Word) -> bool:
    is_before_determiner = word.listed_following is PartOfSpeech.DETERMINER
    is_joined = word.previous is PartOfSpeech.VERB or is_before_determiner
    return is_joined and word.text.endswith("ing") and _is_hardly_noun(word)


def _is_progressive(word: _Word) -> bool:
    if word.listed_before is not PartOfSpeech.AUXILIARY or word.number < 2:
        return False
    subject = _listed(word.words[word.number - 2])
    has_subject = subject in (PartOfSpeech.NOUN, PartOfSpeech.PRONOUN)
    is_after_be = word.before in function_words(Function.COPULA)
    return has_subject and is_after_be and word.text.endswith("ing")


def _is_gerund_with_object(word: _Word) -> bool:
    is_before_noun = word.listed_following is PartOfSpeech.NOUN
    is_between = word.listed_before is PartOfSpeech.PREPOSITION and is_before_noun
    return is_between and word.text.endswith("ing") and _is_hardly_noun(word)


def _is_predicate(word: _Word) -> bool:
    """Whether it is said of the subject: "safe" of "Is moss safe in winter?"."""
    if not word.clause.expects_predicate or word.listed_following is PartOfSpeech.NOUN:
        return False
    is_after_pronoun = word.previous is PartOfSpeech.PRONOUN
    if is_after_pronoun and word.lower.endswith(("ic", "al", "ant", "ent")):
        return True
    is_comparative = word.lower.endswith("er") and word.following == "than"
    if is_comparative or word.lower in lexicon.words("adjectives", "predicate"):
        return True
    has_ending = _PREDICATE_ENDING.match(word.text) and not _POSSESSIVE.search(word.text)
    return word.clause.subjects > 0 and bool(has_ending)


def _is_last_verb(word: _Word) -> bool:
    is_last = word.listed_following in (None, PartOfSpeech.PREPOSITION)
    is_behind_subject = word.clause.expects_verb and word.previous is PartOfSpeech.NOUN
    return is_last and is_behind_subject and not word.text.endswith("s")


_RULES = (
    _Rule("Which unions [support] strikes?", _is_verb, PartOfSpeech.VERB, _Expected.VERB),
    _Rule("How [old] is the bridge?", _is_measure, PartOfSpeech.PARTICLE),
    _Rule("What makes moss [important]?", _is_last_predicate, PartOfSpeech.PARTICLE),
    _Rule("What keeps [growing]?", _is_gerund_of_verb, PartOfSpeech.VERB),
    _Rule("Is it true that moss is [burning] in Velmar?", _is_progressive, PartOfSpeech.VERB),
    _Rule("What is the risk of [eating] moss?", _is_gerund_with_object, PartOfSpeech.VERB),
    _Rule("Is moss [safe] in winter?", _is_predicate, PartOfSpeech.PARTICLE, _Expected.PREDICATE),
    _Rule("How do moths [breathe]?", _is_last_verb, PartOfSpeech.VERB, _Expected.VERB),
)


def _decide(word: _Word) -> PartOfSpeech:
    """The part of speech by the first rule that holds, and what that means for its clause."""
    rule = next((rule for rule in _RULES if rule.holds(word)), None)
    if rule is None:
        return PartOfSpeech.NOUN
    if rule.found is _Expected.VERB:
        word.clause.expects_verb = False
    elif rule.found is _Expected.PREDICATE:
        word.clause.expects_predicate = False
    return rule.part
