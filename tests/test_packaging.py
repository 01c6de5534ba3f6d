"""What is installed, when it is installed from the wheel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

import pytest

import bot

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "config", "index", "prompts")


@pytest.fixture(scope="module")
def installed() -> Distribution:
    """The distribution that the tests run on, if it was installed from the wheel."""
    found = distribution("onrecord")
    origin = json.loads(found.read_text("direct_url.json") or "{}")
    if origin.get("dir_info", {}).get("editable"):
        pytest.skip(
            'an editable install has no packaged files; "make suite" runs this on the wheel'
        )
    return found


def files(installed: Distribution) -> set[str]:
    return {path.as_posix() for path in installed.files or ()}


def test_the_tests_run_on_the_wheel_and_not_on_the_checkout(installed: Distribution) -> None:
    assert bot.__file__ is not None
    assert (
        Path(bot.__file__).resolve()
        == Path(str(installed.locate_file("bot/__init__.py"))).resolve()
    )
    assert not Path(bot.__file__).resolve().is_relative_to(ROOT / "bot")


def test_the_wheel_holds_every_file_of_the_packages(installed: Distribution) -> None:
    """The settings' defaults, the countries and the prompts among them."""
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {
        "config/default.toml",
        "index/language/lexicon/countries.txt",
        "prompts/refusal.txt",
        "prompts/ru.po",
    } <= expected
    assert expected <= files(installed)


def test_the_wheel_holds_nothing_else(installed: Distribution) -> None:
    tops = {name.partition("/")[0] for name in files(installed) if "onrecord" not in name}
    assert tops <= {*PACKAGES}


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_claims_our_names(package: str) -> None:
    assert set(packages_distributions()[package]) == {"onrecord"}


def test_the_command_is_there(installed: Distribution) -> None:
    assert [(entry.name, entry.value) for entry in installed.entry_points] == [
        ("onrecord", "bot.cli:main")
    ]


def test_the_versions_agree() -> None:
    assert distribution("onrecord").version == bot.__version__


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete_commands(shell: str, onrecord: Path) -> None:
    environment = {**os.environ, "_ONRECORD_COMPLETE": f"{shell}_source"}
    done = subprocess.run(
        [onrecord], env=environment, capture_output=True, text=True, check=shell != "bash"
    )
    assert "_ONRECORD_COMPLETE" in done.stdout


@pytest.mark.slow
def test_the_sdist_can_be_built_into_a_wheel(tmp_path: Path) -> None:
    """And holds what its tests and its documentation need."""
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {
        "README.md",
        "CONTRIBUTING.md",
        "docs/security.md",
        "tests/conftest.py",
        "bot/py.typed",
    } <= names
    assert list(tmp_path.glob("*.whl"))
