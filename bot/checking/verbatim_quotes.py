"""Quotations of a sentence that do not stand in its source verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import takewhile

from bot.checking.claim_context import ClaimContext
from bot.language.tokens import with_curly_quotes
from bot.types.problem import Failure, Problem

_QUOTE = re.compile(r'"([^"]+)"')
_LEFT_OUT = re.compile(r"\s*(?:\[?\.\.\.\]?|\[?…\]?)\s*")
_SINGLE_QUOTED = re.compile(
    r"""
    (?<! \w ) ' (?= \w )
    ( [^'\"]* (?: \w'\w [^'\"]* )* )      # 'the boat isn't here'
    ' (?! \w )
    """,
    re.VERBOSE,
)
"""Matches a quotation in single quotation marks, which may have apostrophes within words."""
_PIECE = 2
"""Words of a quotation that tell where it was taken from."""


def misquoted(context: ClaimContext) -> Iterator[Problem]:
    """Quotations that are not in the source verbatim, but for quotation marks and spaces."""
    sources = [_plain(span.article.text[span.start : span.end]) for span in context.spans]
    for match in _QUOTE.finditer(_marks(context.text)):
        phrase = _plain(match.group()[1:-1]).strip(" ,.;:?!")
        if not phrase or any(_has(source, phrase) for source in sources):
            continue
        left_out = _LEFT_OUT.split(phrase)
        if len(left_out) > 1 and any(_in_order(source, left_out) for source in sources):
            continue
        kind = Failure.SPLICED if _is_spliced(phrase, sources) else Failure.FABRICATED
        yield Problem(kind, context.text[match.start() : match.end()])


def _marks(text: str) -> str:
    """The text with one kind of quotation marks, without changing its length or apostrophes."""
    text = re.sub(
        "[“”„«»″]",
        '"',
        with_curly_quotes(text).replace("’", "'").replace("‘", "'").replace("`", "'"),
    )
    return _SINGLE_QUOTED.sub(r'"\1"', text)


def _plain(text: str) -> str:
    return " ".join(_marks(text).split())


def _has(source: str, phrase: str) -> bool:
    """Whether the phrase is there as whole words, its first letter in either case."""
    if not phrase:
        return False
    start = re.escape(phrase[0])
    first = f"(?i:{start})" if phrase[0].isalpha() else start
    rest = re.escape(phrase[1:])
    return bool(re.search(rf"(?<!\w){first}{rest}(?!\w)", source))


def _in_order(source: str, parts: Sequence[str]) -> bool:
    """Whether parts of a quotation follow one another with no quotation mark between them."""
    wanted = [part.strip(" ,.") for part in parts]
    return any(_follow(stretch, wanted) for stretch in source.split('"'))


def _follow(stretch: str, parts: Sequence[str]) -> bool:
    """Whether each part stands somewhere behind the one before it."""
    at = 0
    for part in parts:
        found = stretch.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _is_spliced(phrase: str, sources: Sequence[str]) -> bool:
    """Whether the phrase is pieced together from runs of words that are in the source."""
    words = _LEFT_OUT.sub(" ", phrase).split()
    while words:
        sizes = (
            len(tuple(takewhile(partial(_begins, words, source), range(1, len(words) + 1))))
            for source in sources
        )
        taken = max(sizes, default=0)
        if taken < _PIECE:
            return False
        words = words[taken:]
    return True


def _begins(words: Sequence[str], source: str, number: int) -> bool:
    """Whether so many of the first words stand in the source together."""
    return _has(source, " ".join(words[:number]).strip(" ,.;:?!"))
