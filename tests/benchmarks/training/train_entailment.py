"""Trains the entailment model (`bot/models/entailment.py`) and writes its weights. Needs a CPU and
two hours.

    python tests/benchmarks train_entailment EVAL_FOLDER TRAIN_FOLDER WORK_FOLDER OUT.pt
        [--minutes N] [--start FILE.npz] [--resume FILE.pt...]
        [--public N] [--altered N] [--rounds N]

It starts from the reader's layers, which have learnt to hold a sentence against a question, from
other weights that ship (--start, as bot/models/entailment.npz), or from the mean of earlier
checkpoints (--resume). The examples of `entailment_examples.py` teach it five
things at once: entailed, contradicted or not said; what is wrong; by which words of the claim;
which words the premise has in their place; and on which sentences the claim rests. Public pairs and
programs' alterations come first, our own claims throughout.

The report is on our tune split and on the set that is left out of training, RTE.

OUT.pt is the checkpoint, OUT.npz beside it what ships.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from quality.auroc import auroc
from torch import nn
from training import entailment_examples
from training.encoder_training import (
    OUTSIDE,
    batches,
    mean_of,
    padded,
    parser_of,
    pretrained,
    some,
    start_from,
    train,
    write,
)
from training.entailment_examples import Example, Label
from written import Library

from bot.models import span_reader
from bot.models.entailment import KINDS, Pair, encode_pair
from index.models.minilm_files import WIDTH

_LABELS: tuple[Label, ...] = ("entailment", "contradiction", "neutral")
_WEIGHT_OF_KIND, _WEIGHT_OF_WRONG, _WEIGHT_OF_INSTEAD, _WEIGHT_OF_REST = 0.3, 0.3, 0.2, 0.3
_WRONG, _INSTEAD, _RESTS = slice(0, 2), slice(2, 4), 4
"""The outputs of a token."""


_HEADS = ("label", "kind", "tokens")


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example as the model is trained on it; places are tokens of the pair."""

    pair: Pair
    label: Label
    kind: int | None
    wrong: tuple[int, int] | None
    instead: tuple[int, int] | None
    """First and last token of the words that should stand there; (0, 0) if there are none."""
    rests_on: frozenset[int] | None


def encoded(example: Example) -> Encoded:
    """An example as the model reads it."""
    pair = encode_pair(example.claim, example.premise)
    wrong = _tokens_at(example.wrong, 1, pair.claim) if example.wrong else None
    instead = (0, 0) if example.is_replaced is False else None
    if example.instead:
        number, place = example.instead
        instead = _tokens_at(place, *pair.sentences[number])
    kind = KINDS.index(example.kind) if example.kind else None
    return Encoded(pair, example.label, kind, wrong, instead, example.rests_on)


