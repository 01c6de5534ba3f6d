"""The noun phrases of a question, found by closed classes of words and the order of English questions: no parser is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from index.language.terms import stem


class Part(Enum):
    """What a word does in a question."""

    DETERMINER = auto()
    PREPOSITION = auto()
    AUXILIARY = auto()
    ASKING = auto()
    PRONOUN = auto()
    OTHER = auto()
    """Conjunctions, adverbs: what can stand in no noun phrase."""
    VERB = auto()
    NOUN = auto()
    """Everything else: nouns, names, and the adjectives before them."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase at `start:end` of a question, without its determiner."""

    text: str
    start: int
    end: int
    determiner: str
    """"the", "a", "any", …; empty where there is none."""
    before: str
    """The word before it, determiner aside, in lower case; empty at the start or after a comma."""
    after: str
    """The word after it, in lower case; empty at the end or before a comma."""

    @property
    def words(self) -> list[str]:
        """Its words, without the endings of possessives."""
        return [re.sub(r"['’]s?$", "", word) for word in self.text.split()]

    @property
    def head(self) -> str:
        """Its last word."""
        return self.words[-1]

    @property
    def is_name(self) -> bool:
        """Whether its last word is written as names are."""
        return self.head[:1].isupper() and not self.head.isdigit()

    @property
    def is_plural(self) -> bool:
        """Whether it is many, by its form."""
        last = self.head.lower()
        return last in _PLURALS or (
            last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 3
        )

    @property
    def possessor(self) -> str:
        """Whose it is: "lung cancer" of "lung cancer's symptoms"; empty where it is nobody's."""
        owned = re.match(r"(.+?)(?:['’]s|(?<=s)['’])\s", self.text)
        return owned[1] if owned else ""


_BETWEEN = frozenset("most more many first last next same second third few".split())
"""What may stand between a determiner and its noun."""
_PLURALS = frozenset("people men women children police mice teeth feet".split())
_PARTS: dict[str, Part] = {
    word: part
    for part, listed in (
        (Part.DETERMINER, "the a an some any no every each another this that these those other all both"),
        (Part.PREPOSITION, "of in on at to for from with without about by between among during after before since until into over under"
                           " against through around near across per as than like within despite toward towards versus vs besides outside"
                           " inside behind along throughout because regarding concerning"),
        (Part.AUXILIARY, "is are was were be been being am do does did done has have had having can could will would should may might must shall"
                         " what's who's where's how's isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't"
                         " shouldn't hasn't haven't hadn't what’s who’s where’s how’s isn’t don’t doesn’t didn’t can’t"),
        (Part.ASKING, "who whom whose what which when where why how whether"),
        (Part.PRONOUN, "i you he she it we they me him us them my your his her its our their mine yours hers ours theirs it's it’s there"
                       " he's she's they're he’s she’s they’re i'm i’m you're you’re itself himself herself themselves myself yourself one ones someone somebody anyone anybody"
                       " everyone everybody nobody something anything everything nothing"),
        (Part.OTHER, "and or but not so if then also just only even still yet ever never always often sometimes usually again more most much many few"
                     " less least very too really now today here once else first both either neither while though although instead"
                     " please ago already soon well such same together away back up down off out bad ok okay yes"),
    )
    for word in listed.split()
}  # fmt: skip
_VERBS = frozenset(
    stem(word)
    for word in """
    accept achieve add affect afford agree allow announce appear apply approve argue arrange arrive ask assume avoid become begin behave
    believe blame bring build buy call carry catch choose come compare complain condemn confirm consider consist consume contain
    contribute convince create decide define deliver deny depend describe destroy detect determine develop die differ disagree
    disappear discover discuss earn eat elect emerge encourage enjoy ensure establish evolve exist expect explain fail fall feel find
    follow forget found generate get give go grow happen have hear hide hit hold identify imagine improve include inform interact
    introduce invade invent invest invite involve join keep kill know lead learn leave left let live look lose lower maintain make
    manage mean meet move need obtain occur offer open operate own pay perform persuade prefer prepare prevent produce
    propose protect prove provide publish put reach react read receive recognise recognize recommend recover reduce
    refuse reject relate rely remain remember remove replace represent require resign resolve respond retire reveal
    save say see seek seem sell send serve shut sit solve speak spend stand stay steal stop suffer suggest survive take talk teach tell
    think threaten throw treat try understand urge wait want warn watch wear weigh win withdraw wonder worry write
    """.split()
)
"""What is hardly ever a noun."""
_VERBS_OR_NOUNS = frozenset(
    stem(word)
    for word in """
    act address age aim answer attack benefit break care cause challenge change charge claim climb close cook cost cover cure cut damage deal
    decline demand design drink drive drop end escape exercise experience fear fight fine fix fly force form gain guard harm
    hate head help hope host hurt impact increase influence judge jump land last laugh launch level lie light limit link
    love march mark matter measure name object order pass plan plant play post practice present promise protest pull push question
    raise rank rate record release report respect rest result return review ride rise risk rule run score search set
    shake shape share shift shoot show sign sleep smoke sound spread start state step strike study support surprise swim test
    touch trade train transport travel trust turn use value view visit vote walk wash water work
    """.split()
)
"""What is a verb where one is due, and a noun elsewhere."""
_NOUN_ENDING = re.compile(
    r"(?:ions?|ings?|ments?|[ae]nces?|ers?|ors?|als?|it(?:y|ies)|able|ive|ives|ful|ants?|ents?)$",
    re.IGNORECASE,
)
_PREDICATE = re.compile(r"(?:\w{3,}(?:ed|able|ible|ful|ous|less|ive)|\w+['’]t)$", re.IGNORECASE)
_PREDICATES = frozenset(
    "important good better best worse safe true dangerous popular common similar different real big small high low old new young"
    " made done used born known taken given seen found held built written worth possible legal illegal responsible free dead alive"
    " successful healthy unhealthy necessary bigger larger smaller older younger like famous"
    " rare hard easy difficult fast slow unique special essential traditional normal natural available ethical reliable effective"
    " harder easier cheaper faster slower stronger higher lower harmful helpful useful related"
    " expensive cheap strong weak high low true false right wrong correct active aware ready sure clear likely unlikely"
    " red blue green white black hot cold warm tall deep rich poor sick ill well full empty open public private"
    " contagious fatal curable hereditary genetic chronic toxic sustainable renewable valid constitutional controversial".split()
)
"""Predicates: what follows the subject in "Is moss important?" and is no part of it."""
_BE = frozenset(
    "is are was were be been isn't aren't wasn't weren't what's who's where's how's what’s who’s where’s how’s".split()
)
_HAVE = frozenset("has have had".split())
_OWN = re.compile(r"\w['’]s?$")
_WORD = re.compile(r"\w+(?:[-.'’]\w+)*(?:(?<=s)['’](?=\s))?")


