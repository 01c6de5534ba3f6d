"""The house figures: what a maintainer watches about the code, measured from its text.

    python tests/benchmarks figures [ROOT] [--all]

It imports nothing, so it also measures a tree that does not run. The exit status is 1 if a
figure passes its limit. `house/` has the measurements.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from house import functions, patterns, rooms, word_lists
from house.sources import Figure, read_sources

PACKAGES = ("bot", "index", "prompts", "config")
WIDTH = 100
SHOWN = 10
"""Offenders of a figure that are shown."""


def measure(root: Path) -> tuple[Figure, ...]:
    """All figures of a checkout. Complexity and lines are measured in `tests/` too."""
    sources = read_sources(root, PACKAGES)
    everything = (*sources, *read_sources(root, ("tests",)))
    no_prompts = [source for source in sources if not source.path.startswith("prompts/")]
    lists = word_lists.code_lists(no_prompts)
    found = patterns.patterns(sources)
    return (
        rooms.fullest_folder(sources),
        rooms.modules_in(sources, "bot"),
        rooms.modules_in(sources, "index"),
        rooms.circular_imports(sources),
        rooms.import_depth(sources),
        functions.highest_complexity(everything),
        functions.median_function(sources),
        functions.long_lines(everything, WIDTH),
        functions.public_docstrings(sources),
        word_lists.word_lists(lists),
        word_lists.shared_lists((*lists, *word_lists.lexicon_lists(root))),
        patterns.patterns_explained(found),
        patterns.long_patterns(found),
    )


def table(figures: Sequence[Figure]) -> str:
    """The figures in aligned columns: name, value, limit, status."""
    rows = [("figure", "value", "limit", "")]
    rows += [(one.name, _number(one.value, one.unit), _limit(one), one.status) for one in figures]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines: list[str] = []
    for name, value, limit, status in rows:
        cells = (name.ljust(widths[0]), value.rjust(widths[1]), limit.rjust(widths[2]), status)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _number(value: float, unit: str) -> str:
    return f"{value:,.10g} {unit}".rstrip()


def _limit(figure: Figure) -> str:
    if figure.most is not None:
        return "≤ " + _number(figure.most, figure.unit)
    return "" if figure.least is None else "≥ " + _number(figure.least, figure.unit)


def places(figure: Figure, is_all: bool) -> str:
    """The figure's name with its offenders below it: the first ten, or all."""
    shown = figure.offenders if is_all else figure.offenders[:SHOWN]
    lines = [figure.name, *(f"  {offender}" for offender in shown)]
    left = len(figure.offenders) - len(shown)
    if left:
        lines.append(f"  and {left:,} more (--all)")
    return "\n".join(lines)


def report(figures: Sequence[Figure], is_all: bool) -> str:
    """The table, and under it the offenders of each figure that has any."""
    lists = [places(figure, is_all) for figure in figures if figure.offenders]
    return "\n\n".join((table(figures), *lists))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures. Returns 1 if a limit is passed, else 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--all", action="store_true", help="print every offender")
    given = parser.parse_args(arguments)
    if not any((given.root / package).is_dir() for package in PACKAGES):
        parser.error(f"No package at {given.root}; name a folder that holds bot/ or index/")
    figures = measure(given.root)
    print(report(figures, given.all))
    return int(any(figure.status in {"over", "under"} for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
