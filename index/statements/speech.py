"""A paragraph's statements: quotations and reported clauses, each with its cue and the words for its speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.statements import cues
from index.statements.cues import Report
from index.statements.people import apposed
from index.statements.quotations import Frame, Quotation

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_ABOUT = frozenset(("of", "about", "against", "for", "as", "on", "to", "with", "over", "from"))
_CLAUSES = frozenset(("ccomp", "xcomp", "parataxis"))
_TO_SOMEBODY = frozenset("tell inform assure remind reassure".split())
"""Verbs whose object is who listens."""
_NO_CONTENT = frozenset("nothing so it that what this something anything little much how why whom".split())
_CONTENT = frozenset(("ccomp", "xcomp", "dobj", "obj", "oprd", "attr", "parataxis"))
_PAUSES = frozenset(",?!…—–-")
_SAID_BY = re.compile(r"^\s*(?:[—–―-]{1,2})\s*$")
_SIGNATURE_WORDS = 8
_ADVERBS = frozenset(("ADV", "AUX", "PART"))
_PHRASE = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART", "CCONJ"))
_ALONE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before it is known who spoke: spans are in characters of the article."""

    start: int
    end: int
    direct: bool
    report: Report | None
    """None: a quotation that goes on from whoever spoke last."""
    number: int
    """Of the paragraph that the report stands in."""
    around: tuple[Token, ...] = ()
    """The report's sentence apart from what is said."""
    named_only: bool = False
    """Whether it is a statement only if its speaker is somebody known."""
    joins: bool = False
    """Whether it is the rest of the quotation before it."""
    mark: str = ""
    """That a quotation opens with."""
    is_open: bool = False
    """Whether it is a quotation without a cue that the paragraph leaves open: the next one may tell whose it is."""


@dataclass(frozen=True, slots=True)
class _Quoted:
    quotation: Quotation
    first: int
    last: int
    """Tokens, marks included, half-open."""


