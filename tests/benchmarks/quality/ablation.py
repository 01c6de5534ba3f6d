"""What each part is worth: the questions asked again with one part switched off at a time.

    python tests/benchmarks ablation QUESTIONS.jsonl INDEX [QUESTIONS.jsonl INDEX]...

Prints, for each set, the figures of the whole, and how much each part switched off adds to them or
takes from them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bot.answering import quote_selection, scoped_index, sentence_features
from bot.desk import Desk
from bot.operations import evaluation
from bot.operations.evaluation import Example
from bot.questions import spelling
from config import settings
from index.search import hybrid_search
from index.search.hybrid_search import Query
from index.stores.vector_store import VectorStore
from index.stores.word_index import WordIndex

FIGURES = {
    "right file in the top 4": "file@4",
    "answer in the top 4 passages": "answer@4",
    "answerable: right answer in a cited span": "cited",
    "unanswerable: answered all the same": "false",
}


def nothing(*given: Any, **named: Any) -> list[Any]:
    """Found by nobody."""
    return []


def holds(*given: Any, **named: Any) -> bool:
    """A condition that is always met."""
    return True


def unlike(reader: Any, question: str, number: int, article: Any) -> list[float]:
    """Sentences that are all as like the question."""
    return [0.5] * len(article.sentences)


def undated(archive: Any, query: Query) -> Iterator[tuple[Any, float]]:
    """All that the filters let through, whatever the day."""
    yield query.filters, 1.0


READER = "the reader"
PARTS: dict[str, tuple[Any, str, Any]] = {
    "vectors": (VectorStore, "search", nothing),
    "words": (WordIndex, "search", nothing),
    "likely days come to the fore": (hybrid_search, "_favoured", undated),
    "passages in which the speaker speaks": (hybrid_search, "_spoken", nothing),
    "copies are found once": (hybrid_search, "_without_copies", lambda hits: hits),
    "names, near the sentence": (sentence_features, "_close", lambda *given: 1.0),
    "dates must agree": (sentence_features, "dates_agree", holds),
    "only the speaker's statements": (quote_selection, "_is_said_by", holds),
    "where it was said": (quote_selection, "_took_place", holds),
    "words of like meaning": (sentence_features, "nearest", lambda *given: 0.0),
    "likeness of sentences": (scoped_index.Inquiry, "likeness", unlike),
    "a second sentence": (quote_selection, "_SURE_OF_ONE", 1),
    "misspelt names asked back": (spelling, "respelled_choices", lambda *given: ()),
}
"""Each part: what is put in its place."""


@contextmanager
def without(part: str | None) -> Iterator[None]:
    """While a part is switched off."""
    with ExitStack() as stack:
        if part in PARTS:
            stack.enter_context(patch.object(*PARTS[part]))
        yield


def figures(asked: list[Example], index: str, part: str | None = None) -> dict[str, float]:
    """The figures of a set of questions without a part."""
    desk = Desk(settings.load(index={"path": index}, reader={"enabled": part != READER}))
    with without(part):
        found = evaluation.scores(list(evaluation.run(desk, asked)))
    return {FIGURES[score.name]: score.value for score in found if score.name in FIGURES}


def main() -> None:
    """Asks, prints."""
    if len(sys.argv) < 3 or len(sys.argv) % 2 == 0:
        raise SystemExit(__doc__)
    for file, index in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        asked = evaluation.examples(Path(file))
        base = figures(asked, index)
        print(
            f"\n{Path(file).stem}, {len(asked)} questions".ljust(42),
            *(f"{name:>9}" for name in base),
        )
        print(f"{'all parts':40}", *(f"{value:9.3f}" for value in base.values()))
        for part in (READER, *PARTS):
            now = figures(asked, index, part)
            print(
                f"{'- ' + part:40}",
                *(f"{now[name] - base[name]:+9.3f}" for name in base),
                flush=True,
            )


if __name__ == "__main__":
    main()
