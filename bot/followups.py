"""A follow-up to a question that stands by itself: what it leaves out is carried over from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.phrases import Phrase, phrases
from bot.types import Turn
from index import countries, dates
from index.ranking import STOPWORDS
from index.statements import TITLES
from index.terms import stem, terms

_OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|well|then|also)\b[\s,]*)*(?:(?:what|how) about\b\s*)?", re.IGNORECASE
)
_CORRECTION = re.compile(
    r"^\W*(?:(?:no|nope|sorry|actually|wait|oops)\b\W*)*(?:(?:i|we) (?:mean|meant|was asking about|asked about)|rather|make that)\b\W*"
    r"|^\W*(?:(?:no|nope|sorry|oops)\b\W+)+(?=\S)",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(r"^(?:not\s+(?P<wrong>[^,;.]+?)\s*[,;.]\s*(?:but\s+)?(?P<right>.+)|(?P<first>[^,;.]+?),?\s+not\s+[^,;.?]+)$", re.IGNORECASE)
_NARROWING = re.compile(r"^\W*(?:(?:and|but)\s+)?(?P<only>(?:only|just)\s+(?P<rest>.+?))\W*$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(?P<preposition>in|at|on|about|from|during|after|before|since|regarding|for|with|to|by)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_ASKING = r"who|whom|whose|what|when|where|why|which|how"
_AUXILIARY = r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might"
_DOES = r"do|does|did|has|have|had|can|could|will|would|should|may|might"
_QUESTION = re.compile(rf"\b(?:{_ASKING}|{_AUXILIARY})\b", re.IGNORECASE)
_IMPERATIVE = re.compile(r"^\W*(?:please\s+)?(?:tell|describe|explain|give|show|compare|list|name|summari[sz]e)\b", re.IGNORECASE)
_BARE = re.compile(
    r"^(?P<word>(?:(?:since|until|by|for|from|to|with|at|about|in|on)\s+)?"
    r"(?:why|when|where|who|whom|what|which|how(?: (?:many|much|long|often|far|old|high|big|come|so))?))"
    r"(?:\s+(?:exactly|precisely))?(?P<negated>\s+not)?$",
    re.IGNORECASE,
)
_ELSE = re.compile(rf"^(?P<word>{_ASKING}) else$|^(?P<any>any(?:thing|one|body|where)) else$", re.IGNORECASE)
_WH_PHRASE = re.compile(rf"^\W*(?:{_ASKING})\b.*?\b(?=(?:{_AUXILIARY})\b)|^\W*(?=(?:{_AUXILIARY})\b)", re.IGNORECASE)
_WH_SUBJECT = re.compile(r"^\W*(?P<who>who|which(?: \w+)?|what)\s+", re.IGNORECASE)
_NAME = r"[A-Z][\w.'’-]*(?:\s+(?:(?:of|the|de|van|von|al|bin)\s+)?[A-Z][\w.'’-]*)*"
_NAMES = re.compile(_NAME)
_AND_NAME = re.compile(rf"(?:,?\s+and\s+{_NAME})+")
_PLACE_PHRASE = re.compile(rf"\s+(?P<preposition>in|at)\s+(?:the\s+)?(?P<place>{_NAME})")
_MONTH = rf"(?:{'|'.join(month.capitalize() for month in dates.MONTHS)})\b"
_TIME_PHRASE = re.compile(
    rf"\s+(?:in|on|since|during|by)\s+(?:the\s+)?(?P<time>(?:mid-|early |late )?(?:{_MONTH}(?:[ ,]+\d+)*|\d{{1,2}} {_MONTH}(?: \d{{4}})?|\d{{4}}))",
    re.IGNORECASE,
)
_TOPIC_PHRASE = re.compile(
    rf"\s+(?:about|on|regarding|of)\s+(?P<topic>.+?)(?=\s+(?:in|on|at)\s+(?:the\s+)?(?:\w+\s+)?(?:{_NAME}\b.*)?\d|\s+(?:at|during|after)\s|\W*$)"
)
_PERSONAL = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b(?P<is>['’]s\b)?", re.IGNORECASE)
_THERE = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b|\bthere\b(?=\W*$)", re.IGNORECASE)
_THEN = re.compile(r"(?<!\band )(?<!, )(?<!^)\b(?:then|at that time|at the time|that (?:day|year|month|week))\b(?=\W*$)", re.IGNORECASE)
_FORMS = ("itself|its|it", "they|them|theirs|their")
_POINTED = re.compile(r"\b(?P<word>this|that|these|those)\b(?P<rest>\W*$)|^\W*(?P<be>is|are|was|were|does|did|do)\s+(?P<start>this|that|these|those)\b(?=\s+(?:a|an|the|true|common|normal|safe|still|also|always)\b)", re.IGNORECASE)
_THIS = re.compile(r"\b(?:this|that|these|those)\s+(?P<noun>[a-z]+)(?=\W*$|\s+(?:[a-z]+ed|start|begin|come|take|happen|work|end|[a-z]+ \w+ed)\b)", re.IGNORECASE)
_ONE = re.compile(
    r"\b(?:the|which|what|other|another|\w+est|best|worst|good|better|new|old|big|small|popular|famous|common|important|similar|different|this|that|first|last|next)\s+(?P<word>ones?)\b(?!\s+of\b)", re.IGNORECASE
)
_NAME_AND_PLACE = re.compile(r"^(?P<name>\S+(?: \S+)?)\s+(?P<rest>(?:in|at|on|about)\s+.+)$")
_NO_NAME = frozenset(
    "who whom whose what when where why which how is are was were do does did has have had can could will would should may"
    " might and but so the a an in on at according tell describe explain i".split()
)
_FRAGMENT_WORDS = 7
_INTRODUCED, _MAIN, _MENTIONED, _ASIDE = 2.4, 2.0, 0.8, 0.3
"""How present a question makes what it asks to be told about, what it is about, what else it names, and mere sides of something."""
_FADING = 0.6
"""What is left of that a turn later."""
_DISAGREEING = 0.6
"""How much less likely "it" is many, and "they" one."""
_POSSESSIVES = frozenset(("his", "her", "hers", "its", "their", "theirs"))
_PLURAL = frozenset(("they", "them", "their", "theirs", "these", "those"))
_RELATIONAL = frozenset(
    stem(word)
    for word in """
    advantage aim alternative amount appearance appeal argument aspect author background basis beginning benefit birthplace
    boundary capital captain category cause ceo chance change chairman challenge character characteristic charge cheapest coach
    competitor component composition consequence content contribution controversy cost creator criticism cure cycle danger death
    decision definition description design detail development diagnosis difference difficulty director disadvantage discovery drawback
    duration effect effectiveness efficiency element end ending evidence evolution example exception explanation fact factor fate
    feature figure finding form formation formula founder founding frequency function future goal guest height history idea impact implication importance influence
    ingredient interpretation invention job kind largest layer leader length lesson level lifespan limit limitation location manager
    meaning measure member mission mistake model name nature number objective opinion opponent opposition option origin outcome
    owner part participant penalty percentage performance phase plot point policy population position possibility power precaution
    prevention price principle problem production property pro con prospect punishment purpose quality rate reaction reason
    relation relationship release requirement response responsibility result risk role rule salary score season sentence setting side sign
    significance similarity size source species speed stage standard star state statistics status step strength structure style
    success symptom target team temperature term theme threat title tool topic treatment trend trick type turnout
    usage use user value variant variation variety verdict version victim view warning way weakness weight winner writer year key
    kind sort link
    """.split()
)
"""Nouns that are of something: a question that names one alone asks of what was talked about before."""
_INTRODUCING = re.compile(
    r"^\W*(?:(?:please )?(?:tell|describe|explain)\b(?: \w+ (?:more )?about)?|(?:what|who)(?:['’]s| is| are| was| were)) (?:(?:the|an?) )?(?:[\w-]+ ?){1,4}[?.!]*$", re.IGNORECASE
)
_GENERIC = frozenset(stem(word) for word in "thing something way time people person lot bit place general day world life information fact other one someone".split())
_SPEAKING = frozenset(
    stem(word)
    for word in "say speak talk tell ask meet think believe want accuse blame criticise claim reject accept agree deny argue warn demand promise call propose offer announce visit".split()
)
"""What people do: who does it is no "it"."""
_COMPLEMENT = frozenset("of for in to between about around with on behind from against at than among after by".split())
_SUPERLATIVE = re.compile(r"\b(?:the (?:(?:most|least) \w+|first|last|second|third|other|\w{2,}est|best|worst)|\w{3,}est)$", re.IGNORECASE)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves out, from the turns before it (oldest first); uses nothing else."""
    question = " ".join(question.split())
    if not history:
        return question
    last = history[-1].standalone_question
    if narrowing := _NARROWING.match(question):
        return _narrowed(narrowing, last)
    corrected = _CORRECTION.sub("", question, count=1)
    is_correction = corrected != question and bool(corrected.strip(" ?!."))
    if is_correction:
        question = _right_of(corrected)
    core = _OPENING.sub("", question).rstrip(" ?!.")
    opened = is_correction or len(core) < len(question.rstrip(" ?!."))
    if bare := _BARE.match(core):
        return _ask_anew(bare["word"], history[-1], negated=bool(bare["negated"]))
    if match := _ELSE.match(core):
        return _ask_else(match, last)
    if _is_fragment(core, question, opened=opened):
        side = phrases(core)[:1]
        if is_correction and side and _owner(side[0]):
            return f"What is {core}?"
        return _with_fragment(core, _about_somebody(history) if _is_name(core) else last)
    return _completed(question, history)