class Paragraph:
    """One paragraph as it was parsed, and what is said in it."""

    def __init__(self, number: int, frame: Frame, doc: Doc) -> None:
        self._number = number
        self._frame = frame
        self._doc = doc
        self._quotes = [_Quoted(one, *_tokens(doc, first, last)) for one, first, last in frame.quotations]
        self._quoted = frozenset(
            i for one in self._quotes for i in range(one.first + 1, one.last - one.quotation.is_closed)
        )
        self._bounds = _sentence_starts(doc, self._quotes)
        self._reports = list(cues.reports(doc, self._quoted))
        self._used: set[int] = set()

    def drafts(self, before: Paragraph | None) -> list[Draft]:
        """Its statements in order; what the paragraph before ends with ("He said:") may introduce the first."""
        direct = self._direct(before)
        return sorted(
            [*direct, *self._indirect(direct), *self._headline(direct)], key=lambda draft: (draft.start, draft.end)
        )

    # Direct quotations

    def _direct(self, before: Paragraph | None) -> list[Draft]:
        drafts: list[Draft] = []
        last: _Quoted | None = None
        for quoted in self._quotes:
            report = self._reporter(quoted)
            number = self._number
            if report is not None:
                self._used.add(report.cue.i)
            if report is None and quoted.first == 0 and quoted.quotation.is_speech and before is not None:
                report = before.announces()
                number -= report is not None
            if report is None and not self._stands_alone(quoted):
                continue
            if report is None and not drafts and quoted.first > 0:
                report = self._narrated(quoted)
                if report is None:
                    continue
            around = (self if number == self._number else before or self)._around(report, ())
            draft = Draft(
                quoted.quotation.start, quoted.quotation.end, True, report, number, around, mark=quoted.quotation.mark
            )
            joins = bool(drafts) and last is not None and self._goes_on(drafts[-1], last, quoted, draft)
            if report is None and not quoted.quotation.is_closed:
                drafts.append(replace(draft, joins=joins, is_open=True))
            elif joins:
                drafts[-1] = replace(drafts[-1], end=draft.end, report=drafts[-1].report or report)
            else:
                drafts.append(draft)
            last = quoted
        return drafts

    def _goes_on(self, draft: Draft, last: _Quoted, quoted: _Quoted, new: Draft) -> bool:
        """Whether a quotation is the rest of the one before: by the same cue, or after nothing but its attribution."""
        if draft.report is not None and new.report is not None:
            return draft.report.cue == new.report.cue
        if new.report is not None:
            return False
        return quoted.first in self._bounds and self._has_only_attribution(last.last, quoted.first)

    def _has_only_attribution(self, start: int, end: int) -> bool:
        """Whether what stands behind a quotation is the rest of its sentence and no more."""
        words = [token for token in self._doc[start:end] if not token.is_space]
        return not words or not any(token.i in self._bounds for token in words)

    def _reporter(self, quoted: _Quoted) -> Report | None:
        """The report that a quotation belongs to, in its own sentence: after it, else before it."""
        if not quoted.quotation.is_speech:
            return self._told_by(quoted)
        start, end = self._sentence(quoted)
        following = min((one.first for one in self._quotes if one.first >= quoted.last), default=len(self._doc))
        preceding = max((one.last for one in self._quotes if one.last <= quoted.first), default=0)
        after = self._doc[quoted.last : min(end, following)]
        lead = self._doc[max(start, preceding) : quoted.first]
        ends = self._doc[quoted.last - 2].text[-1:] if quoted.last - quoted.first > 2 else ""
        pauses = ends if ends in _PAUSES else after.text[:1] if after.text[:1] in _PAUSES else ""
        trailing = self._trailing(after, pauses)
        leading = self._leading(lead, self._doc[start : quoted.first])
        chosen = (trailing or leading) if pauses else (leading or trailing)
        return chosen or self._signed(quoted)

    def _narrated(self, quoted: _Quoted) -> Report | None:
        """Who does something in the sentence before a quotation that has no cue: "Colley smiled. “It holds.”"."""
        start = max(bound for bound in self._bounds if bound < quoted.first)
        sentence = [token for token in self._doc[start : quoted.first] if not token.is_space]
        own = [report for report in self._reports if start <= report.cue.i < quoted.first]
        report = own[0] if own else self._any_verb(sentence[::-1])
        named = report is not None and (report.subject.pos_ == "PROPN" or report.subject.lower_ in ("he", "she"))
        return report if report is not None and (named or apposed(report.subject)) else None

    def _told_by(self, quoted: _Quoted) -> Report | None:
        """For words that punctuation does not set off: the report whose cue, or "that", stands right before them."""
        words = len(
            self._frame.text[self._doc[quoted.first].idx :][: quoted.quotation.end - quoted.quotation.start].split()
        )
        if words < _ALONE_WORDS:
            return None
        at = quoted.first - 1
        while at >= 0 and (self._doc[at].lower_ == "that" or self._doc[at].text in ",:"):
            at -= 1
        return next((one for one in self._reports if one.cue.i == at and at not in self._used), None)

    def _trailing(self, after: Span, pauses: str) -> Report | None:
        """The attribution behind a quotation: "said Colley", "Colley said", "the mayor, who was there, said"."""
        tokens = [token for token in after if not token.is_punct and not token.is_space]
        if not tokens:
            return None
        near = [one for one in self._reports if after.start <= one.cue.i < after.end and not _is_elsewhere(one, after)]
        if not pauses and not cues.verb_of(tokens[0].text):
            opens = any(
                _past_spaces(self._doc, one.first) in self._bounds for one in self._quotes if one.last == after.start
            )
            return next((one for one in near if opens and self._doc[one.subject.left_edge.i - 1].text == ","), None)
        if tokens[0].pos_ == "CCONJ" and tokens[0].lower_ != "and":
            return None
        if cues.verb_of(tokens[0].text) and len(tokens) > 1:
            inverted = self._phrase_after(tokens[0])
            if inverted is not None:
                return Report(tokens[0], inverted)
        if near:
            return next((one for one in near if not _is_aside(one.cue)), near[0])
        for token in tokens:
            if cues.verb_of(token.text) and (subject := self._phrase_before(token, after.start)) is not None:
                return Report(token, subject)
        return self._any_verb(tokens) if pauses == "," and tokens[0].pos_ in ("PROPN", "PRON", "DET", "NOUN") else None

    def _leading(self, lead: Span, sentence: Span) -> Report | None:
        """The attribution before a quotation: "Colley said:", "adding,", "he told them that"."""
        tokens = [token for token in lead if not token.is_space]
        if not tokens:
            return None
        for report in reversed(self._reports):
            if lead.start <= report.cue.i < lead.end:
                main = self._any_verb(list(sentence))
                is_aside = report.cue.dep_ in ("advcl", "relcl", "acl", "ccomp") and report.cue.tag_ != "VBG"
                return main if is_aside and main is not None and main.cue.i > report.cue.i else report
        for token in reversed(tokens):
            if cues.verb_of(token.text):
                subject = self._phrase_before(token, sentence.start) or self._nearest_subject(token, sentence)
                if subject is not None:
                    return Report(token, subject)
        if tokens[-1].text not in (":", ","):
            return None
        return self._any_verb(list(sentence)) or (self._label(tokens) if tokens[-1].text == ":" else None)

    def _any_verb(self, tokens: Sequence[Token]) -> Report | None:
        """Any verb does where punctuation joins it to a quotation: "he laughed", "she took the stage:"."""
        for token in reversed(tokens):
            if token.pos_ == "VERB" and token.i not in self._quoted:
                subject = cues.subject_of(token, self._quoted)
                if subject is not None and cues.is_somebody(subject, self._quoted):
                    return Report(token, subject)
        return None

    def _label(self, tokens: Sequence[Token]) -> Report | None:
        """A name before a colon, as under a photograph or in an interview."""
        names = [token for token in tokens[:-1] if token.pos_ in ("PROPN", "NOUN", "PRON")]
        return Report(tokens[-1], names[-1]) if names and len(tokens) <= _SIGNATURE_WORDS else None

    def _signed(self, quoted: _Quoted) -> Report | None:
        """A name behind a dash: “It holds.” — Idris Colley."""
        rest = [token for token in self._doc[quoted.last :] if not token.is_space]
        if len(rest) < 2 or not _SAID_BY.match(rest[0].text):
            return None
        names = [token for token in rest[1:_SIGNATURE_WORDS] if token.pos_ == "PROPN"]
        return Report(rest[0], names[0]) if names and names[0] == rest[1] else None

    def _phrase_after(self, cue: Token) -> Token | None:
        """The head of the noun phrase that follows an inverted verb: "said [Idris Colley]"."""
        at = cue.i + 1
        doc = self._doc
        while at < len(doc) and doc[at].pos_ == "ADV":
            at += 1
        if at >= len(doc) or doc[at].pos_ not in _PHRASE or doc[at].lower_ in ("that", "it", "and"):
            return None
        head = next(
            (child for child in cue.children if child.dep_ in ("nsubj", "nsubjpass", "dobj") and child.i >= at), None
        )
        if head is not None:
            return head
        last = at
        while last + 1 < len(doc) and doc[last + 1].pos_ in _PHRASE and last + 1 not in self._quoted:
            last += 1
        return doc[last] if doc[last].pos_ in ("PROPN", "NOUN", "PRON") else None

    def _phrase_before(self, cue: Token, start: int) -> Token | None:
        """The noun right before a verb, which the parse did not take for its subject: "Franken [asked]"."""
        at = cue.i - 1
        while at >= start and self._doc[at].pos_ in _ADVERBS:
            at -= 1
        if at < start or at in self._quoted:
            return None
        token = self._doc[at]
        return token if token.pos_ in ("PROPN", "PRON", "NOUN") or token.is_title else None

    def _nearest_subject(self, cue: Token, sentence: Span) -> Token | None:
        """The last subject before a participle that the parse left hanging: "[he] said, adding"."""
        return next(
            (
                token
                for token in reversed(self._doc[sentence.start : cue.i])
                if token.dep_ in ("nsubj", "nsubjpass") and cues.is_somebody(token, self._quoted)
            ),
            None,
        )

    def is_continued_by(self, following: Paragraph) -> bool:
        """Whether it ends with a quotation, or with nothing but who said it, that the next paragraph takes up."""
        speech = [one for one in self._quotes if one.quotation.is_speech]
        if not speech or not following._quotes or not self._has_only_attribution(speech[-1].last, len(self._doc)):
            return False
        return speech[-1].quotation.mark == following._quotes[0].quotation.mark

    def _around(self, report: Report | None, said: tuple[int, int] | tuple[()]) -> tuple[Token, ...]:
        """The sentence of a report without the characters `said` of the frame, and without quotations."""
        if report is None:
            return ()
        start = max(bound for bound in self._bounds if bound <= report.cue.i)
        end = min((bound for bound in self._bounds if bound > report.cue.i), default=len(self._doc))
        return tuple(
            token
            for token in self._doc[start:end]
            if token.i not in self._quoted and not (said and said[0] <= token.idx < said[1])
        )

    def announces(self) -> Report | None:
        """The report that the paragraph ends with, for what the next one quotes: "Colley said:"."""
        tokens = [token for token in self._doc if not token.is_space]
        if not tokens or tokens[-1].text != ":":
            return None
        start = max(bound for bound in self._bounds if bound <= tokens[-1].i)
        sentence = self._doc[start : tokens[-1].i + 1]
        return self._leading(sentence, sentence)

    def _stands_alone(self, quoted: _Quoted) -> bool:
        """Whether a quotation without a reporting word is a sentence of its own."""
        if not quoted.quotation.is_speech:
            return False
        ends = _past_spaces(self._doc, quoted.last) in self._bounds or quoted.last >= len(self._doc) - 1
        return quoted.first in self._bounds and ends

    def _sentence(self, quoted: _Quoted) -> tuple[int, int]:
        start = max(bound for bound in self._bounds if bound <= quoted.first)
        end = min((bound for bound in self._bounds if bound >= quoted.last), default=len(self._doc))
        return start, end

    # Reported speech

    def _indirect(self, direct: Sequence[Draft]) -> Iterator[Draft]:
        inside: set[int] = set()
        for report in sorted(self._reports, key=lambda report: _depth(report.cue)):
            if report.cue.i in self._used or cues.is_unreal(report.cue) or cues.needs_quotation(report.cue):
                continue
            span = self._content(report)
            if span is None or report.cue.i in inside:
                continue
            inside |= {token.i for token in self._doc if span[0] <= token.idx < span[1]}
            span = self._whole_quotations(span)
            start, end = self._frame.place(span[0]), self._frame.place(span[1] - 1) + 1
            if any(quote.start < end and start < quote.end for quote in direct):
                continue
            yield Draft(start, end, False, report, self._number, self._around(report, span))

    def _content(self, report: Report) -> tuple[int, int] | None:
        """What is reported: the clause or object of the reporting word, else the rest of the sentence."""
        cue = report.cue
        if cue.lower_ == "according":
            return self._besides(cue)
        about = cues.SPOKEN_OF if cues.verb_of(cue.text) == "speak" else _ABOUT
        parts = [
            child
            for child in cue.children
            if child.i != report.subject.i
            and (child.dep_ in _CONTENT or (child.dep_ == "prep" and child.lower_ in about and not _is_day(child)))
        ]
        parts = [part for part in parts if ";" not in [token.text for token in self._doc[part.i : cue.i]]]
        clauses = [part for part in parts if part.dep_ in _CLAUSES]
        if cues.verb_of(cue.text) in _TO_SOMEBODY:
            parts = clauses or [part for part in parts if part.dep_ == "prep" and part.lower_ in ("of", "about")]
        elif clauses:
            parts = [part for part in parts if part in clauses or (part.dep_ == "dobj" and part.i > cue.i)]
        if not parts:
            return self._around_cue(report)
        own = {token.i for token in report.subject.subtree} | {cue.i}
        own |= {
            token.i
            for part in parts
            if part.dep_ == "dobj"
            for child in part.children
            if _is_day(child)
            for token in child.subtree
        }
        return _trimmed([token for part in parts for token in part.subtree if token.i not in own], cue)

    def _around_cue(self, report: Report) -> tuple[int, int] | None:
        """What is reported by a cue that stands aside: "The wall, said Colley, would hold"; or by a passive."""
        cue = report.cue
        passive = next(
            (child for child in cue.children if child.dep_ == "nsubjpass" and child.i != report.subject.i), None
        )
        if passive is not None:
            return _trimmed(list(passive.subtree), cue)
        start = max(bound for bound in self._bounds if bound <= cue.i)
        end = min((bound for bound in self._bounds if bound > cue.i), default=len(self._doc))
        first, last = min((report.subject.left_edge.i, cue.i)), max(report.subject.i, cue.i)
        is_between = (
            first - 1 > start
            and self._doc[first - 1].text == ","
            and last + 2 < end
            and self._doc[last + 1].text == ","
        )
        if is_between:
            sentence = [token for token in self._doc[start:end] if not token.is_space]
            return sentence[0].idx, sentence[-2].idx + len(sentence[-2])
        if cue.dep_ in ("parataxis", "ccomp", "advcl") and cue.head.i != cue.i:
            own = {token.i for token in report.subject.subtree} | {cue.i}
            return _trimmed([token for token in cue.head.subtree if token.i not in own], cue)
        return None

    def _headline(self, direct: Sequence[Draft]) -> Iterator[Draft]:
        """What a headline reports behind its speaker and a colon: "Colley: wall will hold"."""
        colon = next((token for token in self._doc[:_SIGNATURE_WORDS] if token.text == ":"), None)
        if (
            colon is None
            or direct
            or colon.i < 1
            or self._doc[-1].text in ".!?:"
            or colon.i + _ALONE_WORDS >= len(self._doc)
        ):
            return
        if all(token.text.istitle() for token in self._doc[: colon.i]):
            report = Report(colon, self._doc[colon.i - 1])
            start, end = self._doc[colon.i + 1].idx, len(self._frame.text)
            yield Draft(
                self._frame.place(start), self._frame.place(end - 1) + 1, False, report, self._number, named_only=True
            )

    def _whole_quotations(self, span: tuple[int, int]) -> tuple[int, int]:
        """The span of the frame, up to the ends of the quotations that it cuts through."""
        start, end = span
        for _, first, last in self._frame.quotations:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        return start, end

    def _besides(self, cue: Token) -> tuple[int, int] | None:
        """The sentence apart from "according to …"."""
        start = max(bound for bound in self._bounds if bound <= cue.i)
        end = min((bound for bound in self._bounds if bound > cue.i), default=len(self._doc))
        phrase = {token.i for token in cue.subtree}
        before = list(self._doc[start : min(phrase)])
        after = list(self._doc[max(phrase) + 1 : end])
        longer = max(before, after, key=len)
        return _trimmed(longer, cue) if len(longer) > _ALONE_WORDS else None


