"""Trains query resolution (`bot/models/query_resolution.py`) and writes its weights. Needs a CPU
and half an hour.

    python tests/benchmarks train_resolution EVAL_FOLDER TRAIN_FOLDER WORK_FOLDER OUT.pt
        [--minutes N] [--start FILE.npz] [--resume FILE.pt...] [--rounds N]

It starts from the reader's layers and reads conversations that we wrote and CANARD's, some without
their answers. Each word of the conversation is needed or not; each word of the follow-up gives way
to others, is followed by others, or neither. The report is on our tune split and on the tenth of
CANARD that is left out.

OUT.pt is the checkpoint, OUT.npz beside it what ships.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from training import resolution_examples
from training.encoder_training import (
    batches,
    mean_of,
    padded,
    parser_of,
    pretrained,
    start_from,
    train,
    write,
)
from training.resolution_examples import Followup, Slot
from written import Library

from bot.models import span_reader
from bot.models.query_resolution import POINTER_WIDTH, Said, Tokens, encode, filler_openings
from index.models.minilm_files import WIDTH

_WITHOUT_ANSWERS = 0.3
"""Share of conversations that are read without answers."""
_TIMES = 2
"""How often ours are read in a round, against once for CANARD's."""
_OFF_TOPIC = 0.4
"""Questions that have nothing to do with the conversation before them, for each follow-up."""
_WEIGHT_OF_PLACES, _WEIGHT_OF_FILLERS = 0.5, 0.3


_HEADS = ("tokens", "pointer", "opening")
Span = tuple[int, int]
"""A first and a last token."""
Targets = tuple[tuple[int, float], ...]
"""Numbers of tokens, each with its target."""
Filler = tuple[int, int, tuple[Span, ...]]
"""A slot's first token, the number of its opening, and all places of what fills it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A follow-up as the model is trained on it."""

    ids: tuple[int, ...]
    needed: Targets
    replaced: Targets
    followed: Targets
    fillers: tuple[Filler, ...]
    """Of each slot whose filler stands in the conversation."""


def encoded(followup: Followup) -> Encoded:
    """A follow-up as the model reads it."""
    conversation = encode(followup.question, followup.history)
    latest = len(followup.history) - 1
    texts = {
        2 * (latest - age) + part: text
        for age, turn in enumerate(conversation.history)
        for part, text in enumerate(turn)
    }
    found = resolution_examples.needed(followup)
    needed = [pair for n, text in texts.items() for pair in _targets(text, found[n])]
    slots, asked = resolution_examples.slots(followup), conversation.question
    return Encoded(
        conversation.ids,
        tuple(needed),
        _slot_targets(asked, slots, is_replaced=True),
        _slot_targets(asked, slots, is_replaced=False),
        tuple(_fillers(asked, slots or (), texts)),
    )


def _slot_targets(asked: Tokens, slots: Sequence[Slot] | None, *, is_replaced: bool) -> Targets:
    """Which tokens give way to a filler, or are followed by one; nothing if that is not known."""
    if slots is None:
        return ()
    return tuple(_targets(asked, [one.place for one in slots if one.is_replaced == is_replaced]))


def _fillers(asked: Tokens, slots: Sequence[Slot], texts: Mapping[int, Tokens]) -> Iterator[Filler]:
    """The slots whose filler stands in one of the texts, which go by their numbers."""
    for slot in slots:
        places = [
            tokens
            for number, start, end in slot.fillers
            if number in texts and (tokens := _tokens_at((start, end), texts[number]))
        ]
        at = _tokens_at(slot.place, asked)
        if places and at:
            yield at[0], filler_openings().index(slot.opening), tuple(places)


def _targets(text: Tokens, places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, float]]:
    for n, (start, end) in enumerate(text.places):
        is_in = any(start < last and first < end for first, last in places)
        yield text.first + n, float(is_in)


def _tokens_at(place: tuple[int, int], text: Tokens) -> Span | None:
    """The tokens of a place; None if they are not all read."""
    inside = [n for n, (a, b) in enumerate(text.places) if a < place[1] and b > place[0]]
    if not inside or text.places[inside[-1]][1] < place[1]:
        return None
    return text.first + inside[0], text.first + inside[-1]


class Model(nn.Module):
    """MiniLM with three heads."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = pretrained()
        self.tokens = nn.Linear(WIDTH, 3)
        self.pointer = nn.Linear(WIDTH, 4 * POINTER_WIDTH)
        self.opening = nn.Linear(WIDTH, len(filler_openings()))

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits (texts, tokens, 3): needed, replaced, followed; the states by which slots point
        at their fillers (texts, tokens, 4 * POINTER_WIDTH); logits of openings."""
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return self.tokens(states), self.pointer(states), self.opening(states)


