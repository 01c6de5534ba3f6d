"""The documentation: its recipes run, its settings are those of the code, its links lead
somewhere."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_recipes_run(
    sample_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(sample_index))
    blocks = re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "recipes.md").read_text(), re.DOTALL
    )
    assert len(blocks) > 5
    exec(compile("\n".join(blocks), "docs/recipes.md", "exec"), {"__name__": "recipes"})
    assert "minsk-talks.txt" in capsys.readouterr().out


def test_the_settings_page_is_that_of_the_code() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "settings_reference.py"))
    assert script["PAGE"].read_text() == script["page"](), 'run "make docs"'


def test_the_settings_page_has_every_setting() -> None:
    from config import settings

    page = (ROOT / "docs" / "settings.md").read_text()
    assert [name for name in settings.names() if f"`{name}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"(?:\]\(|src=\")(?!https?:)([^)#\"]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_and_scripts_that_are_named_exist(page: Path) -> None:
    named = re.findall(
        r"`(?:python )?((?:bot|index|config|docs|tests)/[\w/.-]*\w/?)", page.read_text()
    )
    assert [name for name in named if not (ROOT / name).exists()] == []
