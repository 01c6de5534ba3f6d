"""Each rule for what is reported has an example, and the example goes by that rule."""

from __future__ import annotations

import pytest

from index.articles.parse import parse
from index.statements.extract import extract
from index.statements.indirect_speech import CONTENT_RULES, ContentRule
from index.types import Document


@pytest.mark.parametrize("rule", CONTENT_RULES, ids=lambda rule: rule.content)
def test_the_example_of_a_rule_has_its_content(rule: ContentRule) -> None:
    article = extract(parse(Document("a.txt", rule.example, "0" * 64)))
    assert [article.text[one.start : one.end] for one in article.statements] == [rule.content]
