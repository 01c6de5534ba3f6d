"""What the reader learns from: questions, each with sentences that compete to answer it.

A group has the question, one or two sentences that answer it (or none, where nothing does), and the
sentences that come nearest by their words and do not. Those of `ours` are of all articles, as a
search finds them.
"""

from __future__ import annotations

import json
import lzma
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jsonl import Row, read_rows
from written import Split, judgements

from bot.models.span_reader import context
from index.articles.parse import parse
from index.language import sentences as splitter
from index.language.terms import terms
from index.readers.text import decode
from index.types import Document

Words = tuple[int, int]
"""Where the words that answer stand in a sentence, in characters."""
GROUPS = "groups.jsonl"
"""What `find_groups` writes into the work folder."""
_ALL = 10**3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, as the reader sees it."""

    context: str
    sentence: str
    answers: bool
    words: Words | None = None
    """None if unknown, or not to be learnt."""


@dataclass(frozen=True, slots=True)
class Group:
    """A question with sentences that compete to answer it."""

    question: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text's sentences, each on one line, and what each is read behind."""

    sentences: tuple[str, ...]
    contexts: tuple[str, ...]

    @classmethod
    def of(cls, title: str, sentences: Sequence[str]) -> Text:
        """A text by its headline and its sentences."""
        lines = [" ".join(sentence.split()) for sentence in sentences]
        before = ["", *lines]
        contexts = (context(title, None, earlier) for earlier in before[: len(lines)])
        return cls(tuple(lines), tuple(contexts))

    def candidate(self, number: int, answers: bool, words: Words | None = None) -> Candidate:
        """One of its sentences."""
        return Candidate(self.contexts[number], self.sentences[number], answers, words)