def _is_fragment(core: str, question: str, *, opened: bool) -> bool:
    if not core or _QUESTION.search(core) or _IMPERATIVE.match(core) or len(core.split()) > _FRAGMENT_WORDS:
        return False
    if any(re.search(rf"\b(?:{forms})\b", core, re.IGNORECASE) for forms in _FORMS) :
        return False
    return opened or (question.endswith("?") and len(core.split()) <= 3)


def _is_name(core: str) -> bool:
    return re.fullmatch(_NAME, core) is not None and not _is_place(core) and not any(dates.find(core))


def _about_somebody(history: Sequence[Turn]) -> str:
    """The question that a name is put into: the last, unless only one before it asked what somebody said."""
    last = history[-1].standalone_question
    if any(not _is_place(name.group()) for name in _names(last) if name.group() not in _places(last)):
        return last
    said = (turn.standalone_question for turn in reversed(history[-4:-1]) if _is_said(turn.standalone_question))
    return next(said, last)


def _right_of(corrected: str) -> str:
    """What is meant: "Kerry" of "not Lavrov, Kerry" and of "Kerry, not Lavrov"."""
    core = corrected.strip(" ?!.")
    if match := _NOT_THIS.match(core):
        core = match["right"] or match["first"]
    return f"{core}?"


def _narrowed(narrowing: re.Match[str], last: str) -> str:
    """The last question with what it is narrowed to: "Only from the Irish paper"."""
    preposition = _PREPOSITION.match(narrowing["rest"])
    if preposition and (any(dates.find(preposition["rest"])) or _is_place(preposition["rest"])):
        return _with_fragment(narrowing["rest"], last)
    return f"{last.rstrip(' ?!.')}, {narrowing['only'][:1].lower()}{narrowing['only'][1:]}?"


