"""Remarks on the answer before, which ask nothing new of the articles: "More", "Where does it say that?", "Are you sure?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from bot.types.answer import Turn
from bot.types.citation import Citation
from prompts import Translatable, translate

_THAT = r"(?:that|this|it|so|those|these)"


class Remark(Enum):
    """What is wanted of the answer before."""

    MORE = auto()
    PASSAGE = auto()
    PROOF = auto()


_PATTERNS = tuple(
    (remark, re.compile(rf"(?:(?:and|but|so|ok|okay|well|please|no|wait)\b[\s,]*)*(?:{pattern})(?:[\s,]+please)?", re.IGNORECASE))
    for remark, pattern in (
        (Remark.MORE, rf"(?:(?:tell|show|give) me |say |read )?(?:some |a little |a bit )?more(?: (?:about|on|of) {_THAT})?|go on|keep going|continue|next"),
        (Remark.PASSAGE, rf"where (?:does|do|did|is|was) (?:it|they|the (?:articles?|text|source|paper|report)) (?:really |actually )?(?:say|says|said|stand|write|written) ?{_THAT}?"
                         rf"|where (?:is|was|does) {_THAT} (?:stand|written|said|from|come from)|where do(?:es)? (?:you|{_THAT}) (?:have|get|take|come) ?(?:{_THAT}|from|{_THAT} from)"
                         rf"|(?:who says|says who|according to (?:whom|who|what))(?: {_THAT})?|(?:what(?:['’]s| is) )?(?:your|the) sources?(?: (?:of|for) {_THAT})?|sources?"
                         rf"|(?:show|give|quote) (?:me )?(?:the |your )?(?:sources?|passages?|quotes?|citations?|context|evidence)(?: (?:of|for) {_THAT})?"),
        (Remark.PROOF, rf"(?:are|r) (?:you|u) (?:really |quite |absolutely |so )?(?:sure|certain|positive)(?: (?:about|of) {_THAT})?"
                       rf"|(?:is|was) {_THAT} (?:really |actually |all )?(?:true|right|correct|so|certain|sure)|really|sure|for sure|seriously"
                       rf"|(?:how (?:do|can) you know|can you prove|prove|(?:please )?(?:re-?|double[- ]?)?check)(?: {_THAT})?(?: again)?"),
    )
)  # fmt: skip
_CHECKED_AGAIN = Translatable(
    "Checked again: these words stand in the articles, letter for letter."
)
_NO_LONGER = Translatable("{place} no longer has the words that I quoted.")
_NUMBER = re.compile(r"\[?(?P<number>\d{1,3})\]?")
_NUMBERED = re.compile(
    rf"(?:show|where does|open)(?: me)? {_NUMBER.pattern}(?: (?:say|stand).*)?", re.IGNORECASE
)
_ELSE = re.compile(r"\b(?:else|other than that|apart from that|besides(?: that)?)\b", re.IGNORECASE)


def remark(question: str) -> Remark | None:
    """What a question wants of the answer before; None where it asks the articles."""
    core = " ".join(question.split()).strip(" ?!.")
    if _NUMBERED.fullmatch(core):
        return Remark.PASSAGE
    return next((remark for remark, pattern in _PATTERNS if pattern.fullmatch(core)), None)


def asks_for_others(question: str) -> bool:
    """Whether a question wants what was not shown yet: "What else did he say?"."""
    return _ELSE.search(question) is not None


def cited_last(history: Sequence[Turn], question: str = "") -> tuple[Citation, ...]:
    """The citations of the latest answer that has some; only the one whose number the question gives, if it gives one."""
    cited = next((turn.citations for turn in reversed(history) if turn.citations), ())
    number = _NUMBER.search(question)
    return tuple(one for one in cited if number is None or one.number == int(number["number"]))


def text(remark: Remark, standing: Sequence[Citation], gone: Sequence[Citation]) -> str:
    """What is said to a remark: the words that stand in their sources still, in context if asked, and which do not."""
    lines = [
        _in_context(one) if remark is Remark.PASSAGE else f"{_plain(one.quote)} [{one.number}]"
        for one in standing
    ]
    if standing and remark is Remark.PROOF:
        lines.insert(0, translate(_CHECKED_AGAIN))
    return "\n".join((*lines, *(translate(_NO_LONGER, place=_place(one)) for one in gone)))


def _in_context(citation: Citation) -> str:
    return f"{_place(citation)}:\n{_plain(citation.context())} [{citation.number}]"


def _plain(words: str) -> str:
    return " ".join(words.split())


def _place(citation: Citation) -> str:
    title, source = citation.title or citation.source, citation.source
    return translate(
        Translatable("{title} ({source}, line {line})"),
        title=title,
        source=source,
        line=citation.line,
    )


class Shown:
    """The sentences that a conversation has shown already."""

    def __init__(self, history: Sequence[Turn] = ()) -> None:
        self._texts = [_plain(turn.answer) for turn in history]
        self._quotes = {_plain(cited.quote) for turn in history for cited in turn.citations}

    def __bool__(self) -> bool:
        return bool(self._quotes or self._texts)

    def __contains__(self, sentence: str) -> bool:
        plain = _plain(sentence)
        return plain in self._quotes or any(plain in text for text in self._texts)
