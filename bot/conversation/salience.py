"""What a conversation is about: the things that its questions have named, by how present they still are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.conversation.fragments import FORMS, OPENING, PREPOSITION, is_replacing, is_said
from bot.language.names import NAME, is_place, names_in, people_in, places_in
from bot.language.noun_phrases import Phrase, phrases
from bot.language.pronouns import PERSONAL, PLURAL
from bot.language.relational_nouns import (
    is_generic,
    is_many,
    is_relational,
    owner,
    plural,
    singular,
)
from bot.types.answer import Turn
from index.language import dates
from index.language.stopwords import stopwords
from index.language.terms import stem, terms
from index.language.verbs import Use, stems

_DOES = r"do|does|did|has|have|had|can|could|will|would|should|may|might"
_INTRODUCED, _MAIN, _MENTIONED, _ASIDE = 2.4, 2.0, 0.8, 0.3
"""How present a question makes what it asks to be told about, what it is about, what else it names, and mere sides of something."""
_FADING = 0.6
"""What is left of that a turn later."""
_DISAGREEING = 0.6
"""How much less likely "it" is many, and "they" one."""
_INTRODUCING = re.compile(
    r"^\W*(?:(?:please )?(?:tell|describe|explain)\b(?: \w+ (?:more )?about)?|(?:what|who)(?:['’]s| is| are| was| were)) (?:(?:the|an?) )?(?:[\w-]+ ?){1,4}[?.!]*$",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:in common|differ|different|differences?|compare|compared|between|related|similar|same|versus)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"(?<!^)\b{NAME}(?:(?:, {NAME})*,? and {NAME})")
_WHO_IS = re.compile(rf"\W*(?i:who (?:is|was)) {NAME}\W*$")


def about_somebody(history: Sequence[Turn]) -> str:
    """The question that a name is put into: the last, unless only one before it asked what somebody said."""
    last = history[-1].standalone_question
    if any(
        not is_place(name.group()) for name in names_in(last) if name.group() not in places_in(last)
    ):
        return last
    said = (
        turn.standalone_question
        for turn in reversed(history[-4:-1])
        if is_said(turn.standalone_question)
    )
    return next(said, last)


def is_known(noun: str, history: Sequence[Turn]) -> bool:
    """Whether an earlier question has the noun."""
    return any(
        stem(noun) == term.stem for turn in history for term in terms(turn.standalone_question)
    )


def referent(
    pronoun: str, history: Sequence[Turn], taken: Sequence[str], *, is_compared: bool
) -> str | None:
    """What "it" or "they" stands for."""
    is_plural = pronoun in PLURAL
    if is_plural and (both := _several(history) or (_both(history) if is_compared else None)):
        return both
    people = {
        p
        for turn in history
        if PERSONAL.search(turn.question)
        for p in _carried(turn)
        if p[:1].isupper()
    }
    salient = {
        text: weight
        for text, weight in _salient(history, pronoun).items()
        if text not in people and text not in taken
    }
    if is_plural:
        for age, turn in enumerate(reversed(history)):
            for pair in _PAIR.finditer(turn.standalone_question):
                salient[pair.group()] = salient.get(pair.group(), 0.0) + _MAIN * _FADING**age
    for text in salient:
        if is_many(text) != is_plural and not (is_plural and text.startswith(("a ", "an "))):
            salient[text] *= _DISAGREEING
    found = max(salient, key=salient.__getitem__, default=None)
    if (
        found
        and is_plural
        and not is_many(found)
        and (one := re.fullmatch(r"(?:an? )?(?P<name>.*[a-z]+)", found))
    ):
        return (
            plural(one["name"])
            if one["name"] != found or one["name"].split()[-1].islower()
            else found
        )
    return singular(found) if found and not is_plural else found


def _both(history: Sequence[Turn]) -> str | None:
    """The two things that were talked about last, where each had a question of its own."""
    last = history[-1].standalone_question
    found = phrases(last)
    if COMPARED.search(last) and len(found) == 2 and not any(map(is_relational, found)):
        return f"{_whole(last, found[0], ())} and {_whole(last, found[1], ())}"
    mains = [
        next((text for text, weight in _about(turn, "") if weight >= _MAIN), "")
        for turn in history[-2:]
    ]
    first, *second = mains
    if (
        first
        and second
        and second[0]
        and stem(first) != stem(second[0])
        and not any(map(is_many, mains))
    ):
        return f"{first} and {second[0]}"
    return None


def _salient(history: Sequence[Turn], pronoun: str = "") -> dict[str, float]:
    """The things talked about, each with how present it is: less with every turn since."""
    salient: dict[str, float] = {}
    names: dict[tuple[str, ...], str] = {}
    for age, turn in enumerate(reversed(history)):
        for text, weight in _about(turn, pronoun):
            key = tuple(term.stem for term in terms(text) if term.stem not in stopwords())
            name = names.setdefault(key, text)
            salient[name] = salient.get(name, 0.0) + weight * _FADING**age
    return salient


def _several(history: Sequence[Turn]) -> str | None:
    """The people that the last question names together."""
    last = history[-1].standalone_question
    names = [
        m.group()
        for m in names_in(last)
        if m.group() not in places_in(last) and not is_place(m.group())
    ]
    if pair := _PAIR.search(last):
        return pair.group()
    if len(names) > 1 and re.search(r"\b(?:and|meet|met|talk|between)\b", last):
        return " and ".join(dict.fromkeys(names))
    return None


def _uses(turn: Turn, pronoun: str) -> bool:
    """Whether a question has a pronoun, in any case."""
    forms = next((forms for forms in FORMS if pronoun in forms.split("|")), pronoun)
    return bool(re.search(rf"\b(?:{forms})\b", turn.question, re.IGNORECASE))


def _carried(turn: Turn) -> list[str]:
    """What a question has from those before it, in its own words "it" or nothing."""
    asked = turn.standalone_question
    if asked == turn.question or is_replacing(turn.question):
        return []
    found = phrases(asked)
    return [
        (_mentions_head(turn, phrase) and phrase.possessor)
        or owner(phrase)
        or _whole(asked, phrase, found)
        for phrase in found
        if not _mentions(turn.question, phrase)
        and phrase.before not in ("to", "from", "with")
        and (owner(phrase) or not is_relational(phrase))
    ]


def _mentions_head(turn: Turn, phrase: Phrase) -> bool:
    return phrase.head.lower() in turn.question.lower()


def topic_of(history: Sequence[Turn]) -> str | None:
    """What the conversation is about."""
    salient = _salient(history)
    return max(salient, key=salient.__getitem__, default=None)


def _about(turn: Turn, pronoun: str) -> Iterator[tuple[str, float]]:
    """What a question is about, with weights: most what it was carried over for, or its first phrase."""
    asked = turn.standalone_question
    found = [phrase for phrase in phrases(asked) if not any(dates.find(phrase.text))]
    carried = _carried(turn)
    yield from ((text, _MAIN) for text in carried)
    if is_replacing(turn.question) and not PREPOSITION.match(OPENING.sub("", turn.question)):
        new = [
            _whole(turn.question, phrase, ())
            for phrase in phrases(turn.question)
            if not is_relational(phrase)
        ]
        yield from ((text, _MAIN) for text in new)
        carried = carried + new
    has_main = bool(carried)
    main = _INTRODUCED if _INTRODUCING.match(turn.question) else _MAIN
    for phrase in found:
        text = owner(phrase) or _whole(asked, phrase, found)
        if text in carried or (is_generic(phrase) and not owner(phrase)):
            continue
        if owner(phrase) or not (
            is_relational(phrase) or _is_aside(phrase, found[-1], pronoun) or _is_activity(phrase)
        ):
            yield text, _MENTIONED if has_main else main
            has_main = True
        else:
            yield text, _ASIDE


def _is_activity(phrase: Phrase) -> bool:
    """Whether it is but something done, "for cooking"."""
    return (
        phrase.text.endswith("ing")
        and phrase.text.islower()
        and " " not in phrase.text
        and phrase.before in ("for", "by", "from", "after")
    )


def _is_aside(phrase: Phrase, last: Phrase, pronoun: str) -> bool:
    """Whether something later in the question is rather what it is about."""
    if phrase is last or is_relational(phrase):
        return False
    if phrase.before in ("what", "which", "how") and phrase.after == "of":
        return True
    if phrase.before in ("what", "which", "how") and re.fullmatch(_DOES, phrase.after):
        return True
    is_done_to = phrase.before in ("is", "are", "was", "were")
    return (
        bool(pronoun)
        and phrase.is_name
        and not is_done_to
        and stem(phrase.after) in stems(Use.PERSON)
    )


def _mentions(question: str, phrase: Phrase) -> bool:
    return all(
        re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE) for word in phrase.words
    )


def _whole(asked: str, phrase: Phrase, found: Sequence[Phrase]) -> str:
    """The phrase with its article, and with the other that it is joined to."""
    text = re.sub(
        r"^(?:(?:important|main|other|possible|key|different|similar|typical)\s+)+(?=\S)",
        "",
        phrase.text,
    )
    start = phrase.end - len(text)
    for other in found:
        if other.start > phrase.end and re.fullmatch(
            r"\s+(?:and|or)\s+(?:the\s+|an?\s+)?", asked[phrase.end : other.start]
        ):
            text = asked[start : other.end]
    return f"{phrase.determiner} {text}" if phrase.determiner in ("the", "a", "an") else text


def last_person(history: Sequence[Turn]) -> str | None:
    """Whoever was asked about last: in the latest question that has somebody, or in its answer if it asks who."""
    for turn in reversed(history):
        asked = turn.standalone_question
        places = places_in(asked)
        names = [re.sub(r"['’]s$", "", match.group()) for match in names_in(asked)]
        people = [name for name in names if name not in places and not is_place(name)]
        speakers = {cited.speaker for cited in turn.citations}
        answering = [name for name in people_in(turn.answer) if name not in names]
        answering.sort(key=lambda name: name not in speakers)  # "the Lower Town" says nothing
        if (
            answering
            and re.match(r"\W*(?:who|which)\b", asked, re.IGNORECASE)
            and not _WHO_IS.match(asked)
        ):
            people = answering
        if found := [*people, *answering]:
            return found[0]
    return None
