"""What the entailment model learns from: claims, each with sentences that say it or do not.

Claims that we wrote (tests/claims/news), public pairs (`shared/train/entailment`), sentences of
articles reworded and altered by program (see `alterations`), and CLAPNQ's answers.
"""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Literal

from alterations import ALTERED, TRUE, Claim, Maker, Sample
from jsonl import Row, read_rows
from quality.eval_sets import unpacked
from written import CLAIMS, Library, Split, file_of, split_of

from bot.checking.source_view import ArticleView, SentencePlace, best, read
from bot.language.tokens import tokens
from bot.models.entailment import Place, Premise
from bot.types.problem import Failure
from index.errors import UnreadableError
from index.statements.extract import extract
from index.types import Article

Label = Literal["entailment", "contradiction", "neutral", "not_entailment"]
"""The last is either of the two before it."""
_FAILURES = {
    Failure.FABRICATED: "number, unit, date, time frame, place, person, prize to another, misquote,"
    " name, quotation spliced, quotation altered",
    Failure.MISATTRIBUTED: "misattributed, speaker",
    Failure.NEGATED: "negation, negation added, negation removed, opposite",
    Failure.OVERSTATED: "hedge dropped, quantifier, superlative, stronger verb, condition,"
    " condition or rumour told as fact, scope, wish fulfilled",
}
_KIND_OF = {kind: failure for failure, kinds in _FAILURES.items() for kind in kinds.split(", ")}
_HELD_OUT = "rte"
"""The public set that is never trained on."""
_STRANGE = 0.04
"""How many claims are also held against an article that they are not about."""
_OF_ONE = 4
"""Altered and reworded sentences of an article."""
_CHANGED = 0.5
"""How many true claims are also altered by program, in a round."""
_IN_FREE_WORDS = (
    "number",
    "name",
    "date",
    "negation added",
    "negation removed",
    "opposite",
    "wish fulfilled",
    "words swapped",
)
"""Alterations that fit a claim in words of its own."""


@dataclass(frozen=True, slots=True)
class Example:
    """A claim with a premise, and what is to be told of them."""

    claim: str
    premise: Premise
    label: Label
    kind: Failure | None = None
    wrong: Place | None = None
    """None if unknown, as for the two below."""
    instead: tuple[int, Place] | None = None
    is_replaced: bool | None = None
    """Whether the premise has other words in the place of the wrong ones."""
    rests_on: frozenset[int] | None = None
    """Numbers of sentences of the premise."""