class Ranking:
    """Sentences by how much of a question they cover, rare words counting more."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._bags = [_stems(text) for text in texts]
        counts = Counter(stem for bag in self._bags for stem in bag)
        self._idf = {stem: math.log((len(self._bags) + 1) / n) for stem, n in counts.items()}

    def of(self, question: str) -> list[int]:
        """The numbers of the sentences, best first."""
        asked = _stems(question)
        scores = [
            sum(self._idf[stem] for stem in bag & asked) / (3 + len(bag)) ** 0.3
            for bag in self._bags
        ]
        return sorted(range(len(scores)), key=lambda number: -scores[number])


def _stems(text: str) -> frozenset[str]:
    return frozenset(term.stem for term in terms(text))


def group(
    question: str,
    text: Text,
    right: dict[int, Words | None],
    most: tuple[int, int],
    chance: random.Random,
) -> Group:
    """A question of a text: at most so many sentences that answer and that do not.

    Those that do not are the hardest, and one at random, beside one that answers if there is any.
    """
    order = [n for n in Ranking(text.sentences).of(question) if n not in right]
    hard, rest = order[: most[1] - 1], order[most[1] - 1 :]
    beside = {n + step for n in right for step in (-1, 1)}
    rest = [n for n in rest if n in beside] or rest
    wrong = [*hard, *chance.sample(rest, min(1, len(rest)))]
    kept = chance.sample(sorted(right), min(most[0], len(right)))
    return Group(
        question,
        (
            *(text.candidate(n, True, right[n]) for n in kept),
            *(text.candidate(n, False) for n in wrong),
        ),
    )


def ours(
    work: Path, split: Split, chance: random.Random, most: tuple[int, int] = (_ALL, _ALL)
) -> Iterator[Group]:
    """The questions that we wrote, with the sentences that `find_groups` found.

    Of those that do not answer, the likeliest are half, the others by chance.
    """
    for row in found(work):
        if row["split"] == split:
            right = [_candidate(one) for one in row["sentences"] if one["answers"]]
            wrong = [_candidate(one) for one in row["sentences"] if one["answers"] is False]
            hard, rest = wrong[: most[1] // 2], wrong[most[1] // 2 :]
            others = chance.sample(rest, min(len(rest), most[1] - len(hard)))
            kept = chance.sample(right, min(len(right), most[0]))
            yield Group(row["question"], (*kept, *hard, *others))


def found(work: Path) -> Iterator[Row]:
    """What `find_groups` found, with what was judged since: whether a sentence answers."""
    judged = judgements()
    for row in read_rows(work / GROUPS):
        for one in row["sentences"]:
            name = row["id"], one["file"], *one["place"]
            one["is_judged"] = name in judged
            one["answers"] = judged.get(name, one["answers"])
        yield row


def _candidate(row: Row) -> Candidate:
    first, last = row.get("words", (0, 0))
    words = (first, last) if last else None
    return Candidate(row["context"], row["sentence"], row["answers"], words)


def on_one_line(text: str, start: int, words: Sequence[int]) -> Words:
    """Where words stand in a sentence from `start` once its spaces are single."""
    lead = " ".join((text[start : words[0]] + ".").split())
    first = len(lead) - 1
    return first, first + len(" ".join(text[words[0] : words[1]].split()))


def _rows(path: Path) -> list[Row]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def answer_selection(folder: Path, chance: random.Random, *, held_out: bool) -> Iterator[Group]:
    """SelQA; a tenth of its articles, by a hash of the title, is held out, with all sentences."""
    for row in _rows(folder / "answer_selection.jsonl.xz"):
        is_out = int(sha256(row["title"].encode()).hexdigest()[:8], 16) % 10 == 0
        if is_out == held_out:
            text = Text.of(f"{row['title']}: {row['section']}", row["sentences"])
            most = (_ALL, _ALL) if held_out else (2, 5)
            yield group(row["question"], text, dict.fromkeys(row["answers"]), most, chance)


def qa_spans(folder: Path, count: int, chance: random.Random) -> Iterator[Group]:
    """SQuADShifts: the sentences of a paragraph."""
    rows = _rows(folder / "qa_spans.jsonl.xz")
    asked = [(row, question) for row in rows for question in row["questions"]]
    for row, question in chance.sample(asked, min(count, len(asked))):
        bounds, text = _paragraph(row)
        right: dict[int, Words | None] = {}
        for start, end in question["answers"]:
            for number, (first, last) in enumerate(bounds):
                if first <= start < last:
                    words = on_one_line(row["context"], first, (start, min(end, last)))
                    right.setdefault(number, words)
        if right and len(bounds) > 2:
            yield group(question["question"], text, right, (1, 3), chance)


def near_misses(folder: Path, count: int, chance: random.Random) -> Iterator[Group]:
    """Questions of `qa_spans` with the sentences of another paragraph that lacks the answer.

    It is of the same article, and of those the one that shares most words with the question.
    """
    rows = _rows(folder / "qa_spans.jsonl.xz")
    by_title: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        by_title.setdefault(row["title"], []).append(number)
    bags = [_stems(row["context"]) for row in rows]
    asked = [
        (number, question)
        for number, row in enumerate(rows)
        for question in row["questions"]
        if len(by_title[row["title"]]) > 1
    ]
    for number, question in chance.sample(asked, min(count, len(asked))):
        row = rows[number]
        answers = [row["context"][start:end].lower() for start, end in question["answers"]]
        others = [
            other
            for other in by_title[row["title"]]
            if not any(answer in rows[other]["context"].lower() for answer in answers)
        ]
        words = _stems(question["question"])
        if others:
            nearest = max(others, key=lambda other: len(bags[other] & words))
            text = _paragraph(rows[nearest])[1]
            yield group(question["question"], text, {}, (1, 3), chance)


def _paragraph(row: Row) -> tuple[list[Words], Text]:
    """Where its sentences begin and end, and the sentences."""
    paragraph = row["context"]
    bounds = list(splitter.split(paragraph, 0, len(paragraph), "en"))
    sentences = [paragraph[first:last] for first, last in bounds]
    return bounds, Text.of(row["title"].replace("_", " "), sentences)


def qa_sentences(folder: Path, count: int, chance: random.Random) -> Iterator[Group]:
    """QAMR: a sentence, and two others at random."""
    rows = _rows(folder / "qa_sentences.jsonl.xz")
    asked = [(row, question) for row in rows for question in row["questions"]]
    for row, question in chance.sample(asked, min(count, len(asked))):
        at = row["sentence"].lower().find(question["answer"].lower())
        words = (at, at + len(question["answer"])) if at >= 0 else None
        others = [other["sentence"] for other in chance.sample(rows, 2) if other is not row]
        wrong = (Candidate("", other, False) for other in others)
        yield Group(question["question"], (Candidate("", row["sentence"], True, words), *wrong))


def squad(folder: Path) -> Iterator[Group]:
    """SQuAD 2.0, the first eight articles: all sentences of an article compete."""
    rows = read_rows(folder / "squad2" / "questions.jsonl")
    for file in sorted({row["file"] for row in rows})[:8]:
        content = decode((folder / "squad2" / "articles" / file).read_bytes())[0]
        article = parse(Document(file, content, ""))
        text = Text.of(article.title, [article.quote(one) for one in article.sentences])
        ranking = Ranking(text.sentences)
        for row in rows:
            if row["file"] == file:
                order = ranking.of(row["question"])
                right = _holding(row["answers"], text, order[:12])
                kept = list(right.items())[:1]
                wrong = [number for number in order if number not in right][:4]
                if kept or not row["answers"]:
                    yield Group(
                        row["question"],
                        (
                            *(text.candidate(n, True, words) for n, words in kept),
                            *(text.candidate(n, False) for n in wrong),
                        ),
                    )


def _holding(answers: Sequence[str], text: Text, among: Sequence[int]) -> dict[int, Words]:
    """The sentences that hold one of the answers, and where."""
    found: dict[int, Words] = {}
    for number in among:
        for answer in answers:
            words = rf"(?<!\w){re.escape(answer.lower())}(?!\w)"
            match = re.search(words, text.sentences[number].lower())
            if match:
                found.setdefault(number, match.span())
    return found


def clapnq(folder: Path, chance: random.Random) -> Iterator[Group]:
    """CLAPNQ, even lines: the sentences that people chose, and the others."""
    for kind in ("answerable", "unanswerable"):
        for row in read_rows(folder / "clapnq" / f"clapnq_dev_{kind}.jsonl")[::2]:
            [passage] = row["passages"]
            chosen = row["output"][0].get("selected_sentences") or []
            right: dict[int, Words | None] = {
                number: None
                for number, sentence in enumerate(passage["sentences"])
                if kind == "answerable" and sentence in chosen
            }
            if right or kind == "unanswerable":
                text = Text.of(passage["title"], passage["sentences"])
                yield group(row["input"], text, right, (2, 5), chance)
