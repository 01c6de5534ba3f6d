"""Scores the dates of articles whose "Date:" line is hidden.

    python tests/benchmarks score_dates EVAL_FOLDER WORK_FOLDER
        [--year news2022] [--no-url] [--show]

Right is the day of the hidden line; none is better than wrong.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

from quality.eval_sets import unpacked

from index.articles.own_date import full_date
from index.articles.parse import parse
from index.errors import UnreadableError
from index.readers.text import decode
from index.types import Document

_DATE = re.compile(r"^Date: *(.*)\n", re.MULTILINE)
_URL = re.compile(r"^URL: .*\n", re.MULTILINE)


def main() -> None:
    """Hides, reads, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="EVAL_FOLDER")
    parser.add_argument("work", type=Path, metavar="WORK_FOLDER")
    parser.add_argument("--year", default="news2022")
    parser.add_argument("--no-url", action="store_true", help="hide the address, too")
    parser.add_argument("--show", action="store_true", help="print what is wrong")
    given = parser.parse_args()
    counts = Counter[str]()
    for path in sorted((unpacked(given.folder, given.work, given.year) / "articles").iterdir()):
        text = decode(path.read_bytes())[0]
        line = _DATE.search(text)
        if not line or not (day := full_date(line[1])):
            continue
        hidden = _DATE.sub("", text, count=1)
        hidden = _URL.sub("", hidden, count=1) if given.no_url else hidden
        try:
            found = parse(Document(path.name, hidden, "")).published
        except UnreadableError:
            continue
        counts["right" if found == day else "wrong" if found else "none"] += 1
        if given.show and found and found != day:
            print(f"    {path.name}: {found}, not {day}")
    for name, count in counts.most_common():
        print(f"{name} {count} of {counts.total()} ({count / counts.total():.1%})")


if __name__ == "__main__":
    main()
