"""Writes docs/settings.md from the settings and config/default.toml: python docs/settings_reference.py."""

from __future__ import annotations

import re
from pathlib import Path

from config import settings

PAGE = Path(__file__).with_name("settings.md")

_HEAD = """# Settings

Made by `make docs` from `config/settings.py` and `config/default.toml`; a test holds it against them.

The environment comes first, then `onrecord.toml` in the working folder, then the defaults. `onrecord doctor` shows each setting
in force and where it comes from. A setting that is unknown or cannot be is an error that names it. In `onrecord.toml`:

    [answers]
    passages = 40
"""
_SECTION = re.compile(r"^\[(\w+)\]\s*(?:#\s*(.*))?$")
_VALUE = re.compile(r"^(?:# )?(\w+) = (.*?)(?:\s+#\s*(.*))?$")
_UNSET = re.compile(r"^# ")


def page() -> str:
    """The reference, in Markdown."""
    lines, section = [_HEAD], ""
    for line in settings.DEFAULTS.read_text(encoding="utf-8").splitlines():
        if found := _SECTION.match(line):
            section, about = found.group(1), found.group(2)
            about = f"{about[0].upper()}{about[1:]}.\n\n" if about else ""
            lines.append(
                f"\n## {section}\n\n{about}| setting | default | what it is | in the environment |\n|---|---|---|---|"
            )
        elif section and (found := _VALUE.match(line)):
            name, value, about = f"{section}.{found.group(1)}", found.group(2), found.group(3) or ""
            default = "none" if _UNSET.match(line) else f"`{value}`"
            lines.append(f"| `{name}` | {default} | {about} | `{settings.variable(name)}` |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
