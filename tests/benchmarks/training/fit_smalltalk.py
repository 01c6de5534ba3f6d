"""Fits the model that tells small talk from questions (`bot/conversation/smalltalk.py`), and scores
it. Needs seconds.

    python tests/benchmarks fit_smalltalk [--split tune|report] [--write]

It learns from messages that we wrote (tests/conversations/smalltalk.jsonl), and from the questions
about news articles, in conversations too. Messages have their split by their own text, the others
by their article. The small talk of the conversations is for scoring alone. --write replaces the
weights.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from jsonl import Row, read_rows
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from written import CONVERSATIONS, QUESTIONS, Split, file_of, split_of

from bot.conversation import smalltalk
from bot.conversation.smalltalk import FEATURES, KINDS, Smalltalk, features, vectors
from index.language.stopwords import stopwords
from index.language.terms import terms
from index.models.minilm_files import Floats

_MESSAGES = CONVERSATIONS.parent / "smalltalk.jsonl"
_KIND_OF = {
    "question": None,
    "greeting": Smalltalk.GREETING,
    "thanks": Smalltalk.THANKS,
    "reaction": Smalltalk.REMARK,
    "help": Smalltalk.HELP,
}
_LEARNT: tuple[Split, ...] = ("train", "tune")
"""Splits of the messages to learn from. What is set here was chosen with the first alone."""
_KEYWORDS = 1_500
"""Single words among the questions."""
_STRENGTH, _STEPS = 0.3, 300
"""Inverse of the regularisation, and steps at most."""


def messages(split: str) -> Iterator[tuple[str, Smalltalk | None]]:
    """Messages of a split, each with what it is."""
    for row in read_rows(_MESSAGES):
        if split_of(row["text"]) == split:
            yield row["text"], _KIND_OF[row["kind"]]


def questions(split: str) -> Iterator[str]:
    """Questions of a split, those of conversations too."""
    rows = (*_rows(QUESTIONS, split), *_rows(CONVERSATIONS, split))
    turns = (turn for row in rows for turn in row.get("turns", [row]))
    return (turn["question"] for turn in turns if turn["kind"] != "small talk")


def chatted(split: str) -> Iterator[str]:
    """Small talk in the conversations of a split."""
    turns = (turn for row in _rows(CONVERSATIONS, split) for turn in row["turns"])
    return (turn["question"] for turn in turns if turn["kind"] == "small talk")


def _rows(folder: Path, split: str) -> Iterator[Row]:
    for file in sorted(folder.glob("*.jsonl")):
        yield from (row for row in read_rows(file) if split_of(file_of(row)) == split)


def keywords(asked: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Single words of questions, as some people type them: "Venezuela"."""
    for text in chance.sample(asked, _KEYWORDS):
        if words := [term.word for term in terms(text) if term.stem not in stopwords()]:
            yield chance.choice(words)


def fitted(texts: Sequence[str], kinds: Sequence[int]) -> dict[str, Floats]:
    """Weights of parts and vectors, of shape (…, kinds), and bias (kinds,)."""
    rows = [features(text) for text in texts]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate(rows)
    parts = csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), FEATURES))
    matrix = hstack([parts, csr_matrix(vectors(texts))]).tocsr()
    model = LogisticRegression(C=_STRENGTH, max_iter=_STEPS, tol=1e-3).fit(matrix, kinds)
    weights = model.coef_.T.astype(np.float16)
    return {
        "parts": weights[:FEATURES],
        "vector": weights[FEATURES:],
        "bias": model.intercept_.astype(np.float16),
    }


def score(split: str) -> None:
    """Prints what is told right, and what is not."""
    _print_messages(split)
    asked = list(questions(split))
    taken = [text for text in asked if smalltalk.smalltalk(text)]
    print(f"questions about news articles: {len(taken)} of {len(asked)} taken for small talk")
    print("".join(f"    {text}\n" for text in taken), end="")
    said = list(chatted(split))
    missed = [text for text in said if not smalltalk.smalltalk(text)]
    print(f"small talk in conversations: {len(missed)} of {len(said)} taken for a question")
    print("".join(f"    {text}\n" for text in missed), end="")


def _print_messages(split: str) -> None:
    """Prints how many of each kind are told right, and which are wrongly small talk or not."""
    own = list(messages(split))
    told = [(text, kind, smalltalk.smalltalk(text)) for text, kind in own]
    for kind in KINDS:
        mine = [(text, found) for text, right, found in told if right is kind]
        right = sum(found is kind for _, found in mine)
        name = kind.name.lower() if kind else "question"
        print(f"{name}: {right} of {len(mine)} told right")
        for text, found in mine:
            if (found is None) != (kind is None):
                print(f"    {text} -> {found.name.lower() if found else 'question'}")


def main() -> None:
    """Fits, writes, scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=("tune", "report"), default="report")
    parser.add_argument("--write", action="store_true", help="replace the weights")
    given = parser.parse_args()
    if given.write:
        pairs = [pair for split in _LEARNT for pair in messages(split)]
        pairs += [(text, None) for text in questions("train")]
        asked = [text for text, kind in pairs if kind is None]
        polite = {text.lower() for text, kind in pairs if kind}
        words = keywords(asked, random.Random(1))
        pairs += [(word, None) for word in words if word.lower() not in polite]
        texts, kinds = zip(*pairs, strict=True)
        arrays = fitted(texts, [KINDS.index(kind) for kind in kinds])
        np.savez_compressed(smalltalk.WEIGHTS, allow_pickle=False, **arrays)
    score(given.split)


if __name__ == "__main__":
    main()
