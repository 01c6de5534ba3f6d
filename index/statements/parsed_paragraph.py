"""A paragraph as spaCy parsed it: its quotations, sentences and reporting words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.language.verbs import verb_of
from index.statements.quotation_marks import Frame, Quotation
from index.statements.reporting_verbs import Report, is_somebody, reports, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_BEFORE_VERB = frozenset(("ADV", "AUX", "PART"))
"""Parts of speech between a subject and its verb: "Colley has never [said]"."""
_IN_PHRASE = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART", "CCONJ"))
_NOUNS = frozenset(("PROPN", "NOUN", "PRON"))
_ATTRIBUTION_WORDS = 8
"""Words in which a reporting verb must follow a quotation that ends in "?" or "!"."""


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """A statement before its speaker is known. Offsets are in characters of the article."""

    start: int
    end: int
    is_direct: bool
    report: Report | None
    """None for a quotation that continues what was said before it."""
    paragraph: int
    """The number of the paragraph that holds the report."""
    context: tuple[Token, ...] = ()
    """The tokens of the report's sentence that are no part of what is said."""
    needs_known_speaker: bool = False
    """Whether it is a statement only if its speaker is a person whom the article names."""
    is_continuation: bool = False
    """Whether it continues the quotation before it."""
    mark: str = ""
    """The mark that a quotation opens with."""
    is_open: bool = False
    """Whether its quotation has no report and no closing mark: the next paragraph may have both."""


@dataclass(frozen=True, slots=True)
class QuotedTokens:
    """A quotation and its tokens, marks included: `doc[first:end]`."""

    quotation: Quotation
    first: int
    end: int


class ParsedParagraph:
    """A paragraph, read through its frame (see `quotation_marks.Frame`)."""

    def __init__(self, number: int, frame: Frame, doc: Doc) -> None:
        self.number = number
        self.frame = frame
        self.doc = doc
        self.quotations = [
            QuotedTokens(quotation, *_token_span(doc, start, end))
            for quotation, start, end in frame.quotations
        ]
        self.quoted = frozenset(_tokens_inside(self.quotations))
        """The tokens between quotation marks."""
        self.sentence_starts = _sentence_starts(doc, self.quotations)
        """The first tokens of sentences, and the number of tokens."""
        self.reports = list(reports(doc, self.quoted))

    def sentence_start(self, token: int) -> int:
        """The first token of a token's sentence."""
        return max(start for start in self.sentence_starts if start <= token)

    def sentence_end(self, token: int) -> int:
        """The token behind the last one of a token's sentence."""
        return min(start for start in self.sentence_starts if start > token)

    def sentence_of(self, token: Token) -> Span:
        """The sentence of a token."""
        return self.doc[self.sentence_start(token.i) : self.sentence_end(token.i)]

    def context_of(self, report: Report) -> tuple[Token, ...]:
        """The tokens of a report's sentence outside quotations."""
        sentence = self.sentence_of(report.cue)
        return tuple(token for token in sentence if token.i not in self.quoted)

    def first_verb(self, tokens: Iterable[Token]) -> Report | None:
        """The first verb with a subject that can speak, for where punctuation joins a quotation.

        "He laughed, “…”", "she took the stage: “…”".
        """
        for token in tokens:
            if token.pos_ == "VERB" and token.i not in self.quoted:
                subject = subject_of(token, self.quoted)
                if subject is not None and is_somebody(subject, self.quoted):
                    return Report(token, subject)
        return None

    def subject_after(self, cue: Token) -> Token | None:
        """The noun that follows an inverted verb: "said the mayor, Idris COLLEY".

        A name that ends its phrase comes first: "grumbled his team mate Eli PRATT".
        """
        first = cue.i + 1
        while first < len(self.doc) and self.doc[first].pos_ == "ADV":
            first += 1
        if first == len(self.doc) or not _may_begin_subject(self.doc[first]):
            return None
        last = self._last_in_phrase(first)
        for child in cue.children:
            if child.dep_ in ("nsubj", "nsubjpass", "dobj") and child.i >= first:
                is_named = child.i < last.i and last.ent_type_ == "PERSON" != child.ent_type_
                return last if is_named else child
        return last if last.pos_ in _NOUNS else None

    def _last_in_phrase(self, first: int) -> Token:
        last = first
        while last + 1 < len(self.doc) and last + 1 not in self.quoted:
            following = self.doc[last + 1]
            if following.pos_ not in _IN_PHRASE and not _is_misread_noun(following):
                break
            last += 1
        return self.doc[last]

    def noun_before(self, cue: Token, start: int) -> Token | None:
        """The noun right before a verb, from a token on, which the parse takes for no subject."""
        at = cue.i - 1
        while at >= start and self.doc[at].pos_ in _BEFORE_VERB:
            at -= 1
        if at < start or at in self.quoted:
            return None
        token = self.doc[at]
        return token if token.pos_ in _NOUNS or token.is_title else None

    def subject_before(self, cue: Token, sentence: Span) -> Token | None:
        """The last subject before a participle that the parse left hanging: "HE said, adding"."""
        for token in reversed(self.doc[sentence.start : cue.i]):
            is_subject = token.dep_ in ("nsubj", "nsubjpass")
            if is_subject and is_somebody(token, self.quoted):
                return token
        return None

    def has_only_attribution(self, start: int, end: int) -> bool:
        """Whether the tokens from `start` behind a quotation only finish its sentence."""
        words = [token for token in self.doc[start:end] if not token.is_space]
        return not any(token.i in self.sentence_starts for token in words)