def public(folder: Path, *, held_out: bool) -> Iterator[Example]:
    """Pairs of a premise and a hypothesis; the held-out set, or all others."""
    with lzma.open(folder / "entailment.jsonl.xz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if (row["set"] == _HELD_OUT) == held_out:
                yield Example(row["hypothesis"], Premise("", (row["premise"],)), row["label"])


def claims(split: Split) -> Iterator[Row]:
    """Our claims of a split."""
    for file in sorted(CLAIMS.glob("*.jsonl")):
        yield from (row for row in read_rows(file) if split_of(file_of(row)) == split)


def found(claim: str, view: ArticleView) -> list[int]:
    """The numbers of the sentences that a claim is held against, the likeliest first."""
    places = [SentencePlace(view, number) for number in range(len(view.texts))]
    return [place.number for place in best(tokens(claim, view.common), places)]


def ours(library: Library, split: Split) -> Iterator[Example]:
    """Our claims, each with the sentences that would be found for it."""
    for row in claims(split):
        view = read(library.article(row["file"]))
        yield _example(row, view, sorted(found(row["claim"], view)))


def ours_to_learn(library: Library, chance: random.Random) -> Iterator[Example]:
    """Our claims of the train split, each with those that it rests on and some of the found.

    Beside them false claims set right, true ones altered by program, and a few claims against an
    article that they are not about.
    """
    rows = list(claims("train"))
    views = {row["file"]: read(library.article(row["file"])) for row in rows}
    for row in rows:
        view = views[row["file"]]
        gold = _gold(row, view)
        others = [number for number in found(row["claim"], view) if number not in gold]
        numbers = sorted([*gold, *others[: chance.choice((0, 2, 4, len(others)))]])
        yield _example(row, view, numbers)
        if "instead" in row:
            yield _set_right(row, view, numbers)
        elif row["label"] == "true" and chance.random() < _CHANGED:
            yield from _changed(row, view, numbers, list(views.values()), chance)
        other = views[chance.choice(rows)["file"]]
        if chance.random() < _STRANGE and other is not view:
            yield _made(row["claim"], other, (), "neutral", Failure.UNSUPPORTED)


def _set_right(row: Row, view: ArticleView, numbers: Sequence[int]) -> Example:
    """A false claim with the article's words in the place of the wrong ones."""
    claim, (first, last) = row["claim"], row["wrong"]
    instead = " ".join(view.article.text[slice(*row["instead"])].split())
    right = {"file": row["file"], "label": "true", "sentences": row["sentences"]}
    return _example(right | {"claim": claim[:first] + instead + claim[last:]}, view, numbers)


def _changed(
    row: Row,
    view: ArticleView,
    numbers: Sequence[int],
    views: Sequence[ArticleView],
    chance: random.Random,
) -> Iterator[Example]:
    """A true claim altered by program, if it can be."""
    others = [one.article for one in chance.sample(views, 3)]
    sample = Claim(view.article, 0, others, chance, row["claim"])
    made = [(name, text) for name in _IN_FREE_WORDS if (text := ALTERED[name](sample))]
    for name, text in chance.sample(made, min(1, len(made))):
        wrong = _difference(text, row["claim"])
        false = {"claim": text, "label": "false", "kind": name, "wrong": wrong}
        yield replace(_example({**row, **false}, view, numbers), is_replaced=None)


def _difference(text: str, other: str) -> Place:
    """Where a text differs from another, in whole words of it."""
    mine, theirs = text.split(" "), other.split(" ")
    before = _shared(mine, theirs)
    rest = min(len(mine), len(theirs)) - before
    after = min(rest, _shared(mine[::-1], theirs[::-1]))
    first = len(" ".join(mine[:before])) + (before > 0)
    return first, max(first, len(" ".join(mine[: len(mine) - after])))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _gold(row: Row, view: ArticleView) -> list[int]:
    places = {tuple(place) for place in row["sentences"]}
    sentences = enumerate(view.article.sentences)
    return [number for number, one in sentences if (one.start, one.end) in places]


def _example(row: Row, view: ArticleView, numbers: Sequence[int]) -> Example:
    premise = Premise(view.heading, tuple(view.texts[number] for number in numbers))
    gold = frozenset(at for at, number in enumerate(numbers) if number in _gold(row, view))
    if row["label"] == "true":
        return Example(row["claim"], premise, "entailment", rests_on=gold)
    instead = _instead(row["instead"], view.article, numbers) if "instead" in row else None
    first, last = row["wrong"]
    return Example(
        row["claim"],
        premise,
        "not_entailment",
        _KIND_OF.get(row["kind"], Failure.UNSUPPORTED),
        (first, last),
        instead,
        is_replaced=instead is not None if instead or "instead" not in row else None,
        rests_on=gold,
    )


def _instead(
    place: Sequence[int], article: Article, numbers: Sequence[int]
) -> tuple[int, Place] | None:
    """A place of an article as one of these sentences, each on one line."""
    for at, number in enumerate(numbers):
        sentence = article.sentences[number]
        if sentence.start <= place[0] < place[1] <= sentence.end:
            first, last = (
                len(" ".join(f"{article.text[sentence.start : end]}x".split())) - 1 for end in place
            )
            return at, (first, last)
    return None


def altered(articles: Sequence[Article], seed: int) -> Iterator[Example]:
    """Sentences of articles, reworded and altered by program."""
    for article in articles:
        chance = random.Random(f"{seed}:{article.source}")
        others = chance.sample([one for one in articles if one is not article], 5)
        numbers = [n for n, one in enumerate(article.sentences) if one.end - one.start > 40]
        for number in chance.sample(numbers, min(_OF_ONE, len(numbers))):
            sample = Sample(article, number, others, chance)
            yield from _alike(sample, TRUE, "entailment")
            yield from _alike(sample, ALTERED, "not_entailment")


def _alike(sample: Sample, makers: dict[str, Maker], label: Label) -> Iterator[Example]:
    """One that the makers make, drawn by chance."""
    made = [(name, text) for name, make in makers.items() if (text := make(sample))]
    for name, text in sample.chance.sample(made, min(1, len(made))):
        kind = None if label == "entailment" else _KIND_OF.get(name, Failure.UNSUPPORTED)
        yield _made(text, read(sample.article), (sample.number,), label, kind)


def _made(
    claim: str, view: ArticleView, gold: Sequence[int], label: Label, kind: Failure | None
) -> Example:
    numbers = sorted({*gold, *found(claim, view)[:4]})
    premise = Premise(view.heading, tuple(view.texts[number] for number in numbers))
    rests_on = frozenset(at for at, number in enumerate(numbers) if number in gold)
    return Example(claim, premise, label, kind, rests_on=rests_on or None)


def articles(library: Library, folder: Path, work: Path, count: int) -> list[Article]:
    """Articles of the train split, with their statements."""
    reserved = library.reserved()
    files = [
        f"{year}/{file.name}"
        for year in ("news2022", "news2023", "news2024")
        for file in sorted((unpacked(folder, work, year) / "articles").iterdir())
        if file.name not in reserved and split_of(file.name) == "train"
    ]
    kept: list[Article] = []
    for file in random.Random(0).sample(files, len(files)):
        try:
            article = library.article(file)
        except UnreadableError:
            continue
        if article.language == "en" and 8 <= len(article.sentences) <= 60:
            kept.append(extract(article))
        if len(kept) == count:
            break
    return kept
