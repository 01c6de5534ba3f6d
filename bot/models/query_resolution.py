"""Query resolution: which words of a conversation does a follow-up leave out, and where do they go?

A small model of our own marks the words, as in QuReTeC (Voskarides et al. 2020: Query Resolution
for Conversational Search with Limited Supervision). It is MiniLM's six layers trained on by
tests/benchmarks/training/train_resolution.py; see docs/followups.md for what from and how well.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.models.cross_encoder import END, START, CrossEncoder, best_in_texts, encoded
from index.language import lexicon
from index.language.function_words import Function
from index.models.minilm_files import Floats

WEIGHTS = Path(__file__).with_name("resolution.npz")
WEIGHTS_SHA256 = "f6367096b88dbae293ffa3439a95a8202cf02ecf3fe0c67efb1b8d212c08e3df"
QUESTION_TOKENS, EARLIER_TOKENS = 40, 40
LAST_ANSWER_TOKENS, ANSWER_TOKENS = 96, 32
"""What is kept of the follow-up, an earlier question, the last answer and an earlier one."""
HISTORY_TOKENS = 260
"""What is kept of all turns, the latest first."""
POINTER_WIDTH = 32
"""Of the vectors by which a slot points at the first and the last token of its filler."""
_LONGEST = 30
"""Tokens of a filler, at most."""
_REPLACED, _FOLLOWED = 1, 2
"""Outputs of a token; the first says whether it is needed."""

Place = tuple[int, int]
"""Where words stand, in characters."""


class Said(NamedTuple):
    """An earlier turn."""

    question: str
    """As it stands by itself."""
    answer: str


class Tokens(NamedTuple):
    """A text's tokens in what the model reads."""

    first: int
    places: tuple[Place, ...]
    """Where each stands in its text."""


class Conversation(NamedTuple):
    """A follow-up and the turns before it, as the model reads them."""

    ids: tuple[int, ...]
    question: Tokens
    history: tuple[tuple[Tokens, Tokens], ...]
    """Of each turn, the latest first: its question and its answer."""


class Marked(NamedTuple):
    """A text's tokens with the probability of each."""

    places: tuple[Place, ...]
    likely: tuple[float, ...]


class Slot(NamedTuple):
    """Where words of the conversation go in a follow-up."""

    place: Place
    """Words of the follow-up that give way, or behind which they are put."""
    is_replaced: bool
    likely: float
    age: int
    """How many turns ago they were said; 0 is the last."""
    is_answer: bool
    """Whether an answer has them, or a question."""
    filler: Place
    """Where they stand in it."""
    opening: str
    """A preposition to put before them, or nothing."""
    certainty: float
    """How surely these words fill the slot, 0 to 1."""


class Resolution(NamedTuple):
    """What the model makes of a follow-up."""

    slots: tuple[Slot, ...]
    needed: tuple[tuple[Marked, Marked], ...]
    """Of each turn, the latest first: the words of its question and its answer that are left out.
    """


def filler_openings() -> tuple[str, ...]:
    """What may open a filler that has no preposition of its own, in the order of the outputs.

    The first is nothing.
    """
    return ("", *lexicon.entries("function_words", Function.OPENS_FILLER))


def encode(question: str, history: Sequence[Said]) -> Conversation:
    """A follow-up and the turns before it, oldest first, of which so many are kept as fit."""
    found, places = encoded(question)
    ids = [START, *found[:QUESTION_TOKENS], END]
    asked = Tokens(1, tuple(places[:QUESTION_TOKENS]))
    turns: list[tuple[Tokens, Tokens]] = []
    for age, turn in enumerate(reversed(history)):
        kept = []
        most_of_answer = ANSWER_TOKENS if age else LAST_ANSWER_TOKENS
        for text, most in ((turn.question, EARLIER_TOKENS), (turn.answer, most_of_answer)):
            found, places = encoded(text)
            most = max(0, min(most, HISTORY_TOKENS - len(ids)))
            kept.append(Tokens(len(ids), tuple(places[:most])))
            ids += [*found[:most], END]
        turns.append((kept[0], kept[1]))
        if len(ids) >= HISTORY_TOKENS:
            break
    return Conversation(tuple(ids), asked, tuple(turns))


@cache
def shared() -> QueryResolver:
    """The model of this process."""
    return QueryResolver()


class QueryResolver:
    """Reads follow-ups, from many threads.

    The model is loaded on first use.
    """

    def __init__(self) -> None:
        self._encoder = CrossEncoder(WEIGHTS, WEIGHTS_SHA256)

    def read(self, question: str, history: Sequence[Said]) -> Resolution:
        """What a follow-up leaves out, of the turns before it, oldest first.

        Raises ModelError if the weights are not ours.
        """
        conversation = encode(question, history)
        [states] = self._encoder.each(self._encoder.states, [conversation.ids])
        likely: Floats = np.reciprocal(1 + np.exp(-self._encoder.head("tokens", states)))
        pointer = self._encoder.head("pointer", states).reshape(len(states), 4, POINTER_WIDTH)
        openings = self._encoder.head("opening", states).argmax(axis=1)
        slots = [
            _slot(
                place,
                token,
                output == _REPLACED,
                float(likely[token, output]),
                pointer,
                filler_openings()[openings[token]],
                conversation,
            )
            for output in (_REPLACED, _FOLLOWED)
            for place, token in _runs(question, likely[:, output], conversation.question)
        ]
        return Resolution(
            tuple(sorted(filter(None, slots))),
            tuple(
                (_marked(likely[:, 0], asked), _marked(likely[:, 0], answer))
                for asked, answer in conversation.history
            ),
        )


def _runs(question: str, likely: Floats, asked: Tokens) -> list[tuple[Place, int]]:
    """Words of the follow-up that are likely a slot, and their first token."""
    found: list[tuple[Place, int]] = []
    for n, (start, end) in enumerate(asked.places):
        is_joined = found and not question[found[-1][0][1] : start].strip()
        if likely[asked.first + n] <= 0.5:
            continue
        if is_joined:
            found[-1] = (found[-1][0][0], end), found[-1][1]
        else:
            found.append(((start, end), asked.first + n))
    return found


def _slot(
    place: Place,
    token: int,
    is_replaced: bool,
    likely: float,
    pointer: Floats,
    opening: str,
    conversation: Conversation,
) -> Slot | None:
    """A slot with the words that most likely fill it."""
    starts = pointer[:, 1] @ pointer[token, 0] / POINTER_WIDTH**0.5
    ends = pointer[:, 3] @ pointer[token, 2] / POINTER_WIDTH**0.5
    logits = np.stack([starts, ends], axis=1).astype(np.float64)
    said = list(chain.from_iterable(conversation.history))
    texts = [range(text.first, text.first + len(text.places)) for text in said]
    inside = list(chain.from_iterable(texts))
    if not inside:
        return None
    logits -= np.logaddexp.reduce(logits[inside], axis=0)
    best = best_in_texts(logits, texts, _LONGEST)
    assert best is not None
    age, is_answer = divmod(best.text, 2)
    places = said[best.text].places
    filler = places[best.first][0], places[best.last][1]
    certainty = float(np.exp(best.value))
    return Slot(place, is_replaced, likely, age, bool(is_answer), filler, opening, certainty)


def _marked(likely: Floats, text: Tokens) -> Marked:
    own = likely[text.first : text.first + len(text.places)]
    return Marked(text.places, tuple(map(float, own)))