def past_spaces(doc: Doc, token: int) -> int:
    """The first token from this one on that is no white space."""
    while token < len(doc) and doc[token].is_space:
        token += 1
    return token


def _is_misread_noun(token: Token) -> bool:
    """Whether a verb between a noun and a name is none: "his team MATE Eli Pratt"."""
    is_between = 0 < token.i < len(token.doc) - 1 and token.nbor(-1).pos_ == "NOUN"
    return token.tag_ in ("VB", "VBP") and is_between and token.nbor().ent_type_ == "PERSON"


def _may_begin_subject(token: Token) -> bool:
    return token.pos_ in _IN_PHRASE and token.lower_ not in ("that", "it", "and")


def _token_span(doc: Doc, start: int, end: int) -> tuple[int, int]:
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    return span.start, span.end


def _tokens_inside(quotations: Sequence[QuotedTokens]) -> Iterator[int]:
    for one in quotations:
        end = one.end - 1 if one.quotation.is_closed else one.end
        yield from range(one.first + 1, end)


def _sentence_starts(doc: Doc, quotations: Sequence[QuotedTokens]) -> frozenset[int]:
    """The first tokens of sentences, and the number of tokens.

    A sentence begins behind a full stop outside quotations, and behind a quotation ending in one.
    """
    starts = {0, len(doc)}
    in_quotation = {i for one in quotations for i in range(one.first, one.end)}
    for token in doc[:-1]:
        is_outside = token.i not in in_quotation
        if token.text.startswith("\n") or (is_outside and token.text in (".", "!", "?", ";")):
            starts.add(token.i + 1)
        elif is_outside and token.i - 1 not in in_quotation and _is_behind_abbreviation(token):
            starts.add(token.i)
    starts.update(one.end for one in quotations if _ends_sentence(doc, one, quotations))
    return frozenset(past_spaces(doc, start) for start in starts)


def _is_behind_abbreviation(token: Token) -> bool:
    """Whether spaCy begins a sentence behind a word that ends in a full stop: "at 9 p.m. THE …"."""
    return bool(token.i and token.is_sent_start) and token.nbor(-1).text.endswith(".")


def _ends_sentence(doc: Doc, quoted: QuotedTokens, quotations: Sequence[QuotedTokens]) -> bool:
    """Whether a sentence ends with a quotation: it ends in a full stop, and another one follows."""
    if quoted.end == len(doc) or quoted.end - quoted.first <= 2:
        return False
    mark = doc[quoted.end - 2].text[-1]
    if mark not in ".!?" or (mark in "!?" and _is_attribution(doc, quoted.end)):
        return False
    following = doc[min(past_spaces(doc, quoted.end), len(doc) - 1)]
    is_quotation = any(other.first == following.i for other in quotations)
    return following.text[0].isupper() or is_quotation


def _is_attribution(doc: Doc, first: int) -> bool:
    """Whether a sentence from a token on only says who spoke: "Colley asked."."""
    for token in doc[first : first + _ATTRIBUTION_WORDS]:
        if token.text in ".;:":
            return False
        if verb_of(token.text):
            return not any(
                child.dep_ in ("ccomp", "dobj") and child.i > token.i for child in token.children
            )
    return False
