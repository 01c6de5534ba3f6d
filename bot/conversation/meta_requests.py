"""Meta-requests: they are about the last answer, not the articles ("More", "Are you sure?")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from bot.types.answer import Turn
from bot.types.citation import Citation
from bot.types.dropped import Dropped
from prompts import Translatable, translate


class MetaRequest(Enum):
    """What is wanted of the last answer."""

    MORE = auto()
    """More of what was asked."""
    PASSAGE = auto()
    """The passages that it cites."""
    PROOF = auto()
    """A second look at its quotations."""
    WHY = auto()
    """What was left out of it, and why."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A form that a meta-request may have."""

    request: MetaRequest
    example: str
    pattern: str
    """A verbose regular expression of the request without its opening and end."""


_THAT = r"(?:that|this|it|so|those|these)"
_FORMS = (
    _Form(
        MetaRequest.MORE,
        "Tell me a bit more about that",
        rf"""
        (?: (?:tell|show|give)\ me\  | say\  | read\  )? (?: some\  | a\ little\  | a\ bit\  )?
        more (?: \ (?:about|on|of)\ {_THAT} )?
        """,
    ),
    _Form(MetaRequest.MORE, "Go on", r"go\ on | keep\ going | continue | next"),
    _Form(
        MetaRequest.PASSAGE,
        "Where does the article really say so?",
        rf"""
        where\ (?:does|do|did|is|was)
        \ (?: it | they | the\ (?:articles?|text|source|paper|report) )
        \ (?: really\  | actually\  )? (?:say|says|said|stand|write|written)\ ?{_THAT}?
        """,
    ),
    _Form(
        MetaRequest.PASSAGE,
        "Where is that from?",
        rf"where\ (?:is|was|does)\ {_THAT}\ (?:stand|written|said|from|come\ from)",
    ),
    _Form(
        MetaRequest.PASSAGE,
        "Where do you have that from?",
        rf"""
        where\ do(?:es)?\ (?:you|{_THAT})\ (?:have|get|take|come)
        \ ?(?: {_THAT} | from | {_THAT}\ from )
        """,
    ),
    _Form(
        MetaRequest.PASSAGE,
        "Says who?",
        rf"(?: who\ says | says\ who | according\ to\ (?:whom|who|what) ) (?:\ {_THAT})?",
    ),
    _Form(
        MetaRequest.PASSAGE,
        "What is your source for that?",
        rf"""
        (?: what(?: ['’]s | \ is )\  )? (?:your|the)\ sources? (?: \ (?:of|for)\ {_THAT} )?
        """,
    ),
    _Form(MetaRequest.PASSAGE, "Sources?", r"sources?"),
    _Form(
        MetaRequest.PASSAGE,
        "Show me the passage",
        rf"""
        (?:show|give|quote)\ (?:me\ )? (?: the\  | your\  )?
        (?: sources? | passages? | quotes? | citations? | context | evidence )
        (?: \ (?:of|for)\ {_THAT} )?
        """,
    ),
    _Form(
        MetaRequest.PROOF,
        "Are you really sure about that?",
        rf"""
        (?:are|r)\ (?:you|u)\  (?: really\  | quite\  | absolutely\  | so\  )?
        (?:sure|certain|positive) (?: \ (?:about|of)\ {_THAT} )?
        """,
    ),
    _Form(
        MetaRequest.PROOF,
        "Is that actually true?",
        rf"""
        (?:is|was)\ {_THAT}\  (?: really\  | actually\  | all\  )?
        (?: true | right | correct | so | certain | sure )
        """,
    ),
    _Form(
        MetaRequest.WHY,
        "Why is the answer so short?",
        rf"""
        (?: why | how\ come ) (?:\ is | \ was | 's)? (?: \ (?: {_THAT} | the\ (?:answer|reply) ) )?
        (?:\ is | \ was)? \ (?:so|that|this)\ (?:short|brief|little)
        """,
    ),
    _Form(
        MetaRequest.WHY,
        "What did you leave out?",
        r"what\ (?:did|have|do)\ you\ (?:leave|left|drop|dropped|cut) (?:\ out)?",
    ),
    _Form(MetaRequest.PROOF, "Really?", r"really | sure | for\ sure | seriously"),
    _Form(
        MetaRequest.PROOF,
        "How do you know that?",
        rf"""
        (?: how\ (?:do|can)\ you\ know | can\ you\ prove | prove
          | (?:please\ )? (?: re-? | double[-\ ]? )? check )
        (?:\ {_THAT})? (?:\ again)?
        """,
    ),
)
_OPENING = r"(?: (?:and|but|so|ok|okay|well|please|no|wait)\b [\s,]* )*"
_NUMBER = re.compile(r"\[?(?P<number>\d{1,3})\]?")
_NUMBERED = re.compile(
    rf"""
    (?: show | where\ does | open ) (?:\ me)? \ {_NUMBER.pattern}     # show me [2]
    (?: \ (?:say|stand).* )?                                         # where does 2 say that
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ELSE = re.compile(
    r"""
    \b (?: else                                            # what else
         | other\ than\ that | apart\ from\ that           # apart from that
         | besides (?:\ that)?                             # besides
       ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CHECKED_AGAIN = Translatable(
    "Checked again: these words stand in the articles, letter for letter."
)
_NO_LONGER = Translatable("{place} no longer has the words that I quoted.")
_PLACE = Translatable("{title} ({source}, line {line})")


def meta_request(question: str) -> MetaRequest | None:
    """What a question wants of the last answer; None if it asks the articles."""
    core = " ".join(question.split()).strip(" ?!.")
    if _NUMBERED.fullmatch(core):
        return MetaRequest.PASSAGE
    return next((request for request, pattern in _patterns() if pattern.fullmatch(core)), None)


@cache
def _patterns() -> tuple[tuple[MetaRequest, re.Pattern[str]], ...]:
    """The forms with what may open and end them: "and …", "…, please"."""
    found = []
    for form in _FORMS:
        pattern = rf"{_OPENING}(?:{form.pattern})(?: [\s,]+please )?"
        found.append((form.request, re.compile(pattern, re.IGNORECASE | re.VERBOSE)))
    return tuple(found)


def asks_for_others(question: str) -> bool:
    """Whether a question wants what was not shown yet: "What else did he say?"."""
    return _ELSE.search(question) is not None


def last_citations(history: Sequence[Turn], question: str = "") -> tuple[Citation, ...]:
    """The citations of the latest answer that has any.

    Only the one whose number the question gives.
    """
    cited = next((turn.citations for turn in reversed(history) if turn.citations), ())
    number = _NUMBER.search(question)
    if number is None:
        return cited
    return tuple(one for one in cited if one.number == int(number["number"]))


def left_out(history: Sequence[Turn]) -> tuple[Dropped, ...]:
    """What a chat model wrote for the latest answer and is not in it."""
    told = (turn.dropped for turn in reversed(history) if turn.citations or turn.dropped)
    return next(told, ())


def reply(request: MetaRequest, found: Sequence[Citation], lost: Sequence[Citation]) -> str:
    """The reply to a request for passages or proof.

    It quotes the citations that are still in their articles, with their context if passages are
    wanted, and names the articles that no longer have the words.
    """
    lines = []
    if found and request is MetaRequest.PROOF:
        lines.append(translate(_CHECKED_AGAIN))
    for citation in found:
        quote = f"{_one_line(citation.quote)} [{citation.number}]"
        lines.append(_in_context(citation) if request is MetaRequest.PASSAGE else quote)
    lines += [translate(_NO_LONGER, place=_place(citation)) for citation in lost]
    return "\n".join(lines)


def _in_context(citation: Citation) -> str:
    return f"{_place(citation)}:\n{_one_line(citation.context())} [{citation.number}]"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _place(citation: Citation) -> str:
    title, source = citation.title or citation.source, citation.source
    return translate(_PLACE, title=title, source=source, line=citation.line)


class Shown:
    """The sentences that a conversation has shown."""

    def __init__(self, history: Sequence[Turn] = ()) -> None:
        self._answers = [_one_line(turn.answer) for turn in history]
        self._quotes: set[str] = set()
        for turn in history:
            self._quotes.update(_one_line(citation.quote) for citation in turn.citations)

    def __bool__(self) -> bool:
        return bool(self._quotes or self._answers)

    def __contains__(self, sentence: str) -> bool:
        text = _one_line(sentence)
        return text in self._quotes or any(text in answer for answer in self._answers)
