"""Tells an article's text from the furniture around it: adverts, buttons, links, appeals, credits.

Furniture is never cited. The rules know how news pages are built, not what any article says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from index.articles.boilerplate_rules import LINE_RULES
from index.language.language_id import count_words


class ParagraphKind(Enum):
    """What a paragraph is."""

    TEXT = auto()
    HEADING = auto()
    """A short line that is no sentence: a headline, a subheading, a link."""
    FURNITURE = auto()


_ANY_RULE = "|".join(f"(?:{rule.pattern})" for rule in LINE_RULES)
_LINE = re.compile(
    rf"""
    ^\W* (?: {_ANY_RULE} )      # each rule has its own example
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MAX_LINE = 400
"""Characters: a longer paragraph is none of these lines."""
_LONG_REPORT = 200
"""Characters: a longer paragraph of several sentences only begins as one of these lines."""
_CREDIT_TAIL = re.compile(
    r"""
    \b (?: updated | published | posted )    # the Post, updated
    (?: \s+ (?: on | at ) )? \s* : \s        # on:
    .{0,40} \d{4}                            # 31 March 2014
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MAX_CREDIT = 160
_BYLINE = re.compile(
    r"""
    ^(?: by | text\ by | story\ by | from ) \s+       # By
    (?:
        [^\W\d_] [\w.'’-]*+ \s*+                      # Ann Smith
        (?: , | and\b | & )? \s*+                     # and Tom Jones
    ){1,8}
    (?: $ | [|/•–—-] .{0,60} $ )                      # | The Post
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BYLINE_CASE = re.compile(r"^\w+(?: by)? [A-Z]|^By the ")
_MAX_BYLINE = 120
_BULLET = re.compile(r"^(?:[-*•·▪►»>–—]|\d{1,2}[.)])\s+")
_TRAIL_MARK = re.compile(r"[>»|/›]")
_MIN_TRAIL_STEPS = 3
_MAX_TRAIL_STEP = 60
"""Characters of a step in "Home > World > Europe"."""
_SENTENCE_END = re.compile(
    r"""
    [.!?…。！？؟۔]            # He left.
    [\"'”’»」』)\]*_]* $      # “He left.”
    """,
    re.VERBOSE,
)
_RELATED_HEAD = re.compile(
    r"""
    ^\W*
    (?:
        related                                        # Related stories
      | read\ (?: more | also | next )                 # Read more
      | also\ read                                     # Also read
      | more\ (?: from | on | stories | news )         # More on the flood
      | see\ also                                      # See also
      | recommended                                    # Recommended for you
      | most\ (?: read | popular )                     # Most read
      | you\ (?: may | might )\ also\ like             # You may also like
    )\b
    .{0,60} $
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A line that opens a list of links."""

# An appeal: the publisher speaks to its readers, outside quotation marks, about what appeals are
# about. Each pattern matches a word of these.
_QUOTED = re.compile(r"[\"“«][^\"“”«»]*[\"”»]")
_VOICE = re.compile(
    r"""
    \b (?:
        we | we['’]re | we['’]ll | us | our | ours     # we’re on your side
      | you | your | you['’]re                         # you’re one of us
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_APPEAL = re.compile(
    r"""
    \b (?:
        support (?: ing | ers? )? | help               # support us
      | contribut\w+ | donat\w+ | subscri\w+           # donations
      | readers? | membership | member\ of             # dear readers
      | journalis\w+ | newsroom | reporting            # our journalism
      | newsletter | inbox | app                       # in your inbox
      | independent | our\ work                        # an independent paper
      | monthly | a\ month | coffee                    # the price of a coffee a month
      | stand(?: ing )?\ with\ us                      # standing with us
      | advertis\w+ | paywall | cookies | privacy      # without advertising
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MIN_APPEAL_WORDS = 3
_OPENER = re.compile(
    r"""
    ^\W*
    (?:
        a\ message\ from                               # A message from the Post
      | dear\ readers?                                 # Dear readers
      | a\ note\ (?: from | to )                       # A note to you all
      | support\ (?: us | our | independent )          # Support our work
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""The first line of an appeal."""
_MAX_APPEAL_GAP = 2
"""Paragraphs between two telling ones of an appeal, which belong to it though they tell nothing."""

HEADING_WORDS = 14
"""A line without a full stop that has more words than this is text that breaks off."""


def classify(paragraphs: Sequence[str]) -> list[ParagraphKind]:
    """The kind of each paragraph of a page, read in order."""
    kinds = [_kind(paragraph) for paragraph in paragraphs]
    _mark_appeals(paragraphs, kinds)
    _mark_link_lists(paragraphs, kinds)
    _mark_end(kinds)
    return kinds


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_SENTENCE_END.search(text))


def bullet_length(paragraph: str) -> int:
    """The number of characters in the list marker that a paragraph begins with."""
    match = _BULLET.match(paragraph)
    return match.end() if match else 0


def _kind(paragraph: str) -> ParagraphKind:
    is_furniture = (
        _is_furniture_line(paragraph)
        or _is_byline(paragraph)
        or _is_trail(paragraph)
        or _is_appeal(paragraph)
        or _has_credit(paragraph)
    )
    if is_furniture:
        return ParagraphKind.FURNITURE
    if is_sentence(paragraph) or count_words(paragraph) > HEADING_WORDS:
        return ParagraphKind.TEXT
    return ParagraphKind.HEADING


def _is_furniture_line(paragraph: str) -> bool:
    if len(paragraph) >= _MAX_LINE or not _LINE.match(paragraph):
        return False
    return not _is_long_report(paragraph)


def _is_long_report(paragraph: str) -> bool:
    """Whether it has several sentences: then it is no button, whatever its first word."""
    is_long = len(paragraph) > _LONG_REPORT and paragraph.count(". ") >= 2
    return is_long and not _is_appeal(paragraph)


def _is_byline(paragraph: str) -> bool:
    if len(paragraph) >= _MAX_BYLINE:
        return False
    return bool(_BYLINE.match(paragraph) and _BYLINE_CASE.match(paragraph))


def _is_trail(paragraph: str) -> bool:
    """Whether it is the way to a page: "Home > World > Europe"."""
    steps = _TRAIL_MARK.split(paragraph)
    return len(steps) >= _MIN_TRAIL_STEPS and all(map(_is_trail_step, steps))


def _is_trail_step(step: str) -> bool:
    return 0 < len(step.strip()) <= _MAX_TRAIL_STEP and not re.search(r"[.!?]", step)


def _is_appeal(paragraph: str) -> bool:
    """Whether the publisher addresses its readers and speaks of support, in three words or more."""
    unquoted = _QUOTED.sub(" ", paragraph)
    voices = len(_VOICE.findall(unquoted))
    subjects = len(_APPEAL.findall(unquoted))
    return voices > 0 and subjects > 0 and voices + subjects >= _MIN_APPEAL_WORDS


def _has_credit(paragraph: str) -> bool:
    return len(paragraph) < _MAX_CREDIT and bool(_CREDIT_TAIL.search(paragraph))


def _mark_appeals(paragraphs: Sequence[str], kinds: list[ParagraphKind]) -> None:
    """Marks the short gaps inside an appeal, between paragraphs that tell what it is."""
    last: int | None = None
    for number, (paragraph, kind) in enumerate(zip(paragraphs, kinds, strict=True)):
        is_marked = kind is ParagraphKind.FURNITURE and _is_appeal(paragraph)
        if not (is_marked or _OPENER.match(paragraph)):
            continue
        if last is not None and number - last <= _MAX_APPEAL_GAP + 1:
            kinds[last + 1 : number] = [ParagraphKind.FURNITURE] * (number - last - 1)
        last = number


def _mark_link_lists(paragraphs: Sequence[str], kinds: list[ParagraphKind]) -> None:
    """Marks links: those under "related stories", and bulleted lines that are no sentences."""
    is_under_related = False
    for number, paragraph in enumerate(paragraphs):
        if _RELATED_HEAD.match(paragraph):
            is_under_related = True
        elif _BULLET.match(paragraph):
            if is_under_related or not is_sentence(paragraph):
                kinds[number] = ParagraphKind.FURNITURE
        elif is_under_related and _is_link(paragraph):
            kinds[number] = ParagraphKind.FURNITURE
        elif kinds[number] is ParagraphKind.TEXT and is_sentence(paragraph):
            is_under_related = False


def _mark_end(kinds: list[ParagraphKind]) -> None:
    """Marks what follows the last text, but never the first paragraph."""
    for number in range(len(kinds) - 1, 0, -1):
        if kinds[number] is ParagraphKind.TEXT:
            break
        kinds[number] = ParagraphKind.FURNITURE


def _is_link(paragraph: str) -> bool:
    """Whether a line under "related stories" is a headline: no sentence, or a short question."""
    is_question = paragraph.endswith("?") and count_words(paragraph) <= HEADING_WORDS
    return is_question or not is_sentence(paragraph)