def _ask_anew(word: str, last: Turn, *, negated: bool) -> str:
    """ "Why?" after "Did Kuleba accept that?" is "Why did Kuleba accept that?"."""
    asked = last.standalone_question.strip(" ?")
    word = word.capitalize()
    if not _WH_PHRASE.match(asked) and (subject := _WH_SUBJECT.match(asked)):
        who = next(_people(last.answer), "they") if subject["who"].lower() != "what" else "this"
        return f"{word} was it that {who} {asked[subject.end() :]}?"
    rest = _WH_PHRASE.sub("", asked)
    if negated and not re.search(r"\bnot\b|n['’]t\b", rest):
        rest = re.sub(rf"^({_AUXILIARY})\b", lambda verb: _negated(verb[1].lower()), rest, count=1, flags=re.IGNORECASE)
    return f"{word} {rest[:1].lower()}{rest[1:]}?"


def _ask_else(match: re.Match[str], last: str) -> str:
    """ "What else?" after "What did Lavrov say?" is "What else did Lavrov say?"."""
    asked = match["word"] or {"thing": "what", "one": "who", "body": "who", "where": "where"}[match["any"].lower()[3:]]
    return re.sub(rf"^(?:{_ASKING})\b(?: else\b)?", f"{asked.capitalize()} else", last, count=1, flags=re.IGNORECASE)


def _negated(auxiliary: str) -> str:
    return {"can": "can't", "will": "won't", "am": "am not", "may": "may not"}.get(auxiliary, f"{auxiliary}n't")


def _with_fragment(core: str, last: str) -> str:
    """The last question with the fragment in the place of what it stands for."""
    body = re.sub(r", (?:only|just) [^,]*$", "", last.rstrip(" ?!."))
    if match := _PREPOSITION.match(core):
        preposition, rest = match["preposition"].lower(), match["rest"]
        if any(dates.find(rest)):
            return _replaced(body, _TIME_PHRASE, f" {preposition} {rest}")
        if preposition in ("about", "regarding") or (preposition == "on" and _is_said(body)):
            return _replaced(body, _TOPIC_PHRASE, f" about {rest}")
        if _PLACE_PHRASE.search(body) or not (same := _by_preposition(body, preposition)):
            return _replaced(_without_date(body), _PLACE_PHRASE, f" {preposition} {rest}")
        return f"{body[: same.start]}{rest}{body[same.end :]}?"
    if match := _NAME_AND_PLACE.match(core):
        return _with_fragment(match["name"], _with_fragment(match["rest"], last))
    if any(dates.find(core)):
        return _replaced(body, _TIME_PHRASE, f" in {core}")
    if _is_place(core) and _PLACE_PHRASE.search(body):
        return _replaced(_without_date(body), _PLACE_PHRASE, f" in {core}")
    if _is_topic(core) and _is_said(body):
        return _replaced(body, _TOPIC_PHRASE, f" about {core}")
    if _is_topic(core) or not _names(body):
        return _in_parallel(core, body)
    return _with_name(core, body)


def _is_said(body: str) -> bool:
    """Whether it asks for what somebody said or did as people do."""
    return any(term.stem in _SPEAKING for term in terms(body))


def _by_preposition(body: str, preposition: str) -> Phrase | None:
    """The last phrase behind a preposition, with its determiner."""
    for phrase in reversed(phrases(body)):
        if phrase.before == preposition:
            return _determined(body, phrase)
    return None


def _determined(body: str, phrase: Phrase) -> Phrase:
    """The phrase from its determiner on."""
    determiner = re.search(r"\b(?:the|an?)\s+(?:most\s+|first\s+|last\s+)?$", body[: phrase.start], re.IGNORECASE)
    start = determiner.start() if determiner else phrase.start
    return replace(phrase, text=body[start : phrase.end], start=start)


