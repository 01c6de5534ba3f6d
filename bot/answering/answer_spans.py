"""The words of a sentence that a question asks for: a number, a time, a name.

Whether they are there, and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from bot.questions.question import AnswerType, Question
from bot.types.citation import Citation
from bot.types.quote import Quote
from index.language import countries, dates
from index.language.lexicon.calendar import months, weekdays
from index.language.name_sounds import name_key
from index.language.offices import title_stems
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.language.terms import terms
from index.language.verb_stems import stems
from index.language.verbs import Use, past_tenses
from index.types import Article, Sentence

Span = tuple[int, int]
"""Where words begin and end."""

_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|dozen|half|third"
    r"|quarter|twice|once|double|several|none|both|nobody|no one)s?"
)
_NUMBER = re.compile(rf"\b\d[\d,.]*|\b{_NUMBER_WORD}\b", re.IGNORECASE)
_UNIT = r"(?:second|minute|hour|day|night|week|month|year|decade|centur)"
_DURATION = re.compile(
    rf"(?:\d[\d,.]*|\b{_NUMBER_WORD}|\ba|\ban|\bfew)[\s-]+(?:and[\s-]+a[\s-]+half[\s-]+)?(?:\w+\s+)?{_UNIT}|for {_UNIT}s",
    re.IGNORECASE,
)
_AGE = re.compile(
    rf"\b(?:\d{{1,3}}|{_NUMBER_WORD})[- ]years?[- ]old\b|\baged? \d+|,\s\d{{1,3}},|\bborn\b|\byears? of age\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"[$€£¥₽]\s?\d|\b(?:\d[\d,.]*|{_NUMBER_WORD})\s?(?:million|billion|trillion|bn|m)?\s?(?:dollars?|euros?|pounds?|roubles?|rubles?|yuan|crowns?|francs?|cents?|percent|per cent|%|usd|eur)",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    rf"(?:\d[\d,.]*|\b{_NUMBER_WORD})[\s-]?(?:\w+\s)?(?:(?:milli|centi|kilo)?met(?:re|er)s?|cm|mm|km|m|miles?|feet|foot|ft|inch(?:es)?|yards?|storeys?|floors?)\b",
    re.IGNORECASE,
)
_SPEED = re.compile(
    r"\d[\d,.]*\s?(?:km/h|kph|mph|knots|(?:\w+ ){1,2}(?:an|per) (?:hour|second))", re.IGNORECASE
)
_MEASURES = {
    "long": re.compile(f"{_DURATION.pattern}|{_LENGTH.pattern}", re.IGNORECASE),
    "old": _AGE,
    **dict.fromkeys(("far", "high", "tall", "wide", "deep"), _LENGTH),
    "fast": _SPEED,
}
"""What "how …" asks for, where a bare number will not do."""
_ASKS_MONEY = re.compile(
    r"\b(?:price|cost|salary|wages?|worth|money|pay|paid|spen[dt]|earn|budget|fine)\w*\b"
)
_ASKS_NAME = re.compile(r"\bnames? of\b|\b(?:called|named)\W*$", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today|tonight|tomorrow|midnight|noon|morning|evening|afternoon"
    r"|(?:last|next|this|earlier this|later this) (?:week|weekend|month|year|spring|summer|autumn|fall|winter)|ago|\d{1,2}(?::\d\d)? ?[ap]\.?m\.?"
    r"|\d{1,2}:\d\d|(?:in|since|until|by|of) (?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"|(?:19|20)\d\ds?)\b",
    re.IGNORECASE,
)
_COUNTED = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
    "|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion|dozen"
)
_COUNT = rf"(?:\d+(?:[.,]\d+)*|\b(?:one|{_COUNTED})(?:[\s-](?:{_COUNTED}))*\b)"
_AMOUNT = re.compile(
    rf"(?<![\w.,/:-])(?:[$€£¥₽]\s?)?{_COUNT}(?:(?:\s?(?:to|or)\s|[-–])(?:[$€£¥₽]\s?)?{_COUNT})?"
    r"(?:\s(?:million|billion|trillion|bn)\b)?(?:\s?%|\s(?:percent|per cent)\b)?(?![\w/:]|-\d|[.,]\d)",
    re.IGNORECASE,
)
_SHARE = re.compile(r"%|per ?cent\b", re.IGNORECASE)
_CURRENCY = r"(?:dollars?|euros?|pounds?|roubles?|rubles?|yuan|crowns?|francs?|cents?|usd|eur)\b"
_PRICE = re.compile(rf"\s*{_CURRENCY}", re.IGNORECASE)
_BETWEEN_TIMES = re.compile(
    r"(?:,? (?:on|of|in|the|at|and|to|until|early|late) |,? | ?[-–] ?|,? (?:of|in) the )",
    re.IGNORECASE,
)
_AGO = re.compile(
    rf"(?:\d+|\b{_NUMBER_WORD}|\ban?|\bfew) (?:\w+ )?{_UNIT}(?:s|ies|y)? (?:ago|earlier|later)\b",
    re.IGNORECASE,
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven"
    r"|eigh|nine)teenth|twentieth)"
)
_ERA = re.compile(
    rf"\b{_ORDINAL}(?:[- ](?:and|to|or) {_ORDINAL})?[- ]centur(?:y|ies)\b|\b\d{{1,4}} (?:BC|AD|BCE|CE)\b|(?<![\d,.$€£])\b1[0-8]\d\ds?\b(?![,.]\d)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:in|since|until|by|of) ", re.IGNORECASE)
_VAGUE = re.compile(r"(?:(?:the )?(?:morning|evening|afternoon)|ago)\W*", re.IGNORECASE)
_ASKS_WHEN = re.compile(
    r"\bwhen\s+(?:did|was|were|is|are|will|does|do|has|have|had|would|can|should)\b"
    r"|\b(?:what|which)\s+(?P<unit>year|date|day|month|time|century|decade)\b",
    re.IGNORECASE,
)
_ASKS_WHERE = re.compile(
    r"^\W*where\s|\b(?:what|which)\s+(?:city|town|country|village|region|state|capital)\b",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(
    r"^\W*(?:by |to |from )?(?:who|whom|whose)\b(?:\W+(?:is|was|were|has|had|have|did|also|first|else)\b)*\W*(?P<verb>\w+)?",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|at|near|outside|inside)\s(?:the\s|nearby\s)?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_AGED = re.compile(
    r"\b(?P<a>\d{1,3})[- ]years?[- ]old\b|\baged? (?P<b>\d{1,3})\b|(?<=\w), (?P<c>\d{1,2})(?=,)",
    re.IGNORECASE,
)


@cache
def _calendar_stems() -> frozenset[str]:
    """The stems of months and days of the week, which are no names."""
    return frozenset(map(stem, (*months(), *weekdays())))


@cache
def _reported() -> re.Pattern[str]:
    """Matches before a day on which something was said, which is not the day of what was said."""
    said = "|".join(("says", *sorted(past_tenses(Use.DATED))))
    return re.compile(rf"\b(?:{said})(?:\s\w+){{0,2}}\s$", re.IGNORECASE)


def is_of_kind(question: Question, text: str) -> bool:
    """Whether a text has what the question asks for, be it a number, a time or a name."""
    if question.answer_type is AnswerType.NUMBER:
        return _has_number(question, text)
    if question.answer_type is AnswerType.TIME:
        return bool(_TIME.search(text)) or _has_new_date(question, text)
    return not _ASKS_NAME.search(question.asking_text) or _has_new_name(question, text)


def _has_new_name(question: Question, text: str) -> bool:
    asked = _keys(question.text)
    return any(
        term.is_capital and term.start > 0 and name_key(term.word) not in asked
        for term in terms(text)
    )


@lru_cache(maxsize=64)
def _keys(text: str) -> frozenset[str]:
    return frozenset(name_key(term.word) for term in terms(text))


def _has_number(question: Question, text: str) -> bool:
    """Whether a text has a number of the kind asked for, other than those in the question."""
    asked = question.asking_text.lower()
    measured = re.search(r"\bhow (\w+)", asked)
    pattern = _MEASURES.get(measured[1]) if measured else None
    if re.search(r"\bage\b", asked):
        pattern = _AGE
    if pattern is not None:
        return bool(pattern.search(text))
    if _ASKS_MONEY.search(asked) and not (measured and measured[1] == "many"):
        return bool(_MONEY.search(text))
    known = {stem(found) for found in re.findall(r"\d[\d,.]*", question.text)}
    new = [
        found for found in _NUMBER.finditer(text) if stem(found.group().rstrip(".,")) not in known
    ]
    return bool(new)


def _has_new_date(question: Question, text: str) -> bool:
    return any(
        not any(asked.agrees(found) for asked in question.dates) for found in dates.find(text)
    )


def answering(question: Question, article: Article, sentence: Sentence) -> Span | None:
    """Where in the article's text the words of a sentence stand that answer.

    None where that is not sure.
    """
    text = article.quote(sentence)
    found: Span | None = None
    if question.answer_type is AnswerType.NUMBER:
        found = _only(_numbers(question, text))
    elif question.answer_type is AnswerType.TIME and (
        asks := _ASKS_WHEN.search(question.asking_text)
    ):
        found = _only(
            span
            for span in _times(question, text)
            if asks["unit"] != "year" or _YEAR.search(text, *span)
        )
    elif question.answer_type is AnswerType.PLACE and _ASKS_WHERE.search(question.asking_text):
        found = _only(_places(question, text))
    elif question.answer_type is AnswerType.PERSON and (
        who := _ASKS_WHO.search(question.asking_text)
    ):
        found = _person(question, article, sentence, stem(who["verb"] or ""))
    return (sentence.start + found[0], sentence.start + found[1]) if found else None


def _only(spans: Iterable[Span]) -> Span | None:
    """The one that there is; None where there are none or several."""
    found = list(spans)
    return found[0] if len(found) == 1 else None


def _numbers(question: Question, text: str) -> Iterator[Span]:
    """The numbers that may be asked for, each with its unit."""
    asked = question.asking_text.lower()
    measured = re.search(r"\bhow (\w+)", asked)
    how = measured[1] if measured else ""
    if how == "old" or re.search(r"\bage\b", asked):
        return _ages(text)
    if how in _MEASURES:
        return (_whole_words(text, match.span()) for match in _MEASURES[how].finditer(text))
    taken = [(one.start, one.end) for one in dates.find(text)]
    new = [
        match.span()
        for match in _AMOUNT.finditer(text)
        if not _overlaps(match.span(), taken) and match.group().lower() not in asked
    ]
    if re.search(r"\bpercent|\bper cent|\bshare\b", asked):
        return (span for span in new if _SHARE.search(text, *span))
    if _ASKS_MONEY.search(asked) and how != "many":
        return (_priced(text, span) for span in new if _MONEY.match(text, span[0]))
    return _counts(question, text, new) if how == "many" else iter(())


def _counts(question: Question, text: str, numbers: Sequence[Span]) -> Iterator[Span]:
    """Those that count what the question asks for: it follows within a few words."""
    wanted = {word.stem for word in question.focus[-1:]}
    for start, end in numbers:
        following = list(terms(re.split(r"[,;:.!?(]", text[end : end + 60])[0]))[:4]
        if any(term.stem in wanted for term in following):
            yield start, end


def _ages(text: str) -> Iterator[Span]:
    return (match.span(match.lastgroup or 0) for match in _AGED.finditer(text))


def _priced(text: str, span: Span) -> Span:
    """A sum with its currency."""
    behind = _PRICE.match(text, span[1])
    return span[0], behind.end() if behind else span[1]


def _whole_words(text: str, span: Span) -> Span:
    match = re.compile(r"\w*").match(text, span[1])
    return span[0], match.end() if match else span[1]


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _times(question: Question, text: str) -> Iterator[Span]:
    """Dates and times that the question does not give itself; what stands side by side is one."""
    found = [(one.start, one.end) for one in dates.find(text)]
    found += [match.span() for pattern in (_TIME, _AGO, _ERA) for match in pattern.finditer(text)]
    for start, end in _joined(text, sorted(found)):
        leading = _LEADING.match(text, start, end)
        start = leading.end() if leading else start
        words = text[start:end]
        if not question.speaker and _reported().search(text[:start]):
            continue
        if not _VAGUE.fullmatch(words) and words.lower() not in question.text.lower():
            yield start, end


def _joined(text: str, spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and (
            start <= joined[-1][1] or _BETWEEN_TIMES.fullmatch(text, joined[-1][1], start)
        ):
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _names(question: Question, text: str) -> Iterator[Span]:
    """Names of which the question has no word."""
    asked = {name_key(term.word) for term in terms(question.text)}
    for start, end in _runs(text):
        words = [name_key(term.word) for term in terms(text[start:end])]
        if not asked & set(words):
            yield start, end


def _runs(text: str) -> list[Span]:
    """Words with a capital, those taken together that stand side by side."""
    runs: list[Span] = []
    for term in terms(text):
        is_part = runs and term.start < runs[-1][1]
        if is_part or not term.is_capital:
            continue
        key = stem(term.word)
        if key in _calendar_stems() or key in title_stems() or key in stopwords():
            continue
        if runs and text[runs[-1][1] : term.start] in (" ", "-", ". "):
            runs[-1] = runs[-1][0], term.end
        else:
            runs.append((term.start, term.end))
    return runs


def _places(question: Question, text: str) -> Iterator[Span]:
    """Names of places; of countries, where a country is asked for."""
    named = [(one.start, one.end) for one in countries.find(text)]
    wants_country = re.search(r"\bcountry\b", question.asking_text, re.IGNORECASE)
    for span in _names(question, text):
        if _overlaps(span, named) if wants_country else _IN.search(text[: span[0]]):
            yield span


def _person(question: Question, article: Article, sentence: Sentence, verb: str) -> Span | None:
    """Who spoke, if that is asked; else who did it, or the only person."""
    text = article.quote(sentence)
    said = article.said_in(sentence)
    people = {name_key(name) for name in (*article.people, *(one.speaker for one in said))}
    fitting = [
        span for span in _names(question, text) if name_key(text[span[0] : span[1]]) in people
    ]
    if verb in stems(Use.WHO):
        mentions = {
            (one.mention_start - sentence.start, one.mention_end - sentence.start) for one in said
        }
        return _only(span for span in fitting if _overlaps(span, mentions))
    return _only(fitting)


def marked(citation: Citation, asked: Question, quote: Quote) -> Citation:
    """The citation with the words that answer, where they are sure and the quote has them."""
    start, end = answering(asked, quote.article, quote.sentence) or (0, 0)
    is_quoted = citation.start <= start < end <= citation.end
    return replace(citation, answer_start=start, answer_end=end) if is_quoted else citation
