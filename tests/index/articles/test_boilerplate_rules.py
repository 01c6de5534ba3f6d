"""Each rule for lines around an article matches its examples, and no near miss."""

from __future__ import annotations

import re

import pytest

from index.articles.boilerplate import ParagraphKind, classify
from index.articles.boilerplate_rules import LINE_RULES, LineRule

STORY = "The river rose by half a metre overnight, and the council opened the sports hall."

every_rule = pytest.mark.parametrize("rule", LINE_RULES, ids=lambda rule: rule.name)


def matches(rule: LineRule, line: str) -> bool:
    return bool(re.match(rf"\W*(?:{rule.pattern})", line, re.VERBOSE | re.IGNORECASE))


@every_rule
def test_a_rule_matches_its_examples_and_no_near_miss(rule: LineRule) -> None:
    assert [line for line in rule.examples if not matches(rule, line)] == []
    assert not matches(rule, rule.near_miss)


@every_rule
def test_its_examples_are_furniture_between_two_sentences(rule: LineRule) -> None:
    for line in rule.examples:
        assert classify([STORY, line, STORY])[1] is ParagraphKind.FURNITURE, line


def test_no_two_rules_have_one_name() -> None:
    names = [rule.name for rule in LINE_RULES]
    assert len(names) == len(set(names))
