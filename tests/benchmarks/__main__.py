"""Benchmarks and tools for whoever changes the code.

python tests/benchmarks                  lists them
python tests/benchmarks NAME [ARGS...]   runs one; with --help it says what it needs
"""

from __future__ import annotations

import ast
import runpy
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = ("quality", "speed", "training", "stress", "")
"""What the benchmarks are about; those in the folder itself are tools, or run others."""


def benchmarks() -> Iterator[tuple[str, Path]]:
    """The programs: each module's name as it is imported, and its file."""
    for folder in FOLDERS:
        for file in sorted((HERE / folder).glob("*.py")):
            is_program = '\nif __name__ == "__main__":' in file.read_text(encoding="utf-8")
            if is_program and file.name != "__main__.py":
                yield f"{folder}.{file.stem}".lstrip("."), file


def listing() -> str:
    """Each program with the first line of its docstring, by folder."""
    lines: list[str] = []
    for folder, files in groupby((file for _, file in benchmarks()), key=lambda file: file.parent):
        lines.append(f"{folder.relative_to(HERE.parents[1])}/")
        lines += [f"  {file.stem:20} {_first_line(file)}" for file in files]
        lines.append("")
    return "\n".join([*lines, "Run one: python tests/benchmarks NAME [ARGS...]"])


def _first_line(file: Path) -> str:
    """The first line of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def main() -> None:
    """Lists the programs, or runs the one that is named."""
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        print(listing())
        return
    name = sys.argv[1]
    modules = {file.stem: module for module, file in benchmarks()}
    if name not in modules:
        sys.exit(f'No benchmark is named {name}; "python tests/benchmarks" lists them.')
    del sys.argv[1]
    runpy.run_module(modules[name], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
