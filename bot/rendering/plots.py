"""Figures as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

    from bot.records.usage_stats import Day


def questions_by_day(days: Sequence[Day], file: Path) -> None:
    """Draws how many questions of each day were answered and how many not, and what was thought of the answers."""
    figure = _figure(8, 4)
    axes = figure.add_subplot()
    names = [f"{one.day:%d %b}" for one in days]
    answered = [one.answered for one in days]
    axes.bar(names, answered, color="#205080", label="answered")
    axes.bar(
        names, [one.abstained for one in days], bottom=answered, color="#b0b0b0", label="abstained"
    )
    axes.plot(names, [one.good for one in days], "^", color="#208040", label="found good")
    axes.plot(names, [one.bad for one in days], "v", color="#c03030", label="found bad")
    axes.set(ylabel="questions")
    axes.set_xticks(range(0, len(names), max(1, len(names) // 10)))
    axes.legend()
    figure.savefig(file, dpi=120)


def risk_coverage(
    curve: Sequence[tuple[float, float]], point: tuple[float, float], file: Path
) -> None:
    """Draws how often an answer is wrong against how many questions are answered, and the point that is in force."""
    figure = _figure(6, 4)
    axes = figure.add_subplot()
    axes.plot([coverage for coverage, _ in curve], [risk for _, risk in curve], color="#205080")
    axes.plot(*point, "o", color="#c03030", label="at the threshold in force")
    axes.set(
        xlabel="share of questions answered",
        ylabel="share of answers that is wrong",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=120)


def _figure(width: float, height: float) -> Figure:
    """An empty figure of that many inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure
