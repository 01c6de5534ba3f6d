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
from bot.writing.grounding_gate import Sworn
from bot.writing.references import leans, leans_on_person, people, with_name, without_connective
from bot.writing.reply_parser import Draft, Heading
from index.language.terms import terms

Check = Callable[[str, Sequence[int]], Sworn]
"""Holds a sentence against the passages of these numbers."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A sentence of the answer, where it stands, and who wrote it."""

    text: str
    written_by: str
    citations: tuple[Citation, ...]
    block: int
    opening: str
    """The headings above it that are shown, and the bullet before it, in lines."""


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
        self._person: str | None = None
        """The last that was named."""
        self._before: tuple[str, bool] | None = None
        """The sentence before, whether it was written or not, and whether it is shown."""
        self._shown: dict[Heading, bool] = {}
        self._gaps: list[tuple[int, Draft, frozenset[tuple[str, int]]]] = []
        """Where sentences were left out, and the sentences of articles that they came nearest to."""

    def add(self, draft: Draft) -> bool:
        """Takes a sentence in if it passes; whether there is more to show."""
        if any(one.text == draft.text for one in self.kept):
            return False
        count = len(self.kept)
        text, found = self._vouched(draft)
        if found.problem is None:
            self.kept.append(self._keep(draft, text, self._engine, found.citations))
        else:
            self._drop(draft, found)
        self._before = (text, len(self.kept) > count)
        self._person = next(people(text, self._known), self._person)
        return len(self.kept) > count

    @property
    def answers(self) -> bool:
        """Whether the model has a part in it, and what the question asks is told.

        By a quote, or by what rests on a sentence that may answer.
        """
        wanted = {(one.source, one.start) for one in self._near}
        is_written = any(kept.written_by == self._engine for kept in self.kept)
        return is_written and any(
            (one.source, one.start) in wanted for kept in self.kept for one in kept.citations
        )

    def _vouched(self, draft: Draft) -> tuple[str, Sworn]:
        """The sentence as it may be shown, and what was found for it."""
        text = draft.text
        person = leans_on_person(text)
        is_tied = self._before is not None and self._before[1]
        if leans(text) and not is_tied:
            return text, Sworn(Failure.UNCITED)
        if not is_tied:
            text = without_connective(text)
        claim = without_connective(text)
        if person:
            named = self._person and with_name(claim, self._person)
            if named is None:
                return text, Sworn(Failure.UNCITED)
            claim, text = named, text if is_tied else named
        elif leans(claim) and self._before:
            claim = f"{self._before[0].rstrip('. ')}; {claim}"
        return text, self._under_headings(draft, claim)

    def _under_headings(self, draft: Draft, claim: str) -> Sworn:
        """A sentence with the headings that it stands under; else without, if none is shown yet."""
        above = [one for one in draft.headings if self._shown.setdefault(one, self._fits(one))]
        if above:
            lead = " ".join(one.text.rstrip(": ") for one in above)
            joint = " " if draft.text[:1].islower() else ": "
            found = self._check(f"{lead}{joint}{claim}", draft.numbers)
            if found.problem is None:
                return found
        found = self._check(claim, draft.numbers)
        if found.problem is None and draft.text[:1].islower() and above:
            return replace(found, problem=Failure.UNSUPPORTED)
        return found

    def _fits(self, heading: Heading) -> bool:
        """Whether all that a heading speaks of is in the passages or the question."""
        return {term.stem for term in terms(heading.text)} <= self._stems

    def _keep(
        self, draft: Draft, text: str, written_by: str, citations: tuple[Citation, ...]
    ) -> Kept:
        """A sentence to show, below those of its headings that no earlier one stands below."""
        above = [
            one
            for one in draft.headings
            if self._shown.get(one) and not any(one.text in kept.opening for kept in self.kept)
        ]
        lines = [f"{one.bullet}{one.text}" for one in above]
        opening = "\n".join([*lines, draft.bullet])
        return Kept(text, written_by, citations, draft.block, opening)

    def _drop(self, draft: Draft, found: Sworn) -> None:
        """Leaves a sentence out, and keeps what it comes nearest to."""
        assert found.problem is not None
        self.dropped.append(Dropped(draft.text, found.problem))
        places = frozenset((one.source, one.start) for one in found.citations)
        self._gaps.append((len(self.kept), draft, places))

    def fill(self) -> None:
        """Puts quotes in the place of what was left out, where these may answer and are not told.

        A quote that leans on a sentence that is not shown stays away.
        """
        told = {(one.source, one.start) for kept in self.kept for one in kept.citations}
        filled = []
        for at, draft, places in self._gaps:
            for one in self._near:
                quote, place = on_one_line(one.quote), (one.source, one.start)
                if place in places - told and not (leans(quote) or leans_on_person(quote)):
                    told.add(place)
                    filled.append((at, self._keep(draft, quote, "quotes", (one,))))
        for at, kept in reversed(filled):
            self.kept.insert(at, kept)
        self._gaps.clear()

    def quoted(self) -> Answer:
        """The quoting engine's answer, in the place of what the model wrote."""
        told = tuple(Told(one.quote, "quotes", (one.number,)) for one in self._quoted.citations)
        return replace(self._quoted, sentences=told, dropped=tuple(self.dropped))

    def answer(self) -> Answer:
        """The sentences that are shown, each followed by the numbers of its citations."""
        copies = {one.source: one.also_in for one in self._quoted.citations}
        citations: dict[tuple[str, int], Citation] = {}
        text, block = "", None
        told = []
        for kept in self.kept:
            numbers = []
            for one in kept.citations:
                new = replace(one, number=len(citations) + 1, also_in=copies.get(one.source, ()))
                numbers.append(citations.setdefault((one.source, one.start), new).number)
            if text:
                is_list = "\n" in kept.opening or kept.opening
                text += " " if kept.block == block else "\n" if is_list else "\n\n"
            marks = "".join(f" [{number}]" for number in numbers)
            text += f"{kept.opening if kept.block != block else ''}{kept.text}{marks}"
            block = kept.block
            told.append(Told(kept.text, kept.written_by, tuple(numbers)))
        return replace(
            self._quoted,
            answered=True,
            text=text,
            related=(),
            citations=tuple(citations.values()),
            engine=self._engine,
            sentences=tuple(told),
            dropped=tuple(self.dropped),
        )
