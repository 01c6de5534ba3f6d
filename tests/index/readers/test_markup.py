"""Markup: the text of a piece of HTML, and the tags that are counted."""

from __future__ import annotations

import pytest

from index.readers import markup
from index.readers.markup import plain


def test_a_fragment_is_read_block_by_block() -> None:
    fragment = (
        "<p>One <b>bold</b>\n word.</p>Two &amp; a half<br>three"
        "<script>bad()</script><ul><li>four</ul>"
    )
    assert plain(fragment) == "One bold word.\nTwo & a half\nthree\nfour"
    assert plain("1 > 0") == "1 > 0"


@pytest.mark.parametrize("tag", ["<p", "<p class=lead", '<p class="a > b"', "<p class='a > b'"])
def test_a_tag_ends_outside_its_quotation_marks(tag: str) -> None:
    match = markup._TAG.match(f"{tag}>")
    assert match
    assert match[0] == tag


def test_a_tag_begins_with_a_letter() -> None:
    assert not markup._TAG.match("< p>")