def _in_parallel(core: str, body: str) -> str:
    """The last question with a thing in the place of another: a side for a side, else what its subject has to do with."""
    found = phrases(body)
    if not found:
        return f"{body} {core}?"
    new = phrases(core)
    sides = [phrase for phrase in found if _is_relational(phrase)]
    if new and _is_relational(new[-1]) and sides:
        old = sides[0]
    else:
        things = [phrase for phrase in found if not _is_relational(phrase)] or found
        old = things[-1] if things[0].is_name and not new[-1:][0].is_name else things[0]
    if re.match(r"(?:the|an?|this|that|some)\s", core, re.IGNORECASE):
        old = _determined(body, old)
    owner = f"{old.possessor}'s " if old.possessor else ""
    core = re.sub(r"^(?:the|an?)\s+", "", core) if owner else core
    return f"{body[: old.start]}{owner}{core}{body[old.end :]}?"


def _without_date(body: str) -> str:
    """The question without the date of an event that took place elsewhere than what is asked about now."""
    for found in reversed(list(dates.find(body))):
        before = re.sub(r"\b(?:on|of|from|at|in|since|during)\s+$", "", body[: found.start])
        body = f"{before.rstrip()} {body[found.end :].lstrip()}".strip()
    return body


def _is_place(core: str) -> bool:
    return any(mention.end - mention.start >= len(core) - 2 for mention in countries.find(core))


def _is_topic(core: str) -> bool:
    """Whether a fragment is a matter rather than somebody: it is written without a capital, in the plural or with "the"."""
    words = list(terms(core))
    if any(term.is_capital for term in words) or (words and words[-1].word.lower() in TITLES):
        return False
    return len(words) > 1 or bool(words and words[-1].word.endswith("s"))


def _replaced(body: str, phrase: re.Pattern[str], by: str) -> str:
    matches = list(phrase.finditer(body))
    if matches:
        return f"{body[: matches[-1].start()]}{by}{body[matches[-1].end() :]}?"
    return f"{body}{by}?"


def _with_name(core: str, body: str) -> str:
    """Puts a name in the place of the last question's person: its first name that is no place."""
    places = [match.span("place") for match in _PLACE_PHRASE.finditer(body)]
    for match in _names(body):
        if match.span() not in places and not any(start <= match.start() < end for start, end in places):
            end = match.end() - (2 if match.group().endswith(("'s", "’s")) else 0)
            if both := _AND_NAME.match(body, end):
                end = both.end()
            return f"{body[: match.start()]}{core}{body[end:]}?"
    return f"{body} {core}?"


def _names(text: str) -> list[re.Match[str]]:
    """The capitalised names in a question, without the word it opens with."""
    found = []
    for match in _NAMES.finditer(text):
        if match.group().split()[0].lower() in _NO_NAME:
            match = _NAMES.search(text, match.start() + len(match.group().split()[0]), match.end()) or match
            if match.group().split()[0].lower() in _NO_NAME:
                continue
        found.append(match)
    return found


def _completed(question: str, history: Sequence[Turn]) -> str:
    """The question with its pronouns resolved; where it has none, with the topic that it leaves out."""
    resolved = _with_full_names(_without_pronouns(question, history), history)
    if resolved != question:
        return resolved
    topic = _topic(history)
    if topic is None or (topic[:1].isupper() and _is_said(history[-1].standalone_question)):
        return question
    return _with_topic(question, topic, history)


def _without_pronouns(question: str, history: Sequence[Turn]) -> str:
    """The question with "he", "it", "there" and "they" as whom and what they stand for."""
    pronoun = _PERSONAL.search(question)
    if pronoun and not any(match.start() < pronoun.start() for match in _names(question)):
        person = _last_person(history)
        if person:
            question = _PERSONAL.sub(lambda match: _in_case(match, person), question)
    if _THERE.search(question):
        place = next((m for turn in reversed(history) for m in _PLACE_PHRASE.finditer(turn.standalone_question)), None)
        if place:
            question = _THERE.sub(f"{place['preposition']} {place['place']}", question, count=1)
    if _THEN.search(question):
        time = next((m for turn in reversed(history) for m in _TIME_PHRASE.finditer(turn.standalone_question)), None)
        if time:
            question = _THEN.sub(time.group().strip(), question, count=1)
    if (match := _ONE.search(question)) and (topic := _topic(history)):
        kind = re.sub(r"^(?:the|an?)\s+", "", topic)
        kind = _singular(kind) if match["word"].lower() == "one" else kind if _is_many(kind) else _plural(kind)
        question = question[: match.start("word")] + kind + question[match.end("word") :]
    if (match := _THIS.search(question)) and not _is_known(match["noun"], history) and (topic := _topic(history[-1:])):
        question = f"{question[: match.end()]} of {topic}{question[match.end() :]}"
    return _with_referents(question, history)


