"""A checked claim for people: its sentences marked, what is wrong with each, and the words of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rendering.plain import one_line, source_line
from bot.types import Failure
from prompts import Ours, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.case import Problem
    from bot.claims import Check, Checked

_MESSAGES = {
    Failure.FABRICATED: Ours("fabricated: “{words}” is not in the source"),
    Failure.MISATTRIBUTED: Ours("misattributed: the source does not give this to “{words}”"),
    Failure.SPLICED: Ours("spliced: {words} is put together from pieces of the source"),
    Failure.NEGATED: Ours("negated: the source says the opposite of “{words}”"),
    Failure.UNSUPPORTED: Ours("unsupported: nothing in the source says “{words}”"),
    Failure.UNCITED: Ours("uncited: nothing was found to hold it against"),
}


def problem_line(problem: Problem) -> str:
    """What is wrong, in words."""
    words = one_line(problem.words).strip('“”"').rstrip(",")
    message = told(_MESSAGES[problem.kind], words=words)
    return (
        message + told(Ours("; it has “{instead}”"), instead=one_line(problem.instead)) if problem.instead else message
    )


def mark(sentence: Checked) -> str:
    """ "✓" for a sentence that the source supports, "✗" for one that it has otherwise, "?" for one that it lacks."""
    return "✓" if sentence.supported else "✗" if sentence.is_contradicted else "?"


def summary(check: Check) -> str:
    """How many sentences are supported."""
    right = sum(sentence.supported for sentence in check.sentences)
    text = Ours("{right} of {count} sentence supported.", "{right} of {count} sentences supported.")
    return told(text, right=right, count=len(check.sentences))


def check_lines(check: Check) -> Iterator[tuple[str, str]]:
    """The lines of a report, each with what it is: a mark, "problem", "quote" or "source"."""
    cited = {citation.number: citation for citation in check.citations}
    for sentence in check.sentences:
        yield mark(sentence), f"{mark(sentence)} {one_line(sentence.text)}"
        for problem in sentence.problems:
            yield "problem", f"    {problem_line(problem)}"
        for citation in (cited[number] for number in sentence.citations):
            nearest = "" if sentence.supported else f"{told(Ours('nearest:'))} "
            yield "quote", f"    {nearest}[{citation.number}] “{one_line(citation.quote)}”"
            yield "source", f"        {one_line(citation.source)}:{citation.line}  {source_line(citation)}".rstrip()


def check_text(check: Check) -> str:
    """A claim's sentences, each marked, with what is wrong and the words of the source."""
    return "\n".join([*(line for _, line in check_lines(check)), "", summary(check)])
