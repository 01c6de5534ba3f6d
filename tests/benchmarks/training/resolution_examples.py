"""What query resolution learns from: follow-ups with the question that each stands for.

Conversations that we wrote (tests/conversations/news), and CANARD's (`shared/train/rewrites`), of
which a tenth is left out.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path

from jsonl import Row, read_rows
from written import CONVERSATIONS, QUESTIONS, Library, Split, file_of, split_of

from bot.models.query_resolution import Said, filler_openings
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.language.terms import terms

_ANY_WORD = re.compile(r"\w+(?:['’]\w+)?")
_MOST_REPLACED = 3


@dataclass(frozen=True, slots=True)
class Followup:
    """A question in its conversation, and the question that a person would put in its place."""

    question: str
    history: tuple[Said, ...]
    """The turns before it, oldest first."""
    standalone: str
    kind: str = ""


def canard(folder: Path, *, held_out: bool) -> Iterator[Followup]:
    """CANARD's follow-ups: the tenth that is left out, or the others.

    What the conversation is about, an article's title and a heading, counts as its first turn.
    """
    with lzma.open(folder / "rewrites.jsonl.xz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if (int(sha256(row["dialog"].encode()).hexdigest()[:8], 16) % 10 == 0) != held_out:
                continue
            title, heading, *said = row["history"]
            pairs = zip(said[::2], said[1::2], strict=True)
            history = (Said(f"{title}, {heading}", ""), *(Said(*pair) for pair in pairs))
            yield Followup(row["question"], history, row["rewrite"])


def ours(library: Library, split: Split) -> Iterator[Followup]:
    """Every turn of our conversations of a split, first turns too."""
    for row in conversations(split):
        history: list[Said] = []
        for turn in row["turns"]:
            if "standalone" not in turn:
                continue
            standalone = turn["standalone"]
            yield Followup(turn["question"], tuple(history), standalone, turn["kind"])
            history.append(Said(standalone, shown(turn, library)))


def conversations(split: Split) -> Iterator[Row]:
    """Our conversations of a split, but for those that turn to an article of another."""
    for file in sorted(CONVERSATIONS.glob("*.jsonl")):
        for row in read_rows(file):
            files = {turn["file"] for turn in row["turns"] if "file" in turn}
            if split_of(file_of(row)) == split and {*map(split_of, files)} == {split}:
                yield row


def shown(turn: Row, library: Library) -> str:
    """The sentences that a good answer quotes; empty if there is none."""
    article = library.article(turn["file"])
    places = turn.get("answers", ())
    some = places if turn.get("together") else places[:1]
    return " ".join(" ".join(article.text[slice(*place)].split()) for place in some)


def off_topic(
    followups: Sequence[Followup], split: Split, count: int, chance: random.Random
) -> Iterator[Followup]:
    """Questions that stand by themselves, behind conversations about something else."""
    asked = [
        row["question"]
        for file in sorted(QUESTIONS.glob("*.jsonl"))
        for row in read_rows(file)
        if split_of(row["file"]) == split
    ]
    for question in chance.sample(asked, count):
        yield Followup(question, chance.choice(followups).history, question, "new topic")


def needed(followup: Followup) -> list[list[tuple[int, int]]]:
    """Of each text of the history, places of the words that the standalone question has from it.

    Two texts for each turn, its question and its answer. Needed are words that the follow-up has
    not itself, and function words beside them where the standalone question has them there too.
    """
    own = {word for word, _, _ in _words(followup.question)} - stopwords()
    wanted = [word for word, _, _ in _words(followup.standalone)]
    return [_runs(_words(text), wanted, own) for turn in followup.history for text in turn]


def _runs(
    words: Sequence[tuple[str, int, int]], wanted: Sequence[str], own: set[str]
) -> list[tuple[int, int]]:
    heads = [word for word, _, _ in words]
    added = set(wanted) - own
    is_needed = [False] * len(words)
    for n, word in enumerate(heads):
        if word in added and word not in stopwords():
            is_needed[n] = True
    for block in SequenceMatcher(None, heads, wanted, autojunk=False).get_matching_blocks():
        inside = range(block.a, block.a + block.size)
        if any(is_needed[n] for n in inside):
            for n in inside:
                is_needed[n] |= heads[n] in stopwords() and heads[n] not in own
    return [place[1:] for place, keep in zip(words, is_needed, strict=True) if keep]


def _words(text: str) -> list[tuple[str, int, int]]:
    """Stems, and where each word stands."""
    return [(stem(term.word), term.start, term.end) for term in terms(text)]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where words of the conversation go in a follow-up."""

    place: tuple[int, int]
    """Words of the follow-up that give way, or behind which they are put."""
    is_replaced: bool
    opening: str
    """A preposition before the words that they do not have themselves, or nothing."""
    fillers: tuple[tuple[int, int, int], ...]
    """Everywhere that the words stand: number of the text, oldest first, and where in it."""


def slots(followup: Followup) -> list[Slot] | None:
    """The slots of a follow-up; None if the standalone question is too different to tell."""
    mine = [match.span() for match in _ANY_WORD.finditer(followup.question)]
    theirs = [match.group().lower() for match in _ANY_WORD.finditer(followup.standalone)]
    own = [followup.question[start:end].lower() for start, end in mine]
    matcher = SequenceMatcher(None, own, theirs, autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < max(1, len(own) / 2):
        return None
    found = []
    for name, a, b, c, d in matcher.get_opcodes():
        if name == "equal" or all(stem(word) in stopwords() for word in theirs[c:d]):
            continue
        fillers = tuple(_fillers(theirs[c:d], followup.history))
        opening = _opening(theirs[c:d], fillers, followup.history)
        if name == "replace" and b - a <= _MOST_REPLACED:
            found.append(Slot((mine[a][0], mine[b - 1][1]), True, opening, fillers))
        elif name == "insert" and a:
            found.append(Slot(mine[a - 1], False, opening, fillers))
    return found


def _opening(
    words: Sequence[str], fillers: Sequence[tuple[int, int, int]], history: Sequence[Said]
) -> str:
    """The preposition that opens what is put in, where no filler has one itself."""
    texts = [text for turn in history for text in turn]
    firsts = {texts[number][start:end].split()[0].lower() for number, start, end in fillers}
    openings = filler_openings()
    is_needed = words[0] in openings and firsts.isdisjoint(openings)
    return words[0] if is_needed else ""


def _fillers(words: Sequence[str], history: Sequence[Said]) -> list[tuple[int, int, int]]:
    """Where the longest run of these words stands that has more than half of what they tell."""
    content = [word for word in words if stem(word) not in stopwords()]
    best, most = list[tuple[int, int, int]](), len(content) // 2
    for number, text in enumerate(text for turn in history for text in turn):
        places = [match.span() for match in _ANY_WORD.finditer(text)]
        said = [text[start:end].lower() for start, end in places]
        for block in SequenceMatcher(None, said, words, autojunk=False).get_matching_blocks():
            run = said[block.a : block.a + block.size]
            count = sum(stem(word) not in stopwords() for word in run)
            if count > most:
                best, most = [], count
            if count == most and count > len(content) // 2:
                place = places[block.a][0], places[block.a + block.size - 1][1]
                best.append((number, *place))
    return best
