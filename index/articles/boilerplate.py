"""Tells an article's text from what stands around it: adverts, navigation, appeals, link lists, credit lines.

What is furniture is never cited. The rules know how news pages are built, not what any article says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from index.language.language_id import count_words

_I = re.IGNORECASE


class Kind(Enum):
    """What a paragraph is."""

    TEXT = auto()
    HEADING = auto()
    """A short line that is no sentence: a headline, a subheading, a link."""
    FURNITURE = auto()


_LINE = re.compile(
    r"""^\W*(?:
      advert(?:isement|isements|s)?\W*$ | sponsored(?:\ content)?\b.{0,40}$ | promoted\b.{0,20}$
    | you\ are\ (?:at|here)\b | (?:skip|jump|back)\ to\b.{0,40}$ | breadcrumbs?\b
    | (?:read|see|watch|listen|view|also\ read|read\ also|don['’]t\ miss|click)\b[^.]{0,20}(?:more|also|next|here|now|:)
    | related\b(?:\ (?:stories|articles|news|coverage|topics|content|links))?\W*(?:$|:) | recommended\b.{0,20}$
    | (?:more|latest|top|other|most\ (?:read|popular|viewed))\ (?:stories|news|headlines|from|on|in|coverage|articles)\b[^.]{0,80}$
    | most\ (?:read|popular|viewed)\W*$ | trending\b.{0,20}$ | editor['’]?s['’]?\ (?:picks?|choice)\W*$
    | (?:share|tweet|print|e-?mail|save|copy\ link|comments?|facebook|twitter|whatsapp|telegram|linkedin|pinterest|reddit)
        (?:\W+(?:this|on|via|article|story|link|share|tweet|print|e-?mail|save|copy|comments?|facebook|twitter|x|whatsapp|telegram|linkedin|pinterest|reddit|\d+))*\W*$
    | (?:sign|log)[\ -](?:up|in)\b | register\ (?:now|here|for)\b | subscribe\b | unsubscribe\b | newsletter\b.{0,60}$
    | follow\ (?:us|our|@|\S+\ \S+\ on)\b | join\ (?:us|our|the\ conversation)\b | like\ us\b
    | get\ (?:the\ latest|our|breaking|all\ the)\b | download\ (?:our|the)\b.{0,40}\bapp\b | stay\ (?:up|informed|tuned|connected)\b
    | continue\ reading\b | (?:story|article)\ continues\b | this\ (?:article|story|post|piece)\ (?:was|has\ been|is|first|originally|appeared)\b
    | (?:photo|photograph|photos|image|images|picture|pic|credit|video|file\ photo|caption|graphic|illustration)s?(?:\ (?:by|credit|courtesy))?\s*[:|/©(]
    | [(\[]?(?:photo|image|picture|video)\b.{0,30}\b(?:by|via|courtesy|:).{0,80}[)\]]?$
    | (?:with\ )?(?:additional\ )?(?:reporting|writing|editing|edited|compiled|translated|produced|written)\ (?:and\ \w+\ )?by\b
    | (?:\w+[\ ,]+){1,12}contributed\ (?:reporting\ )?to\ this\b
    | (?:source|sources|tags?|topics?|filed\ under|keywords?|category|section|authors?|url|date|publisher|location|language)\s*: .{0,300}$
    | (?:last\ )?(?:updated|published|posted|modified|first\ published|publication\ date)\b(?:\s+(?:on|at))?\s*:?\s.{0,60}$
    | (?:copyright\b|©|\(c\)\ ) | all\ rights\ reserved | terms\ (?:of|and)\b.{0,40}$ | (?:privacy|cookie)s?\b.{0,40}$
    | (?:we\ use|this\ (?:site|website)\ uses)\ cookies | accept\ (?:all|cookies)\b | (?:remind\ me|not\ now|maybe)\ later\W*$ | no\ thanks\W*$
    | a\ message\ from\b | dear\ readers?\b | (?:donate|support\ (?:us|our|independent)|become\ a\ (?:member|supporter|subscriber|patron))\b
    | (?:for\ more|to\ read|to\ contact|contact\ (?:us|the))\b.{0,40}(?:visit|click|follow|download|subscribe|e-?mail|@|at:|here)
    | (?:\d+\s+)?(?:min(?:ute)?s?\ read|comments?|shares?|views?)\W*$ | loading\b.{0,20}$ | menu\W*$ | search\W*$ | home\W*$
    | (?:read|see|get|watch|catch|find)\ (?:all\ )?(?:the\ )?(?:latest|breaking|top|more|all)\b.{0,160}\b(?:news|updates?|headlines|stories|coverage)\b[^.!?]*(?:\b[\w-]+\.(?:com|org|net|co|in|uk|info|tv)\b[^.!?]*)?$
    | https?://\S+$ | \[[^\]]+\]\([^)\s]+\)$ | [\W\d_]+$
    )""",
    re.VERBOSE | _I,
)
_CREDIT_TAIL = re.compile(r"\b(?:updated|published|posted)(?:\s+(?:on|at))?\s*:\s.{0,40}\d{4}", _I)
_BYLINE = re.compile(
    r"^(?:by|text by|story by|from)\s+(?:[^\W\d_][\w.'’-]*+\s*+(?:,|and\b|&)?\s*+){1,8}(?:$|[|•/–—-].{0,60}$)",
    _I,
)
_BYLINE_CASE = re.compile(r"^\w+(?: by)? [A-Z]|^By the ", 0)
_BULLET = re.compile(r"^(?:[-*•·▪►»>–—]|\d{1,2}[.)])\s+")
_TRAIL_MARK = re.compile(r"[>»|/›]")
_TRAIL_STEP = 60
"""Characters of a step in "Home > World > Europe", at most."""
_TERMINAL = re.compile(r"[.!?…。！？؟۔][\"'”’»」』)\]*_]*$")
_RELATED_HEAD = re.compile(
    r"^\W*(?:related|read (?:more|also|next)|also read|more (?:from|on|stories|news)|see also|recommended|most (?:read|popular)|you (?:may|might) also like)\b.{0,60}$",
    _I,
)

# A publisher that speaks to its readers: "we", "our" or "your" outside quotation marks, next to what appeals are about.
_QUOTED = re.compile(r"[\"“«][^\"“”«»]*[\"”»]")
_VOICE = re.compile(r"\b(?:we|we['’]re|we['’]ll|us|our|ours|you|your|you['’]re)\b", _I)
_APPEAL = re.compile(
    r"\b(?:support(?:ing|ers?)?|help|contribut\w+|donat\w+|subscri\w+|readers?|journalis\w+|newsroom|newsletter|inbox|membership"
    r"|member of|independent|reporting|monthly|a month|stand(?:ing)? with us|our work|coffee|advertis\w+|paywall|app|cookies|privacy)\b",
    _I,
)
_GAP = 2
"""Paragraphs between two of an appeal that belong to it though they do not show it."""

HEADING_WORDS = 14
"""A line without a full stop and with more words than this is text that breaks off."""


def classify(paragraphs: Sequence[str]) -> list[Kind]:
    """The kind of each paragraph of a page, read in order."""
    kinds = [_kind(paragraph) for paragraph in paragraphs]
    _fill_appeals(paragraphs, kinds)
    _drop_link_lists(paragraphs, kinds)
    return kinds


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_TERMINAL.search(text))


def without_bullet(text: str) -> int:
    """How many characters of list marker the paragraph begins with."""
    match = _BULLET.match(text)
    return match.end() if match else 0


def _kind(paragraph: str) -> Kind:
    if len(paragraph) < 400 and _LINE.match(paragraph) and not _is_long_report(paragraph):
        return Kind.FURNITURE
    if _is_byline(paragraph) or _is_trail(paragraph) or _is_appeal(paragraph):
        return Kind.FURNITURE
    if len(paragraph) < 160 and _CREDIT_TAIL.search(paragraph):
        return Kind.FURNITURE
    if is_sentence(paragraph) or count_words(paragraph) > HEADING_WORDS:
        return Kind.TEXT
    return Kind.HEADING


def _is_long_report(paragraph: str) -> bool:
    """A paragraph of several sentences is no button, whatever its first word."""
    return len(paragraph) > 200 and paragraph.count(". ") >= 2 and not _is_appeal(paragraph)


def _is_byline(paragraph: str) -> bool:
    return (
        len(paragraph) < 120
        and bool(_BYLINE.match(paragraph))
        and bool(_BYLINE_CASE.match(paragraph))
    )


def _is_trail(paragraph: str) -> bool:
    steps = _TRAIL_MARK.split(paragraph)
    return len(steps) >= 3 and all(
        0 < len(s.strip()) <= _TRAIL_STEP and not re.search(r"[.!?]", s) for s in steps
    )


def _is_appeal(paragraph: str) -> bool:
    spoken = _QUOTED.sub(" ", paragraph)
    return len(_VOICE.findall(spoken)) + len(_APPEAL.findall(spoken)) >= 3 and bool(
        _VOICE.search(spoken) and _APPEAL.search(spoken)
    )


_OPENER = re.compile(
    r"^\W*(?:a message from|dear readers?|a note (?:from|to)|support (?:us|our|independent))\b", _I
)


def _fill_appeals(paragraphs: Sequence[str], kinds: list[Kind]) -> None:
    """Marks what stands inside an appeal: from its opening, or one telling paragraph, to the last near one."""
    telling = [
        bool(_OPENER.match(paragraph)) or (kind is Kind.FURNITURE and _is_appeal(paragraph))
        for paragraph, kind in zip(paragraphs, kinds, strict=True)
    ]
    last: int | None = None
    for number, tells in enumerate(telling):
        if not tells:
            continue
        if last is not None and number - last <= _GAP + 1:
            kinds[last + 1 : number] = [Kind.FURNITURE] * (number - last - 1)
        last = number


def _drop_link_lists(paragraphs: Sequence[str], kinds: list[Kind]) -> None:
    """Marks lists of links: under a "related stories" line, at the end, or of bulleted lines that are no sentences."""
    under_related = False
    for number, paragraph in enumerate(paragraphs):
        if _RELATED_HEAD.match(paragraph):
            under_related = True
        elif _BULLET.match(paragraph):
            if under_related or not is_sentence(paragraph):
                kinds[number] = Kind.FURNITURE
        elif under_related and _is_link(paragraph):
            kinds[number] = Kind.FURNITURE
        elif kinds[number] is Kind.TEXT and is_sentence(paragraph):
            under_related = False
    for number in reversed(range(len(kinds))):
        if kinds[number] is Kind.TEXT:
            break
        if number:
            kinds[number] = Kind.FURNITURE


def _is_link(paragraph: str) -> bool:
    """Whether a line under "related stories" is another headline: no sentence, or a short question."""
    return not is_sentence(paragraph) or (
        paragraph.endswith("?") and count_words(paragraph) <= HEADING_WORDS
    )
