"""Who said a quotation: by the words around it, in its own sentence or before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from index.language.verbs import verb_of
from index.statements.grammar import apposed
from index.statements.parsed_paragraph import (
    ParsedParagraph,
    QuotedTokens,
    StatementDraft,
    past_spaces,
)
from index.statements.reporting_verbs import Report, is_disputed

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PAUSES = frozenset(",?!…—–-")
_DASH = re.compile(r"[—–―-]{1,2}")
_LONGEST_LABEL = 8
"""Words of a name before a colon or behind a dash, and of what stands with it."""
_SENTENCE_WORDS = 3
"""A shorter quotation may be a mere word at arm's length."""
_CLAUSES = frozenset(("advcl", "relcl", "acl", "ccomp"))


class DirectSpeech:
    """The quotations of a paragraph as statements: `drafts`, in order.

    `before` is the paragraph before it, which may end with "Colley said:".
    """

    def __init__(self, paragraph: ParsedParagraph, before: ParsedParagraph | None) -> None:
        self.drafts: list[StatementDraft] = []
        self.cues: set[int] = set()
        """The tokens that report these quotations, and so nothing else."""
        self._paragraph = paragraph
        self._before = before
        self._last: QuotedTokens | None = None
        for quoted in paragraph.quotations:
            self._add(quoted)

    def _add(self, quoted: QuotedTokens) -> None:
        draft = self._draft(quoted)
        if draft is None:
            return
        is_continuation = self._continues_last(quoted, draft)
        if draft.is_open:
            self.drafts.append(replace(draft, is_continuation=is_continuation))
        elif is_continuation:
            last = self.drafts[-1]
            self.drafts[-1] = replace(last, end=draft.end, report=last.report or draft.report)
        else:
            self.drafts.append(draft)
        self._last = quoted

    def _draft(self, quoted: QuotedTokens) -> StatementDraft | None:
        """The quotation as a statement; None if nobody says it."""
        paragraph = self._paragraph
        if quoted.quotation.is_speech:
            report = _reporter(paragraph, quoted)
        else:
            report = _told_by(paragraph, quoted, self.cues)
        if report is not None:
            if is_disputed(report.cue):
                return None
            self.cues.add(report.cue.i)
        elif quoted.quotation.is_speech and quoted.first == 0 and self._before is not None:
            report = announcement(self._before)
            paragraph = self._before if report is not None else paragraph
        if report is None and not _stands_alone(paragraph, quoted):
            return None
        if report is None and not self.drafts and quoted.first > 0:
            report = _narrated(paragraph, quoted)
            if report is None:
                return None
        return StatementDraft(
            quoted.quotation.start,
            quoted.quotation.end,
            is_direct=True,
            report=report,
            paragraph=paragraph.number,
            context=paragraph.context_of(report) if report is not None else (),
            mark=quoted.quotation.mark,
            is_open=report is None and not quoted.quotation.is_closed,
        )

    def _continues_last(self, quoted: QuotedTokens, draft: StatementDraft) -> bool:
        """Whether a quotation continues the one before.

        It does if both have one cue, or if only an attribution stands between them.
        """
        if not self.drafts or self._last is None:
            return False
        before = self.drafts[-1].report
        if draft.report is not None:
            return before is not None and before.cue == draft.report.cue
        is_sentence = quoted.first in self._paragraph.sentence_starts
        return is_sentence and self._paragraph.has_only_attribution(self._last.end, quoted.first)


def is_continued(paragraph: ParsedParagraph, following: ParsedParagraph) -> bool:
    """Whether the next paragraph continues the quotation that a paragraph ends with.

    Nothing but an attribution may follow that quotation, and both must open with the same mark.
    """
    speech = [one for one in paragraph.quotations if one.quotation.is_speech]
    if not speech or not following.quotations:
        return False
    if not paragraph.has_only_attribution(speech[-1].end, len(paragraph.doc)):
        return False
    return speech[-1].quotation.mark == following.quotations[0].quotation.mark


def announcement(paragraph: ParsedParagraph) -> Report | None:
    """The report that a paragraph ends with, for what the next one quotes: "Colley said:"."""
    tokens = [token for token in paragraph.doc if not token.is_space]
    if not tokens or tokens[-1].text != ":":
        return None
    start = paragraph.sentence_start(tokens[-1].i)
    sentence = paragraph.doc[start : tokens[-1].i + 1]
    return _leading(paragraph, sentence, sentence)


