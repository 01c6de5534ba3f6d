"""English verbs: the forms of a verb, and the reporting verbs by what they are used for."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from index.language.lexicon import table, words


class Use(StrEnum):
    """What a reporting verb is used for: the tags of reporting_verbs.txt."""

    STATEMENT = "statement"
    """Its subject makes a statement: "Colley denied that the wall leaks"."""
    NEEDS_CLAUSE = "clause"
    """Only with a clause is that a statement: "claimed that …", not "claimed the title"."""
    NEEDS_QUOTATION = "quotation"
    """It is one only with a quotation or a clause: "ruled that the wall stays", not "ruled"."""
    HAS_LISTENER = "listener"
    """Its object is who listens: "told reporters that …"."""
    HAS_TOPIC = "topic"
    """What is said stands behind "of", "about" or "against": "spoke of a flood"."""
    DEED = "deed"
    """It is speech only before "of", "about" or "against", else a deed: "spoke for an hour"."""
    SILENCE = "silence"
    """Denied, it reports that nothing was said: "did not comment"."""
    REFUSAL = "refusal"
    """Before another reporting verb, it reports that nothing was said: "declined to comment"."""
    DISPUTED = "disputed"
    """Its content may not have been said: "denied saying", "claims that Colley said"."""
    ASK = "ask"
    """It asks for a statement: "what did Colley VERB?"."""
    EMPTY = "empty"
    """In a question it tells nothing of the topic: "what did Colley say about the wall?"."""
    CONVERSATION = "conversation"
    """Asked with "when" or "how long", it is what people did: "when did they talk?"."""
    PERSON = "person"
    """Only people do it, so that its subject is no "it"."""
    ACT = "act"
    """"Who VERBed" asks rather for who did something: "who wrote the book?"."""
    PLAIN = "plain"
    """In a claim it may replace any verb of saying."""
    ALIKE = "alike"
    """Claim and source may differ in it: "said" for "announced"."""
    DATED = "dated"
    """A day behind it is the day of speaking: "said on Monday"."""
    WISH = "wish"
    """What is its object is not there yet: "wants a bridge"."""
    WISH_TO = "wish-to"
    """Likewise, but only before another verb: "tries to build"."""


def verbs(use: Use) -> frozenset[str]:
    """The base forms of the reporting verbs with this use."""
    return words("reporting_verbs", use)


def verb_of(word: str) -> str:
    """The reporting verb that a word is a form of ("say" for "Said"), or an empty string."""
    return base_forms(Use.STATEMENT).get(word.lower(), "")


def past_tenses(use: Use) -> frozenset[str]:
    """Their past tenses, without the participles of strong verbs: "said", "wrote"."""
    return frozenset(past_forms(verb)[0] for verb in verbs(use))


@cache
def base_forms(use: Use) -> dict[str, str]:
    """Each form of the reporting verbs with this use, to its base form."""
    return {form: verb for verb in sorted(verbs(use)) for form in forms(verb)}


def forms(verb: str) -> tuple[str, ...]:
    """The forms of a verb, base form first: "say says said saying"."""
    return verb, _third_person(verb), *past_forms(verb), _present_participle(verb)


def past_forms(verb: str) -> tuple[str, ...]:
    """The past tense of a verb, then its participle where that differs: ("wrote", "written")."""
    pasts = tuple(form for form in _irregular_forms(verb) if not form.endswith("ing"))
    return pasts or (_regular_past(verb),)


def _irregular_forms(verb: str) -> list[str]:
    return table("irregular_forms").get(verb, "").split()


def _third_person(verb: str) -> str:
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if re.search(r"(?:s|sh|ch|x|z|o)$", verb) else f"{verb}s"


def _regular_past(verb: str) -> str:
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    return f"{verb.removesuffix('e')}ed"


def _present_participle(verb: str) -> str:
    for form in _irregular_forms(verb):
        if form.endswith("ing"):
            return form
    is_mute = verb.endswith("e") and not verb.endswith("ee")
    return f"{verb[:-1] if is_mute else verb}ing"
