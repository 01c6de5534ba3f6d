"""Sentences of articles, reworded so that they stay true and altered so that they do not, by
program.

Each maker takes a Sample and gives the new sentence, or None where the sentence has nothing of the
kind.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.language import countries
from index.language.function_words import Function, function_words
from index.language.offices import is_office
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.types import Article, Statement

_CALENDAR = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "January February March April May June July August September October November December".split(),
)
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?(?!\w)|\b(?:" + "|".join(_SMALL[2:]) + r")\b")
_QUOTE = re.compile(r"[“\"][^“”\"]{12,}[”\"]")
_AUXILIARY = re.compile(
    r"\b(?:was|were|is|are|has|had|have|will|would|could|should|can|did|does|do)\b(?! not|n[’'])"
)
_NOT = re.compile(r" (?:not|never)\b|n[’']t\b|\bno (?=[a-z])")
_HE = re.compile(r"^(?:He|She)\b")
_CLAUSE = re.compile(
    r"^(?P<who>[A-Z][^,“\"]{2,60}?) "
    r"(?P<does>(?:is|was|are|were|has|have|had|will|would|can|could|[a-z]{3,}ed)\b.*)$"
)
_COMMON = re.compile(r"(?<=[a-z,] )[a-z]{5,}\b")
_PAIRS = (
    "accepted rejected|agreed refused|increased decreased|increase decrease|rose fell"
    "|rising falling|rise fall|won lost|win lose|opened closed|open closed|began ended"
    "|start end|supported opposed|allowed banned|bought sold|buy sell|more fewer|before after"
    "|best worst|highest lowest|high low|higher lower|more less|first last|stronger weaker"
    "|praised criticised|arrested released|attacked defended|built demolished|built destroyed"
    "|left arrived|east west|eastern western|northern southern|north south|guilty innocent"
    "|dead alive|success failure|possible impossible|early late|inside outside|strong weak"
    "|easy difficult|public private|large small|big small|new old|hot cold|many few"
    "|victory defeat|rejected approved|confirmed denied|hired fired|safe dangerous|war peace"
    "|above below"
)
_OPPOSITES = {
    one: other
    for pair in _PAIRS.split("|")
    for a, b in [pair.split()]
    for one, other in ((a, b), (b, a))
}
_OPPOSITE = re.compile(rf"\b(?:{'|'.join(_OPPOSITES)})\b")
_WISH = re.compile(
    r"\b(?:want|plan|hope|intend|offer|promise|vow|agree|propose|tri|try|ask|threaten)"
    r"(?:s|n?ed|es|d)? to(?= [a-z])"
)
_TO_COME = re.compile(r"\bwill(?= (?!be\b)[a-z]{3,})")
_DOES = (
    r"(?:(?:also|then|has|had|will) )?[a-z]+ed\b"
    r"|(?:met|spoke|won|took|led|made|came|went|held|told|left|became|gave|is|was)\b"
)
_NO_NAMES = frozenset((*_CALENDAR[0], *_CALENDAR[1], "Mr", "Mrs", "Ms", "Dr"))


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence of an article, and other articles to take words from."""

    article: Article
    number: int
    others: Sequence[Article]
    chance: random.Random

    @property
    def text(self) -> str:
        """The sentence."""
        return " ".join(self.article.quote(self.article.sentences[self.number]).split())

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What is said in it."""
        return self.article.said_in(self.article.sentences[self.number])


@dataclass(frozen=True, slots=True)
class Claim(Sample):
    """A sentence about an article that need not stand in it."""

    words: str = ""

    @property
    def text(self) -> str:
        return self.words


Maker = Callable[[Sample], str | None]


def _replaced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


# Altered: what is no longer so.


def another_number(sample: Sample) -> str | None:
    """A number made another: one of the same article, or one a little off."""
    found = list(_NUMBER.finditer(sample.text))
    if not found:
        return None
    match = sample.chance.choice(found)
    old = match.group()
    if old in _SMALL:
        return _replaced(
            sample.text, match, sample.chance.choice([w for w in _SMALL[2:] if w != old])
        )
    body = [m.group() for m in _NUMBER.finditer(_body(sample.article)) if m.group()[0].isdigit()]
    near = str(int(float(old.replace(",", "")) * sample.chance.choice([0.5, 1.5, 2]) + 1))
    new = sample.chance.choice([near, near, *[n for n in body if _plain(n) != _plain(old)]])
    return _replaced(sample.text, match, new) if _plain(new) != _plain(old) else None


def _plain(number: str) -> str:
    return (
        number.replace(",", "").rstrip("0").rstrip(".")
        if "." in number
        else number.replace(",", "")
    )


def another_name(sample: Sample) -> str | None:
    """A name made another: of the same article half the time."""
    found = [m for m in _NAME.finditer(sample.text) if m.group().split()[0] not in _NO_NAMES]
    if not found:
        return None
    match = sample.chance.choice(found)
    source = sample.article if sample.chance.random() < 0.5 else sample.chance.choice(sample.others)
    pool = sorted(
        {
            m.group()
            for m in _NAME.finditer(_body(source))
            if not _alike(m.group(), match.group()) and m.group().split()[0] not in _NO_NAMES
        }
    )
    return _replaced(sample.text, match, sample.chance.choice(pool)) if pool else None


def _alike(one: str, other: str) -> bool:
    """Whether two names may be of one person or country."""
    lands = [{m.country for m in countries.find(name)} for name in (one, other)]
    return bool(set(one.split()) & set(other.split()) or lands[0] & lands[1])


def another_date(sample: Sample) -> str | None:
    """A weekday, month, day or year made another."""
    for names in _CALENDAR:
        match = re.search(rf"\b(?:{'|'.join(names)})\b", sample.text)
        if match:
            return _replaced(
                sample.text, match, sample.chance.choice([n for n in names if n != match.group()])
            )
    match = re.search(r"\b(?:19|20)\d\d\b", sample.text)
    return (
        _replaced(
            sample.text, match, str(int(match.group()) + sample.chance.choice([-3, -1, 1, 2]))
        )
        if match
        else None
    )


def another_speaker(sample: Sample) -> str | None:
    """What one person said given to another person of the article."""
    sentence = sample.article.sentences[sample.number]
    named = [
        s
        for s in sample.statements
        if s.mention_start >= sentence.start
        and s.mention_end <= sentence.end
        and re.fullmatch(r"(?:[A-Z][\w.’'-]+ ?)+", s.speaker_mention)
    ]
    if not named:
        return None
    said = sample.chance.choice(named)
    others = [
        p
        for p in sample.article.people
        if not _alike(p, said.speaker) and not _alike(p, said.speaker_mention)
    ]
    if not others:
        return None
    start, end = said.mention_start - sentence.start, said.mention_end - sentence.start
    whole = sample.article.quote(sentence)
    return " ".join((whole[:start] + sample.chance.choice(others) + whole[end:]).split())


def negated(sample: Sample) -> str | None:
    """A "not" added after an auxiliary verb."""
    found = [m for m in _AUXILIARY.finditer(sample.text) if not _quoted(sample.text, m.start())]
    if not found:
        return None
    match = sample.chance.choice(found)
    return _replaced(sample.text, match, f"{match.group()} not")


def _quoted(text: str, position: int) -> bool:
    return any(m.start() < position < m.end() for m in _QUOTE.finditer(text))


def affirmed(sample: Sample) -> str | None:
    """A "not" taken out."""
    found = [m for m in _NOT.finditer(sample.text) if not _quoted(sample.text, m.start())]
    return _replaced(sample.text, sample.chance.choice(found), "") if found else None


def spliced(sample: Sample) -> str | None:
    """Two quotations of the article made one."""
    here = _QUOTE.search(sample.text)
    if here is None:
        return None
    quotes = [m.group()[1:-1] for m in _QUOTE.finditer(_body(sample.article))]
    others = [q for q in quotes if here.group()[1:-1] not in q and q not in here.group()]
    if not others:
        return None
    first = here.group()[1:-1].rstrip(".,?! ")
    return _replaced(sample.text, here, f"“{first} {sample.chance.choice(others)}”")


def misquoted(sample: Sample) -> str | None:
    """A word of a quotation made another."""
    here = _QUOTE.search(sample.text)
    words = list(re.finditer(r"\b[a-z]{4,}\b", here.group())) if here else []
    if here is None or len(words) < 2:
        return None
    match = sample.chance.choice(words)
    pool = re.findall(r"\b[a-z]{4,}\b", _body(sample.chance.choice(sample.others)))
    new = here.group()[: match.start()] + sample.chance.choice(pool) + here.group()[match.end() :]
    return _replaced(sample.text, here, new) if new != here.group() else None


def with_a_clause(sample: Sample) -> str | None:
    """A clause of another article added."""
    other = sample.chance.choice(sample.others)
    clauses = [
        c
        for s in other.sentences
        for c in re.split(r"[,;] ", " ".join(other.quote(s).split()))
        if len(c.split()) > 5
    ]
    if not clauses or not sample.text.endswith("."):
        return None
    clause = sample.chance.choice(clauses).strip('“”". ')
    return f"{sample.text[:-1]}, {sample.chance.choice(['and', 'while', 'because'])} {clause}."


def another_predicate(sample: Sample) -> str | None:
    """Who a sentence tells of, and what somebody else does in another article."""
    own, others = _CLAUSE.match(sample.text), _clauses(sample)
    if not own or not others:
        return None
    does = sample.chance.choice(others)
    return f"{own['who']} {does}" if does not in sample.text else None


def short_predicate(sample: Sample) -> str | None:
    """A name of the article, and a few words that another article has."""
    people, others = [p for p in sample.article.people if p in sample.text], _clauses(sample)
    short = [" ".join(does.rstrip(".").split()[:5]) for does in others]
    return (
        f"{sample.chance.choice(people)} {sample.chance.choice(short)}."
        if people and short
        else None
    )


def _clauses(sample: Sample) -> list[str]:
    """What is done in the sentences of another article, without names, numbers and quotations."""
    other = sample.chance.choice(sample.others)
    found = (_CLAUSE.match(" ".join(other.quote(sentence).split())) for sentence in other.sentences)
    return [
        m["does"]
        for m in found
        if m and not re.search(r"[A-Z\d“\"]", m["does"]) and len(m["does"].split()) > 3
    ]


def another_word(sample: Sample) -> str | None:
    """Each second of the common words made one of another article."""
    words = [m for m in _telling(sample.text) if not _quoted(sample.text, m.start())]
    pool = sorted(
        {m.group() for m in _telling(_body(sample.chance.choice(sample.others)))}
        - set(sample.text.split())
    )
    if len(words) < 2 or not pool:
        return None
    text = sample.text
    for match in reversed(words[::2]):
        text = _replaced(text, match, sample.chance.choice(pool))
    return text


def _telling(text: str) -> list[re.Match[str]]:
    """The common words that carry meaning."""
    return [
        m
        for m in _COMMON.finditer(text)
        if stem(m.group()) not in stopwords() and m.group() not in function_words(Function.MODAL)
    ]


def opposite(sample: Sample) -> str | None:
    """A word made its opposite: "rose" made "fell"."""
    found = [m for m in _OPPOSITE.finditer(sample.text) if not _quoted(sample.text, m.start())]
    if not found:
        return None
    match = sample.chance.choice(found)
    return _replaced(sample.text, match, _OPPOSITES[match.group()])


def fulfilled(sample: Sample) -> str | None:
    """A wish, or what is to come, told as done."""
    for pattern, done in ((_WISH, "managed to"), (_TO_COME, "did")):
        match = pattern.search(sample.text)
        if match and not _quoted(sample.text, match.start()):
            return _replaced(sample.text, match, done)
    return None


def another_subject(sample: Sample) -> str | None:
    """What one person does given to another person of the article."""
    return _with_subject(sample, "{other}")


def joined_subject(sample: Sample) -> str | None:
    """What one person did given to another person of the article, too."""
    return _with_subject(sample, "{own} and {other}")


def _with_subject(sample: Sample, form: str) -> str | None:
    """The sentence with somebody who does something, by name, made what the form says."""
    last = {person.split()[-1]: person for person in sample.article.people}
    names = "|".join(sorted(map(re.escape, {*last, *last.values()}), key=len, reverse=True))
    found = [
        m
        for m in re.finditer(rf"\b(?:{names}) (?={_DOES})", sample.text)
        if not _quoted(sample.text, m.start())
    ]
    if not last or not found:
        return None
    match = sample.chance.choice(found)
    others = [person for person in sample.article.people if person.split()[-1] not in sample.text]
    new = (
        form.format(own=match.group().strip(), other=sample.chance.choice(others)) if others else ""
    )
    return _replaced(sample.text, match, f"{new} ") if others else None


def another_office(sample: Sample) -> str | None:
    """Somebody's office given to another person of the article."""
    said = _in_office(sample)
    others = [
        person for person in sample.article.people if said and not _alike(person, said.speaker)
    ]
    return _holds(sample, said.role, sample.chance.choice(others)) if said and others else None