def _stands_alone(paragraph: ParsedParagraph, quoted: QuotedTokens) -> bool:
    """Whether a quotation is a sentence of its own."""
    if not quoted.quotation.is_speech or quoted.first not in paragraph.sentence_starts:
        return False
    is_last = quoted.end >= len(paragraph.doc) - 1
    return is_last or past_spaces(paragraph.doc, quoted.end) in paragraph.sentence_starts


def _reporter(paragraph: ParsedParagraph, quoted: QuotedTokens) -> Report | None:
    """The report of a quotation in its own sentence.

    Behind a pause ("“It holds,” said …") it is looked for behind the quotation first, else before.
    """
    start, end = _surroundings(paragraph, quoted)
    after = paragraph.doc[quoted.end : end]
    lead = paragraph.doc[start : quoted.first]
    sentence = paragraph.doc[paragraph.sentence_start(quoted.first) : quoted.first]
    pause = _pause(paragraph, quoted, after)
    trailing = _trailing(paragraph, after, pause)
    leading = _leading(paragraph, lead, sentence)
    report = (trailing or leading) if pause else (leading or trailing)
    report = report or _signature(paragraph, quoted)
    is_sentence = quoted.quotation.words >= _SENTENCE_WORDS
    is_reported = report is not None and (is_sentence or bool(verb_of(report.cue.text)))
    return report if is_reported else None


def _surroundings(paragraph: ParsedParagraph, quoted: QuotedTokens) -> tuple[int, int]:
    """The tokens of a quotation's sentence, as far as the quotations beside it."""
    end = min(start for start in paragraph.sentence_starts if start >= quoted.end)
    befores = [one.end for one in paragraph.quotations if one.end <= quoted.first]
    afters = [one.first for one in paragraph.quotations if one.first >= quoted.end]
    return max([paragraph.sentence_start(quoted.first), *befores]), min([end, *afters])


def _pause(paragraph: ParsedParagraph, quoted: QuotedTokens, after: Span) -> str:
    """The mark, other than a full stop, that a quotation ends in or that follows it, if any."""
    last = ""
    if quoted.end - quoted.first > 2:
        last = paragraph.doc[quoted.end - 2].text[-1]
    following = after.text[:1]
    if last in _PAUSES:
        return last
    return following if following in _PAUSES else ""


def _told_by(paragraph: ParsedParagraph, quoted: QuotedTokens, used: set[int]) -> Report | None:
    """The report of words that no punctuation sets off: its cue or "that" is right before them."""
    if quoted.quotation.words < _SENTENCE_WORDS:
        return None
    at = quoted.first - 1
    while at >= 0 and paragraph.doc[at].lower_ in ("that", ",", ":"):
        at -= 1
    fitting = (one for one in paragraph.reports if one.cue.i == at and at not in used)
    return next(fitting, None)


def _narrated(paragraph: ParsedParagraph, quoted: QuotedTokens) -> Report | None:
    """Who does something in the sentence before a quotation: "Colley smiled. “It holds.”"."""
    start = paragraph.sentence_start(quoted.first - 1)
    sentence = [token for token in paragraph.doc[start : quoted.first] if not token.is_space]
    own = [report for report in paragraph.reports if start <= report.cue.i < quoted.first]
    report = own[0] if own else paragraph.first_verb(sentence)
    if report is None:
        return None
    subject = report.subject
    is_person = subject.pos_ == "PROPN" or subject.lower_ in ("he", "she")
    return report if is_person or apposed(subject) else None


# Behind a quotation


def _trailing(paragraph: ParsedParagraph, after: Span, pause: str) -> Report | None:
    """The attribution behind a quotation, up to the next one."""
    words = [token for token in after if not token.is_punct and not token.is_space]
    if not words:
        return None
    near = [one for one in paragraph.reports if _is_near(one, after)]
    if not pause and not verb_of(words[0].text):
        return _behind_opening_quotation(paragraph, after, near)
    if words[0].pos_ == "CCONJ" and words[0].lower_ != "and":
        return None
    return (
        _inverted(paragraph, words)
        or _main_report(near)
        or _unparsed(paragraph, words, after)
        or (_any_verb_behind(paragraph, words) if pause == "," else None)
    )


def _is_near(report: Report, after: Span) -> bool:
    """Whether a report stands behind a quotation with its speaker, or in its first words."""
    is_behind = after.start <= report.cue.i < after.end
    return is_behind and (report.subject.i >= after.start or report.cue.i - after.start <= 3)


