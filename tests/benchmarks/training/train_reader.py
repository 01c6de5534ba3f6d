"""Trains the reader (`bot/models/span_reader.py`) and writes its weights. Needs a CPU and an hour.

    python tests/benchmarks find_groups EVAL_FOLDER WORK_FOLDER
    python tests/benchmarks train_reader EVAL_FOLDER TRAIN_FOLDER WORK_FOLDER OUT.pt
        [--minutes N] [--resume FILE.pt...] [--start FILE.npz] [--rounds N] [--sections N]

It starts from the packaged MiniLM, from the weights that ship (--start), or from the mean of
earlier checkpoints (--resume). The groups
of `reader_groups.py` teach it four things at once: whether a sentence answers (each by itself),
which sentence of a group answers (against the others), whether any does, and which of its words do.
Broad sets come first, our own questions and whole sections later; each run draws other examples
(--seed). The tables of words and positions stay as they are.

The report is on our tune split and on a tenth of SelQA: mean average precision, how often the best
sentence answers, how often the span meets the words, and the share answered rightly where a tenth,
a fifth and three tenths of the unanswerable are answered.

OUT.pt is the checkpoint, OUT.npz beside it what ships.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from training import reader_groups
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
from training.reader_groups import Candidate, Group

from bot.models.span_reader import encode_pair
from index.models.minilm_files import WIDTH

_WEIGHT_OF_RIGHT, _WEIGHT_OF_RANK, _WEIGHT_OF_GROUP, _WEIGHT_OF_SPAN = 1.6, 0.7, 0.7, 0.4
_FALSE = (0.1, 0.2, 0.3)
_HEADS = ("span", "answer")


@dataclass(frozen=True, slots=True)
class EncodedPair:
    """A question and a sentence, as the model is trained on them."""

    ids: tuple[int, ...]
    sentence: tuple[int, int]
    """Its first token, and the one behind its last."""
    words: tuple[int, int] | None
    """First and last token of the words that answer."""
    answers: bool


EncodedGroup = tuple[EncodedPair, ...]


def encoded(group: Group) -> EncodedGroup:
    """A group as the model reads it."""
    return tuple(_encoded(group.question, candidate) for candidate in group.candidates)


def _encoded(question: str, candidate: Candidate) -> EncodedPair:
    pair = encode_pair(question, candidate.context, candidate.sentence)
    words = None
    if candidate.words is not None:
        first, last = candidate.words
        inside = [n for n, (a, b) in enumerate(pair.offsets) if a < last and b > first]
        words = (pair.first + inside[0], pair.first + inside[-1]) if inside else None
    sentence = (pair.first, pair.first + len(pair.offsets))
    return EncodedPair(pair.ids, sentence, words, candidate.answers)


class Reader(nn.Module):
    """MiniLM with two heads: a token starts or ends the answer, the sentence answers."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = pretrained()
        self.span = nn.Linear(WIDTH, 2)
        self.answer = nn.Linear(2 * WIDTH, 1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of start and end, (pairs, tokens, 2), and of an answer, (pairs,)."""
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        mean = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        scores = self.answer(torch.cat([states[:, 0], mean], 1))[:, 0]
        return self.span(states).float(), scores.float()


def _tensors(pairs: Sequence[EncodedPair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask, and which tokens belong to the sentence."""
    ids, mask = padded([pair.ids for pair in pairs])
    inside = torch.zeros(ids.shape, dtype=torch.bool)
    for row, pair in enumerate(pairs):
        inside[row, pair.sentence[0] : pair.sentence[1]] = True
    return ids, mask, inside


def _loss(model: Reader, batch: Sequence[EncodedGroup]) -> torch.Tensor:
    pairs = [pair for group in batch for pair in group]
    ids, mask, inside = _tensors(pairs)
    logits, scores = model(ids, mask)
    labels = torch.tensor([float(pair.answers) for pair in pairs])
    weights = torch.where(labels > 0, _WEIGHT_OF_RIGHT, 1.0)
    loss = nn.functional.binary_cross_entropy_with_logits(scores, labels, weight=weights)
    ranks = list(_rank_losses(scores, labels, batch))
    if ranks:
        loss = loss + _WEIGHT_OF_RANK * torch.stack(ranks).mean()
    loss = loss + _WEIGHT_OF_GROUP * _group_loss(scores, labels, batch)
    spans = [(row, pair.words) for row, pair in enumerate(pairs) if pair.words is not None]
    if spans:
        logs = torch.log_softmax(logits.masked_fill(~inside[:, :, None], OUTSIDE), 1)
        likely = [logs[row, words[0], 0] + logs[row, words[1], 1] for row, words in spans]
        loss = loss - _WEIGHT_OF_SPAN * torch.stack(likely).mean() / 2
    return loss


def _rank_losses(
    scores: torch.Tensor, labels: torch.Tensor, batch: Sequence[EncodedGroup]
) -> Iterator[torch.Tensor]:
    """Of each group: how unlikely those that answer are among all."""
    sizes = [len(group) for group in batch]
    groups = zip(torch.split(scores, sizes), torch.split(labels, sizes), strict=True)
    for score, label in groups:
        if 0 < label.sum() < len(label):
            yield torch.logsumexp(score, 0) - torch.logsumexp(score[label > 0], 0)


def _group_loss(
    scores: torch.Tensor, labels: torch.Tensor, batch: Sequence[EncodedGroup]
) -> torch.Tensor:
    """How unlikely it is, by all sentences of a group together, that any answers, or none."""
    sizes = [len(group) for group in batch]
    sums = torch.stack([torch.logsumexp(score, 0) for score in torch.split(scores, sizes)])
    answered = torch.stack([label.max() for label in torch.split(labels, sizes)])
    return nn.functional.binary_cross_entropy_with_logits(sums, answered)


def _batches(groups: Sequence[EncodedGroup], chance: random.Random) -> list[list[EncodedGroup]]:
    return batches(groups, chance, rows=len, width=_width)


def _width(group: EncodedGroup) -> int:
    return max(len(pair.ids) for pair in group)


@torch.no_grad()
def _read(model: Reader, group: EncodedGroup) -> tuple[list[float], list[tuple[int, int]]]:
    """Of each sentence: its score, and the likeliest first and last token of the answer."""
    ids, mask, inside = _tensors(group)
    logits, scores = model(ids, mask)
    best = logits.masked_fill(~inside[:, :, None], OUTSIDE).argmax(1)
    return scores.tolist(), [(int(start), int(end)) for start, end in best]


def _average_precision(ranked: Sequence[bool]) -> float:
    """Of sentences in the order of the model: whether each answers."""
    ranks = [rank for rank, answers in enumerate(ranked, 1) if answers]
    return float(np.mean([n / rank for n, rank in enumerate(ranks, 1)]))


def report(model: Reader, name: str, groups: Sequence[EncodedGroup]) -> None:
    """Prints how well the model reads some groups."""
    model.eval()
    precisions: list[float] = []
    surest: list[tuple[float, bool]] = []
    spans: list[bool] = []
    unanswerable: list[float] = []
    for group in groups:
        scores, found = _read(model, group)
        for pair, (start, end) in zip(group, found, strict=True):
            if pair.words:
                spans.append(start <= pair.words[1] and end >= pair.words[0])
        if not any(pair.answers for pair in group):
            unanswerable.append(max(scores))
            continue
        order = sorted(range(len(group)), key=lambda n: -scores[n])
        precisions.append(_average_precision([group[n].answers for n in order]))
        surest.append((scores[order[0]], group[order[0]].answers))
    first = np.mean([is_right for _, is_right in surest])
    line = f"  {name}: MAP {np.mean(precisions):.3f}, first {first:.3f} of {len(surest)}"
    if spans:
        line += f", span {np.mean(spans):.3f}"
    for share in _FALSE if unanswerable else ():
        bar = float(np.quantile(unanswerable, 1 - share))
        right = np.mean([score > bar and is_right for score, is_right in surest])
        line += f"; right {right:.3f} at {share:.0%} of {len(unanswerable)}"
    print(line, flush=True)
    model.train()


def _encode_all(groups: Iterable[Group]) -> list[EncodedGroup]:
    return [encoded(group) for group in groups if group.candidates]


def _schedule(given: argparse.Namespace) -> list[list[EncodedGroup]]:
    """The batches: broad sets and a fifth of the others first, then the rest of these."""
    chance = random.Random(given.seed)
    broad = [
        *reader_groups.qa_spans(given.train, given.spans, chance),
        *reader_groups.qa_sentences(given.train, given.single, chance),
        *reader_groups.near_misses(given.train, given.misses, chance),
    ]
    sections = [
        list(reader_groups.answer_selection(given.train, chance, held_out=False)),
        list(reader_groups.squad(given.eval)),
        list(reader_groups.clapnq(given.eval, chance)),
    ]
    near = [
        *(
            one
            for _ in range(given.rounds)
            for one in reader_groups.ours(given.work, "train", chance, (2, 5))
        ),
        *(one for groups in sections for one in some(groups, given.sections, chance)),
    ]
    near = chance.sample(near, len(near))
    early = len(near) // 5
    return [
        *_batches(_encode_all([*broad, *near[:early]]), chance),
        *_batches(_encode_all(near[early:]), chance),
    ]


def main() -> None:
    parser = parser_of(__doc__, minutes=60)
    parser.add_argument("--start", type=Path, metavar="FILE.npz", help="weights that ship")
    parser.add_argument("--spans", type=int, default=7_000, help="questions of qa_spans")
    parser.add_argument("--single", type=int, default=3_000, help="questions of qa_sentences")
    parser.add_argument("--misses", type=int, default=3_000, help="near misses of qa_spans")
    parser.add_argument(
        "--sections", type=int, default=2_500, help="questions of SelQA, SQuAD and CLAPNQ each"
    )
    parser.add_argument(
        "--rounds", type=int, default=1, help="over our questions, each with other wrong sentences"
    )
    parser.add_argument("--reported", type=int, default=300, help="groups of each report")
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    schedule = _schedule(given)
    chance = random.Random(2)
    tuned = _encode_all(reader_groups.ours(given.work, "tune", chance))
    selqa = _encode_all(reader_groups.answer_selection(given.train, chance, held_out=True))
    model = Reader()
    if given.start:
        start_from(model, _HEADS, given.start)
    if given.resume:
        model.load_state_dict(mean_of(given.resume))
    train(model, schedule, lambda batch: _loss(model, batch), given)
    write(model, _HEADS, given.out.with_suffix(".npz"))
    report(model, "ours, tune", some(tuned, given.reported, chance))
    report(model, "SelQA, a tenth", some(selqa, given.reported, chance))


if __name__ == "__main__":
    main()
