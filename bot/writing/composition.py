"""Puts an answer together from what a chat model wrote: what passes as it stands, the rest quoted.

A sentence that fails gives way to the article's own for the same thing, where that answers; else
it goes, and what leaned on it with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.types.answer import Answer, Told
from bot.types.citation import Citation, on_one_line
from bot.types.dropped import Dropped
from bot.types.problem import Failure
from bot.types.sworn import Sworn
from bot.writing.plain_sentence import is_plain
from bot.writing.references import (
    begins_with_person,
    is_small_talk,
    leans,
    leans_on_person,
    people,
    with_name,
    without_connective,
)
from bot.writing.reply_parser import Draft, Heading
from index.language.terms import terms
from prompts import Translatable, translate

_MARKUP = Translatable("(a sentence with a link or markup)")
Check = Callable[[str, Sequence[int]], Sworn]
"""Holds a sentence against the passages of these numbers."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A sentence of the answer, who wrote it, and where it stands."""

    text: str
    written_by: str
    citations: tuple[Citation, ...]
    draft: Draft
    """What stands in its place in the reply."""
    headings: tuple[Heading, ...]
    """Those of its headings that are shown."""


class Composition:
    """An answer as it grows."""

    def __init__(
        self,
        quoted: Answer,
        near: Sequence[Citation],
        engine: str,
        known: str,
        check: Check,
    ) -> None:
        """Takes the quoting engine's answer, and the sentences that may answer, the surest first.

        `known` is the text of the passages.
        """
        self.kept: list[Kept] = []
        self.dropped: list[Dropped] = []
        self._quoted = quoted
        self._near = near
        self._engine = engine
        self._known = known
        self._stems = {term.stem for term in terms(f"{known} {quoted.standalone_question}")}
        self._check = check
        self._before: str | None = None
        """The sentence before, as it was checked, if it is shown."""
        self._person: str | None = None
        """The last who was named, shown or not."""
        self._is_at_hand = False
        """Whether the sentence before is shown and tells whom "he" means."""
        self._shown: dict[Heading, bool] = {}
        self._gaps: list[tuple[int, Draft, frozenset[tuple[str, int]]]] = []
        """Where sentences were left out, and the articles' sentences that they came nearest to."""

    def add(self, draft: Draft) -> bool:
        """Takes a sentence in if it passes; whether there is more to show."""
        if any(one.text == draft.text for one in self.kept):
            return False
        text, claim = self._as_shown(draft)
        headings, found = self._checked(draft, claim)
        is_kept = found.problem is None
        if found.problem is None:
            self.kept.append(Kept(text, self._engine, found.citations, draft, headings))
        elif draft.numbers or not is_small_talk(draft.text):
            told = draft.text if is_plain(draft.text) else translate(_MARKUP)
            self.dropped.append(Dropped(told, found.problem))
            places = frozenset((one.source, one.start) for one in found.citations)
            self._gaps.append((len(self.kept), draft, places))
        named = list(people(text, self._known))
        was_meant = leans_on_person(draft.text, self._known)
        self._is_at_hand = is_kept and (len(set(named)) == 1 or (not named and was_meant))
        self._person = named[0] if named else self._person
        self._before = claim if is_kept else None
        return is_kept

    @property
    def answers(self) -> bool:
        """Whether the model has a part in it, and what the question asks is told.

        By a quote, or by what rests on a sentence that may answer.
        """
        wanted = {(one.source, one.start) for one in self._near}
        is_written = any(kept.written_by == self._engine for kept in self.kept)
        return is_written and not wanted.isdisjoint(self._told())

    def _told(self) -> set[tuple[str, int]]:
        """The sentences of articles that the answer rests on."""
        return {(one.source, one.start) for kept in self.kept for one in kept.citations}

    def _as_shown(self, draft: Draft) -> tuple[str, str | None]:
        """A sentence as it may be shown, and as it is checked; None if its meaning is open.

        "He" and "it" lean on the sentence before, if that is shown.
        """
        text, above = draft.text, " ".join(one.text for one in draft.headings)
        shown = text if self._before else without_connective(text)
        claim = without_connective(text)
        if begins_with_person(text):
            named = with_name(claim, self._person) if self._person else None
            return (shown if named and self._is_at_hand else named or shown), named
        if leans_on_person(f"{above} {text}", self._known):
            return shown, claim if self._before else None
        if leans(text):
            return shown, f"{self._before.rstrip('. ')}; {claim}" if self._before else None
        return shown, claim

    def _checked(self, draft: Draft, claim: str | None) -> tuple[tuple[Heading, ...], Sworn]:
        """A claim with those of its headings that may be shown above it, and what was found.

        A heading is shown if it holds of the first sentence below it, and then it must of all.
        """
        if claim is None:
            return (), Sworn(Failure.UNCITED)
        above = tuple(one for one in draft.headings if self._shown.get(one, self._fits(one)))
        if above:
            found = self._check(_under(above, claim), draft.numbers)
            is_bound = any(self._shown.get(one) for one in above) or draft.text[:1].islower()
            if found.problem is None:
                self._shown.update(dict.fromkeys(above, True))
            if found.problem is None or is_bound:
                return above, found
        found = self._check(claim, draft.numbers)
        if found.problem is None:
            self._shown.update(dict.fromkeys(draft.headings, False))
        return (), found

    def _fits(self, heading: Heading) -> bool:
        """Whether all that a heading speaks of is in the passages or the question."""
        return is_plain(heading.text) and (
            {term.stem for term in terms(heading.text)} <= self._stems
        )

    def fill(self) -> None:
        """Puts quotes in the place of what was left out, where these may answer and are not told.

        A quote that leans on a sentence that is not shown stays away, and so does one of which the
        headings above it do not hold.
        """
        told, filled = self._told(), []
        for at, draft, places in self._gaps:
            for one in self._near:
                quote, place = on_one_line(one.quote), (one.source, one.start)
                if (
                    place not in places - told
                    or leans(quote)
                    or leans_on_person(quote, self._known)
                ):
                    continue
                above = tuple(heading for heading in draft.headings if self._shown.get(heading))
                if above and self._check(_under(above, quote), ()).problem is not None:
                    continue
                told.add(place)
                filled.append((at, Kept(quote, "quotes", (one,), draft, above)))
        for at, kept in reversed(filled):
            self.kept.insert(at, kept)
        self._gaps.clear()

    def quoted(self) -> Answer:
        """The quoting engine's answer, in the place of what the model wrote.

        With more quotes, if the model's sentences came near to more.
        """
        self.kept = [kept for kept in self.kept if kept.written_by == "quotes"]
        cited = {(one.source, one.start) for one in self._quoted.citations}
        if cited and cited < self._told():
            return replace(self.answer(), engine=self._quoted.engine)
        told = tuple(Told(one.quote, "quotes", (one.number,)) for one in self._quoted.citations)
        return replace(self._quoted, sentences=told, dropped=tuple(self.dropped))

    def answer(self) -> Answer:
        """The sentences that are shown, each followed by the numbers of its citations."""
        copies = {one.source: one.also_in for one in self._quoted.citations}
        citations: dict[tuple[str, int], Citation] = {}
        text, told, headed = "", [], set[Heading]()
        before: Kept | None = None
        for kept in self.kept:
            numbers = []
            for one in kept.citations:
                new = replace(
                    one,
                    number=len(citations) + 1,
                    also_in=copies.get(one.source, ()),
                    heading="",
                )
                numbers.append(citations.setdefault((one.source, one.start), new).number)
            lines = [f"{one.bullet}{one.text}" for one in kept.headings if one not in headed]
            headed.update(kept.headings)
            marks = "".join(f" [{number}]" for number in numbers)
            if before and before.draft.block == kept.draft.block:
                text += f" {kept.text}{marks}"
            else:
                text += _between(before, kept) + "\n".join([*lines, kept.draft.bullet + kept.text])
                text += marks
            before = kept
            told.append(Told(kept.text, kept.written_by, tuple(numbers)))
        return replace(
            self._quoted,
            answered=True,
            text=text,
            citations=tuple(citations.values()),
            related=(),
            engine=self._engine,
            sentences=tuple(told),
            dropped=tuple(self.dropped),
        )


def _under(headings: Sequence[Heading], claim: str) -> str:
    """A claim behind the headings that it stands under."""
    lead = " ".join(one.text.rstrip(": ") for one in headings)
    return f"{lead}{' ' if claim[:1].islower() else ': '}{claim}"


def _between(before: Kept | None, kept: Kept) -> str:
    """What stands between two sentences of an answer that are apart in the reply."""
    if before is None:
        return ""
    is_list = kept.draft.bullet and (
        before.draft.headings == kept.draft.headings or set(kept.headings) & set(before.headings)
    )
    return "\n" if is_list else "\n\n"
