"""The model that tells furniture from text."""

from __future__ import annotations

import pytest

from index.articles.furniture import FEATURES, features, log_odds


@pytest.mark.parametrize(
    "line",
    [
        "Enjoying this story? Sign up for our evening newsletter.",
        "Tom Birch covers courts for the Harwick Post. Write to tom.birch@post.example.",
        "The video could not be loaded. Please reload the page.",
        "You have read your last free article this month.",
        "Image source, Harwick Fire Service",
        "Comments are closed on this story.",
    ],
)
def test_furniture_is_likelier_than_text(line: str) -> None:
    assert log_odds(line) > 0


@pytest.mark.parametrize(
    "line",
    [
        "The US will support the farmers of Norland and help them to rebuild their barns.",
        "“We need your help,” the mayor told the crowd, “and we will support you.”",
        "Copyright on the songs runs out in May, her lawyer said.",
        "Subscriptions to the paper fell by a tenth last year.",
        "Published in 1931, the novel was banned in four countries.",
        "If you live by the river, take your car to higher ground tonight.",
    ],
)
def test_text_that_looks_like_furniture_is_text(line: str) -> None:
    assert log_odds(line) < 0


def test_features_are_few_however_long_the_paragraph() -> None:
    found = features("x@" * 500_000)
    assert len(found) < 100
    assert all(0 <= one < FEATURES for one in found)
