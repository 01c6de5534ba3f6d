"""How articles are cut for searching."""

from __future__ import annotations

from datetime import date

import pytest

from index.articles.passages import passages
from index.language.sentences import split
from index.models.embeddings import Embeddings
from index.types import Article, Sentence

LONG = (
    "The council met on Monday to talk about the wall along the river "
    "and about who is going to pay for it."
)


def article(text: str, title: str = "River tops its walls", dateline: str | None = None) -> Article:
    spans = tuple(
        Sentence(start, end, number)
        for number, line in enumerate(text.split("\n"))
        for start, end in split(text, text.index(line), text.index(line) + len(line), "en")
    )
    return Article(
        "a.txt", "0" * 64, text, title, 0, date(2014, 3, 5), dateline, None, None, None, "en", spans
    )


def test_a_short_article_is_one_passage(embeddings: Embeddings) -> None:
    [passage] = passages(article("One is here. Two is there."), embeddings)
    assert (passage.start, passage.end, passage.text) == (0, 26, "One is here. Two is there.")


def test_passages_are_made_of_whole_sentences_and_hold_each_once(embeddings: Embeddings) -> None:
    text = " ".join(f"{number}. {LONG}" for number in range(40))
    read = article(text)
    made = passages(read, embeddings)
    assert len(made) > 3
    held = [s for p in made for s in read.sentences if p.start <= s.start and s.end <= p.end]
    assert held == list(read.sentences)


@pytest.mark.parametrize("sentence", [LONG, "word " * 900, "я" * 3000, "a,b;" * 500, "🙂🇺🇦" * 300])
def test_no_passage_is_longer_than_the_model_reads(sentence: str, embeddings: Embeddings) -> None:
    made = passages(article(f"{sentence} {LONG} {sentence}", title="A headline " * 60), embeddings)
    sizes = [
        len(offsets)
        for offsets in embeddings.token_offsets([passage.embedded_text for passage in made])
    ]
    assert max(sizes) + 2 <= embeddings.max_tokens


@pytest.mark.parametrize("sentence", [LONG, "word " * 900, "я" * 3000, "🙂🇺🇦" * 300])
def test_a_passage_knows_the_sentences_that_it_holds_parts_of(
    sentence: str, embeddings: Embeddings
) -> None:
    read = article("\n".join(f"{n}: {sentence}. {LONG}\n{LONG} {n}. {sentence}" for n in range(3)))
    for passage in passages(read, embeddings):
        whole = [read.sentences[number] for number in read.sentences_in(passage.start, passage.end)]
        assert len(whole) == len(passage.sentences)
        for one, (start, end) in zip(whole, passage.sentences, strict=True):
            assert (start, end) == (max(one.start, passage.start), min(one.end, passage.end))
            first, last = passage.embedded_sentences[passage.sentences.index((start, end))]
            assert passage.embedded_text[first:last] == read.text[start:end]


def test_offsets_are_those_of_the_text(embeddings: Embeddings) -> None:
    read = article(f"{'🙂 word ' * 400}.\n{LONG}")
    assert all(read.text[p.start : p.end] == p.text for p in passages(read, embeddings))


def test_furniture_parts_passages(embeddings: Embeddings) -> None:
    text = "One is here. Advertisement Two is there."
    spans = (Sentence(0, 12, 0), Sentence(27, 40, 1))
    read = Article("a.txt", "0" * 64, text, "", None, None, None, None, None, None, "en", spans)
    assert [passage.text for passage in passages(read, embeddings)] == [
        "One is here.",
        "Two is there.",
    ]


def test_what_is_embedded_says_which_article_it_is_of(embeddings: Embeddings) -> None:
    [passage] = passages(article("He left.", dateline="Minsk"), embeddings)
    assert passage.embedded_text == "River tops its walls. Minsk. 5 March 2014\nHe left."


def test_without_a_headline_the_lead_stands_for_it(embeddings: Embeddings) -> None:
    [passage] = passages(article("The river rose. It fell.", title=""), embeddings)
    assert passage.context.startswith("The river rose")
