"""RSS and Atom: an article an entry."""

from __future__ import annotations

from datetime import date

import pytest

from index.errors import PassingError, UnreadableError
from index.readers import feeds
from index.readers.unreadable import Unreadable
from index.types import Document, Metadata

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Evening Post</title><language>en-gb</language>
<item><title>River &amp; wall</title><link>https://post.example/river</link>\
<dc:creator>Ann Lee</dc:creator>
  <pubDate>Mon, 06 Nov 2023 23:30:00 -0500</pubDate><description>In short.</description>
  <content:encoded><![CDATA[<p>The river rose.</p><p>The wall held.</p>]]></content:encoded></item>
<item><title>Bridge</title><link>https://post.example/bridge</link><dc:date>2023-11-07</dc:date>
  <description>&lt;p&gt;The bridge is shut.&lt;/p&gt;</description></item>
<item><guid isPermaLink="false">tag:3</guid><description>No link here.</description></item>
<item><title>Nothing</title><link>https://post.example/nothing</link></item>
<item><description>The river again.</description><link>https://post.example/river</link></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Morning Post</title>\
<updated>2024-01-01T00:00:00Z</updated>
<entry><title>Snow</title><id>urn:1</id><link href="https://post.example/snow"/>\
<updated>2024-02-02T00:00:00Z</updated>
  <author><name>Idris Colley</name></author>\
<content type="html">&lt;p&gt;It snowed.&lt;/p&gt;</content></entry>
<entry><title>Thaw</title><id>urn:2</id><link href="javascript:alert(1)"/>\
<published>2024-01-03T01:00:00+03:00</published>
  <updated>2024-02-02T00:00:00Z</updated><content>It thawed &amp; froze.</content></entry></feed>"""


def read(data: bytes, follow: feeds.Follow | None = None) -> list[Document | Unreadable]:
    return list(feeds.read(data, "feed.xml", follow))


def texts(found: list[Document | Unreadable]) -> dict[str, str]:
    return {one.source: one.text for one in found if isinstance(one, Document)}


def page(link: str) -> Document:
    told = Metadata(
        title="From the page", byline="Zoë Müller", url="https://post.example/elsewhere"
    )
    return Document(link, "All of it stands here.", "f" * 64, told)


def test_an_entry_of_rss_is_a_document_with_what_the_feed_says_of_it() -> None:
    first = read(RSS)[0]
    assert isinstance(first, Document)
    assert (first.source, first.text) == (
        "https://post.example/river",
        "The river rose.\nThe wall held.",
    )
    assert first.metadata == Metadata(
        "River & wall",
        date(2023, 11, 6),
        "Ann Lee",
        "Evening Post",
        "https://post.example/river",
        "en",
    )


def test_an_entry_of_atom_is_published_when_it_says_so_and_not_when_it_was_changed() -> None:
    snow, thaw = read(ATOM)
    assert isinstance(snow, Document)
    assert isinstance(thaw, Document)
    assert (snow.text, snow.metadata.published, snow.metadata.byline) == (
        "It snowed.",
        None,
        "Idris Colley",
    )
    assert (thaw.text, thaw.metadata.published) == ("It thawed & froze.", date(2024, 1, 3))


def test_without_a_link_of_the_web_an_entry_has_its_id_or_number() -> None:
    assert list(texts(read(ATOM))) == ["https://post.example/snow", "feed.xml#urn:2"]
    assert list(texts(read(RSS)))[2:] == ["feed.xml#tag:3", "feed.xml#5"]


def test_an_entry_without_text_is_reported() -> None:
    assert [one for one in read(RSS) if isinstance(one, Unreadable)] == [
        Unreadable("https://post.example/nothing", "an entry without text")
    ]


def test_a_summary_is_followed_to_its_page_and_a_whole_article_is_not() -> None:
    found = texts(read(RSS, page))
    assert found["https://post.example/river"] == "The river rose.\nThe wall held."
    assert found["https://post.example/bridge"] == "All of it stands here."
    assert found["feed.xml#tag:3"] == "No link here."


def test_the_feed_is_believed_over_the_page() -> None:
    bridge = read(RSS, page)[1]
    assert isinstance(bridge, Document)
    assert (bridge.metadata.title, bridge.metadata.byline) == ("Bridge", "Zoë Müller")
    assert (bridge.metadata.url, bridge.metadata.published) == (
        "https://post.example/bridge",
        date(2023, 11, 7),
    )


def test_where_the_page_cannot_be_had_the_summary_stands_in() -> None:
    def refuse(link: str) -> Document:
        raise UnreadableError("the server answered 404 Not Found")

    found = read(RSS, refuse)
    assert texts(found)["https://post.example/bridge"] == "The bridge is shut."
    assert (
        Unreadable(
            "https://post.example/nothing",
            "an entry without text, and its page: the server answered 404 Not Found",
        )
        in found
    )


def test_a_page_that_may_be_had_another_time_is_told_of_beside_the_summary() -> None:
    def refuse(link: str) -> Document:
        raise PassingError("the server answered 429 Too Many Requests")

    about = [one for one in read(RSS, refuse) if one.source == "https://post.example/bridge"]
    assert about[0] == Unreadable(
        "https://post.example/bridge",
        "its page: the server answered 429 Too Many Requests",
        is_passing=True,
    )
    assert isinstance(about[1], Document)
    assert (about[1].text, about[1].is_teaser) == ("The bridge is shut.", True)


def test_the_checksum_is_of_the_entry_alone() -> None:
    before, after = (
        read(RSS),
        read(RSS.replace(b"In short.", b"Shorter.").replace(b"is shut", b"is open")),
    )
    same = [one for one, other in zip(before, after, strict=True) if one == other]
    assert [one.source for one in before if one not in same] == ["https://post.example/bridge"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<urlset></urlset>", "not a feed"),
        (b"", "not a feed"),
        (b"/etc/hosts", "not a feed"),
        (b'<rss version="2.0"><channel><title>Empty</title></channel></rss>', "without entries"),
        (
            b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
            + b"".join(
                b'<!ENTITY c%d "%s">' % (n, (b"&c%d;" % (n - 1) if n else b"&b;") * 50)
                for n in range(8)
            )
            + b"]><rss><channel><title>&c7;</title></channel></rss>",
            "not a feed|without entries",
        ),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read(data)
