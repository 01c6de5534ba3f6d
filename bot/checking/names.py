"""Names of a claim that its source has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.checking.claim_context import ClaimContext
from bot.checking.source_view import ArticleView
from bot.language.matching import occurs_in
from bot.language.tokens import Token, TokenKind
from bot.types.problem import Failure, Problem
from index.language.offices import title_words

Name = tuple[Token, ...]


def unknown_names(context: ClaimContext) -> Iterator[Problem]:
    """Names that stand nowhere in the article, and first names where it has others."""
    view = context.places[0].view
    for name in names_of(context.claim):
        words = context.text[name[0].start : name[-1].end]
        if _is_doubtful(name):
            continue
        if not _is_known(name[-1], view) and not _is_abbreviated(name, view):
            yield Problem(Failure.FABRICATED, words)
        elif other := _other_first_name(name, view):
            yield Problem(Failure.FABRICATED, words, other)


def names_of(found: Sequence[Token]) -> Iterator[Name]:
    """The names, each with all its words, without the titles before them."""
    name: list[Token] = []
    for token in found:
        is_next = token.kind is TokenKind.NAME and token.text.lower() not in title_words()
        goes_on = is_next and name and not token.follows_pause and token.start - name[-1].end <= 2
        if name and not goes_on:
            yield tuple(name)
            name = []
        if is_next:
            name.append(token)
    if name:
        yield tuple(name)


def _is_doubtful(name: Name) -> bool:
    """Whether a word may have its capital only because it begins a sentence: "Negotiators"."""
    return len(name) == 1 and name[0].starts_sentence and name[0].country is None


def _is_known(token: Token, view: ArticleView) -> bool:
    """Whether the article has a name, by any spelling."""
    return occurs_in(token, view.everything) or occurs_in(token, view.top)


def _is_abbreviated(name: Name, view: ArticleView) -> bool:
    """Whether the article has a name by its first letters: "EU" for "European Union".

    Or the other way.
    """
    short = {_plain(token) for token in view.everything.tokens if _is_short(token)}
    if len(name) > 1 and _initials(name) in short:
        return True
    wanted = _plain(name[-1])
    return _is_short(name[-1]) and any(
        letters.startswith(wanted) for letters in view.initials_of_names
    )


def _is_short(token: Token) -> bool:
    """Whether a word is an abbreviation by its letters: "EU", "U.N."."""
    return len(_plain(token)) > 1 and token.text.isupper()


def _plain(token: Token) -> str:
    return token.text.replace(".", "").lower()


def _initials(name: Name) -> str:
    return "".join(token.text[0] for token in name).lower()


def _other_first_name(name: Name, view: ArticleView) -> str:
    """A first name that the article has before this last name, where it has not this one."""
    first = name[0]
    is_sure = len(name) > 1 and not first.starts_sentence
    if not is_sure or any(_is_known(token, view) for token in name[:-1]):
        return ""
    for other in names_of(view.everything.tokens):
        if len(other) > 1 and other[-1].sound == name[-1].sound:
            return " ".join(token.text for token in other)
    return ""
