"""Secrets that are planted in the settings, searched for in all that a run prints and logs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

TOKEN = "123456789:AAF-a_token_that_nobody_ever_had_0001"
KEY = "sk-planted-key-of-a-chat-model-0001"
PASSWORD = "planted-store-password"
SECRETS = (TOKEN, TOKEN.partition(":")[2], KEY, PASSWORD)

COMMANDS = [
    ["doctor"],
    ["doctor", "--json"],
    ["--debug", "ask", "who opened the bridge?"],
    ["ask", "who opened the bridge?"],
    ["index", "news"],
    ["--debug", "telegram"],
    ["stats"],
]


@pytest.fixture
def planted(sample_index: Path, tmp_path: Path) -> dict[str, str]:
    """An environment full of secrets, with servers that do not reply."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bridge.txt").write_text(
        "Bridge opens\n\nAnn Miller opened the bridge on Monday.\n"
    )
    dead = f"http://onrecord:{PASSWORD}@127.0.0.1:9"
    return {
        **os.environ,
        "ONRECORD_INDEX__PATH": str(sample_index),
        "ONRECORD_STATE__PATH": str(tmp_path / "state"),
        "ONRECORD_STORE__URL": "http://127.0.0.1:9",  # which takes no password
        "ONRECORD_TELEGRAM__TOKEN": TOKEN,
        "ONRECORD_TELEGRAM__API_URL": dead,
        "OPENAI_API_KEY": KEY,
    }


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_secret_is_printed_or_logged(
    command: list[str], planted: dict[str, str], onrecord: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [onrecord, *command], env=planted, cwd=tmp_path, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    assert said
    assert [secret for secret in SECRETS if secret in said] == []


def test_a_wrong_setting_is_named_without_its_value(
    planted: dict[str, str], onrecord: Path, tmp_path: Path
) -> None:
    wrong = {**planted, "ONRECORD_STORE__URL": f"ftp://onrecord:{PASSWORD}@db.example.org"}
    done = subprocess.run(
        [onrecord, "doctor"], env=wrong, cwd=tmp_path, capture_output=True, text=True
    )
    assert "store.url" in done.stdout
    assert PASSWORD not in done.stdout + done.stderr
