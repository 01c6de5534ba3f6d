"""A checked claim for people: marked sentences, what is wrong with each, the source's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.types.citation import Citation
from bot.types.plain_text import one_line, source_line
from bot.types.problem import Failure, Problem
from prompts import Translatable, translate

_MESSAGES = {
    Failure.FABRICATED: Translatable("fabricated: “{words}” is not in the source"),
    Failure.MISATTRIBUTED: Translatable(
        "misattributed: the source does not give this to “{words}”"
    ),
    Failure.SPLICED: Translatable("spliced: {words} is put together from pieces of the source"),
    Failure.NEGATED: Translatable("negated: the source says the opposite of “{words}”"),
    Failure.OVERSTATED: Translatable("overstated: the source does not go as far as “{words}”"),
    Failure.UNSUPPORTED: Translatable("unsupported: nothing in the source says “{words}”"),
    Failure.UNCITED: Translatable("uncited: nothing was found to hold it against"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of a claim, at `start:end`, with its problems and the numbers of its citations."""

    text: str
    start: int
    end: int
    support: float
    """How far the source stands for it, from 0 to 1."""
    problems: tuple[Problem, ...]
    citations: tuple[int, ...]

    @property
    def supported(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problems

    @property
    def is_contradicted(self) -> bool:
        """Whether the source has it otherwise, and does not merely lack it."""
        return any(
            problem.kind not in (Failure.UNSUPPORTED, Failure.UNCITED) for problem in self.problems
        )


@dataclass(frozen=True, slots=True)
class Check:
    """The result of checking a claim: its sentences, and the source's words that they rest on."""

    claim: str
    sentences: tuple[Checked, ...]
    citations: tuple[Citation, ...]

    @property
    def supported(self) -> bool:
        """Whether every sentence is."""
        return all(sentence.supported for sentence in self.sentences)

    @property
    def support(self) -> float:
        """Half that of the weakest sentence and half the mean, from 0 to 1."""
        values = [sentence.support for sentence in self.sentences]
        return (min(values) + sum(values) / len(values)) / 2 if values else 0.0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Of all sentences, in order."""
        return tuple(problem for sentence in self.sentences for problem in sentence.problems)

    def __str__(self) -> str:
        return report_text(self)

    __repr__ = __str__


def problem_line(problem: Problem) -> str:
    """What is wrong, in words."""
    words = one_line(problem.words).strip('“”"').rstrip(",")
    message = translate(_MESSAGES[problem.kind], words=words)
    return (
        message + translate(Translatable("; it has “{instead}”"), instead=one_line(problem.instead))
        if problem.instead
        else message
    )


def mark(sentence: Checked) -> str:
    """ "✓" for a supported sentence, "✗" for a contradicted one, "?" for one that is not there."""
    return "✓" if sentence.supported else "✗" if sentence.is_contradicted else "?"


def summary(check: Check) -> str:
    """How many sentences are supported."""
    right = sum(sentence.supported for sentence in check.sentences)
    text = Translatable(
        "{right} of {count} sentence supported.", "{right} of {count} sentences supported."
    )
    return translate(text, right=right, count=len(check.sentences))


def check_lines(check: Check) -> Iterator[tuple[str, str]]:
    """The lines of a report, each with what it is: a mark, "problem", "quote" or "source"."""
    cited = {citation.number: citation for citation in check.citations}
    for sentence in check.sentences:
        yield mark(sentence), f"{mark(sentence)} {one_line(sentence.text)}"
        for problem in sentence.problems:
            yield "problem", f"    {problem_line(problem)}"
        for citation in (cited[number] for number in sentence.citations):
            nearest = "" if sentence.supported else f"{translate(Translatable('nearest:'))} "
            yield "quote", f"    {nearest}[{citation.number}] “{one_line(citation.quote)}”"
            place = f"{one_line(citation.source)}:{citation.line}"
            yield "source", f"        {place}  {source_line(citation)}".rstrip()


def report_text(check: Check) -> str:
    """A claim's sentences, each marked, with what is wrong and the words of the source."""
    return "\n".join([*(line for _, line in check_lines(check)), "", summary(check)])