def _in_office(sample: Sample) -> Statement | None:
    """A statement in the sentence whose speaker has a name and an office."""
    holders = (
        said
        for said in sample.statements
        if is_office(said.role) and said.speaker in sample.article.people
    )
    return next(holders, None)


def _holds(sample: Sample, role: str, holder: str) -> str:
    return sample.chance.choice([f"The {role} is {holder}.", f"{holder} is the {role}."])


ALTERED: dict[str, Maker] = {
    "number": another_number,
    "name": another_name,
    "date": another_date,
    "speaker": another_speaker,
    "negation added": negated,
    "negation removed": affirmed,
    "quotation spliced": spliced,
    "quotation altered": misquoted,
    "clause added": with_a_clause,
    "predicate swapped": another_predicate,
    "short predicate": short_predicate,
    "words swapped": another_word,
    "opposite": opposite,
    "wish fulfilled": fulfilled,
    "subject swapped": another_subject,
    "subject joined": joined_subject,
    "office swapped": another_office,
}


# Reworded: what is still so.


def verbatim(sample: Sample) -> str | None:
    """The sentence itself."""
    return sample.text


def attribution_moved(sample: Sample) -> str | None:
    """ "X said (that) Y." as "Y, X said." or "According to X, Y."; '"Y," X said.' as 'X said:
    "Y".'"""
    match = re.fullmatch(
        r"(?P<who>[A-Z][^,“\"]{2,50}?) (?P<cue>said|added|warned) (?:that )?(?P<what>[^“”\":]+)\.",
        sample.text,
    )
    if match:
        forms = (
            f"{_upper(match['what'])}, {match['who']} {match['cue']}.",
            f"According to {match['who']}, {match['what']}.",
        )
        return sample.chance.choice(forms)
    match = re.fullmatch(
        r"[“\"](?P<what>[^“”\"]+),[”\"] (?:said (?P<a>[^,.]+)|(?P<b>[^,.]+) said)\.", sample.text
    )
    return f"{_upper(match['a'] or match['b'])} said: “{match['what']}.”" if match else None


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def named(sample: Sample) -> str | None:
    """ "He said" with the name of who said it."""
    sentence = sample.article.sentences[sample.number]
    if not (match := _HE.match(sample.text)):
        return None
    said = next(
        (
            s
            for s in sample.statements
            if s.mention_start == sentence.start and s.speaker in sample.article.people
        ),
        None,
    )
    return _replaced(sample.text, match, said.speaker) if said else None


