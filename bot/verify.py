"""Holds a sentence against the source that it is cited to, and names what is wrong with it; for every engine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise, takewhile

from bot.quotes import is_speaker
from bot.reading import Line, Place, best, likeness, read
from bot.reading import stands as stands_in
from bot.support import graded, traits
from bot.types import Citation, Failure
from bot.wording import TITLE_WORDS, Kind, Token, tokenised, tokens
from index import dates
from index.ranking import STOPWORDS
from index.statements import REPORTING
from index.terms import name_key, stem
from index.types import Article, Statement

_QUOTE = re.compile(r'"([^"]+)"')
_LEFT_OUT = re.compile(r"\s*(?:\[?\.\.\.\]?|\[?…\]?)\s*")
_PIECE = 2
"""Words of a quotation that tell where it was taken from."""
_ANCHORS = 3
"""Words in common beside a name or number that tell that it stands in the place of another."""
_FEW = 4
"""Words that may stand in the place of others."""
_ALIKE = 0.5
_UNCOVERED = 0.35
"""How well the source must stand for a word, on the whole."""
_STRETCH = 0.5
"""How much may be said in one go that the source has not."""
_LEAST = 0.5
"""The share of a sentence that the source must stand for."""
_PLAIN = 0.06
"""How much a word that tells nothing by itself counts beside those that do."""
_RARE = 0.8
_NEARLY = 0.8
"""Another sentence tells the same if it has this share of what the best has."""
_SCOPE = 3
"""Telling words that a negation reaches."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_POSSIBLE = frozenset(("may", "might", "could", "can"))
_POLITE = frozenset(("mr", "mrs", "ms", "dr"))
_NEGATIVE = frozenset(map(stem, "deny refuse reject fail decline".split()))
_LIGHT = frozenset(map(stem, (*REPORTING, *"according state declare note percent cent per".split(), *_POLITE)))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the sentence's words concerned, and what the source has in their place, if anything."""

    kind: Failure
    words: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of an article that a sentence is held against, in characters of its text."""

    article: Article
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a sentence, and the sentences of articles that it rests on, best first."""

    support: float
    """How far they stand for it, from 0 to 1."""
    problems: tuple[Problem, ...]
    rests_on: tuple[Span, ...] = ()


@dataclass(frozen=True)
class _Case:
    """A sentence and what it is held against."""

    text: str
    claim: tuple[Token, ...]
    spans: tuple[Span, ...]
    places: tuple[Place, ...]
    """The sentences that it rests on, best first."""
    said: tuple[Statement, ...]
    """What is said in it, in characters of its text."""

    @cached_property
    def lines(self) -> list[Line]:
        return [place.line for place in self.places]

    @cached_property
    def around(self) -> list[Line]:
        """… with what may name those whom they leave unnamed."""
        before = [line for place in self.places for line in place.reading.before(place.number)]
        return [*self.lines, *before, *{id(place.reading): place.reading.top for place in self.places}.values()]

    @cached_property
    def told(self) -> list[Line]:
        """The sentences with headline, date and place."""
        return [*self.lines, *{id(place.reading): place.reading.top for place in self.places}.values()]

    @cached_property
    def statements(self) -> list[Statement]:
        return [said for place in self.places for said in place.reading.statements(place.number)]


def verify(sentence: str, spans: Sequence[Span], said: Sequence[Statement] = ()) -> Verdict:
    """What is wrong with a sentence that is cited to these spans; `said` is what is said in it, by its own offsets."""
    readings = [(read(span.article), span) for span in spans]
    common = frozenset().union(*(reading.common for reading, _ in readings))
    claim = tokens(sentence, common)
    within = [
        Place(reading, number)
        for reading, span in readings
        for number, one in enumerate(span.article.sentences)
        if one.start < span.end and span.start < one.end
    ]
    places = best(claim, within)
    if not places:
        return Verdict(0.0, (Problem(Failure.UNCITED, " ".join(sentence.split())),))
    case = _Case(sentence, claim, tuple(spans), tuple(places), tuple(said))
    checks = (_quotations, _speakers, _changed, _absent, _polarity, _modality, _uncovered)
    found = dict.fromkeys(problem for check in checks for problem in check(case))
    problems = tuple(_without_echoes(found))
    support = graded(traits(claim, within), [problem.kind for problem in problems])
    return Verdict(support, problems, tuple(_span(place) for place in _needed(claim, places)))


