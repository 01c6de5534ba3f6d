"""Watches roots: says when something under them may have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.readers.http_fetch import is_address

_LOOK_EVERY = 300_000
"""Milliseconds until there is a look anyway: not every disk, and no web address, tells of its
changes."""
_SETTLE = 1_000
"""Milliseconds in which changes that follow one another are taken together."""


def changes(roots: Sequence[str]) -> Iterator[None]:
    """Yields whenever files under the roots have changed, and every few minutes.

    Ends with Ctrl-C.
    """
    from watchfiles import watch

    paths = [root for root in roots if not is_address(root) and Path(root).exists()]
    for _ in watch(
        *paths,
        debounce=_SETTLE,
        rust_timeout=_LOOK_EVERY,
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        yield