def _trimmed(tokens: Sequence[Token], cue: Token) -> tuple[int, int] | None:
    """The tokens' span without a "that" before it, or commas and the full stop around it."""
    ordered = sorted(tokens, key=lambda token: token.i)
    side = [token for token in ordered if (token.i > cue.i) == (ordered[-1].i > cue.i)] if ordered else []
    that = next((at for at, token in enumerate(side) if token.ent_type_ != "DATE"), 0)
    if that and side[that].lower_ == "that":
        side = side[that + 1 :]
    while side and (
        side[0].text in (",", ":", "--", "—", "–")
        or side[0].is_space
        or (side[0].lower_ == "that" and side[0].dep_ == "mark")
    ):
        side = side[1:]
    while side and (side[-1].text in (".", ",", ";", ":", "—", "–", "-") or side[-1].is_space):
        side = side[:-1]
    if not side or (len(side) == 1 and side[0].lower_ in _NO_CONTENT):
        return None
    return side[0].idx, side[-1].idx + len(side[-1])


def _is_day(token: Token) -> bool:
    """Whether a phrase tells a day: "on Thursday"."""
    return any(
        child.dep_ == "pobj" and child.ent_type_ == "DATE" and token.lower_ in ("on", "in", "at", "during")
        for child in token.children
    ) or (token.dep_ == "npadvmod" and token.ent_type_ == "DATE")