def _loss(model: Model, batch: Sequence[Encoded]) -> torch.Tensor:
    logits, states, openings = model(*padded([one.ids for one in batch]))
    loss = torch.zeros(())
    for output, weight, targets in (
        (0, 1.0, [one.needed for one in batch]),
        (1, _WEIGHT_OF_PLACES, [one.replaced for one in batch]),
        (2, _WEIGHT_OF_PLACES, [one.followed for one in batch]),
    ):
        flat = [(row, token, value) for row, own in enumerate(targets) for token, value in own]
        if flat:
            rows, tokens, values = map(list, zip(*flat, strict=True))
            loss = loss + weight * nn.functional.binary_cross_entropy_with_logits(
                logits[rows, tokens, output], torch.tensor(values)
            )
    pointed = [
        _pointer_loss(states[row], one, slot, places)
        for row, one in enumerate(batch)
        for slot, _, places in one.fillers
    ]
    if not pointed:
        return loss
    at = [(row, slot, opening) for row, one in enumerate(batch) for slot, opening, _ in one.fillers]
    rows, tokens, right = map(list, zip(*at, strict=True))
    opened = nn.functional.cross_entropy(openings[rows, tokens], torch.tensor(right))
    return loss + _WEIGHT_OF_FILLERS * (torch.stack(pointed).mean() + opened)


def _pointer_loss(
    states: torch.Tensor, one: Encoded, slot: int, places: Sequence[Span]
) -> torch.Tensor:
    """How unlikely it is that a slot points at a place of its filler."""
    history = [token for token, _ in one.needed]
    logs = []
    for end, (query, key) in enumerate(((0, 1), (2, 3))):
        parts = states.reshape(-1, 4, POINTER_WIDTH)
        scores = parts[history, key] @ parts[slot, query] / POINTER_WIDTH**0.5
        right = [history.index(place[end]) for place in places]
        logs.append(torch.log_softmax(scores, 0)[right].logsumexp(0))
    return -torch.stack(logs).mean()


def without_answers(followup: Followup) -> Followup:
    """A follow-up as if nobody had answered."""
    history = tuple(Said(turn.question, "") for turn in followup.history)
    return Followup(followup.question, history, followup.standalone, followup.kind)


def _round(
    own: Sequence[Followup], public: Sequence[Followup], chance: random.Random
) -> list[Encoded]:
    followups = [*own, *public]
    off_topic = resolution_examples.off_topic(
        followups, "train", int(_OFF_TOPIC * len(followups)), chance
    )
    chosen = [*list(own) * _TIMES, *public, *off_topic]
    return [
        encoded(without_answers(one) if chance.random() < _WITHOUT_ANSWERS else one)
        for one in chosen
    ]


@torch.no_grad()
def report(model: Model, name: str, followups: Sequence[Followup]) -> None:
    """Prints how well the needed words are told, for several thresholds."""
    model.eval()
    told, right = [], []
    for followup in followups:
        one = encoded(followup)
        logits = model(*padded([one.ids]))[0][0, :, 0]
        told += [float(logits[token]) for token, _ in one.needed]
        right += [value > 0 for _, value in one.needed]
    model.train()
    odds, true = np.array(told), np.array(right)
    parts = []
    for threshold in (-1.0, -0.5, 0.0, 0.5):
        given = odds > threshold
        hits = (given & true).sum()
        precision, recall = hits / max(1, given.sum()), hits / max(1, true.sum())
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        parts.append(f"{threshold}: F1 {f1:.3f} ({precision:.3f}, {recall:.3f})")
    print(f"  {name}, tokens: {'; '.join(parts)}", flush=True)


def main() -> None:
    parser = parser_of(__doc__, minutes=30)
    parser.add_argument("--start", type=Path, default=span_reader.WEIGHTS, metavar="FILE.npz")
    parser.add_argument("--rounds", type=int, default=4)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    chance = random.Random(given.seed)
    library = Library(given.eval, given.work)
    own = [one for one in resolution_examples.ours(library, "train") if one.history]
    public = list(resolution_examples.canard(given.train, held_out=False))
    print(f"{len(own)} turns of ours, {len(public)} of CANARD", flush=True)
    schedule: list[list[Encoded]] = [
        batch
        for _ in range(given.rounds)
        for batch in batches(_round(own, public, chance), chance, width=lambda one: len(one.ids))
    ]
    model = Model()
    if given.resume:
        model.load_state_dict({**model.state_dict(), **mean_of(given.resume)})
    else:
        start_from(model, _HEADS, given.start)
    train(model, schedule, lambda batch: _loss(model, batch), given)
    write(model, _HEADS, given.out.with_suffix(".npz"))
    report(model, "ours, tune", list(resolution_examples.ours(library, "tune")))
    report(model, "CANARD, left out", list(resolution_examples.canard(given.train, held_out=True)))


if __name__ == "__main__":
    main()
