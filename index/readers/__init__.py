"""Files, feeds and pages to documents. Offsets everywhere refer to a document's text.

What a reader needs (trafilatura, pypdf, feedparser, httpx) is imported when something is read.
"""

from index.readers.fetch import Fetcher
from index.readers.formats import SUFFIXES, all_documents, documents, is_readable
from index.readers.parts import Unreadable
from index.readers.remote import Remote, remote_documents

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
