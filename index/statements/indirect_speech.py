"""What a paragraph reports without quoting it: "Colley denied that the wall was too low"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from index.language.function_words import Function, function_words
from index.language.verbs import Use
from index.statements.grammar import depth
from index.statements.parsed_paragraph import ParsedParagraph, StatementDraft
from index.statements.reporting_verbs import (
    SPOKEN_OF,
    Report,
    has_use,
    is_according,
    is_unreal,
    needs_quotation,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

_CLAUSES = frozenset(("ccomp", "xcomp", "parataxis"))
_OBJECTS = frozenset(("dobj", "obj", "oprd", "attr"))
_DAY_PREPOSITIONS = frozenset(("on", "in", "at", "during"))
_MARKS_BEFORE = frozenset((",", ":", "--", "—", "–"))
_MARKS_BEHIND = frozenset((".", ",", ";", ":", "—", "–", "-"))
_SHORTEST_REST = 4
"""Words that a sentence must have beside "according to …", and a headline behind its colon."""
_LONGEST_LABEL = 8
"""Tokens among which a headline's colon is looked for."""

CharSpan = tuple[int, int]
"""Characters of a frame, half-open."""


def indirect_speech(
    paragraph: ParsedParagraph, direct: Sequence[StatementDraft], cues: set[int]
) -> Iterator[StatementDraft]:
    """The statements outside quotations.

    None overlaps the direct ones, or is reported by a word that already reports one (`cues`), or
    stands within another statement.
    """
    reported: set[int] = set()
    for report in sorted(paragraph.reports, key=lambda report: depth(report.cue)):
        if report.cue.i in cues or report.cue.i in reported or not _may_be_indirect(report.cue):
            continue
        content = content_of(paragraph, report)
        if content is None:
            continue
        tokens = paragraph.doc.char_span(*content, alignment_mode="expand")
        reported.update(range(tokens.start, tokens.end) if tokens is not None else ())
        draft = _draft(paragraph, report, content)
        if not any(quote.start < draft.end and draft.start < quote.end for quote in direct):
            yield draft


def _may_be_indirect(cue: Token) -> bool:
    return not is_unreal(cue) and not needs_quotation(cue)


def _draft(paragraph: ParsedParagraph, report: Report, content: CharSpan) -> StatementDraft:
    start, end = paragraph.frame.with_whole_quotations(*content)
    context = paragraph.context_of(report)
    return StatementDraft(
        paragraph.frame.article_offset(start),
        paragraph.frame.article_offset(end - 1) + 1,
        is_direct=False,
        report=report,
        paragraph=paragraph.number,
        context=tuple(token for token in context if not start <= token.idx < end),
    )


def headline_statement(paragraph: ParsedParagraph) -> StatementDraft | None:
    """What a headline reports behind a speaker and a colon: "Colley: wall will hold"."""
    doc = paragraph.doc
    colon = next((token for token in doc[:_LONGEST_LABEL] if token.text == ":"), None)
    if colon is None or colon.i == 0 or colon.i + _SHORTEST_REST > len(doc):
        return None
    is_sentence = doc[-1].text in (".", "!", "?", ":")
    if is_sentence or not all(token.text.istitle() for token in doc[: colon.i]):
        return None
    start, end = doc[colon.i + 1].idx, len(paragraph.frame.text)
    return StatementDraft(
        paragraph.frame.article_offset(start),
        paragraph.frame.article_offset(end - 1) + 1,
        is_direct=False,
        report=Report(colon, doc[colon.i - 1]),
        paragraph=paragraph.number,
        needs_known_speaker=True,
    )


# What is reported


def _is_clause(part: Token) -> bool:
    return part.dep_ in _CLAUSES


class ContentRule(NamedTuple):
    """Which dependents of a reporting word are what it reports.

    The first rule that applies decides.
    """

    example: str
    content: str
    """What the example's speaker said."""
    applies: Callable[[Token, bool], bool]
    """Takes the reporting word, and whether it has a clause."""
    keeps: Callable[[Token], bool]
    """Takes a dependent of the reporting word."""


CONTENT_RULES = (
    ContentRule(
        "Colley told the reporters that the wall would hold.",
        "the wall would hold",
        lambda cue, has_clause: has_clause and has_use(cue, Use.HAS_LISTENER),
        _is_clause,
    ),
    ContentRule(
        "Colley told reporters about the flood.",
        "about the flood",
        lambda cue, _has_clause: has_use(cue, Use.HAS_LISTENER),
        lambda part: part.dep_ == "prep" and part.lower_ in ("of", "about"),
    ),
    ContentRule(
        "Colley claimed in his report that the wall would hold.",
        "the wall would hold",
        lambda cue, _has_clause: has_use(cue, Use.NEEDS_CLAUSE),
        lambda part: _is_clause(part) or (part.dep_ == "prep" and part.lower_ in SPOKEN_OF),
    ),
    ContentRule(
        "Colley warned about the flood, that the wall would break.",
        "the wall would break",
        lambda _cue, has_clause: has_clause,
        lambda part: _is_clause(part) or (part.dep_ == "dobj" and part.i > part.head.i),
    ),
    ContentRule(
        "Colley rejected the idea of a new bridge.",
        "the idea of a new bridge",
        lambda _cue, _has_clause: True,
        lambda _part: True,
    ),
)