def shortened(sample: Sample) -> str | None:
    """A main clause without what follows it, or without what stands between two commas."""
    text = sample.text
    match = re.fullmatch(
        r"(?P<a>[A-Z][^,“”\"]{30,}), (?:and|but|which|while|after|although|who|where)\b[^“”\"]*\.",
        text,
    )
    if match:
        return f"{match['a']}."
    match = re.fullmatch(
        (
            r"(?P<a>[A-Z][^,“”\"]+), (?P<out>[^,“”\"]{5,60}), "
            r"(?P<b>(?:said|was|is|were|has|had|will)\b[^,“”\"]+)\."
        ),
        text,
    )
    return f"{match['a']} {match['b']}." if match else None


def numbers_rewritten(sample: Sample) -> str | None:
    """ "three" as "3", "3" as "three", "percent" as "%"."""
    if _QUOTE.search(sample.text):
        return None
    text = re.sub(r"(\d) (?:percent|per cent)\b", r"\1%", sample.text)
    text = re.sub(
        rf"(?<!-)\b(?:{'|'.join(_SMALL[2:])})\b(?! (?:hundred|thousand|million))",
        lambda m: str(_SMALL.index(m.group())),
        text,
    )
    text = (
        re.sub(r"(?<![\w.,$€£-])([2-9]|1[0-2])(?= [a-z])", lambda m: _SMALL[int(m.group())], text)
        if text == sample.text
        else text
    )
    return text if text != sample.text else None


