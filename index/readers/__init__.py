"""Reads documents from files, feeds and web pages. All offsets refer to a document's text.

The libraries of a reader (trafilatura, pypdf, feedparser, httpx) are imported on first use.
"""
