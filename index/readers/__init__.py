"""Files, feeds and pages to documents. Offsets everywhere refer to a document's text.

What a reader needs (trafilatura, pypdf, feedparser, httpx) is imported when something is read.
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