def content_of(paragraph: ParsedParagraph, report: Report) -> CharSpan | None:
    """What is reported, in characters of the frame; None if nothing is.

    That is the reporting word's clause or object (see `CONTENT_RULES`), else the sentence around
    it: "The wall, said Colley, would hold".
    """
    cue = report.cue
    if is_according(cue):
        return _sentence_without(paragraph, cue)
    parts = _content_parts(paragraph, report)
    if not parts:
        return _content_around(paragraph, report)
    left_out = {cue.i, *(token.i for token in report.subject.subtree), *_day_tokens(parts)}
    tokens = [token for part in parts for token in part.subtree]
    return _trimmed([token for token in tokens if token.i not in left_out], cue)


def _content_parts(paragraph: ParsedParagraph, report: Report) -> list[Token]:
    """The dependents of a reporting word that it reports, by the first rule that applies."""
    cue = report.cue
    parts = [
        part
        for part in cue.children
        if part.i != report.subject.i
        and _may_be_content(part)
        and not _is_parted(paragraph, part, cue)
    ]
    has_clause = any(_is_clause(part) for part in parts)
    rule = next(rule for rule in CONTENT_RULES if rule.applies(cue, has_clause))
    return [part for part in parts if rule.keeps(part)]


def _may_be_content(part: Token) -> bool:
    """Whether a dependent is a clause, an object, or "of …" and the like, but no day."""
    if part.dep_ != "prep":
        return _is_clause(part) or part.dep_ in _OBJECTS
    has_topic = has_use(part.head, Use.HAS_TOPIC)
    topics = SPOKEN_OF if has_topic else function_words(Function.TOPIC)
    return part.lower_ in topics and not _is_day(part)


def _is_parted(paragraph: ParsedParagraph, part: Token, cue: Token) -> bool:
    """Whether a sentence that a semicolon ends parts a dependent from the reporting word."""
    between = [start for start in paragraph.sentence_starts if part.i < start < cue.i]
    return any(paragraph.doc[start - 1].text == ";" for start in between)


def _day_tokens(parts: Sequence[Token]) -> Iterator[int]:
    """The tokens of days among objects, which are when it was said: "rejected it ON THURSDAY"."""
    for part in parts:
        for child in part.children if part.dep_ == "dobj" else ():
            if _is_day(child):
                yield from (token.i for token in child.subtree)


def _is_day(token: Token) -> bool:
    """Whether a phrase tells a day: "on Thursday"."""
    if token.dep_ == "npadvmod" and token.ent_type_ == "DATE":
        return True
    objects = [child for child in token.children if child.dep_ == "pobj"]
    return token.lower_ in _DAY_PREPOSITIONS and any(one.ent_type_ == "DATE" for one in objects)


def _content_around(paragraph: ParsedParagraph, report: Report) -> CharSpan | None:
    """What is reported by a passive, or by a word that stands aside in the sentence it reports."""
    cue = report.cue
    for child in cue.children:
        if child.dep_ == "nsubjpass" and child.i != report.subject.i:
            return _trimmed(list(child.subtree), cue)
    if _is_between_commas(paragraph, report):
        words = [token for token in paragraph.sentence_of(cue) if not token.is_space]
        return words[0].idx, words[-2].idx + len(words[-2])
    if cue.dep_ in ("parataxis", "ccomp", "advcl") and cue.head.i != cue.i:
        left_out = {cue.i, *(token.i for token in report.subject.subtree)}
        return _trimmed([token for token in cue.head.subtree if token.i not in left_out], cue)
    return None


def _is_between_commas(paragraph: ParsedParagraph, report: Report) -> bool:
    """Whether a report stands within what it reports: "The wall, SAID COLLEY, would hold"."""
    doc, sentence = paragraph.doc, paragraph.sentence_of(report.cue)
    first = min(report.subject.left_edge.i, report.cue.i)
    last = max(report.subject.i, report.cue.i)
    if first - 1 <= sentence.start or last + 2 >= sentence.end:
        return False
    return doc[first - 1].text == "," and doc[last + 1].text == ","


def _sentence_without(paragraph: ParsedParagraph, cue: Token) -> CharSpan | None:
    """The longer part of a sentence before or behind "according to …"."""
    sentence = paragraph.sentence_of(cue)
    phrase = [token.i for token in cue.subtree]
    before = list(paragraph.doc[sentence.start : min(phrase)])
    behind = list(paragraph.doc[max(phrase) + 1 : sentence.end])
    longer = max(before, behind, key=len)
    return _trimmed(longer, cue) if len(longer) >= _SHORTEST_REST else None


def _trimmed(tokens: Sequence[Token], cue: Token) -> CharSpan | None:
    """The span of tokens on one side of the reporting word, trimmed; None if they say nothing.

    It is the side of the last one. A "that" and the marks before it go, and the marks behind it.
    """
    if not tokens:
        return None
    ordered = sorted(tokens, key=lambda token: token.i)
    is_behind = ordered[-1].i > cue.i
    side = _without_day_before([token for token in ordered if (token.i > cue.i) == is_behind])
    while side and _may_go_before(side[0]):
        side = side[1:]
    while side and (side[-1].text in _MARKS_BEHIND or side[-1].is_space):
        side = side[:-1]
    if not side or (len(side) == 1 and side[0].lower_ in function_words(Function.NO_CONTENT)):
        return None
    return side[0].idx, side[-1].idx + len(side[-1])


def _without_day_before(tokens: list[Token]) -> list[Token]:
    """The tokens without a day and a "that" before them: "[said] on Monday that it was late"."""
    at = next((at for at, token in enumerate(tokens) if token.ent_type_ != "DATE"), 0)
    return tokens[at + 1 :] if at and tokens[at].lower_ == "that" else tokens


def _may_go_before(token: Token) -> bool:
    is_that = token.lower_ == "that" and (token.dep_ == "mark" or token.tag_ == "IN")
    return is_that or token.is_space or token.text in _MARKS_BEFORE
