"""Questions in Russian in the form of English ones, by which the rest tells what is asked: "What did Lavrov say?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from index.language import transliteration
from index.language.terms import name_term, stem

CAPITAL = r"[A-ZА-ЯЁІЇЄҐ][\w’'-]*"
"""A word that is written as names are, in either script."""
_TOKEN = re.compile(r"\w+(?:[-’']\w+)*|[^\w\s]")
_SHORTEST_NAME = 4
"""Letters of a word without a capital that may be a name all the same."""

ASKING = {
    form: english
    for english, forms in {
        "what": "что чего чему чем чём",
        "who": "кто кого кому кем ком",
        "whose": "чей чья чьё чьи",
        "where": "где куда откуда",
        "when": "когда",
        "why": "почему зачем отчего",
        "how": "как",
        "how many": "сколько скольких",
        "which": "какой какая какое какие какого каких какому каким какими каком какую который которая которое которые каков какова каково",
    }.items()
    for form in forms.split()
}
"""What is asked with, in all its forms."""
_SMALL = {
    form: english
    for english, forms in {
        "in": "в во", "about": "о об обо про насчёт насчет относительно", "at": "на", "from": "из от", "with": "с со", "to": "к ко",
        "after": "после", "before": "до перед", "during": "течение", "between": "между", "and": "и", "or": "или", "not": "не", "for": "для за",
        "on": "по", "against": "против", "without": "без", "through": "через", "else": "ещё еще", "that": "что",
        "he": "он его него ему нему им нём", "she": "она её ее неё нее ей ней", "they": "они их них", "there": "там", "then": "тогда",
    }.items()
    for form in forms.split()
}  # fmt: skip
_PREPOSITIONS = frozenset(
    "in about at from with to after before during between for on against without through".split()
)
_SAYING = {
    stem(form): english
    for english, forms in {
        "say": "сказать сказал говорить говорит говорил заявить заявил заявляет сообщить сообщил сообщает рассказать рассказал рассказывал",
        "think": "думать думает думал считать считает считал", "answer": "ответить ответил отвечает", "note": "отметил отмечает",
        "stress": "подчеркнул подчёркивает", "propose": "предложить предложил предлагает", "accuse": "обвинить обвинил обвиняет",
        "demand": "потребовал требует", "promise": "пообещал обещал обещает", "reject": "отверг отвергла отклонил",
        "deny": "опроверг опровергла отрицает отрицал", "urge": "призвал призывает", "warn": "предупредил предупреждает",
        "confirm": "подтвердил подтверждает", "admit": "признал признаёт", "explain": "объяснил объясняет", "agree": "согласился согласилась",
        "refuse": "отказался отказалась", "support": "поддержал поддерживает", "condemn": "осудил осуждает", "welcome": "приветствовал",
        "criticise": "критиковал раскритиковал", "announce": "объявил объявляет", "add": "добавил", "ask": "попросил просит", "hope": "надеется",
        "threaten": "пригрозил угрожал",
    }.items()
    for form in forms.split()
}  # fmt: skip


def _by_stem(pairs: str) -> dict[str, str]:
    """English words by the stem of a Russian one, from "слово:word …"."""
    return {stem(form): english for form, english in (pair.split(":") for pair in pairs.split())}


_ROLES = _by_stem(
    "президент:president министр:minister премьер:premier премьер-министр:premier вице-премьер:deputy-premier глава:head посол:ambassador мэр:mayor"
    " губернатор:governor канцлер:chancellor король:king королева:queen представитель:representative пресс-секретарь:spokesman генерал:general"
    " директор:director председатель:chairman депутат:deputy сенатор:senator судья:judge адвокат:lawyer врач:doctor учёный:scientist"
    " иностранных:foreign дел:affairs обороны:defence финансов:finance генеральный:general секретарь:secretary иностранный:foreign"
)
_OTHERS = _by_stem(
    "встреча:meeting встретиться:meet встретились:met переговоры:talks санкции:sanctions война:war мир:peace перемирие:ceasefire соглашение:agreement договор:treaty"
    " выборы:election закон:law суд:court бюджет:budget цена:price цены:prices нефть:oil газ:gas армия:army войска:troops солдат:soldier граница:border помощь:aid"
    " беженцы:refugees мост:bridge дорога:road школа:school больница:hospital город:city страна:country правительство:government"
    " парламент:parliament партия:party деньги:money год:year месяц:month день:day неделя:week люди:people человек:people план:plan миссия:mission"
    " безопасность:security пункт:paragraph параграф:paragraph подписал:signed подписать:sign умер:died погиб:killed погибли:killed родился:born открыл:opened открылся:opened"
    " построил:built победил:won проиграл:lost стоит:cost начался:began начать:begin закончился:ended произошло:happened случилось:happened"
    " приехал:arrived прибыл:arrived уехал:left обсудили:discussed обсуждали:discussed купил:bought продал:sold живёт:lives стал:became получил:received"
    " решил:decided состоялась:held состоялись:held решение:decision заявление:statement визит:visit министерство:ministry компания:company"
    " завод:factory поезд:train самолёт:plane корабль:ship пожар:fire наводнение:flood полиция:police университет:university налог:tax зарплата:salary"
    " работа:work рабочие:workers забастовка:strike протест:protest"
)
"""Words of the news, for articles that are not in Russian."""


class _Part(Enum):
    ASKING = auto()
    SAYING = auto()
    SUBJECT = auto()
    """A name, or what somebody is called by office."""
    SMALL = auto()
    MARK = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Word:
    english: str
    part: _Part
    russian: str = ""


Has = Callable[[str], bool]
"""Whether the archive has a term, see `terms.search_terms`."""


def is_russian(text: str) -> bool:
    """Whether a text has a word in Cyrillic."""
    return bool(transliteration.LETTERS.search(text))


def is_saying(root: str) -> bool:
    """Whether a stem is that of a Russian verb which reports what somebody says."""
    return root in _SAYING


def in_english(question: str, has: Has) -> str:
    """The question in the form of an English one: names as the archive spells them, and what it has no word for as it is."""
    if not is_russian(question):
        return question
    words = _without_particles(list(_words(question, has)))
    asked = _asked_of_speaker(words) or words
    text = re.sub(
        r"\s+([,.;:!])", r"\1", " ".join(word.english for word in asked if word.english != "?")
    )
    return f"{text[:1].upper()}{text[1:]}?"


def _words(question: str, has: Has) -> Iterator[_Word]:
    places = {start: (name, end) for name, start, end in transliteration.places(question)}
    end = 0
    for match in _TOKEN.finditer(question):
        if match.start() < end:
            continue
        if match.start() in places and not has(name_term(match.group())):
            name, end = places[match.start()]
            yield _Word(name, _Part.SUBJECT, question[match.start() : end])
        else:
            yield _word(match.group(), has, question[match.end() :].lstrip()[:1].isupper())


def _word(word: str, has: Has, is_before_name: bool) -> _Word:
    lower, root = word.lower(), stem(word)
    if not re.match(r"\w", word):
        return _Word(word, _Part.MARK, word)
    if lower in ASKING:
        return _Word(ASKING[lower], _Part.ASKING, lower)
    if lower in _SMALL:
        return _Word(
            "in" if lower == "на" and is_before_name else _SMALL[lower], _Part.SMALL, lower
        )
    if word[:1].isupper() and (found := _spelt(word, has)):
        return _Word(found, _Part.SUBJECT, word)
    if root in _SAYING:
        return _Word(_SAYING[root], _Part.SAYING, lower)
    if root in _ROLES:
        return _Word(word if has(root) else _ROLES[root], _Part.SUBJECT, word)
    if word[:1].isupper():
        return _Word(word, _Part.SUBJECT, word)
    if not is_russian(word) or has(root):
        return _Word(word, _Part.OTHER, word)
    if root in _OTHERS:
        return _Word(_OTHERS[root], _Part.OTHER, word)
    if len(word) >= _SHORTEST_NAME and (found := _spelt(word, has)):
        return _Word(found, _Part.SUBJECT, word)
    return _Word(word, _Part.OTHER, word)


def _spelt(word: str, has: Has) -> str | None:
    """A name in Russian as the archive spells it, if it has it."""
    if not is_russian(word):
        return None
    return next((one for one in transliteration.spellings(word) if has(name_term(one))), None)


def _without_particles(words: Sequence[_Word]) -> list[_Word]:
    """«О чём» is "what", «ли» makes a question of yes or no."""
    if any(word.russian == "ли" for word in words):
        words = [_Word("did", _Part.ASKING), *(word for word in words if word.russian != "ли")]
    found: list[_Word] = []
    for word in words:
        if (
            word.part is _Part.ASKING
            and found
            and found[-1].english in _PREPOSITIONS
            and len(found) == 1
        ):
            found.pop()
        is_conjunction = word.russian == "что" and any(one.part is _Part.ASKING for one in found)
        found.append(_Word("that", _Part.SMALL, word.russian) if is_conjunction else word)
    return found


def _asked_of_speaker(words: Sequence[_Word]) -> list[_Word] | None:
    """ "What did Lavrov say in Minsk?" of the words in the order of «Что сказал Лавров в Минске?» or «Что Лавров сказал»."""
    saying = next((n for n, word in enumerate(words) if word.part is _Part.SAYING), None)
    asking = next((n for n, word in enumerate(words) if word.part is _Part.ASKING), None)
    if saying is None or asking is None or asking > saying:
        return None
    if words[asking].russian == "кто":
        return None
    first = last = saying + 1
    while last < len(words) and _goes_on(words, first, last):
        last += 1
    if first == last:
        first, last = _before(words, saying), saying
    subject = words[first:last]
    if not subject:
        return None
    rest = [
        word for n, word in enumerate(words) if n > asking and n != saying and not first <= n < last
    ]
    auxiliary = [] if words[asking].english == "did" else [_Word("did", _Part.SMALL)]
    return [*words[: asking + 1], *auxiliary, *subject, words[saying], *rest]


def _goes_on(words: Sequence[_Word], first: int, last: int) -> bool:
    word = words[last]
    is_joined = word.english == "and" and last > first and words[last + 1 : last + 2] != []
    return (
        word.part is _Part.SUBJECT
        or word.english in ("he", "she", "they")
        or (is_joined and words[last + 1].part is _Part.SUBJECT)
    )


def _before(words: Sequence[_Word], saying: int) -> int:
    first = saying
    while first and (
        words[first - 1].part is _Part.SUBJECT
        or words[first - 1].english in ("he", "she", "they", "and")
    ):
        first -= 1
    return first