def _depth(token: Token) -> int:
    return sum(1 for _ in token.ancestors)


def _tokens(doc: Doc, start: int, end: int) -> tuple[int, int]:
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    return span.start, span.end


def _sentence_starts(doc: Doc, quotes: Sequence[_Quoted]) -> frozenset[int]:
    """Where sentences begin, by token: behind a full stop outside quotations, or behind a quotation that ends in one."""
    starts = {0, len(doc)}
    inside = {i for one in quotes for i in range(one.first, one.last)}
    for token in doc[:-1]:
        if (token.i not in inside and token.text in (".", "!", "?", ";")) or token.text.startswith("\n"):
            starts.add(token.i + 1)
        elif (
            token.i not in inside
            and token.is_sent_start
            and token.i
            and doc[token.i - 1].text[-1:] == "."
            and doc[token.i - 1].i not in inside
        ):
            starts.add(token.i)
    for one in quotes:
        if one.last < len(doc) and one.last - one.first > 2 and doc[one.last - 2].text[-1:] in ".!?":
            following = doc[min(_past_spaces(doc, one.last), len(doc) - 1)]
            if following.text[:1].isupper() or any(other.first == following.i for other in quotes):
                starts.add(one.last)
            if doc[one.last - 2].text[-1:] in "!?" and _attributes(doc, one.last):
                starts.discard(one.last)
    return frozenset(_past_spaces(doc, start) for start in starts)


def _past_spaces(doc: Doc, start: int) -> int:
    while start < len(doc) and doc[start].is_space:
        start += 1
    return start


def _attributes(doc: Doc, first: int) -> bool:
    """Whether a sentence is "Kunin asked." or the like: nothing more than who spoke."""
    for token in doc[first : first + 8]:
        if token.text in ".;:":
            return False
        if cues.verb_of(token.text):
            return not any(child.dep_ in ("ccomp", "dobj") and child.i > token.i for child in token.children)
    return False


def _is_aside(cue: Token) -> bool:
    """Whether a cue stands in what is said of somebody: "the official, who was not allowed to speak"."""
    return any(token.dep_ in ("relcl", "acl") for token in (cue, *cue.ancestors))


def _is_elsewhere(report: Report, after: Span) -> bool:
    """Whether a report behind a quotation has its speaker or its words elsewhere."""
    return report.subject.i < after.start and report.cue.i - after.start > 3
