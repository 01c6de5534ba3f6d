"""Watches roots: says when something under them may have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.roots import is_address

_FETCH_EVERY = 900
"""Seconds between two looks at web addresses."""
_SETTLE = 1_000
"""Milliseconds in which changes that follow one another are taken together."""


def changes(roots: Sequence[str]) -> Iterator[None]:
    """Yields whenever files under the roots have changed, and now and then for web addresses. Ends with Ctrl-C."""
    from watchfiles import watch

    paths = [root for root in roots if not is_address(root) and Path(root).exists()]
    every = _FETCH_EVERY * 1_000 if len(paths) < len(roots) else 60_000
    for changed in watch(*paths, debounce=_SETTLE, rust_timeout=every, yield_on_timeout=True, raise_interrupt=True):
        if changed or len(paths) < len(roots):
            yield
