"""Figures as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def risk_coverage(curve: Sequence[tuple[float, float]], point: tuple[float, float], file: Path) -> None:
    """Draws how often an answer is wrong against how many questions are answered, and the point that is in force."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.plot([coverage for coverage, _ in curve], [risk for _, risk in curve], color="#205080")
    axes.plot(*point, "o", color="#c03030", label="at the threshold in force")
    axes.set(xlabel="share of questions answered", ylabel="share of answers that is wrong", xlim=(0, 1), ylim=(0, 1))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=120)
