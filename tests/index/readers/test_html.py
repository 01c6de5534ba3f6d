"""Web pages: the article, and what the page says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from index.articles.parse import parse
from index.errors import UnreadableError
from index.readers import html

MakePage = Callable[..., bytes]
STORY = (
    "<p>The river rose by two metres on Tuesday, the council said, "
    "and forty homes were emptied.</p>"
    "<p>Nobody was hurt, but the bridge in the lower town was closed until the end of the week.</p>"
    "<p>“We were lucky,” the mayor, Ann Lee, said at the town hall. “The wall held.”</p>"
    "<p>Schools opened as usual on Wednesday, and the trains to the coast ran again by noon.</p>"
)


def test_the_text_is_the_article_with_a_paragraph_a_line(make_page: MakePage) -> None:
    text = html.read(make_page(STORY, footer="All rights reserved."), "a.html").text
    assert [line[:9] for line in text.splitlines()][-4:] == [
        "The river",
        "Nobody wa",
        "“We were ",
        "Schools o",
    ]
    assert "Sport" not in text
    assert "reserved" not in text


def test_a_short_article_is_found(make_page: MakePage) -> None:
    assert (
        "The wall held."
        in html.read(make_page("<p>The mayor said it. The wall held.</p>"), "a.html").text
    )


def test_metadata_is_what_the_tags_say(make_page: MakePage) -> None:
    head = (
        '<meta property="og:title" content="River rises">'
        '<meta property="og:site_name" content="Evening Post">'
        '<meta name="author" content="Ann Lee">'
        '<meta property="article:published_time" content="2023-11-06T23:10:00-05:00">'
        '<link rel="canonical" href="https://post.example/river">'
    )
    told = html.read(make_page(STORY, head), "a.html").metadata
    assert (told.title, told.publisher, told.byline) == ("River rises", "Evening Post", "Ann Lee")
    assert (told.published, told.url, told.language) == (
        date(2023, 11, 6),
        "https://post.example/river",
        "en",
    )


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        ('<meta name="author" content="Lee, Ann">', "Ann Lee"),
        ('<meta name="author" content="Ann Lee, Tom Birch">', "Ann Lee, Tom Birch"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "author":'
            ' [{"name": "Ann B. Lee"}, {"name": "Tom Birch"}]}</script>',
            "Ann B. Lee, Tom Birch",
        ),
    ],
)
def test_authors_are_named_as_people_write_them(
    head: str, byline: str, make_page: MakePage
) -> None:
    assert html.read(make_page(STORY, head), "a.html").metadata.byline == byline


@pytest.mark.parametrize(
    "head",
    [
        '<meta itemprop="datePublished" content="2023-11-06">',
        (
            '<script type="application/ld+json">'
            '{"@graph": [{"@type": "NewsArticle", "datePublished": "2023-11-06"}]}</script>'
        ),
        (
            '<script type="application/ld+json">{broken</script>'
            '<meta name="date" content="6 November 2023">'
        ),
        '<meta property="article:published:time" content="2023-11-06">',
        (
            '<script type="application/ld+json">'
            '[{"@type": "VideoObject", "datePublished": "2019-01-01"},'
            ' {"@type": "NewsArticle", "datePublished": "2023-11-06"}]</script>'
        ),
        '</head><body><abbr class="published" title="2023-11-06T10:00:00Z">10 AM</abbr>',
        "</head><body><p>Updated 9 November 2023</p><p>Posted 6 November 2023 at 10:15</p>",
        (
            '</head><body><time pubdate datetime="2023-11-06">Monday</time>'
            '<time datetime="2020-01-01">then</time>'
        ),
        '</head><body><time datetime="2023-11-06T10:00">Monday</time>',
    ],
)
def test_a_date_that_is_marked_as_the_pages_is_its_date(head: str, make_page: MakePage) -> None:
    assert html.read(make_page(STORY, head), "a.html").metadata.published == date(2023, 11, 6)


@pytest.mark.parametrize(
    ("head", "footer"),
    [
        ("", "Last visited on 6 November 2023. © 2023 Evening Post"),
        ("", '<time datetime="2023-11-06">6 November 2023</time>'),
        ('<meta property="article:modified_time" content="2023-11-06">', "6 November 2023"),
        ('<meta itemprop="copyrightYear" content="2023">', "2023-11-06"),
        ('<meta name="date" content="0001-01-01">', ""),
        (
            '</head><body><time datetime="2023-11-06">a</time><time datetime="2020-01-01">b</time>',
            "",
        ),
    ],
)
def test_a_date_that_only_stands_there_is_not_the_pages(
    head: str, footer: str, make_page: MakePage
) -> None:
    assert html.read(make_page(STORY, head, footer), "a.html").metadata.published is None


def test_an_article_is_made_of_it(make_page: MakePage) -> None:
    article = parse(html.read(make_page(STORY), "a.html"))
    assert article.title.startswith("River rises")
    assert article.quote(article.sentences[0]).startswith("The river rose")


@pytest.mark.parametrize("charset", ["cp1251", "utf-8", "gb18030"])
def test_the_charset_is_the_one_that_is_named(charset: str, make_page: MakePage) -> None:
    story = STORY.replace("Ann Lee", "Анна Ли")
    page = make_page(story).decode().replace('"utf-8"', f'"{charset}"')
    assert "Анна Ли" in html.read(page.encode(charset), "a.html").text
    unnamed = page.replace(f'<meta charset="{charset}">', "").encode(charset)
    assert "Анна Ли" in html.read(unnamed, "a.html", charset=charset).text


@pytest.mark.parametrize("charset", ["latin1", "iso-8859-1", "us-ascii", "windows-1252"])
def test_a_charset_is_what_browsers_take_it_for(charset: str, make_page: MakePage) -> None:
    page = (
        make_page(f"<p>{STORY} “It holds,” she said.</p>")
        .decode()
        .replace('"utf-8"', f'"{charset}"')
    )
    assert "“It holds,”" in html.read(page.encode("cp1252"), "a.html").text


def test_a_page_that_says_in_single_bytes_that_it_has_double_ones_is_utf_8(
    make_page: MakePage,
) -> None:
    page = (
        make_page(f"<p>{STORY} “It holds,” she said.</p>").decode().replace('"utf-8"', '"utf-16"')
    )
    assert "“It holds,”" in html.read(page.encode(), "a.html").text


def test_bytes_that_are_none_of_the_charset_cost_no_more_than_themselves(
    make_page: MakePage,
) -> None:
    text = html.read(make_page(STORY).replace("“".encode(), b"\x93"), "a.html").text
    assert "\N{REPLACEMENT CHARACTER}We were lucky" in text


def test_a_tag_of_very_many_attributes_is_read_as_text(make_page: MakePage) -> None:
    attributes = " ".join(f'a{number}=">"' for number in range(6_000))
    assert "We were lucky" in html.read(make_page(f"<p {attributes}>{STORY}</p>"), "a.html").text


def test_odd_strings_in_a_script_are_no_tags(make_page: MakePage) -> None:
    script = f"<script>var a = 1 <b; {'c d e f ' * 4_000}</script>"
    assert "We were lucky" in html.read(make_page(script + STORY), "a.html").text


def test_few_nuls_are_left_out(make_page: MakePage) -> None:
    assert "We were lucky" in html.read(make_page(STORY.replace("We", "W\0e")), "a.html").text


def test_an_article_in_an_aside_is_read(make_page: MakePage) -> None:
    page = make_page(f"<div><p>Menu of the day.</p></div><aside>{STORY}</aside>")
    assert "We were lucky" in html.read(page, "a.html").text


def test_an_article_in_the_data_of_a_script_is_read(make_page: MakePage) -> None:
    data = {"page": {"parts": ["The <b>mill</b> on the river burnt down on Monday night."]}}
    page = make_page(f'<div></div><script type="application/json">{json.dumps(data)}</script>')
    assert html.read(page, "a.html").text == "The mill on the river burnt down on Monday night."


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<div>" * 10_000 + STORY, "nested more than 250 deep"),
        ("<b>" * 10_000 + STORY, "nested more than 250 deep"),
        ("<p>a</p>" * 50_001, "more than 50,000 elements"),
        (STORY + "\0" * 100, "NUL bytes"),
        ("", "no article text"),
    ],
)
def test_what_is_no_page_of_an_article_is_refused_with_the_reason(body: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        html.read(f"<html><head></head><body>{body}</body></html>".encode(), "a.html")


@pytest.mark.parametrize("data", [b"", b"   ", b"\x00\x01\x02" * 50, b"<>", b"<html></html>"])
def test_what_is_no_page_at_all_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        html.read(data, "a.html")


def test_a_page_names_its_charset() -> None:
    assert html._META_CHARSET.findall(b"<meta charset=utf-8><META x charset = 'koi8-r'>") == [
        b"utf-8",
        b"koi8-r",
    ]
    assert not html._META_CHARSET.search(b"<meta content=utf-8>")


@pytest.mark.parametrize("charset", ["utf-8", "US-ASCII", "windows-1251", "koi8-r", "euc-jp"])
def test_a_charset_of_web_pages_is_used(charset: str) -> None:
    assert html._CHARSETS.match(charset)
    assert not html._CHARSETS.match(f"x{charset}")
