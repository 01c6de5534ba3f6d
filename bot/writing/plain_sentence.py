"""Whether a chat model's text is a plain sentence, which may stand in a chat as it is."""

from __future__ import annotations

import re

_LONGEST = 600
"""Characters of a sentence."""
_LINK = re.compile(
    r"""
    \b [a-z] [\w+.-]{1,20} : /?/        # ftp://ferry
    | \b www \.                         # www.ferry
    | \] \s* \(                         # [a ferry](link)
    | [<>]                              # <b>
    | & [#\w]+ ;                        # &amp;
    | \b [\w-]+ \. [a-z]{2,} \b         # ferry.example
    | (?<!\w) [@#] \w                   # @ferry
    | (?<!\S) / \w                      # /start
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What a chat shows as a link or takes for markup: addresses, bare domains, mentions, commands,
tags."""
_LABEL = re.compile(r"^\W*(?:Headline|Printed)\s*:")  # Headline: Ferry lost
"""What stands above a passage in the prompt, and is echoed."""


def is_plain(text: str) -> bool:
    """Whether a text is a sentence of words, without links, markup and what cannot be printed."""
    return (
        len(text) <= _LONGEST
        and text.isprintable()
        and not _LINK.search(text)
        and not _LABEL.match(text)
        and any(map(str.isalpha, text))
    )
