"""What a question asks for: a person, a place, a time, a number …"""

from __future__ import annotations

import re
from functools import cache

from bot.questions.question import AnswerType
from index.language.function_words import Function, function_word_pattern
from index.language.lexicon import pattern

MEASURE = r"(?:many|much|long|old|far|high|tall|big|large|often|deep|fast|wide|heavy)"
"""What stands behind "how" where a number is asked for."""
_FLAGS = re.IGNORECASE | re.VERBOSE

_RELATIVE = re.compile(r"when|where|who", re.IGNORECASE)
_BEFORE_QUESTION_WORD = re.compile(
    r"""
    \W*                                   # Where did it happen?
    | .* (?:
        [,:]                              # In May, where did it happen?
        | \b(?:in|on|at|by|to|from|for|with|of|about|since|until)    # Since when is it open?
        | \b(?:and|but|so|or|then)        # Who came, and when?
        | \b(?:is|are|was|were)           # The race was when?
    ) \s+
    """,
    _FLAGS,
)
"""Before a word that asks, rather than one that begins a relative clause ("the day when …")."""


def answer_type(text: str) -> AnswerType:
    """The type of answer that a question asks for, by its first question word.

    A question word behind a noun does not count: "The feast when they meet lasts for how many
    days?" asks for a number.
    """
    if _yes_no().match(text):
        return AnswerType.YES_NO
    found = [
        (_begins_relative_clause(text, match), match.start(), rank, answer_type)
        for rank, (answer_type, asks) in enumerate(_rules())
        for match in asks.finditer(text)
    ]
    return min(found)[-1] if found else AnswerType.THING


def _begins_relative_clause(text: str, match: re.Match[str]) -> bool:
    is_relative = _RELATIVE.match(match.group()) is not None
    return is_relative and not _BEFORE_QUESTION_WORD.fullmatch(text, 0, match.start())


@cache
def _yes_no() -> re.Pattern[str]:
    """Matches "Did the bridge fall?"."""
    verb = function_word_pattern(Function.ASKS)
    return re.compile(rf"^\W*{verb}\b", re.IGNORECASE)


@cache
def _rules() -> tuple[tuple[AnswerType, re.Pattern[str]], ...]:
    """Each type of answer with the words that ask for it.

    Of two that begin alike the first counts.
    """
    nouns = {tag: pattern("answer_nouns", tag) for tag in ("number", "time", "person")}
    places = pattern("place_nouns", "asked")
    rules = (
        (
            AnswerType.NUMBER,
            rf"""
            \bhow\ {MEASURE}\b                                   # How many came?
            | \b(?:what|which)(?:\ \w+){{0,2}}\ {nouns["number"]}\b    # What was the price?
            """,
        ),
        (
            AnswerType.TIME,
            rf"""
            \bwhen\b                                             # When did it fall?
            | \b(?:(?:on|in)\ )?(?:what|which)\ {nouns["time"]}\b      # In which year did it fall?
            """,
        ),
        (
            AnswerType.PLACE,
            rf"""
            \bwhere\b                                            # Where did they meet?
            | \b(?:in\ )?(?:what|which)\ (?:\w+\ )?{places}\b        # In which old town was it?
            """,
        ),
        (
            AnswerType.PERSON,
            rf"""
            \b(?:who|whom|whose)\b                               # Whose idea was it?
            | \bwhich\ {nouns["person"]}\b                       # Which minister resigned?
            """,
        ),
        (
            AnswerType.REASON,
            r"""
            \bwhy\b                                              # Why did it fall?
            | \b(?:what|which)\ (?:is\ |was\ |were\ )?(?:the\ )?(?:reason|cause)\b
                                                                 # What was the cause?
            | \bwhat\ (?:caused|led\ to)\b                       # What led to the strike?
            """,
        ),
        (AnswerType.THING, r"\b(?:what|which)\b"),  # Which ship sank?
        (AnswerType.MANNER, r"\bhow\b"),  # How did it sink?
    )
    return tuple((answer_type, re.compile(asks, _FLAGS)) for answer_type, asks in rules)
