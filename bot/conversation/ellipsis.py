"""Ellipsis: what a question leaves out because it was just mentioned ("What are the symptoms?")."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import zip_longest

from bot.conversation.fragments import is_said
from bot.conversation.salience import is_known
from bot.language.noun_phrases import NounPhrase, noun_phrases
from bot.language.pronouns import is_possessive
from bot.language.question_words import auxiliary_pattern, question_word_pattern
from bot.language.relational_nouns import (
    is_generic,
    is_plural,
    is_relational,
    relational_stems,
    singular,
)
from bot.types.answer import Turn
from index.language import lexicon
from index.language.function_words import Function, function_words
from index.language.phrase_edges import without_article
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.language.terms import terms

_SUPERLATIVE = re.compile(
    r"""
    \b (?: the\ (?: (?:most|least)\ \w+                            # the most important
                  | first | last | second | third | other          # the first
                  | \w{2,}est | best | worst                       # the oldest
                )
         | \w{3,}est                                               # oldest
       ) $
    """,
    re.IGNORECASE | re.VERBOSE,
)
_RANK = re.compile(
    r"""
    ^ (?:the\ )?
    (?: most\ \w+                                     # the most famous [bridge]
      | \w{2,}est                                     # the oldest [bridge]
      | first | last | second | third | best | worst  # the first [bridge]
    ) \ (?=\w)
    """,
    re.VERBOSE,
)
"""What picks one out of a kind."""
_LACKING_VERB = re.compile(
    r"""
    \b (?P<verb> compare | differ | help       # how do they compare
               | different | similar ) (?= \W* $ )    # is it different
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PREPOSITION_OF = {
    "compare": "to",
    "differ": "from",
    "help": "with",
    "different": "from",
    "similar": "to",
}
_THERE_TO_DO = re.compile(
    r"""
    ^\W* what\ (?: is | are | was | were )\ there\ to\ \w+     # what is there to see
    """,
    re.IGNORECASE | re.VERBOSE,
)
_EXISTS = re.compile(r"^\W*(?:are|is|was|were) there\b", re.IGNORECASE)
_WHAT_IS = re.compile(
    r"""
    ^\W* (?:what|who|which|where|when|how) (?:\s+\w+)?    # what; which one
    \s+ (?:is|are|was|were) \s+
    (?: some\ of\ the | the | some | other | any )? \s*   # are some of the
    (?:most\s+)? $                                        # are the most
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WHO = re.compile(r"\W*who\b", re.IGNORECASE)
_WHERE = frozenset(("in", "on", "at", "from"))
_SOME_OF_THE = re.compile(
    r"""
    \b (?: some | most | all | one | any )\ of\ the \s+    # some of the
    (?: \w+\s+ )? $                                       # most of the old
    """,
    re.VERBOSE,
)


@cache
def clause_start() -> re.Pattern[str]:
    """Matches where another clause begins: a comma, "and who", "because"."""
    either = f"(?:{question_word_pattern()}|{auxiliary_pattern()}|it|its|they|their)"
    return re.compile(
        rf"""
        [,;]                                                        # …, and
        | \b (?:and|but|or) \s+ (?= {either} \b )                   # and how is it
        | \b (?:if|when|because|who|that|which|where|while) \b      # because
        """,
        re.IGNORECASE | re.VERBOSE,
    )


# "The experiment" for "the Harrow Experiment".


def with_full_names(question: str, history: Sequence[Turn]) -> str:
    """The question with "the experiment" as it was named before: "the Harrow Experiment"."""
    earlier = [
        (turn.standalone_question, noun_phrases(turn.standalone_question))
        for turn in reversed(history)
    ]
    for phrase in reversed(noun_phrases(question)):
        if len(phrase.words) > 1 or phrase.start == 0 or is_relational(phrase):
            continue
        names = (_full_name(phrase, asked, found) for asked, found in earlier)
        if name := next(filter(None, names), None):
            question = question[: phrase.start] + name + question[phrase.end :]
    return question


def _full_name(phrase: NounPhrase, asked: str, found: Sequence[NounPhrase]) -> str | None:
    """The longer name that an earlier question has for a phrase of one word."""
    for known in found:
        if known.possessor or len(known.words) < 2:
            continue
        if stem(known.head) == stem(phrase.head):
            is_pointing = phrase.determiner in function_words(Function.POINTING)
            if is_pointing and known.is_plural == phrase.is_plural:
                return without_article(_with_joined(known, asked, found))
            if phrase.is_plural and phrase.before == "of" and not phrase.determiner:
                return f"{known.text[: -len(known.head)]}{phrase.text}"
        if phrase.is_name and known.is_name and known.words[0] == phrase.text:
            return known.text
    return None


def _with_joined(phrase: NounPhrase, asked: str, found: Sequence[NounPhrase]) -> str:
    """The phrase with the name that "and" joins to it: "Hale and Moor expedition"."""
    for other in found:
        is_before = other.end < phrase.start and other.is_name
        if is_before and asked[other.end : phrase.start] == " and ":
            return asked[other.start : phrase.end]
    return phrase.text


# "The symptoms" for "the symptoms of lung cancer".


def with_topic(question: str, topic: str, history: Sequence[Turn]) -> str:
    """The question with the topic where it leaves it out; as it is where it stands by itself."""
    asked = _Asked(question, _RANK.sub("", topic), history)
    for rule in _QUESTION_RULES:
        completed = rule.complete(asked)
        if completed is not None:
            return completed
    for phrase in asked.unjoined:
        for phrase_rule in _PHRASE_RULES:
            completed = phrase_rule.complete(phrase, asked)
            if completed is not None:
                return completed
    return question


@dataclass(frozen=True)
class _Asked:
    """A question that may leave out what was talked about."""

    question: str
    topic: str
    history: Sequence[Turn]

    @cached_property
    def phrases(self) -> list[NounPhrase]:
        """The noun phrases of the question."""
        return noun_phrases(self.question)

    @cached_property
    def unjoined(self) -> list[NounPhrase]:
        """The noun phrases that no "and" or "or" joins to the next."""
        pairs = zip_longest(self.phrases, self.phrases[1:])
        return [one for one, following in pairs if not _is_joined(one, following)]

    def following(self, phrase: NounPhrase) -> NounPhrase | None:
        """The next noun phrase."""
        return next((other for other in self.phrases if other.start > phrase.start), None)

    def with_behind(self, phrase: NounPhrase, words: str) -> str:
        """The question with words put behind a phrase."""
        return f"{self.question[: phrase.end]} {words}{self.question[phrase.end :]}"


def _is_joined(phrase: NounPhrase, following: NounPhrase | None) -> bool:
    if following is None or phrase.after not in ("and", "or"):
        return False
    return following.before == phrase.after


# What a question as a whole may leave out, or why it leaves out nothing.


def _besides(asked: _Asked) -> str | None:
    """Whether a question has a word of the topic, and so stands by itself.

    One that asks for others of its kind does not.
    """
    own = {term.stem for term in terms(asked.question)}
    common = own - stopwords() - relational_stems()
    if not any(term.stem in common for term in terms(asked.topic)):
        return None
    if not any(term.is_capital for term in terms(asked.topic)):
        return asked.question
    for phrase in asked.phrases:
        words = {phrase.determiner, *phrase.text.lower().split()}
        if not phrase.after and words & {"other", "similar"}:
            preposition = "to" if "similar" in phrase.text.lower() else "than"
            return asked.with_behind(phrase, f"{preposition} {asked.topic}")
    return asked.question


def _behind_verb(asked: _Asked) -> str | None:
    """Behind a verb or adjective that something must be added to: "compare TO moss fires"."""
    match = _LACKING_VERB.search(asked.question)
    if match is None or any(leaves_out(phrase, asked) for phrase in asked.phrases):
        return None
    before, after = asked.question[: match.end("verb")], asked.question[match.end("verb") :]
    return f"{before} {_PREPOSITION_OF[match['verb'].lower()]} {asked.topic}{after}"


def _to_do_there(asked: _Asked) -> str | None:
    has_name = any(phrase.is_name for phrase in asked.phrases)
    if has_name or not _THERE_TO_DO.search(asked.question):
        return None
    return f"{asked.question.rstrip(' ?')} in {asked.topic}?"


@dataclass(frozen=True, slots=True)
class _QuestionRule:
    topic: str
    example: str
    becomes: str
    complete: Callable[[_Asked], str | None]
    """The completed question, or None if the rule does not hold."""


_QUESTION_RULES = (
    _QuestionRule(
        "the Harrow Experiment",
        "Were there similar experiments?",
        "Were there similar experiments to the Harrow Experiment?",
        _besides,
    ),
    _QuestionRule(
        "moss fires",
        "How do floods compare?",
        "How do floods compare to moss fires?",
        _behind_verb,
    ),
    _QuestionRule(
        "Arnwick", "What is there to see?", "What is there to see in Arnwick?", _to_do_there
    ),
)


# What a phrase may leave out.


def _named(phrase: NounPhrase, asked: _Asked) -> str | None:
    """A question with a name stands by itself, unless that is but a place."""
    is_other = phrase.is_name and phrase.start > 0 and phrase.before not in _WHERE
    return asked.question if is_other else None


def _superlative_of_kind(phrase: NounPhrase, asked: _Asked) -> str | None:
    """A superlative is of the kind that was talked about."""
    one = singular(asked.topic)
    has_kind = is_plural(asked.topic) and one != asked.topic
    if not has_kind or not _is_superlative(phrase, asked):
        return None
    return asked.with_behind(phrase, without_article(one))


def _of_topic(phrase: NounPhrase, asked: _Asked) -> str | None:
    return asked.with_behind(phrase, f"of {asked.topic}") if leaves_out(phrase, asked) else None


def _within_topic(phrase: NounPhrase, asked: _Asked) -> str | None:
    """The role of something, or new types of it, are meant within the topic."""
    other = asked.following(phrase)
    if other is None or other.after not in ("", "on") or phrase.after != "of":
        return None
    head = stem(phrase.head)
    is_sort = head in relational_stems("sort") and other.is_plural and not other.is_name
    is_new_sort = is_sort and not is_known(other.head, asked.history)
    if not is_new_sort and head not in relational_stems("part"):
        return None
    return asked.with_behind(other, f"in {asked.topic}")


def _part_of_topic(phrase: NounPhrase, asked: _Asked) -> str | None:
    """ "The tickets" that nobody talked about are those of the topic."""
    is_one_word = " " not in phrase.text and phrase.text.islower()
    if phrase.determiner != "the" or not is_one_word or is_known(phrase.text, asked.history):
        return None
    is_subject = phrase.before in function_words(Function.ASKS) or phrase.before == "makes"
    is_alone = len(asked.phrases) == 1 and not clause_start().search(asked.question, 1)
    last = asked.history[-1].standalone_question
    is_of_people = is_said(last) or _WHO.match(last)
    if not is_subject or not is_alone or is_of_people:
        return None
    return asked.with_behind(phrase, f"of {asked.topic}")


@dataclass(frozen=True, slots=True)
class _PhraseRule:
    topic: str
    example: str
    becomes: str
    complete: Callable[[NounPhrase, _Asked], str | None]


_PHRASE_RULES = (
    _PhraseRule(
        "moss fires", "Did Velmar know the effects?", "Did Velmar know the effects?", _named
    ),
    _PhraseRule(
        "moths",
        "What is the oldest in Europe?",
        "What is the oldest moth in Europe?",
        _superlative_of_kind,
    ),
    _PhraseRule(
        "moss fires", "What are the symptoms?", "What are the symptoms of moss fires?", _of_topic
    ),
    _PhraseRule(
        "the mill strike",
        "What was the role of women?",
        "What was the role of women in the mill strike?",
        _within_topic,
    ),
    _PhraseRule(
        "the festival",
        "How are the tickets sold?",
        "How are the tickets of the festival sold?",
        _part_of_topic,
    ),
)


# Whether a phrase lacks what it is of: the first rule that holds decides.


def leaves_out(phrase: NounPhrase, asked: _Asked) -> bool:
    """Whether a phrase lacks what it is of: "the symptoms", and not "the symptoms of flu"."""
    return next((rule.lacks for rule in _LACK_RULES if rule.holds(phrase, asked)), False)


def _has_possessor(phrase: NounPhrase, _: _Asked) -> bool:
    return bool(phrase.possessor)


def _has_complement(phrase: NounPhrase, _: _Asked) -> bool:
    """Whether "of" or another preposition adds to it; "for" may say for whom it is as well."""
    if phrase.after not in function_words(Function.COMPLEMENT) or phrase.after in ("on", "in"):
        return False
    is_two_sided = stem(phrase.head) in relational_stems("two-sided")
    return phrase.after != "for" or not is_two_sided


def _is_complement(phrase: NounPhrase, asked: _Asked) -> bool:
    is_some = _SOME_OF_THE.search(asked.question[: phrase.start])
    return phrase.before in ("of", "for") and not is_some


def _has_possessive(phrase: NounPhrase, _: _Asked) -> bool:
    return is_possessive(phrase.before)


def _is_introduced(phrase: NounPhrase, _: _Asked) -> bool:
    return phrase.determiner in ("a", "an") and phrase.after != ""


def _is_asked_of_another(phrase: NounPhrase, asked: _Asked) -> bool:
    others = (other for other in asked.phrases if other.start > phrase.end)
    has_other = any(other.before not in ("for", "in") for other in others)
    return has_other and phrase.before in ("what", "which")


def _is_side(phrase: NounPhrase, _: _Asked) -> bool:
    return is_relational(phrase) and not is_generic(phrase)


def _is_superlative(phrase: NounPhrase, _: _Asked) -> bool:
    return _SUPERLATIVE.search(f"{phrase.determiner} {phrase.text}") is not None


def _is_new_or_named(phrase: NounPhrase, _: _Asked) -> bool:
    has_capital = any(word[:1].isupper() for word in phrase.words)
    return has_capital or phrase.determiner in ("a", "an")


def _is_known_thing(phrase: NounPhrase, asked: _Asked) -> bool:
    is_one = phrase.determiner == "the" and " " not in phrase.text
    return is_one and is_known(phrase.text, asked.history)


def _exists_somewhere(phrase: NounPhrase, asked: _Asked) -> bool:
    is_alone = phrase == asked.phrases[0] and not phrase.after
    return _exists(phrase, asked) and not is_alone


def _exists(_: NounPhrase, asked: _Asked) -> bool:
    return _EXISTS.match(asked.question) is not None


def _is_choice(phrase: NounPhrase, asked: _Asked) -> bool:
    is_chosen = phrase.determiner in ("the", "some", "other", "any")
    is_judged = phrase.words[0].lower() in lexicon.words("adjectives", "choice")
    is_asked = _WHAT_IS.match(asked.question[: phrase.start])
    return bool(is_asked) and (is_chosen or is_judged) and not phrase.after


@dataclass(frozen=True, slots=True)
class _LackRule:
    example: str
    """A question behind "Tell me about the bridge.", the phrase in brackets."""
    holds: Callable[[NounPhrase, _Asked], bool]
    lacks: bool


_LACK_RULES = (
    _LackRule("What are [lung cancer's symptoms]?", _has_possessor, False),
    _LackRule("What are the [symptoms] of flu?", _has_complement, False),
    _LackRule("What is the name of the [owner]?", _is_complement, False),
    _LackRule("What are their [effects]?", _has_possessive, False),
    _LackRule("Is there a [reason] why moss burns?", _is_introduced, False),
    _LackRule("What [effects] do floods have?", _is_asked_of_another, False),
    _LackRule("When do [symptoms] appear?", _is_side, True),
    _LackRule("Which was the [oldest] in Europe?", _is_superlative, True),
    _LackRule("Is there a [ferry]?", _is_new_or_named, False),
    _LackRule("Where is the [bridge]?", _is_known_thing, False),
    _LackRule("Are there [trains] on Sundays?", _exists_somewhere, False),
    _LackRule("Are there any [trains]?", _exists, True),
    _LackRule("What are the [main roads]?", _is_choice, True),
)
