"""A paragraph as it was parsed: its quotations, sentences and reporting words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.statements import reporting_verbs
from index.statements.quotation_marks import Frame, Quotation
from index.statements.reporting_verbs import Report

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_ADVERBS = frozenset(("ADV", "AUX", "PART"))
_PHRASE = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART", "CCONJ"))


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
class Quoted:
    """A quotation in its paragraph."""

    quotation: Quotation
    first: int
    last: int
    """Tokens, marks included, half-open."""


class Parsed:
    """One paragraph as it was parsed."""

    def __init__(self, number: int, frame: Frame, doc: Doc) -> None:
        self._number = number
        self._frame = frame
        self._doc = doc
        self._quotes = [
            Quoted(one, *_span(doc, first, last)) for one, first, last in frame.quotations
        ]
        self._quoted = frozenset(
            i
            for one in self._quotes
            for i in range(one.first + 1, one.last - one.quotation.is_closed)
        )
        self._bounds = _sentence_starts(doc, self._quotes)
        self._reports = list(reporting_verbs.reports(doc, self._quoted))
        self._used: set[int] = set()

    def _any_verb(self, tokens: Sequence[Token]) -> Report | None:
        """Any verb does where punctuation joins it to a quotation: "he laughed", "she took the stage:"."""
        for token in reversed(tokens):
            if token.pos_ == "VERB" and token.i not in self._quoted:
                subject = reporting_verbs.subject_of(token, self._quoted)
                if subject is not None and reporting_verbs.is_somebody(subject, self._quoted):
                    return Report(token, subject)
        return None

    def _phrase_after(self, cue: Token) -> Token | None:
        """The head of the noun phrase that follows an inverted verb: "said [Idris Colley]"."""
        at = cue.i + 1
        doc = self._doc
        while at < len(doc) and doc[at].pos_ == "ADV":
            at += 1
        if at >= len(doc) or doc[at].pos_ not in _PHRASE or doc[at].lower_ in ("that", "it", "and"):
            return None
        head = next(
            (
                child
                for child in cue.children
                if child.dep_ in ("nsubj", "nsubjpass", "dobj") and child.i >= at
            ),
            None,
        )
        if head is not None:
            return head
        last = at
        while (
            last + 1 < len(doc) and doc[last + 1].pos_ in _PHRASE and last + 1 not in self._quoted
        ):
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
                if token.dep_ in ("nsubj", "nsubjpass")
                and reporting_verbs.is_somebody(token, self._quoted)
            ),
            None,
        )

    def _around(
        self, report: Report | None, said: tuple[int, int] | tuple[()]
    ) -> tuple[Token, ...]:
        """The sentence of a report without the characters `said` of the frame, and without quotations."""
        if report is None:
            return ()
        return tuple(
            token
            for token in self._sentence_of(report.cue)
            if token.i not in self._quoted and not (said and said[0] <= token.idx < said[1])
        )

    def _sentence_of(self, token: Token) -> Span:
        """The sentence that a token is of, from one bound to the next."""
        start = max(bound for bound in self._bounds if bound <= token.i)
        return self._doc[start : min(bound for bound in self._bounds if bound > token.i)]

    def _sentence(self, quoted: Quoted) -> tuple[int, int]:
        start = max(bound for bound in self._bounds if bound <= quoted.first)
        return start, min(bound for bound in self._bounds if bound >= quoted.last)


def _span(doc: Doc, start: int, end: int) -> tuple[int, int]:
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    return span.start, span.end


def _sentence_starts(doc: Doc, quotes: Sequence[Quoted]) -> frozenset[int]:
    """Where sentences begin, by token: behind a full stop outside quotations, or behind a quotation that ends in one."""
    starts = {0, len(doc)}
    inside = {i for one in quotes for i in range(one.first, one.last)}
    for token in doc[:-1]:
        if (token.i not in inside and token.text in (".", "!", "?", ";")) or token.text.startswith(
            "\n"
        ):
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
        if (
            one.last < len(doc)
            and one.last - one.first > 2
            and doc[one.last - 2].text[-1:] in ".!?"
        ):
            following = doc[min(past_spaces(doc, one.last), len(doc) - 1)]
            if following.text[:1].isupper() or any(other.first == following.i for other in quotes):
                starts.add(one.last)
            if doc[one.last - 2].text[-1:] in "!?" and _attributes(doc, one.last):
                starts.discard(one.last)
    return frozenset(past_spaces(doc, start) for start in starts)


def past_spaces(doc: Doc, start: int) -> int:
    """The next token that is no white space."""
    while start < len(doc) and doc[start].is_space:
        start += 1
    return start


def _attributes(doc: Doc, first: int) -> bool:
    """Whether a sentence is "Kunin asked." or the like: nothing more than who spoke."""
    for token in doc[first : first + 8]:
        if token.text in ".;:":
            return False
        if reporting_verbs.verb_of(token.text):
            return not any(
                child.dep_ in ("ccomp", "dobj") and child.i > token.i for child in token.children
            )
    return False
