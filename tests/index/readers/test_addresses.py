"""Feeds as roots of an index: brought up to date, and kept while nothing comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from config import settings
from index.readers import addresses
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.syncing import sync as module
from index.syncing.repair import drift
from index.syncing.sync import forget, sync

Reply = tuple[int, dict[str, str], bytes]

FLOOD = (
    "flood",
    "The river tops its walls",
    "The river rose to a height of six metres on Sunday. Nobody was hurt.",
)
MOSS = (
    "moss",
    "A moss has begun to grow again",
    "The moss was frozen for six centuries, researchers said on Tuesday.",
)


def feed(*items: tuple[str, str, str]) -> bytes:
    """An RSS feed of whole articles: (name, title, text)."""
    told = (
        f"<item><title>{title}</title><link>https://post.example/{name}</link>"
        f"<content:encoded>{text}</content:encoded></item>"
        for name, title, text in items
    )
    return listing(*told)


def listing(*items: str) -> bytes:
    """An RSS feed of such items."""
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Evening Post</title>{''.join(items)}</channel></rss>"
    ).encode()


def titles(archive: Archive) -> list[str]:
    return sorted(listing.title for listing in archive.catalog.articles())


@pytest.fixture
def archive(tmp_path: Path, make_archive: Callable[..., Archive]) -> Archive:
    """An empty index of one who may fetch from this machine."""
    made = make_archive(tmp_path / "index")
    made.settings = settings.load(
        index={"path": str(tmp_path / "index"), "statements": False},
        fetch={"allow_private": True, "timeout": 5},
    )
    return made


@pytest.fixture
def address(server: Any) -> str:
    """Where a feed of one article is."""
    return str(server.sends("/feed.xml", feed(FLOOD), "application/rss+xml", ETag='"1"'))


def test_a_feed_is_indexed_and_fetched_whole_only_when_it_has_changed(
    archive: Archive, server: Any, address: str
) -> None:
    assert len(sync(archive, [address]).added) == 1
    server.replies["/feed.xml"] = (304, {}, b"")
    assert not sync(archive, []).changed
    assert server.asked[-1][1]["if-none-match"] == '"1"'
    assert titles(archive) == [FLOOD[1]]


def test_another_way_to_read_reaches_a_feed_that_has_not_changed(
    archive: Archive, server: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(archive, [address])
    server.replies["/feed.xml"] = unless_known(feed(FLOOD), '"1"')
    monkeypatch.setattr(module, "_VERSION", -1)
    assert len(sync(archive, []).updated) == 1
    assert archive.catalog.recipes() == [module.recipe_of(archive)]
    assert not sync(archive, []).changed
    assert server.asked[-1][1]["if-none-match"] == '"1"'


@pytest.mark.parametrize(
    "reply", [(200, {"Content-Type": "application/rss+xml"}, feed(MOSS)), (500, {}, b"")]
)
def test_with_another_model_what_is_kept_is_embedded_anew(
    reply: Reply, archive: Archive, server: Any, address: str, make_archive: Callable[..., Archive]
) -> None:
    """What a feed lists no more, and all of it where its server does not answer."""
    sync(archive, [address])
    archive.catalog.rows(
        "UPDATE sentence_vectors SET vectors = x'00'"
    )  # as if the model before had had one dimension
    other = make_archive(archive.folder)
    other.settings, other.embeddings = archive.settings, copy(archive.embeddings)
    vars(other.embeddings)["fingerprint"] = "0123456789ab"
    server.replies["/feed.xml"] = reply
    sync(other, [])
    assert other.catalog.recipes() == [module.recipe_of(other)]
    assert not drift(other)
    assert FLOOD[2] in [hit.text for hit in search(other, Query("How high did the river rise?"), 5)]
    kept = other.catalog.rows("SELECT vectors FROM sentence_vectors")
    assert all(len(vectors) > 1 for (vectors,) in kept)


def unless_known(data: bytes, tag: str) -> Callable[[BaseHTTPRequestHandler], Reply]:
    """A reply that tells who has been there already that nothing has changed."""
    headers = {"Content-Type": "application/rss+xml", "ETag": tag}
    return lambda request: (
        (304, {}, b"") if request.headers["If-None-Match"] == tag else (200, headers, data)
    )


def test_what_a_feed_no_longer_lists_is_kept(archive: Archive, server: Any, address: str) -> None:
    sync(archive, [address])
    server.sends("/feed.xml", feed(MOSS), "application/rss+xml")
    assert len(sync(archive, [address]).added) == 1
    assert titles(archive) == [MOSS[1], FLOOD[1]]


@pytest.mark.parametrize("summary", ["<description>The river rose.</description>", ""])
@pytest.mark.parametrize(("status", "is_tried_again"), [(429, True), (404, False)])
def test_a_page_that_cannot_be_had_does_not_cost_its_article(
    status: int,
    is_tried_again: bool,
    summary: str,
    archive: Archive,
    server: Any,
    make_page: Callable[..., bytes],
) -> None:
    link = server.sends("/flood", make_page(f"<p>{FLOOD[2]}</p>"), "text/html")
    entries = [
        f"<item><title>{title}</title><link>{link}</link>{summary}</item>"
        for title in ("Flood", "A flood")
    ]
    address = server.sends("/feed.xml", listing(entries[0]), "application/rss+xml", ETag='"1"')
    sync(archive, [address])
    server.replies["/feed.xml"], server.replies["/flood"] = (
        unless_known(listing(entries[1]), '"2"'),
        (status, {}, b""),
    )
    report = sync(archive, [])
    assert (report.changed, f"the server answered {status}" in report.skipped.get(link, "")) == (
        False,
        is_tried_again or not summary,
    )
    assert "Nobody was hurt" in text_of(archive, link)
    server.sends(
        "/flood",
        make_page(f"<p>{FLOOD[2]} The council met on Monday to speak of it.</p>"),
        "text/html",
    )
    sync(archive, [])
    assert ("The council met" in text_of(archive, link)) == is_tried_again


def text_of(archive: Archive, source: str) -> str:
    article = archive.catalog.article_of(source)
    assert article is not None
    return article.text


def test_an_address_that_does_not_answer_keeps_its_articles_and_is_named(
    archive: Archive, server: Any, address: str
) -> None:
    sync(archive, [address])
    server.replies["/feed.xml"] = (500, {}, b"")
    report = sync(archive, [])
    assert not report.changed
    assert "its articles are kept" in report.skipped[address]
    assert titles(archive) == [FLOOD[1]]


def test_an_address_that_never_gave_anything_is_named(archive: Archive, server: Any) -> None:
    report = sync(archive, [f"{server.url}/none.xml"])
    assert report.articles == 0
    assert "kept" not in report.skipped[f"{server.url}/none.xml"]


def test_an_address_is_forgotten_with_its_articles(archive: Archive, address: str) -> None:
    sync(archive, [address])
    assert len(forget(archive, address).removed) == 1
    assert titles(archive) == []


@pytest.mark.parametrize(
    ("pattern", "examples", "near_miss"),
    [
        (
            addresses._FEED,
            (b"<rss>", b"<!-- by hand --> <feed>", b'<?xml version="1.0"?><rdf:RDF>'),
            b"<p><rss>",
        )
    ],
)
def test_a_pattern_matches_its_examples_and_no_near_miss(
    pattern: re.Pattern[bytes], examples: tuple[bytes, ...], near_miss: bytes
) -> None:
    assert [example for example in examples if not pattern.match(example)] == []
    assert not pattern.match(near_miss)
