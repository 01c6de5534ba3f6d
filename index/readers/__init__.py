"""Reads documents from files, feeds and web pages. All offsets refer to a document's text.

The libraries of a reader (trafilatura, pypdf, feedparser, httpx) are imported on first use.
"""

from index.readers.addresses import Remote, remote_documents
from index.readers.formats import SUFFIXES, all_documents, documents, is_readable
from index.readers.http_fetch import Fetcher
from index.readers.unreadable import Unreadable

__all__ = [
    "SUFFIXES",
    "Fetcher",
    "Remote",
    "Unreadable",
    "all_documents",
    "documents",
    "is_readable",
    "remote_documents",
]
