"""What all tests share: an index of the sample articles."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the sample articles, made by the command line; tests only read it."""
    folder = tmp_path_factory.mktemp("index")
    settings = {name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")}
    settings["ONRECORD_INDEX__PATH"] = str(folder)
    subprocess.run([sys.executable, "-m", "bot", "index", "articles/"], cwd=ROOT, env=settings, check=True)
    return folder