def _tokens_at(
    place: tuple[int, int], first: int, places: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    inside = [n for n, (a, b) in enumerate(places) if a < place[1] and b > place[0]]
    return (first + inside[0], first + inside[-1]) if inside else None


class Model(nn.Module):
    """MiniLM with three heads."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = pretrained()
        self.label = nn.Linear(2 * WIDTH, len(_LABELS))
        self.kind = nn.Linear(2 * WIDTH, len(KINDS))
        self.tokens = nn.Linear(WIDTH, 5)

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Logits of labels (pairs, 3), kinds (pairs, 5) and tokens (pairs, tokens, 5)."""
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        mean = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        whole = torch.cat([states[:, 0], mean], 1)
        return self.label(whole).float(), self.kind(whole).float(), self.tokens(states).float()


def _loss(model: Model, batch: Sequence[Encoded]) -> torch.Tensor:
    labels, kinds, tokens = model(*padded([example.pair.ids for example in batch]))
    loss = _label_loss(labels, batch)
    known = [(row, example.kind) for row, example in enumerate(batch) if example.kind is not None]
    if known:
        rows, right = map(list, zip(*known, strict=True))
        loss = loss + _WEIGHT_OF_KIND * nn.functional.cross_entropy(
            kinds[rows], torch.tensor(right)
        )
    for weight, lost in (
        (_WEIGHT_OF_WRONG, _wrong_losses(tokens, batch)),
        (_WEIGHT_OF_INSTEAD, _instead_losses(tokens, batch)),
        (_WEIGHT_OF_REST, _rest_losses(tokens, batch)),
    ):
        if lost:
            loss = loss + weight * torch.stack(lost).mean()
    return loss


def _label_loss(labels: torch.Tensor, batch: Sequence[Encoded]) -> torch.Tensor:
    logs = torch.log_softmax(labels, 1)
    either = torch.logsumexp(logs[:, 1:], 1)
    likely = [
        either[row]
        if example.label == "not_entailment"
        else logs[row, _LABELS.index(example.label)]
        for row, example in enumerate(batch)
    ]
    return -torch.stack(likely).mean()


def _span_loss(logits: torch.Tensor, inside: Sequence[int], span: tuple[int, int]) -> torch.Tensor:
    """How unlikely a first and last token are, from logits (tokens, 2)."""
    outside = torch.full(logits.shape[:1], OUTSIDE)
    outside[list(inside)] = 0.0
    logs = torch.log_softmax(logits + outside[:, None], 0)
    return -(logs[span[0], 0] + logs[span[1], 1]) / 2


def _wrong_losses(tokens: torch.Tensor, batch: Sequence[Encoded]) -> list[torch.Tensor]:
    return [
        _span_loss(tokens[row, :, _WRONG], range(1, 1 + len(one.pair.claim)), one.wrong)
        for row, one in enumerate(batch)
        if one.wrong
    ]


def _instead_losses(tokens: torch.Tensor, batch: Sequence[Encoded]) -> list[torch.Tensor]:
    return [
        _span_loss(tokens[row, :, _INSTEAD], _premise_tokens(one.pair), one.instead)
        for row, one in enumerate(batch)
        if one.instead
    ]


def _premise_tokens(pair: Pair) -> list[int]:
    """Token 0, which stands for no words, and those of the sentences."""
    spans = (range(first, first + len(places)) for first, places in pair.sentences)
    return [0, *(n for span in spans for n in span)]


def _rest_losses(tokens: torch.Tensor, batch: Sequence[Encoded]) -> list[torch.Tensor]:
    values, rests = [], []
    for row, example in enumerate(batch):
        if example.rests_on is None:
            continue
        for number, (first, places) in enumerate(example.pair.sentences):
            if places:
                values.append(tokens[row, first : first + len(places), _RESTS].mean())
                rests.append(float(number in example.rests_on))
    if not values:
        return []
    return [
        nn.functional.binary_cross_entropy_with_logits(torch.stack(values), torch.tensor(rests))
    ]


@dataclass(frozen=True, slots=True)
class Told:
    """What the model makes of an example, as far as its truth is known."""

    log_odds: float
    true: bool
    kind: bool | None
    """Whether the kind is right."""
    wrong: bool | None
    """Whether the wrong words are met."""
    rests_on: tuple[tuple[float, bool], ...]
    """Of each sentence: its logit, and whether the claim rests on it."""


@torch.no_grad()
def _told(model: Model, example: Encoded) -> Told:
    labels, kind, tokens = (part[0] for part in model(*padded([example.pair.ids])))
    met = None
    if example.wrong:
        own = tokens[1 : 1 + len(example.pair.claim), _WRONG]
        first, last = (1 + int(n) for n in own.argmax(0))
        met = first <= example.wrong[1] and last >= example.wrong[0]
    rests_on = tuple(
        (float(tokens[first : first + len(places), _RESTS].mean()), number in example.rests_on)
        for number, (first, places) in enumerate(example.pair.sentences)
        if places and example.rests_on is not None
    )
    return Told(
        float(labels[0] - torch.logsumexp(labels[1:], 0)),
        example.label == "entailment",
        int(kind.argmax()) == example.kind if example.kind is not None else None,
        met,
        rests_on,
    )


def report(model: Model, name: str, examples: Sequence[Encoded]) -> None:
    """Prints how well the model tells the entailed from the others."""
    model.eval()
    told = [_told(model, example) for example in examples]
    model.train()
    accuracy = np.mean([(one.log_odds > 0) == one.true for one in told])
    ranks = auroc([one.log_odds for one in told], [one.true for one in told])
    parts = [f"{name}: {len(told)}, accuracy {accuracy:.3f}, AUROC {ranks:.3f}"]
    good, bad = ([one.log_odds for one in told if one.true == true] for true in (True, False))
    for share in (0.8, 0.9, 0.95):
        refused = np.mean(np.array(good) <= np.quantile(bad, share))
        parts.append(f"{refused:.3f} refused at {share:.0%} caught")
    if kinds := [one.kind for one in told if one.kind is not None]:
        parts.append(_of_kinds(told, kinds))
    print(f"  {'; '.join(parts)}", flush=True)


def _of_kinds(told: Sequence[Told], kinds: Sequence[bool]) -> str:
    """How well it tells what is wrong, where, and on what a claim rests."""
    met = np.mean([one.wrong for one in told if one.wrong is not None])
    odds, rests = zip(*(pair for one in told for pair in one.rests_on), strict=True)
    return (
        f"kind {np.mean(kinds):.3f}, wrong words met {met:.3f}, "
        f"rests on AUROC {auroc(odds, rests):.3f}"
    )


def _schedule(given: argparse.Namespace, library: Library) -> list[list[Encoded]]:
    """The batches: broad sets with a round of our own claims, then rounds of our own."""
    chance = random.Random(given.seed)
    broad = some(
        list(entailment_examples.public(given.train, held_out=False)), given.public, chance
    )
    if given.altered:
        found = entailment_examples.articles(library, given.eval, given.work, given.altered)
        broad += entailment_examples.altered(found, given.seed)
    rounds = [list(entailment_examples.ours_to_learn(library, chance)) for _ in range(given.rounds)]
    first = [*broad, *(rounds.pop(0) if rounds and broad else ())]
    parts = [first, *rounds] if first else rounds
    print(", ".join(str(len(part)) for part in parts), "examples", flush=True)
    return [
        batch
        for part in parts
        for batch in batches(list(map(encoded, part)), chance, width=lambda one: len(one.pair.ids))
    ]


def main() -> None:
    parser = parser_of(__doc__, minutes=60)
    parser.add_argument("--start", type=Path, default=span_reader.WEIGHTS, metavar="FILE.npz")
    parser.add_argument("--public", type=int, default=60_000, help="public pairs")
    parser.add_argument("--altered", type=int, default=600, help="articles to alter sentences of")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of our own claims")
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    library = Library(given.eval, given.work)
    schedule = _schedule(given, library)
    model = Model()
    if given.resume:
        model.load_state_dict(mean_of(given.resume))
    else:
        start_from(model, _HEADS, given.start)
    train(model, schedule, lambda batch: _loss(model, batch), given)
    write(model, _HEADS, given.out.with_suffix(".npz"))
    chance = random.Random(2)
    tuned = some(list(entailment_examples.ours(library, "tune")), 400, chance)
    report(model, "ours, tune", list(map(encoded, tuned)))
    left_out = some(list(entailment_examples.public(given.train, held_out=True)), 500, chance)
    report(model, "RTE, left out", list(map(encoded, left_out)))


if __name__ == "__main__":
    main()