def _needed(claim: Sequence[Token], places: Sequence[Place]) -> Iterator[Place]:
    """The sentences without those that have no telling word that the ones before have not."""
    missing = [token for token in claim if token.is_telling]
    for number, place in enumerate(places):
        left = [token for token in missing if not stands_in(token, place.line)]
        if number == 0 or len(left) < len(missing):
            yield place
        missing = left


def _without_echoes(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems without those whose words an earlier one has told of."""
    told: list[str] = []
    for problem in problems:
        if not any(problem.words in words for words in told):
            told.append(problem.words)
            yield problem


def _span(place: Place) -> Span:
    sentence = place.reading.article.sentences[place.number]
    return Span(place.reading.article, sentence.start, sentence.end)


def _quotations(case: _Case) -> Iterator[Problem]:
    """Quotations that do not stand in the source verbatim, quotation marks and white space aside."""
    sources = [_plain(span.article.text[span.start : span.end]) for span in case.spans]
    for match in _QUOTE.finditer(_marks(case.text)):
        phrase = _plain(match.group()[1:-1]).strip(" ,.;:?!")
        if not phrase or any(_has(source, phrase) for source in sources):
            continue
        left_out = _LEFT_OUT.split(phrase)
        if len(left_out) > 1 and any(_in_order(source, left_out) for source in sources):
            continue
        kind = Failure.SPLICED if _is_spliced(phrase, sources) else Failure.FABRICATED
        yield Problem(kind, case.text[match.start() : match.end()])


def _marks(text: str) -> str:
    """The text with one kind of quotation marks, apostrophes left apart, character for character."""
    text = re.sub("[“”„«»″]", '"', tokenised(text).replace("’", "'").replace("‘", "'").replace("`", "'"))
    return re.sub(r"(?<!\w)'(?=\w)([^'\"]*(?:\w'\w[^'\"]*)*)'(?!\w)", r'"\1"', text)


def _plain(text: str) -> str:
    return " ".join(_marks(text).split())


def _has(source: str, phrase: str) -> bool:
    """Whether the phrase stands there between words' ends, its first letter written small or large."""
    start = re.escape(phrase[0])
    first = f"(?i:{start})" if phrase[0].isalpha() else start
    return bool(re.search(rf"(?<!\w){first}{re.escape(phrase[1:])}(?!\w)", source))


def _in_order(source: str, parts: Sequence[str]) -> bool:
    """Whether parts of a quotation follow one another with no quotation mark between them."""
    return bool(re.search(r"[^\"]*?".join(re.escape(part.strip(" ,.")) for part in parts), source))


def _is_spliced(phrase: str, sources: Sequence[str]) -> bool:
    """Whether the phrase is put together from pieces of some words each that do stand in the source."""
    words = _LEFT_OUT.sub(" ", phrase).split()
    while words:
        sizes = (
            n for n in range(len(words), 0, -1) if any(_has(s, " ".join(words[:n]).strip(" ,.;:?!")) for s in sources)
        )
        taken = next(sizes, 0)
        if taken < _PIECE:
            return False
        words = words[taken:]
    return True


def _speakers(case: _Case) -> Iterator[Problem]:
    """Statements that the source gives to somebody else."""
    for said in filter(_is_somebody, case.said):
        places = _told(said, case)
        there = [one for place in places for one in place.reading.statements(place.number)]
        if not there and not _is_named(said.speaker, [place.line for place in places]):
            there = [one for p in places if p.number for one in p.reading.statements(p.number - 1)]
        if not there or any(_is_by(said, one) for one in there):
            continue
        sure = [one for one in there if _is_sure(one) and not _is_pronoun_beside(one, said, places)]
        if not sure and _is_named(said.speaker, case.around):
            continue
        named = [one for one in sure if _is_named(one.speaker, [Line(case.claim)])]
        if sure and named == sure and _is_named(said.speaker_mention, case.lines):
            continue  # both are named: which of them speaks is the parse's guess
        yield Problem(Failure.MISATTRIBUTED, said.speaker_mention, (sure or there)[0].speaker)


def _told(said: Statement, case: _Case) -> list[Place]:
    """The sentences of the source that tell what a statement tells, if any does."""
    content = [t for t in case.claim if said.start <= t.start < said.end and t.is_telling]
    shares = {place: sum(t.weight * stands_in(t, place.line) for t in content) for place in case.places}
    most = max(shares.values())
    return [p for p, share in shares.items() if share >= _NEARLY * most] if most > 0 else []


def _is_sure(said: Statement) -> bool:
    """Whether it is known by name who makes a statement."""
    return all(
        word[:1].isupper() for word in said.speaker.split() if word not in ("of", "the", "for", "and", "de", "van")
    )


def _is_pronoun_beside(one: Statement, said: Statement, places: Sequence[Place]) -> bool:
    """Whether "he" speaks after the speaker wanted is named in the sentence: who "he" is there is the parse's guess."""
    if one.speaker_mention.lower() not in ("he", "she", "they"):
        return False
    before = [p.reading.article.text[p.reading.article.sentences[p.number].start : one.mention_start] for p in places]
    return _is_named(said.speaker, [Line(tokens(text)) for text in before])


def _is_somebody(said: Statement) -> bool:
    """Whether a statement names its speaker."""
    words = said.speaker.split()
    return any(word[:1].isupper() and len(word) > 2 for word in words) and stem(words[0]) not in STOPWORDS


def _is_by(said: Statement, one: Statement) -> bool:
    return is_speaker(said.speaker, one) or is_speaker(said.speaker_mention, one)


def _is_named(name: str, lines: Sequence[Line]) -> bool:
    """Whether the last name of somebody stands in lines."""
    return any(stands_in(token, line) for token in tokens(name)[-1:] for line in lines)


_Words = tuple[Token, ...]
_Unit = tuple[str, _Words]
"""A word, or the words of a name: what it is aligned by, and the words."""


def _changed(case: _Case) -> Iterator[Problem]:
    """Names, numbers and dates that stand where the source has others among the same words."""
    claim, line = _units(case.claim), _units(case.lines[0].tokens)
    for mine, theirs in (*_aligned(claim, line), *_replaced(claim, line)):
        speaks = _shape(mine[0]) == Kind.NAME.name and _speaks(case, theirs)
        kind = Failure.MISATTRIBUTED if speaks else Failure.FABRICATED
        yield Problem(kind, _written(case.text, mine), " ".join(token.text for token in theirs))


def _aligned(claim: Sequence[_Unit], line: Sequence[_Unit]) -> Iterator[tuple[_Words, _Words]]:
    """Words of one kind that stand in one place of two sentences of one form."""
    matcher = SequenceMatcher(None, [shape for shape, _ in claim], [shape for shape, _ in line], autojunk=False)
    for block in matcher.get_matching_blocks():
        pairs = list(zip(claim[block.a :][: block.size], line[block.b :][: block.size], strict=True))
        starts = block.a == 0 and all(theirs[0].text[:1].isupper() for _, theirs in line[: block.b])
        ends = block.a + block.size == len(claim) and block.b + block.size == len(line)
        for n, ((shape, mine), (_, theirs)) in enumerate(pairs):
            if shape in _SHAPES and not _is_same(mine, theirs) and _is_anchored(pairs, n, starts, ends):
                yield mine, theirs


def _replaced(claim: Sequence[_Unit], line: Sequence[_Unit]) -> Iterator[tuple[_Words, _Words]]:
    """Words of one kind in a few words that stand in the place of a few others."""
    keys = [[" ".join(token.key for token in words) for _, words in units] for units in (claim, line)]
    for name, a1, a2, b1, b2 in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        rest = [
            {shape for shape, _ in units if shape not in (*_SHAPES, "the", "a")}
            for units in (claim[a1:a2], line[b1:b2])
        ]
        if name == "replace" and rest[0] == rest[1] and max(a2 - a1, b2 - b1) <= _FEW:
            for shape in _SHAPES:
                mine = [words for one, words in claim[a1:a2] if one == shape]
                theirs = [words for one, words in line[b1:b2] if one == shape]
                if mine and theirs and not any(_is_same(one, other) for one in mine for other in theirs):
                    yield mine[-1], theirs[-1]


def _is_anchored(pairs: Sequence[tuple[_Unit, _Unit]], n: int, starts: bool, ends: bool) -> bool:
    """Whether a word and the source's stand in one place: the same words on both sides, or both at an end."""
    same = [mine[0] not in _SHAPES or _is_same(mine[1], theirs[1]) for mine, theirs in pairs]
    before, after = same[max(0, n - _ANCHORS) : n], same[n + 1 : n + 1 + _ANCHORS]
    is_first, is_last = starts and n == 0, ends and n == len(pairs) - 1
    return (is_first or any(before)) and (is_last or any(after)) and sum(before) + sum(after) >= 2


_SHAPES = {Kind.NAME.name: Kind.NAME, Kind.NUMBER.name: Kind.NUMBER, "DAY": Kind.DATE, "MONTH": Kind.DATE}


def _units(found: Sequence[Token]) -> list[_Unit]:
    """The words with each name in one, and without the titles before names."""
    units: list[_Unit] = []
    for at, token in enumerate(found):
        shape = _shape(token)
        following = next((t for t in found[at:] if t.text.lower() not in TITLE_WORDS), token)
        if following is not token and _shape(following) == Kind.NAME.name:
            continue
        last = units[-1][1][-1] if units and units[-1][0] == shape == Kind.NAME.name else None
        if last and not token.opens and token.start - last.end <= 2 and token.country == last.country:
            units[-1] = (shape, (*units[-1][1], token))
        else:
            units.append((shape, (token,)))
    return units


def _shape(token: Token) -> str:
    if token.kind is Kind.DATE:
        return "DAY" if token.key.endswith("day") else "MONTH"
    return token.kind.name if token.kind in (Kind.NAME, Kind.NUMBER) else token.key


def _is_same(mine: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether two names are of one: the last word of either stands in the other."""
    one, other = Line(tuple(mine)), Line(tuple(theirs))
    return stands_in(mine[-1], other) or stands_in(theirs[-1], one)


def _written(text: str, found: Sequence[Token]) -> str:
    return text[found[0].start : found[-1].end]


def _speaks(case: _Case, name: Sequence[Token]) -> bool:
    """Whether a name of the best sentence is who says something there."""
    place = case.places[0]
    return any(
        name[-1].sound in {name_key(word) for word in f"{said.speaker_mention} {said.speaker}".split()}
        for said in place.reading.statements(place.number)
    )


def _absent(case: _Case) -> Iterator[Problem]:
    """Names, numbers and dates that the source has not, or has of something else."""
    days = _days(case)
    written = [found for found in dates.find(case.text) if found.month or found.day]
    for _, unit in _units(case.claim):
        token = unit[-1]
        dated = next((found for found in written if found.start <= token.start < found.end), None)
        if token.kind is Kind.NAME and not _is_doubtful(unit) and not all(_is_known(one, case) for one in unit):
            yield Problem(Failure.FABRICATED, _written(case.text, unit))
        elif dated and token.kind in (Kind.NUMBER, Kind.DATE) and any(dated.agrees(day) for day in days):
            continue
        elif (token.kind is Kind.NUMBER and not _is_counted(token, case)) or (
            token.kind is Kind.DATE
            and not any(stands_in(token, line) for line in case.around)
            and not _falls_on(token, days)
        ):
            yield Problem(Failure.FABRICATED, token.text if token.kind is Kind.DATE else _written(case.text, (token,)))


def _is_doubtful(name: Sequence[Token]) -> bool:
    """Whether a word may have its capital only because it begins a sentence: "Negotiators", "According"."""
    return len(name) == 1 and name[0].begins and name[0].weight < _RARE and name[0].country is None


def _is_known(token: Token, case: _Case) -> bool:
    """Whether the source has a name: in the sentences, around them, or as part of a full name that the article gives."""
    if any(stands_in(token, line) for line in case.around):
        return True
    people = [name for place in case.places for name in place.reading.article.people]
    people += [f"{said.role} {said.speaker}" for said in case.statements]
    return any(
        token.sound in (keys := {name_key(word) for word in name.split()})
        and any(keys & line.sounds for line in case.lines)
        for name in people
    )


def _is_counted(token: Token, case: _Case) -> bool:
    """Whether the source has a number, and near one of the words that it stands near here."""
    if token.key == "#1" and token.text.isalpha():
        return True
    beside = [] if _YEAR.fullmatch(token.text) else _beside(token, case.claim, 4)
    for line in case.lines:
        for other in line.tokens:
            if other.key == token.key:
                near = Line(tuple(_beside(other, line.tokens, 8)))
                if not beside or not near.tokens or any(likeness(word, [near]) > _ALIKE for word in beside):
                    return True
    return any(stands_in(token, place.reading.top) for place in case.places)


def _beside(token: Token, among: Sequence[Token], reach: int) -> list[Token]:
    at = among.index(token)
    return [
        t
        for t in among[max(0, at - reach) : at + reach + 1]
        if t is not token and t.kind in (Kind.CONTENT, Kind.NAME, Kind.DATE)
    ]


def _days(case: _Case) -> list[date]:
    """The days that the source tells of: as it writes them, and as weekdays fall around its own date."""
    found: list[date] = []
    for place in case.places:
        published = place.reading.article.published
        text = place.reading.article.quote(place.reading.article.sentences[place.number])
        for written in dates.find(text):
            year = written.year or (published.year if published else None)
            if (day := replace(written, year=year).exact()) is not None:
                found.append(day)
        if published:
            found.append(published)
            named = {CALENDAR_DAYS[t.key] for t in place.line.tokens if t.key in CALENDAR_DAYS}
            week = (published + timedelta(days=n) for n in range(-6, 7))
            found += [day for day in week if day.weekday() in named]
    return found


CALENDAR_DAYS = {
    f"@{name}": n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}


def _falls_on(token: Token, days: Sequence[date]) -> bool:
    return any(token.key in (f"@{day:%A}".lower(), f"@{day:%B}".lower()) for day in days)


def _polarity(case: _Case) -> Iterator[Problem]:
    """What is denied here and not there, or there and not here."""
    here = Line(case.claim)
    for word, negation in _denied(case.claim):
        if any(word.key in line.keys for line in case.lines) and not any(
            _denies(line, word.key) for line in case.lines
        ):
            yield Problem(Failure.NEGATED, _between(case.text, negation, word))
    for line in case.lines:
        for word, negation in _denied(line.tokens):
            if (
                word.key in here.keys
                and not _denies(here, word.key)
                and not any(_affirms(one, word.key) for one in case.lines)
            ):
                mine = next(token for token in case.claim if token.key == word.key)
                yield Problem(Failure.NEGATED, mine.text, f"{negation.text} {word.text}")
    yield from _negations_moved(case)


def _negations_moved(case: _Case) -> Iterator[Problem]:
    """Negations put in or taken out where the words around are the same."""
    claim, line = case.claim, case.lines[0].tokens
    for _, a1, a2, b1, b2 in _differences(claim, line):
        mine, theirs = claim[a1:a2], line[b1:b2]
        if len(mine) > 2 or len(theirs) > 2 or not claim[a1 - 1 : a1] or not claim[a2 : a2 + 1]:
            continue
        if any(t.kind is Kind.NEGATION for t in (*mine, *theirs)) and any(map(_is_negation, mine)) != any(
            map(_is_negation, theirs)
        ):
            words = mine or claim[a1 - 1 : a1 + 1]
            yield Problem(Failure.NEGATED, _between(case.text, words[0], words[-1]), " ".join(t.text for t in theirs))


def _differences(claim: Sequence[Token], line: Sequence[Token]) -> list[tuple[str, int, int, int, int]]:
    matcher = SequenceMatcher(None, [t.key for t in claim], [t.key for t in line], autojunk=False)
    return [one for one in matcher.get_opcodes() if one[0] != "equal"]


def _between(text: str, one: Token, other: Token) -> str:
    return text[min(one.start, other.start) : max(one.end, other.end)]


def _is_negation(token: Token) -> bool:
    return token.kind is Kind.NEGATION or token.key in _NEGATIVE


def _denied(found: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """The first telling word after each negation (before it, where none follows), and the negation."""
    for at, token in enumerate(found):
        if not _is_negation(token) or (
            at + 1 < len(found) and found[at + 1].text.lower() in ("only", "just", "longer")
        ):
            continue
        clause = list(takewhile(lambda t: not t.opens, found[at + 1 :]))
        after = next((t for t in clause if t.is_telling and not _is_negation(t)), None)
        word = after or next((t for t in reversed(found[:at]) if t.is_telling), None)
        if word is not None:
            yield word, token


def _scopes(line: Line) -> Iterator[tuple[Token, bool]]:
    """Each telling word, and whether a negation reaches it, from before or from right after."""
    left = 0
    for at, token in enumerate(line.tokens):
        if _is_negation(token):
            left = _SCOPE if token.kind is Kind.NEGATION else 2 * _SCOPE
        elif token.is_telling:
            following = takewhile(lambda t: not t.opens, line.tokens[at + 1 : at + 1 + _SCOPE])
            yield token, left > 0 or any(t.kind is Kind.NEGATION for t in following)
            left -= 1


def _denies(line: Line, key: str) -> bool:
    return any(denied for token, denied in _scopes(line) if token.key == key) or any(
        word.key == key for word, _ in _denied(line.tokens)
    )


def _affirms(line: Line, key: str) -> bool:
    return any(not denied for token, denied in _scopes(line) if token.key == key)


def _modality(case: _Case) -> Iterator[Problem]:
    """What may be there, and will be here; or the other way."""
    claim, line = case.claim, case.lines[0].tokens
    for _, a1, a2, b1, b2 in _differences(claim, line):
        modal = a2 - a1 == b2 - b1 == 1 and {claim[a1].kind, line[b1].kind} == {Kind.MODAL}
        if modal and (claim[a1].key in _POSSIBLE) != (line[b1].key in _POSSIBLE):
            yield Problem(Failure.UNSUPPORTED, claim[a1].text, line[b1].text)


def _uncovered(case: _Case) -> Iterator[Problem]:
    """The stretch of words that the source stands for least, if it is long."""
    words = [token for token in case.claim if token.key not in _LIGHT]
    worst, span, total, begin = 0.0, (0, 0), 0.0, 0
    for at, lack in enumerate(_lacking(words, case)):
        if total <= 0:
            total, begin = 0.0, at
        total += lack
        if total > worst:
            worst, span = total, (begin, at)
    telling = [token for token in words if token.is_telling]
    said = sum(t.weight * likeness(t, case.around if t.kind is Kind.NAME else case.told) for t in telling)
    if said < _LEAST * sum(token.weight for token in telling):
        yield Problem(Failure.UNSUPPORTED, _between(case.text, telling[0], telling[-1]))
    elif worst > _STRETCH:
        yield Problem(Failure.UNSUPPORTED, _between(case.text, words[span[0]], words[span[1]]))


def _lacking(words: Sequence[Token], case: _Case) -> Iterator[float]:
    """How much each word says that the source does not (below 0: how surely it does)."""
    pairs = {pair for line in case.lines for pair in line.pairs}
    shared = [(one.key, two.key) in pairs for one, two in pairwise(words)]
    for at, token in enumerate(words):
        if token.is_telling:
            yield token.weight * (_UNCOVERED - likeness(token, case.around if token.kind is Kind.NAME else case.told))
        else:
            yield -_PLAIN if any(shared[max(0, at - 1) : at + 1]) else _PLAIN


def stands(citation: Citation, article: Article | None) -> bool:
    """Whether the quote is, character by character, what the article's body says at that place."""
    return (
        article is not None
        and article.sha256 == citation.sha256
        and bool(citation.quote.strip())
        and article.text[citation.start : citation.end] == citation.quote
        and any(s.start <= citation.start and citation.end <= s.end for s in article.sentences)
    )