def _behind_opening_quotation(
    paragraph: ParsedParagraph, after: Span, near: Sequence[Report]
) -> Report | None:
    """Without a pause: "“It holds” was all she knew, COLLEY SAID", if the quotation opens it."""
    opens_sentence = any(
        past_spaces(paragraph.doc, one.first) in paragraph.sentence_starts
        for one in paragraph.quotations
        if one.end == after.start
    )
    for report in near if opens_sentence else ():
        if paragraph.doc[report.subject.left_edge.i - 1].text == ",":
            return report
    return None


def _inverted(paragraph: ParsedParagraph, words: Sequence[Token]) -> Report | None:
    """ "“It holds,” SAID COLLEY"."""
    if len(words) < 2 or not verb_of(words[0].text):
        return None
    subject = paragraph.subject_after(words[0])
    return Report(words[0], subject) if subject is not None else None


def _main_report(near: Sequence[Report]) -> Report | None:
    """ "“It holds,” COLLEY, who was not allowed to speak of it, SAID"."""
    main = [report for report in near if not _is_aside(report.cue)]
    return next(iter([*main, *near]), None)


def _unparsed(paragraph: ParsedParagraph, words: Sequence[Token], after: Span) -> Report | None:
    """A reporting verb that the parse takes for something else: "“It holds,” COLLEY QUIPS"."""
    for token in words:
        if verb_of(token.text):
            subject = paragraph.noun_before(token, after.start)
            if subject is not None:
                return Report(token, subject)
    return None


def _any_verb_behind(paragraph: ParsedParagraph, words: Sequence[Token]) -> Report | None:
    """ "“It holds,” COLLEY LAUGHED"."""
    begins_with_noun = words[0].pos_ in ("PROPN", "PRON", "DET", "NOUN")
    return paragraph.first_verb(reversed(words)) if begins_with_noun else None


def _is_aside(cue: Token) -> bool:
    """Whether a cue stands in what is said of somebody: "the official, who was asked to speak"."""
    return any(token.dep_ in ("relcl", "acl") for token in (cue, *cue.ancestors))


def _signature(paragraph: ParsedParagraph, quoted: QuotedTokens) -> Report | None:
    """The name behind a dash: "“It holds.” — Idris Colley"."""
    rest = [token for token in paragraph.doc[quoted.end :] if not token.is_space]
    if len(rest) < 2 or not _DASH.fullmatch(rest[0].text):
        return None
    names = list(takewhile(lambda token: token.pos_ == "PROPN", rest[1:_LONGEST_LABEL]))
    return Report(rest[0], names[-1]) if names else None


# Before a quotation


def _leading(paragraph: ParsedParagraph, lead: Span, sentence: Span) -> Report | None:
    """The attribution before a quotation, from the one before it on (`lead`).

    `sentence` is all of the sentence before the quotation.
    """
    words = [token for token in lead if not token.is_space]
    if not words:
        return None
    for report in reversed(paragraph.reports):
        if lead.start <= report.cue.i < lead.end:
            return _main_verb_behind(paragraph, report, sentence) or report
    for token in reversed(words):
        if verb_of(token.text):
            subject = paragraph.noun_before(token, sentence.start)
            subject = subject or paragraph.subject_before(token, sentence)
            if subject is not None:
                return Report(token, subject)
    if words[-1].text not in (":", ","):
        return None
    label = _label(words) if words[-1].text == ":" else None
    return paragraph.first_verb(reversed(sentence)) or label


def _main_verb_behind(paragraph: ParsedParagraph, report: Report, sentence: Span) -> Report | None:
    """The main verb behind a report in a clause: "asked about it, Colley LAUGHED: “…”"."""
    if report.cue.dep_ not in _CLAUSES or report.cue.tag_ == "VBG":
        return None
    main = paragraph.first_verb(reversed(sentence))
    return main if main is not None and main.cue.i > report.cue.i else None


def _label(words: Sequence[Token]) -> Report | None:
    """The name before a colon, as under a photograph or in an interview: "Idris Colley: “…”"."""
    nouns = [token for token in words[:-1] if token.pos_ in ("PROPN", "NOUN", "PRON")]
    return Report(words[-1], nouns[-1]) if nouns and len(words) <= _LONGEST_LABEL else None
