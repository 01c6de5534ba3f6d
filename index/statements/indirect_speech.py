"""A paragraph's statements: its quotations, and what it reports in words of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.statements import reporting_verbs
from index.statements.direct_speech import Quoting
from index.statements.parsed_paragraph import Draft
from index.statements.people import depth
from index.statements.reporting_verbs import Report

if TYPE_CHECKING:
    from spacy.tokens import Token

_ABOUT = frozenset(("of", "about", "against", "for", "as", "on", "to", "with", "over", "from"))
_CLAUSES = frozenset(("ccomp", "xcomp", "parataxis"))
_TO_SOMEBODY = frozenset("tell inform assure remind reassure".split())
"""Verbs whose object is who listens."""
_NO_CONTENT = frozenset(
    "nothing so it that what this something anything little much how why whom".split()
)
_CONTENT = frozenset(("ccomp", "xcomp", "dobj", "obj", "oprd", "attr", "parataxis"))
_ALONE_WORDS = 3
_LABEL_WORDS = 8


class Paragraph(Quoting):
    """A paragraph and what is said in it."""

    def drafts(self, before: Paragraph | None) -> list[Draft]:
        """Its statements in order; what the paragraph before ends with ("He said:") may introduce the first."""
        direct = self._direct(before)
        return sorted(
            [*direct, *self._indirect(direct), *self._headline(direct)],
            key=lambda draft: (draft.start, draft.end),
        )

    def _indirect(self, direct: Sequence[Draft]) -> Iterator[Draft]:
        inside: set[int] = set()
        for report in sorted(self._reports, key=lambda report: depth(report.cue)):
            if (
                report.cue.i in self._used
                or report.cue.i in inside
                or reporting_verbs.is_unreal(report.cue)
                or reporting_verbs.needs_quotation(report.cue)
            ):
                continue
            span = self._content(report)
            if span is None:
                continue
            content = self._doc.char_span(*span, alignment_mode="expand")
            inside |= set(range(content.start, content.end)) if content is not None else set()
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
        stops = [at for at in self._bounds if at and self._doc[at - 1].text == ";"]
        about = (
            reporting_verbs.SPOKEN_OF if reporting_verbs.verb_of(cue.text) == "speak" else _ABOUT
        )
        parts = [
            child
            for child in cue.children
            if child.i != report.subject.i
            and (
                child.dep_ in _CONTENT
                or (child.dep_ == "prep" and child.lower_ in about and not _is_day(child))
            )
        ]
        parts = [part for part in parts if not any(part.i < stop < cue.i for stop in stops)]
        clauses = [part for part in parts if part.dep_ in _CLAUSES]
        if reporting_verbs.verb_of(cue.text) in _TO_SOMEBODY:
            parts = clauses or [
                part for part in parts if part.dep_ == "prep" and part.lower_ in ("of", "about")
            ]
        elif reporting_verbs.needs_clause(cue):
            parts = [
                part
                for part in parts
                if part in clauses
                or (part.dep_ == "prep" and part.lower_ in reporting_verbs.SPOKEN_OF)
            ]
        elif clauses:
            parts = [
                part
                for part in parts
                if part in clauses or (part.dep_ == "dobj" and part.i > cue.i)
            ]
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
        return _trimmed(
            [token for part in parts for token in part.subtree if token.i not in own], cue
        )

    def _around_cue(self, report: Report) -> tuple[int, int] | None:
        """What is reported by a cue that stands aside: "The wall, said Colley, would hold"; or by a passive."""
        cue = report.cue
        passive = next(
            (
                child
                for child in cue.children
                if child.dep_ == "nsubjpass" and child.i != report.subject.i
            ),
            None,
        )
        if passive is not None:
            return _trimmed(list(passive.subtree), cue)
        whole = self._sentence_of(cue)
        start, end = whole.start, whole.end
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
        colon = next((token for token in self._doc[:_LABEL_WORDS] if token.text == ":"), None)
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
                self._frame.place(start),
                self._frame.place(end - 1) + 1,
                False,
                report,
                self._number,
                named_only=True,
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
        whole = self._sentence_of(cue)
        start, end = whole.start, whole.end
        phrase = {token.i for token in cue.subtree}
        before = list(self._doc[start : min(phrase)])
        after = list(self._doc[max(phrase) + 1 : end])
        longer = max(before, after, key=len)
        return _trimmed(longer, cue) if len(longer) > _ALONE_WORDS else None


def _trimmed(tokens: Sequence[Token], cue: Token) -> tuple[int, int] | None:
    """The tokens' span without a "that" before it, or commas and the full stop around it."""
    ordered = sorted(tokens, key=lambda token: token.i)
    side = (
        [token for token in ordered if (token.i > cue.i) == (ordered[-1].i > cue.i)]
        if ordered
        else []
    )
    that = next((at for at, token in enumerate(side) if token.ent_type_ != "DATE"), 0)
    if that and side[that].lower_ == "that":
        side = side[that + 1 :]
    while side and (
        side[0].text in (",", ":", "--", "—", "–")
        or side[0].is_space
        or (side[0].lower_ == "that" and (side[0].dep_ == "mark" or side[0].tag_ == "IN"))
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
        child.dep_ == "pobj"
        and child.ent_type_ == "DATE"
        and token.lower_ in ("on", "in", "at", "during")
        for child in token.children
    ) or (token.dep_ == "npadvmod" and token.ent_type_ == "DATE")
