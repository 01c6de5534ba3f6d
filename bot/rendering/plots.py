"""Statistics and scores as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

    from bot.records.usage_stats import Day

_BLUE, _GREEN, _RED, _GREY = "#205080", "#208040", "#c03030", "#b0b0b0"
_MAX_LABELS = 10
"""Days that are named below the axis; with more days, only some of them are."""


def questions_by_day(days: Sequence[Day], file: Path) -> None:
    """Draws the questions of each day, answered or not, and how users rated the answers."""
    figure = _figure(8, 4)
    axes = figure.add_subplot()
    names = [f"{day.day:%d %b}" for day in days]
    answered = [day.answered for day in days]
    abstained = [day.abstained for day in days]
    axes.bar(names, answered, color=_BLUE, label="answered")
    axes.bar(names, abstained, bottom=answered, color=_GREY, label="abstained")
    axes.plot(names, [day.good for day in days], "^", color=_GREEN, label="rated good")
    axes.plot(names, [day.bad for day in days], "v", color=_RED, label="rated bad")
    axes.set(ylabel="questions")
    axes.set_xticks(range(0, len(names), max(1, len(names) // _MAX_LABELS)))
    axes.legend()
    figure.savefig(file, dpi=120)


def risk_coverage(
    curve: Sequence[tuple[float, float]], point: tuple[float, float], file: Path
) -> None:
    """Draws the share of wrong answers against the share of questions answered.

    `curve` has a (coverage, risk) pair for each threshold; `point` is the pair at the threshold
    of the settings.
    """
    figure = _figure(6, 4)
    axes = figure.add_subplot()
    axes.plot([coverage for coverage, _ in curve], [risk for _, risk in curve], color=_BLUE)
    axes.plot(*point, "o", color=_RED, label="at answers.threshold")
    axes.set(xlabel="questions answered", ylabel="answers that are wrong")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=120)


def _figure(width: float, height: float) -> Figure:
    """An empty figure; width and height in inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure
