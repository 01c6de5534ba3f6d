"""Decides which of a chat model's sentences may be shown: those that an article supports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.checking.claims import check
from bot.checking.report import Check
from bot.language.names import names_in
from bot.types.citation import Citation
from bot.types.source_span import SourceSpan
from bot.writing.reply_parser import Draft
from index.types import Article

OATH = 0.7
"""How far an article must stand for a sentence of a chat model; of others, less is asked. See
tests/benchmarks/training/fit_checks.py."""
_LONGEST = 600
"""Characters of a sentence."""
_LINK = re.compile(
    r"""
    \b [a-z] [\w+.-]{1,20} : /?/        # ftp://ferry
    | \b www \.                         # www.ferry
    | \] \s* \(                         # [a ferry](link)
    | [<>]                              # <b>
    | & [#\w]+ ;                        # &amp;
    | \b [\w-]+ \. [a-z]{2,} \b         # ferry.example
    | (?<!\w) [@#] \w                   # @ferry
    | (?<!\S) / \w                      # /start
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What a chat shows as a link or takes for markup: addresses, bare domains, mentions, commands,
tags."""
_LABEL = re.compile(r"^\W*(?:Headline|Printed)\s*:")  # Headline: Ferry lost
"""What stands above a passage in the prompt, and is echoed."""
_LEANING = re.compile(
    r"""
    ^\W* (?: he | she | it | they                               # They closed the bridge
           | his | her | hers | its | their | theirs            # Its bridge closed
           | this | that | these | those | such                 # Such a bridge is rare
         ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PERSON = re.compile(r"\b(?:he|she|him|his|her)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sworn:
    """A sentence that passed, and the whole sentences of one article that it rests on, from 1."""

    text: str
    citations: tuple[Citation, ...]


def sworn(draft: Draft, passages: Sequence[SourceSpan], *, statements: bool) -> Sworn | None:
    """The sentence with what it rests on, in the passages that it cites or else in others.

    None where it fails.

    Passages are numbered from 1. An article must stand for the sentence alone: two do not make one
    sentence true.
    """
    if not is_plain(draft.text) or is_leaning(draft.text):
        return None
    cited = [passages[number - 1] for number in draft.numbers if 0 < number <= len(passages)]
    for spans in (cited, passages):
        done = _checked(draft.text, _by_article(spans), statements=statements)
        if done.sentences and done.supported:
            return Sworn(draft.text, done.citations)
    return None


def _checked(text: str, found: Sequence[Sequence[SourceSpan]], *, statements: bool) -> Check:
    """A sentence held against each of these articles."""
    return check(text, lambda _: found, statements=statements, least=OATH)


def is_plain(text: str) -> bool:
    """Whether a text is a sentence of words, without links, markup and what cannot be printed."""
    return (
        len(text) <= _LONGEST
        and text.isprintable()
        and not _LINK.search(text)
        and not _LABEL.match(text)
        and any(map(str.isalpha, text))
    )


def is_leaning(text: str) -> bool:
    """Whether a sentence leans on the one before it for whom or what it means.

    Nobody can vouch for such a sentence.
    """
    return bool(_LEANING.match(text) or (_PERSON.search(text) and not names_in(text)))


def _by_article(spans: Sequence[SourceSpan]) -> list[list[SourceSpan]]:
    found: dict[int, tuple[Article, list[SourceSpan]]] = {}
    for span in spans:
        found.setdefault(id(span.article), (span.article, []))[1].append(span)
    return [together for _, together in found.values()]