def phrases(question: str) -> list[Phrase]:
    """The noun phrases of a question in order, names among them; pronouns are none."""
    words = list(_WORD.finditer(question))
    parts = list(
        _parts([word.group() for word in words], [_is_break(question, word) for word in words])
    )
    found: list[Phrase] = []
    first = 0
    while first < len(words):
        last = first
        while (
            last < len(words)
            and parts[last] is Part.NOUN
            and (last == first or _continues(question, words, last))
        ):
            last += 1
        if last > first:
            found.append(_phrase(question, words, parts, first, last))
        first = max(last, first + 1)
    return found


def _continues(question: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word belongs to the phrase before it: not a name after many things, as in "the animals Darwin saw"."""
    last, word = words[at - 1].group(), words[at].group()
    if last.islower() and last.endswith("s") and not last.endswith("ss") and word[:1].isupper():
        return False
    return not question[words[at - 1].end() : words[at].start()].strip()


def _phrase(
    question: str, words: Sequence[re.Match[str]], parts: Sequence[Part], first: int, last: int
) -> Phrase:
    start, end = words[first].start(), words[last - 1].end()
    before, determiner = first - 1, ""
    while before >= 0 and (
        parts[before] is Part.DETERMINER or words[before].group().lower() in _BETWEEN
    ):
        if parts[before] is Part.DETERMINER:
            determiner = determiner or words[before].group().lower()
        before -= 1
    is_joined = before >= 0 and not re.search(r"[,;:.?!]", question[words[before].end() : start])
    is_followed = last < len(words) and not re.search(
        r"[,;:.?!]", question[end : words[last].start()]
    )
    return Phrase(
        question[start:end],
        start,
        end,
        determiner,
        words[before].group().lower() if is_joined else "",
        words[last].group().lower() if is_followed else "",
    )


def _is_break(question: str, word: re.Match[str]) -> bool:
    return bool(re.match(r"\s*[,;:.?!]", question[word.end() :]))


def _parts(words: Sequence[str], breaks: Sequence[bool]) -> Iterator[Part]:
    """What each word does, read from left to right."""
    previous, verb_due, is_copula, subject = Part.OTHER, False, False, 0
    for number, word in enumerate(words):
        part = _listed(word, is_first=number == 0)
        if part is Part.NOUN and not (number and word[:1].isupper()):
            following = "" if number + 1 == len(words) or breaks[number] else words[number + 1]
            next_part = _listed(following) if following else None
            before = words[number - 1].lower() if number else ""
            is_due = verb_due and (
                previous is Part.PRONOUN or (subject > 0 and not before.isdigit())
            )
            if _is_verb(
                word,
                previous,
                before,
                following,
                is_due=is_due,
                is_asked=subject == number - 1 and number > 1,
            ):
                part, verb_due = Part.VERB, False
            elif (before == "how" and next_part is Part.AUXILIARY) or (
                not next_part and previous is Part.NOUN and word.lower() in _PREDICATES
            ):
                part = Part.OTHER
            elif word.endswith("ing") and _is_gerund(words, number, previous, next_part):
                part = Part.VERB
            elif (
                is_copula
                and next_part is not Part.NOUN
                and _is_predicate(word, previous, following, has_subject=subject > 0)
            ):
                part, is_copula = Part.OTHER, False
            elif (
                verb_due
                and previous is Part.NOUN
                and next_part in (None, Part.PREPOSITION)
                and not word.endswith("s")
            ):
                part, verb_due = Part.VERB, False
        if part is Part.AUXILIARY:
            is_copula = word.lower() in _BE
            verb_due, subject = not is_copula, int(word.lower() in ("be", "been", "being"))
        elif part is Part.PRONOUN:
            subject, is_copula = 1, bool(re.search(r"['’](?:m|s|re)$", word)) or is_copula
        subject += part is Part.NOUN
        yield part
        previous = part


def _listed(word: str, *, is_first: bool = False) -> Part:
    lower = word.lower()
    if lower in _PARTS and (is_first or not word.isupper() or len(word) == 1):
        return _PARTS[lower]
    if (
        lower.endswith("ly")
        and len(lower) > 4
        and lower
        not in ("family", "italy", "july", "supply", "assembly", "reply", "ally", "belly", "jelly")
    ):
        return Part.OTHER
    if is_first and lower in (
        "tell",
        "describe",
        "explain",
        "give",
        "show",
        "compare",
        "list",
        "discuss",
        "name",
        "define",
    ):
        return Part.VERB
    return Part.NOUN


def _is_verb(
    word: str, previous: Part, before: str, following: str, *, is_due: bool, is_asked: bool
) -> bool:
    lower = word.lower()
    root = stem("go" if lower == "goes" else lower)
    if previous is Part.DETERMINER or "'" in lower or "’" in lower:
        return False
    if _NOUN_ENDING.search(lower) and root != lower and lower not in _BASES:
        return False
    if root in _VERBS:
        return previous is not Part.PREPOSITION or before == "to"
    if root not in _VERBS_OR_NOUNS or (stem(following) in _VERBS and not following.endswith("ing")):
        return False
    if (
        previous is Part.NOUN
        and following
        and _listed(following) in (Part.PRONOUN, Part.DETERMINER)
    ):
        return True
    if (
        previous is Part.NOUN
        and before.endswith("s")
        and following
        and not lower.endswith("s")
        and is_asked
    ):
        return True
    is_subject = (
        previous is Part.ASKING
        and before in ("who", "what", "which")
        and lower.endswith(("s", "ed"))
    )
    return (
        is_due
        or is_subject
        or before == "to"
        or (previous is Part.PRONOUN and before not in _POSSESSIVES)
    )


def _is_gerund(words: Sequence[str], number: int, previous: Part, next_part: Part | None) -> bool:
    """Whether a word in "-ing" is done here: "someone is suffering from it", "of consuming drinks"."""
    before = _listed(words[number - 1]) if number else None
    if stem(words[number]) in _VERBS and (previous is Part.VERB or next_part is Part.DETERMINER):
        return True
    if (
        before is Part.AUXILIARY
        and number > 1
        and _listed(words[number - 2]) in (Part.NOUN, Part.PRONOUN)
    ):
        return words[number - 1].lower() in _BE
    return before is Part.PREPOSITION and next_part is Part.NOUN and stem(words[number]) in _VERBS


_POSSESSIVES = frozenset("my your his her its our their there".split())
_BASES = frozenset(
    "offer consider discover remember deliver suffer answer order mention question cover wonder prefer differ refer"
    " prevent present represent invent".split()
)
"""Verbs that end as nouns do."""


def _is_predicate(word: str, previous: Part, following: str, *, has_subject: bool) -> bool:
    lower = word.lower()
    if previous is Part.PRONOUN and lower.endswith(("ic", "al", "ant", "ent")):
        return True
    if lower in _PREDICATES or (lower.endswith("er") and following == "than"):
        return True
    return has_subject and bool(_PREDICATE.match(word)) and not _OWN.search(word)
