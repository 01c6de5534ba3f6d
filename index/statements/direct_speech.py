"""Quotations to whoever said them: by the words around them, in their own sentence or before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from index.statements import reporting_verbs
from index.statements.parsed_paragraph import Draft, Parsed, Quoted, past_spaces
from index.statements.people import apposed
from index.statements.reporting_verbs import Report

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PAUSES = frozenset(",?!…—–-")
_SAID_BY = re.compile(r"^\s*(?:[—–―-]{1,2})\s*$")
_SIGNATURE_WORDS = 8
_ALONE_WORDS = 3


class Quoting(Parsed):
    """A paragraph whose quotations find their speakers."""

    def _direct(self, before: Quoting | None) -> list[Draft]:
        drafts: list[Draft] = []
        last: Quoted | None = None
        for quoted in self._quotes:
            report = self._reporter(quoted)
            number = self._number
            if report is not None:
                self._used.add(report.cue.i)
            if (
                report is None
                and quoted.first == 0
                and quoted.quotation.is_speech
                and before is not None
            ):
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
                quoted.quotation.start,
                quoted.quotation.end,
                True,
                report,
                number,
                around,
                mark=quoted.quotation.mark,
            )
            joins = (
                bool(drafts) and last is not None and self._goes_on(drafts[-1], last, quoted, draft)
            )
            if report is None and not quoted.quotation.is_closed:
                drafts.append(replace(draft, joins=joins, is_open=True))
            elif joins:
                drafts[-1] = replace(drafts[-1], end=draft.end, report=drafts[-1].report or report)
            else:
                drafts.append(draft)
            last = quoted
        return drafts

    def _goes_on(self, draft: Draft, last: Quoted, quoted: Quoted, new: Draft) -> bool:
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

    def _reporter(self, quoted: Quoted) -> Report | None:
        """The report that a quotation belongs to, in its own sentence: after it, else before it."""
        if not quoted.quotation.is_speech:
            return self._told_by(quoted)
        start, end = self._sentence(quoted)
        following = min(
            (one.first for one in self._quotes if one.first >= quoted.last), default=len(self._doc)
        )
        preceding = max((one.last for one in self._quotes if one.last <= quoted.first), default=0)
        after = self._doc[quoted.last : min(end, following)]
        lead = self._doc[max(start, preceding) : quoted.first]
        ends = self._doc[quoted.last - 2].text[-1:] if quoted.last - quoted.first > 2 else ""
        pauses = ends if ends in _PAUSES else after.text[:1] if after.text[:1] in _PAUSES else ""
        trailing = self._trailing(after, pauses)
        leading = self._leading(lead, self._doc[start : quoted.first])
        chosen = (trailing or leading) if pauses else (leading or trailing)
        chosen = chosen or self._signed(quoted)
        is_word = quoted.quotation.words < _ALONE_WORDS
        return (
            None
            if chosen is not None and is_word and not reporting_verbs.verb_of(chosen.cue.text)
            else chosen
        )

    def _narrated(self, quoted: Quoted) -> Report | None:
        """Who does something in the sentence before a quotation that has no cue: "Colley smiled. “It holds.”"."""
        start = max(bound for bound in self._bounds if bound < quoted.first)
        sentence = [token for token in self._doc[start : quoted.first] if not token.is_space]
        own = [report for report in self._reports if start <= report.cue.i < quoted.first]
        report = own[0] if own else self._any_verb(sentence[::-1])
        named = report is not None and (
            report.subject.pos_ == "PROPN" or report.subject.lower_ in ("he", "she")
        )
        return report if report is not None and (named or apposed(report.subject)) else None

    def _told_by(self, quoted: Quoted) -> Report | None:
        """For words that punctuation does not set off: the report whose cue, or "that", stands right before them."""
        if quoted.quotation.words < _ALONE_WORDS:
            return None
        at = quoted.first - 1
        while at >= 0 and (self._doc[at].lower_ == "that" or self._doc[at].text in ",:"):
            at -= 1
        return next(
            (one for one in self._reports if one.cue.i == at and at not in self._used), None
        )

    def _trailing(self, after: Span, pauses: str) -> Report | None:
        """The attribution behind a quotation: "said Colley", "Colley said", "the mayor, who was there, said"."""
        tokens = [token for token in after if not token.is_punct and not token.is_space]
        if not tokens:
            return None
        near = [
            one
            for one in self._reports
            if after.start <= one.cue.i < after.end and not _is_elsewhere(one, after)
        ]
        if not pauses and not reporting_verbs.verb_of(tokens[0].text):
            opens = any(
                past_spaces(self._doc, one.first) in self._bounds
                for one in self._quotes
                if one.last == after.start
            )
            return next(
                (
                    one
                    for one in near
                    if opens and self._doc[one.subject.left_edge.i - 1].text == ","
                ),
                None,
            )
        if tokens[0].pos_ == "CCONJ" and tokens[0].lower_ != "and":
            return None
        if reporting_verbs.verb_of(tokens[0].text) and len(tokens) > 1:
            inverted = self._phrase_after(tokens[0])
            if inverted is not None:
                return Report(tokens[0], inverted)
        if near:
            return next((one for one in near if not _is_aside(one.cue)), near[0])
        for token in tokens:
            if (
                reporting_verbs.verb_of(token.text)
                and (subject := self._phrase_before(token, after.start)) is not None
            ):
                return Report(token, subject)
        return (
            self._any_verb(tokens)
            if pauses == "," and tokens[0].pos_ in ("PROPN", "PRON", "DET", "NOUN")
            else None
        )

    def _leading(self, lead: Span, sentence: Span) -> Report | None:
        """The attribution before a quotation: "Colley said:", "adding,", "he told them that"."""
        tokens = [token for token in lead if not token.is_space]
        if not tokens:
            return None
        for report in reversed(self._reports):
            if lead.start <= report.cue.i < lead.end:
                main = self._any_verb(list(sentence))
                is_aside = (
                    report.cue.dep_ in ("advcl", "relcl", "acl", "ccomp")
                    and report.cue.tag_ != "VBG"
                )
                return (
                    main if is_aside and main is not None and main.cue.i > report.cue.i else report
                )
        for token in reversed(tokens):
            if reporting_verbs.verb_of(token.text):
                subject = self._phrase_before(token, sentence.start) or self._nearest_subject(
                    token, sentence
                )
                if subject is not None:
                    return Report(token, subject)
        if tokens[-1].text not in (":", ","):
            return None
        return self._any_verb(list(sentence)) or (
            self._label(tokens) if tokens[-1].text == ":" else None
        )

    def _label(self, tokens: Sequence[Token]) -> Report | None:
        """A name before a colon, as under a photograph or in an interview."""
        names = [token for token in tokens[:-1] if token.pos_ in ("PROPN", "NOUN", "PRON")]
        return Report(tokens[-1], names[-1]) if names and len(tokens) <= _SIGNATURE_WORDS else None

    def _signed(self, quoted: Quoted) -> Report | None:
        """A name behind a dash: “It holds.” — Idris Colley."""
        rest = [token for token in self._doc[quoted.last :] if not token.is_space]
        if len(rest) < 2 or not _SAID_BY.match(rest[0].text):
            return None
        names = list(takewhile(lambda token: token.pos_ == "PROPN", rest[1:_SIGNATURE_WORDS]))
        return Report(rest[0], names[-1]) if names else None

    def is_continued_by(self, following: Quoting) -> bool:
        """Whether it ends with a quotation, or with nothing but who said it, that the next paragraph takes up."""
        speech = [one for one in self._quotes if one.quotation.is_speech]
        if (
            not speech
            or not following._quotes
            or not self._has_only_attribution(speech[-1].last, len(self._doc))
        ):
            return False
        return speech[-1].quotation.mark == following._quotes[0].quotation.mark

    def announces(self) -> Report | None:
        """The report that the paragraph ends with, for what the next one quotes: "Colley said:"."""
        tokens = [token for token in self._doc if not token.is_space]
        if not tokens or tokens[-1].text != ":":
            return None
        start = max(bound for bound in self._bounds if bound <= tokens[-1].i)
        sentence = self._doc[start : tokens[-1].i + 1]
        return self._leading(sentence, sentence)

    def _stands_alone(self, quoted: Quoted) -> bool:
        """Whether a quotation without a reporting word is a sentence of its own."""
        if not quoted.quotation.is_speech:
            return False
        ends = (
            past_spaces(self._doc, quoted.last) in self._bounds or quoted.last >= len(self._doc) - 1
        )
        return quoted.first in self._bounds and ends


def _is_aside(cue: Token) -> bool:
    """Whether a cue stands in what is said of somebody: "the official, who was not allowed to speak"."""
    return any(token.dep_ in ("relcl", "acl") for token in (cue, *cue.ancestors))


def _is_elsewhere(report: Report, after: Span) -> bool:
    """Whether a report behind a quotation has its speaker or its words elsewhere."""
    return report.subject.i < after.start and report.cue.i - after.start > 3