def quotes_rewritten(sample: Sample) -> str | None:
    """Curly quotation marks and apostrophes as straight ones, and the other way."""
    straight = str.maketrans("“”’‘", "\"\"''")
    text = sample.text.translate(straight)
    if text == sample.text:
        text = re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’")
    return text if text != sample.text else None


def said_otherwise(sample: Sample) -> str | None:
    """ "Said" by another word for it."""
    match = re.search(r"\bsaid\b", sample.text)
    return (
        _replaced(sample.text, match, sample.chance.choice(["stated", "declared", "noted"]))
        if match
        else None
    )


def joined(sample: Sample) -> str | None:
    """The sentence and the next one of its paragraph in one."""
    article, number = sample.article, sample.number
    if (
        number + 1 >= len(article.sentences)
        or article.sentences[number].paragraph != article.sentences[number + 1].paragraph
    ):
        return None
    following = " ".join(article.quote(article.sentences[number + 1]).split())
    if not sample.text.endswith(".") or not following.endswith(".") or not following[0].isalpha():
        return None
    keep = following.split()[0] in article.people or not re.match(
        r"(?:The|A|An|It|He|She|They|In|But|This|On)\b", following
    )
    return f"{sample.text[:-1]}, and {following if keep else following[:1].lower() + following[1:]}"


def office_told(sample: Sample) -> str | None:
    """Somebody's office, in a sentence of its own."""
    said = _in_office(sample)
    return _holds(sample, said.role, said.speaker) if said else None


TRUE: dict[str, Maker] = {
    "verbatim": verbatim,
    "attribution moved": attribution_moved,
    "pronoun named": named,
    "shortened": shortened,
    "numbers rewritten": numbers_rewritten,
    "quotes rewritten": quotes_rewritten,
    "said otherwise": said_otherwise,
    "joined": joined,
    "office told": office_told,
}


def samples(articles: Sequence[Article], seed: int) -> Iterator[Sample]:
    """Each sentence of six words or more of each article, with the other articles."""
    for article in articles:
        others = [other for other in articles if other is not article]
        for number, sentence in enumerate(article.sentences):
            if len(article.quote(sentence).split()) > 5:
                yield Sample(
                    article, number, others, random.Random(f"{seed}:{article.source}:{number}")
                )


def _body(article: Article) -> str:
    return " ".join(" ".join(article.quote(sentence).split()) for sentence in article.sentences)