def _with_referents(question: str, history: Sequence[Turn]) -> str:
    """The question with "it" and "they" as what they stand for, which is not the same if it has both."""
    taken: list[str] = []
    is_compared = bool(_COMPARED.search(question))
    for forms in _FORMS:
        pattern = re.compile(rf"\b(?P<word>{forms})\b(?P<is>['’](?:s|re|ve|d|ll)\b)?", re.IGNORECASE)
        match = pattern.search(question)
        if match is None or _has_antecedent(question, match):
            continue
        if referent := _referent(match["word"].lower(), history, taken, is_compared=is_compared):
            taken.append(referent)
            question = pattern.sub(lambda match: _in_case(match, taken[-1]), question)
    return question


def _is_known(noun: str, history: Sequence[Turn]) -> bool:
    return any(stem(noun) == term.stem for turn in history for term in terms(turn.standalone_question))


def _has_antecedent(question: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun stands for something in an earlier clause of its own question."""
    is_plural = pronoun["word"].lower() in _PLURAL
    clause = _CLAUSE.search(question, 1, pronoun.end())
    before = phrases(question[: clause.start() if clause else pronoun.start()])
    if clause is None and pronoun["word"].lower() != "their":
        return False
    return any(
        phrase.is_plural == is_plural and phrase.before != "of" and (clause is None or not _is_relational(phrase))
        for phrase in before
    )


_CLAUSE = re.compile(
    rf"[,;]|\b(?:and|but|or)\s+(?=(?:{_ASKING}|{_AUXILIARY}|it|its|they|their)\b)|\b(?:if|when|because|who|that|which|where|while)\b",
    re.IGNORECASE,
)


def _is_relational(phrase: Phrase) -> bool:
    """Whether it is but a part or a side of something: "the symptoms", and not "the RICE method"."""
    own = phrase.words[len(phrase.possessor.split()) :]
    is_named = any(word[:1].isupper() for word in own)
    return not is_named and (stem(phrase.head) in _RELATIONAL or _is_generic(phrase))


def _referent(pronoun: str, history: Sequence[Turn], taken: Sequence[str], *, is_compared: bool) -> str | None:
    """What "it" or "they" stands for."""
    is_plural = pronoun in _PLURAL
    if is_plural and (both := _several(history) or (_both(history) if is_compared else None)):
        return both
    people = {p for turn in history if _PERSONAL.search(turn.question) for p in _carried(turn) if p[:1].isupper()}
    salient = {text: weight for text, weight in _salient(history, pronoun).items() if text not in people and text not in taken}
    if is_plural:
        for age, turn in enumerate(reversed(history)):
            for pair in _PAIR.finditer(turn.standalone_question):
                salient[pair.group()] = salient.get(pair.group(), 0.0) + _MAIN * _FADING**age
    for text in salient:
        if _is_many(text) != is_plural and not (is_plural and text.startswith(("a ", "an "))):
            salient[text] *= _DISAGREEING
    found = max(salient, key=salient.__getitem__, default=None)
    if found and is_plural and not _is_many(found) and (one := re.fullmatch(r"(?:an? )?(?P<name>.*[a-z]+)", found)):
        return _plural(one["name"]) if one["name"] != found or one["name"].split()[-1].islower() else found
    return _singular(found) if found and not is_plural else found


_COMPARED = re.compile(r"\b(?:in common|differ|different|differences?|compare|compared|between|related|similar|same|versus)\b", re.IGNORECASE)
_PAIR = re.compile(rf"(?<!^)\b{_NAME}(?:(?:, {_NAME})*,? and {_NAME})")


def _both(history: Sequence[Turn]) -> str | None:
    """The two things that were talked about last, where each had a question of its own."""
    last = history[-1].standalone_question
    found = phrases(last)
    if _COMPARED.search(last) and len(found) == 2 and not any(map(_is_relational, found)):
        return f"{_whole(last, found[0], ())} and {_whole(last, found[1], ())}"
    mains = [next((text for text, weight in _about(turn, "") if weight >= _MAIN), "") for turn in history[-2:]]
    first, *second = mains
    if first and second and second[0] and stem(first) != stem(second[0]) and not any(map(_is_many, mains)):
        return f"{first} and {second[0]}"
    return None


def _salient(history: Sequence[Turn], pronoun: str = "") -> dict[str, float]:
    """The things talked about, each with how present it is: less with every turn since."""
    salient: dict[str, float] = {}
    names: dict[tuple[str, ...], str] = {}
    for age, turn in enumerate(reversed(history)):
        for text, weight in _about(turn, pronoun):
            key = tuple(term.stem for term in terms(text) if term.stem not in STOPWORDS)
            name = names.setdefault(key, text)
            salient[name] = salient.get(name, 0.0) + weight * _FADING**age
    return salient


def _several(history: Sequence[Turn]) -> str | None:
    """The people that the last question names together."""
    last = history[-1].standalone_question
    names = [m.group() for m in _names(last) if m.group() not in _places(last) and not _is_place(m.group())]
    if pair := _PAIR.search(last):
        return pair.group()
    if len(names) > 1 and re.search(r"\b(?:and|meet|met|talk|between)\b", last):
        return " and ".join(dict.fromkeys(names))
    return None




def _uses(turn: Turn, pronoun: str) -> bool:
    """Whether a question has a pronoun, in any case."""
    forms = next((forms for forms in _FORMS if pronoun in forms.split("|")), pronoun)
    return bool(re.search(rf"\b(?:{forms})\b", turn.question, re.IGNORECASE))


def _carried(turn: Turn) -> list[str]:
    """What a question has from those before it, in its own words "it" or nothing."""
    asked = turn.standalone_question
    if asked == turn.question or _is_replacing(turn.question):
        return []
    found = phrases(asked)
    return [
        (_mentions_head(turn, phrase) and phrase.possessor) or _owner(phrase) or _whole(asked, phrase, found)
        for phrase in found
        if not _mentions(turn.question, phrase)
        and phrase.before not in ("to", "from", "with")
        and (_owner(phrase) or not _is_relational(phrase))
    ]


def _mentions_head(turn: Turn, phrase: Phrase) -> bool:
    return phrase.head.lower() in turn.question.lower()


def _is_replacing(question: str) -> bool:
    """Whether a question names what takes the place of something: "And Klimkin?"."""
    core = _OPENING.sub("", question).rstrip(" ?!.")
    return _is_fragment(core, question, opened=len(core) < len(question.rstrip(" ?!.")))


def _is_many(text: str) -> bool:
    found = phrases(text)
    return " and " in text or bool(found and found[-1].is_plural)


def _plural(noun: str) -> str:
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return f"{noun}es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", noun) + "s"


def _singular(text: str) -> str:
    """One of what a text names: "lung cancers" as "lung cancer"; a name, and what is joined by "and", as it is."""
    if not _is_many(text) or " and " in text or not text.split()[-1].islower():
        return text
    return re.sub(r"(?<=[^s])s$", "", re.sub(r"(?:(?<=[sxz])|(?<=[cs]h))es$", "", re.sub(r"ies$", "y", text)))


def _topic(history: Sequence[Turn]) -> str | None:
    """What the conversation is about."""
    salient = _salient(history)
    return max(salient, key=salient.__getitem__, default=None)


def _about(turn: Turn, pronoun: str) -> Iterator[tuple[str, float]]:
    """What a question is about, with weights: most what it was carried over for, or its first phrase."""
    asked = turn.standalone_question
    found = [phrase for phrase in phrases(asked) if not any(dates.find(phrase.text))]
    carried = _carried(turn)
    yield from ((text, _MAIN) for text in carried)
    if _is_replacing(turn.question) and not _PREPOSITION.match(_OPENING.sub("", turn.question)):
        new = [_whole(turn.question, phrase, ()) for phrase in phrases(turn.question) if not _is_relational(phrase)]
        yield from ((text, _MAIN) for text in new)
        carried = carried + new
    has_main = bool(carried)
    main = _INTRODUCED if _INTRODUCING.match(turn.question) else _MAIN
    for phrase in found:
        owner = _owner(phrase)
        text = owner or _whole(asked, phrase, found)
        if text in carried or (_is_generic(phrase) and not owner):
            continue
        if owner or not (_is_relational(phrase) or _is_aside(phrase, found[-1], pronoun) or _is_activity(phrase)):
            yield text, _MENTIONED if has_main else main
            has_main = True
        else:
            yield text, _ASIDE


def _is_generic(phrase: Phrase) -> bool:
    return stem(phrase.head) in _GENERIC and (len(phrase.words) == 1 or stem(phrase.head) != "peopl")


def _owner(phrase: Phrase) -> str:
    """Whose side a phrase is: "lung cancer" of "lung cancer's symptoms"."""
    return f"{phrase.determiner} {phrase.possessor}".strip() if phrase.possessor and _is_relational(phrase) else ""


def _is_activity(phrase: Phrase) -> bool:
    """Whether it is but something done, "for cooking"."""
    return phrase.text.endswith("ing") and phrase.text.islower() and " " not in phrase.text and phrase.before in ("for", "by", "from", "after")


def _is_aside(phrase: Phrase, last: Phrase, pronoun: str) -> bool:
    """Whether something later in the question is rather what it is about."""
    if phrase is last or _is_relational(phrase):
        return False
    if phrase.before in ("what", "which", "how") and phrase.after == "of":
        return True
    if phrase.before in ("what", "which", "how") and re.fullmatch(_DOES, phrase.after):
        return True
    is_done_to = phrase.before in ("is", "are", "was", "were")
    return bool(pronoun) and phrase.is_name and not is_done_to and stem(phrase.after) in _SPEAKING


def _mentions(question: str, phrase: Phrase) -> bool:
    return all(re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE) for word in phrase.words)


def _whole(asked: str, phrase: Phrase, found: Sequence[Phrase]) -> str:
    """The phrase with its article, and with the other that it is joined to."""
    text = re.sub(rf"^(?:(?:important|main|other|possible|key|different|similar|typical)\s+)+(?=\S)", "", phrase.text)
    start = phrase.end - len(text)
    for other in found:
        if other.start > phrase.end and re.fullmatch(r"\s+(?:and|or)\s+(?:the\s+|an?\s+)?", asked[phrase.end : other.start]):
            text = asked[start : other.end]
    return f"{phrase.determiner} {text}" if phrase.determiner in ("the", "a", "an") else text


def _in_case(match: re.Match[str], name: str) -> str:
    """The name in the place of a pronoun."""
    if match["word"].lower() in _POSSESSIVES:
        return f"{name}'" if name.endswith("s") and _is_many(name) else f"{name}'s"
    ending = (match["is"] or "").replace("’", "'")
    return name + {"'re": " are", "'ve": " have", "'ll": " will", "'s": " is"}.get(ending, ending)


def _with_full_names(question: str, history: Sequence[Turn]) -> str:
    """The question with "the experiment" as the one that was talked about: "the Stanford Experiment"."""
    earlier = [(turn.standalone_question, phrases(turn.standalone_question)) for turn in reversed(history)]
    for phrase in reversed(phrases(question)):
        if len(phrase.words) > 1 or phrase.start == 0 or _is_relational(phrase):
            continue
        known = (_full_name(phrase, asked, found) for asked, found in earlier)
        if name := next(filter(None, known), None):
            question = question[: phrase.start] + name + question[phrase.end :]
    return question


def _full_name(phrase: Phrase, asked: str, found: Sequence[Phrase]) -> str | None:
    """What an earlier question called the same thing, if that was more."""
    for known in found:
        if known.possessor or len(known.words) < 2:
            continue
        is_same_head = stem(known.head) == stem(phrase.head)
        if is_same_head and known.is_plural == phrase.is_plural and phrase.determiner in _POINTING:
            return re.sub(r"^(?:the|an?)\s+", "", _joined_before(asked, known, found))
        if is_same_head and phrase.is_plural and phrase.before == "of" and not phrase.determiner:
            return f"{known.text[: -len(known.head)]}{phrase.text}"
        if phrase.is_name and known.is_name and known.words[0] == phrase.text:
            return known.text
    return None


_POINTING = frozenset(("the", "this", "that", "these", "those"))


def _joined_before(asked: str, phrase: Phrase, found: Sequence[Phrase]) -> str:
    """The phrase with the name that it is joined to: "Lewis and Clark expedition"."""
    for other in found:
        if other.end < phrase.start and other.is_name and asked[other.end : phrase.start] == " and ":
            return asked[other.start : phrase.end]
    return phrase.text


def _with_topic(question: str, topic: str, history: Sequence[Turn]) -> str:
    """The question with the topic where it leaves it out; as it is where it stands by itself."""
    topic = _RANKED.sub("", topic)
    own = {term.stem for term in terms(question)}
    found = phrases(question)
    if any(term.stem in own and term.stem not in STOPWORDS and term.stem not in _RELATIONAL for term in terms(topic)):
        return _besides(question, topic, found)
    if match := _LACKING_VERB.search(question):
        if not any(_leaves_out(phrase, question, history) for phrase in found):
            return f"{question[: match.end('verb')]} {_TAKES[match['verb'].lower()]} {topic}{question[match.end('verb') :]}"
    if _TO_DO.search(question) and not any(phrase.is_name for phrase in found):
        return f"{question.rstrip(' ?')} in {topic}?"
    for number, phrase in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        if phrase.after in ("and", "or") and following and following.before == phrase.after:
            continue
        if phrase.is_name and phrase.start and phrase.before not in _WHERE:
            return question
        if _SUPERLATIVE.search(f"{phrase.determiner} {phrase.text}") and _is_many(topic) and _singular(topic) != topic:
            kind = re.sub(r"^(?:the|an?)\s+", "", _singular(topic))
            return f"{question[: phrase.end]} {kind}{question[phrase.end :]}"
        if _leaves_out(phrase, question, history):
            return f"{question[: phrase.end]} of {topic}{question[phrase.end :]}"
        if _is_narrower(phrase, following, history):
            assert following is not None
            return f"{question[: following.end]} in {topic}{question[following.end :]}"
        if _is_part(phrase, question, history):
            return f"{question[: phrase.end]} of {topic}{question[phrase.end :]}"
    return question


def _is_part(phrase: Phrase, question: str, history: Sequence[Turn]) -> bool:
    """Whether "the tickets" are new here, and so are those of what was talked about; what is done to them is no matter."""
    last = history[-1].standalone_question
    if phrase.determiner != "the" or " " in phrase.text or not phrase.text.islower() or _is_known(phrase.text, history):
        return False
    is_subject = bool(re.fullmatch(_AUXILIARY, phrase.before)) or phrase.before == "makes"
    is_alone = len(phrases(question)) == 1 and not _CLAUSE.search(question, 1)
    return is_subject and is_alone and not _is_said(last) and not re.match(r"\W*who\b", last, re.IGNORECASE)


def _besides(question: str, topic: str, found: Sequence[Phrase]) -> str:
    """Asked for others of the topic's kind, the question with the topic: "other experiments than that one"."""
    if not any(term.is_capital for term in terms(topic)):
        return question
    for phrase in found:
        if not phrase.after and {"other", "similar"} & {phrase.determiner, *phrase.text.lower().split()}:
            joint = "to" if "similar" in phrase.text.lower() else "than"
            return f"{question[: phrase.end]} {joint} {topic}{question[phrase.end :]}"
    return question


def _is_narrower(phrase: Phrase, following: Phrase | None, history: Sequence[Turn]) -> bool:
    """Whether a phrase asks for a side of something within the topic: the role of something, new types of things."""
    if following is None or following.after not in ("", "on") or phrase.after != "of":
        return False
    is_new = following.is_plural and not following.is_name and not _is_known(following.head, history)
    return stem(phrase.head) in _PLAYED or (stem(phrase.head) in _SORTS and is_new)


_PLAYED = frozenset(stem(word) for word in "role part place contribution purpose".split())
"""What something has in something else."""
_SORTS = frozenset(stem(word) for word in "type kind sort class form".split())
_RANKED = re.compile(r"^(?:the )?(?:most \w+|\w{2,}est|first|last|second|third|best|worst) (?=\w)")
"""What picks one out of a kind."""
_LACKING_VERB = re.compile(r"\b(?P<verb>compare|differ|help|different|similar)(?=\W*$)", re.IGNORECASE)
_TAKES = {"compare": "to", "differ": "from", "help": "with", "different": "from", "similar": "to"}
_TO_DO = re.compile(r"^\W*what (?:is|are|was|were) there to \w+", re.IGNORECASE)
_EXISTS = re.compile(r"^\W*(?:are|is|was|were) there\b", re.IGNORECASE)
_COPULAR = re.compile(r"^\W*(?:what|who|which|where|when|how)(?:\s+\w+)?\s+(?:is|are|was|were)\s+(?:some of the|the|some|other|any)?\s*(?:most\s+)?$", re.IGNORECASE)
_EVALUATED = frozenset("popular common good best main other similar famous important key worst biggest major typical top possible different".split())


def _leaves_out(phrase: Phrase, question: str, history: Sequence[Turn]) -> bool:
    """Whether a phrase asks for what it is of."""
    is_two_sided = stem(phrase.head) in _TWO_SIDED and phrase.after == "for"
    if phrase.possessor or (phrase.after in _COMPLEMENT and phrase.after not in ("on", "in") and not is_two_sided):
        return False
    is_some = bool(re.search(r"\b(?:some|most|all|one|any) of the\s+(?:\w+\s+)?$", question[: phrase.start]))
    if (phrase.before in _OF and not is_some) or phrase.before in _POSSESSIVES or phrase.before in ("my", "your", "our"):
        return False
    if phrase.determiner in ("a", "an") and phrase.after:
        return False
    others = [other for other in phrases(question) if other.start > phrase.end and other.before not in ("for", "in")]
    if phrase.before in ("what", "which") and others:
        return False
    if _is_relational(phrase) and not _is_generic(phrase) or _SUPERLATIVE.search(f"{phrase.determiner} {phrase.text}"):
        return True
    if phrase.after in _COMPLEMENT:
        return False
    if phrase.determiner in ("a", "an") or any(word[:1].isupper() for word in phrase.words):
        return False
    if phrase.determiner == "the" and " " not in phrase.text and _is_known(phrase.text, history):
        return False
    if _EXISTS.match(question):
        return phrase == phrases(question)[0] and not phrase.after
    is_choice = phrase.determiner in ("the", "some", "other", "any") or phrase.words[0].lower() in _EVALUATED
    return bool(_COPULAR.match(question[: phrase.start])) and is_choice and not phrase.after


_TWO_SIDED = frozenset(
    stem(word) for word in "implication consequence importance significance benefit meaning impact effect risk advantage disadvantage source".split()
)
"""Nouns that are something's for somebody."""
_WHERE = frozenset("in on at from".split())
_OF = frozenset("of for".split())


def _places(text: str) -> set[str]:
    return {match["place"] for match in _PLACE_PHRASE.finditer(text)}


def _last_person(history: Sequence[Turn]) -> str | None:
    """Whoever was asked about last: in the latest question that has somebody, or in its answer if it asks who."""
    for turn in reversed(history):
        asked = turn.standalone_question
        places = _places(asked)
        names = [re.sub(r"['’]s$", "", match.group()) for match in _names(asked)]
        people = [name for name in names if name not in places and not _is_place(name)]
        answering = [name for name in _people(turn.answer) if name not in names]
        if answering and re.match(r"\W*(?:who|which)\b", asked, re.IGNORECASE) and not _WHO_IS.match(asked):
            people = answering
        if found := [*people, *answering]:
            return found[0]
    return None


_WHO_IS = re.compile(rf"\W*(?i:who (?:is|was)) {_NAME}\W*$")


def _people(answer: str) -> Iterator[str]:
    """The names in an answer that may be people's."""
    places = _places(answer)
    for match in _names(answer):
        name = re.sub(r"['’]s$", "", match.group())
        if name not in places and not _is_place(name) and not any(dates.find(name)) and (" " in name or match.start()):
            yield name
