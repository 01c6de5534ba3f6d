"""The file behind an article, for whoever wants to see it whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from index.errors import UnreadableError
from index.readers.http_fetch import is_address
from index.stores import roots
from index.stores.catalog import Catalog
from index.stores.catalog_writer import File
from index.types import Article

_MOST_BYTES = 50_000_000
"""A larger file is not handed around; its article is."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file's name and bytes."""

    name: str
    data: bytes


def find(catalog: Catalog, article: Article) -> Original:
    """The file that the article was read from, as long as it is the same.

    Of what is no file of its own (a part of an archive, a line, a page from the network), and of a
    file that has changed or is gone, the article's text.
    """
    data = _file(catalog, article)
    name = PurePosixPath(article.source.rpartition("!/")[2].replace("\\", "/")).name or "article"
    return (
        Original(name, data) if data is not None else Original(f"{name}.txt", article.text.encode())
    )


def _file(catalog: Catalog, article: Article) -> bytes | None:
    for root, path in catalog.rows(
        "SELECT root, path FROM places WHERE source = ? AND name = path", article.source
    ):
        if is_address(root):
            continue
        try:
            where = roots.place(File(root, path, 0, 0))
            if where.stat().st_size > _MOST_BYTES:
                continue
            data = where.read_bytes()
        except (OSError, UnreadableError):
            continue
        if hashlib.sha256(data).hexdigest() == article.sha256:
            return data
    return None
