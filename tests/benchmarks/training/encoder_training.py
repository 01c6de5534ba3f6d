"""What the training of our small models has in common: batches, checkpoints, the rate, weights."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import nn

from bot.models.cross_encoder import packed, unpacked
from index.models.minilm_files import Floats
from index.models.minilm_files import folder as packaged_folder
from index.models.minilm_onnx import QuantizedMatrix

PADDED_TOKENS = 1_800
"""Of a batch."""
OUTSIDE = -1e4
"""The logit of a token that does not count."""
_WARM = 80
"""Batches until the rate is reached."""
_LAST_RATE = 0.03
"""Share of the rate at the end."""
_SAVE_EVERY = 200
"""Batches."""
_NEAR = 400
"""Examples among which those of like length are put together."""

T = TypeVar("T")


def parser_of(description: str | None, *, minutes: float) -> argparse.ArgumentParser:
    """A parser of what every program that trains takes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval", type=Path, metavar="EVAL_FOLDER")
    parser.add_argument("train", type=Path, metavar="TRAIN_FOLDER")
    parser.add_argument("work", type=Path, metavar="WORK_FOLDER")
    parser.add_argument("out", type=Path, metavar="OUT.pt")
    parser.add_argument("--resume", type=Path, nargs="+", default=[], metavar="FILE.pt")
    parser.add_argument("--minutes", type=float, default=minutes)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    return parser


def pretrained() -> nn.Module:
    """The packaged MiniLM, whose tables of words and positions stay as they are.

    No share of attention is dropped: drawing it takes a third of the time.
    """
    from transformers import BertModel

    bert = BertModel.from_pretrained(
        packaged_folder(), add_pooling_layer=False, attention_probs_dropout_prob=0.0
    )
    for table in bert.embeddings.parameters():
        table.requires_grad = False
    return bert


def batches(
    examples: Sequence[T],
    chance: random.Random,
    *,
    rows: Callable[[T], int] = lambda _: 1,
    width: Callable[[T], int],
) -> list[list[T]]:
    """The examples in random order, those of like length together.

    An example is so many rows of so many tokens.
    """
    mixed = chance.sample(examples, len(examples))
    made: list[list[T]] = []
    for first in range(0, len(mixed), _NEAR):
        batch: list[T] = []
        for example in sorted(mixed[first : first + _NEAR], key=width):
            size = sum(map(rows, batch)) + rows(example)
            if batch and size * width(example) > PADDED_TOKENS:
                made.append(batch)
                batch = []
            batch.append(example)
        made.append(batch)
    return chance.sample(made, len(made))


def padded(texts: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask, each of shape (texts, tokens)."""
    shape = len(texts), max(map(len, texts))
    ids, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(2))
    for row, text in enumerate(texts):
        ids[row, : len(text)] = torch.tensor(text)
        mask[row, : len(text)] = 1
    return ids, mask


def train(
    model: nn.Module,
    schedule: Sequence[T],
    loss: Callable[[T], torch.Tensor],
    given: argparse.Namespace,
) -> None:
    """Trains until all batches are read or the time is over, and writes the checkpoint."""
    learnt = [array for array in model.parameters() if array.requires_grad]
    torch.set_flush_denormal(True)  # dying moments slow Adam down otherwise
    optimizer = torch.optim.AdamW(learnt, lr=given.rate, weight_decay=0.01, fused=True)
    has_halves = torch.cpu._is_amx_tile_supported()  # a third faster there, slower elsewhere
    for step, done in _steps(len(schedule), given.minutes * 60):
        rate = given.rate * min(1.0, step / _WARM) * max(_LAST_RATE, 1 - done)
        for settings in optimizer.param_groups:
            settings["lr"] = rate
        with torch.autocast("cpu", torch.bfloat16, enabled=has_halves):
            lost = loss(schedule[step - 1])
        optimizer.zero_grad()
        lost.backward()  # type: ignore[no-untyped-call]  # torch's
        nn.utils.clip_grad_norm_(learnt, 1.0)
        optimizer.step()
        if step % 50 == 0:
            print(f"batch {step} of {len(schedule)}, loss {lost.item():.3f}", flush=True)
        if step % _SAVE_EVERY == 0:
            save(model, given.out)
    save(model, given.out)


def _steps(count: int, seconds: float) -> Iterator[tuple[int, float]]:
    """The numbers of the batches from 1, and the share that is done, of them or of the time."""
    started = time.monotonic()
    for step in range(1, count + 1):
        done = max(step / count, (time.monotonic() - started) / seconds)
        if done >= 1:
            return
        yield step, done


def save(model: nn.Module, file: Path) -> None:
    """Writes a checkpoint."""
    torch.save({"model": model.state_dict()}, file)


def mean_of(files: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of checkpoints (Wortsman et al. 2022: Model soups)."""
    states = [torch.load(file, map_location="cpu")["model"] for file in files]
    return {
        name: sum(state[name] for state in states) / len(states)
        if array.is_floating_point()
        else array
        for name, array in states[0].items()
    }


def layers_of(arrays: dict[str, Floats]) -> dict[str, Floats]:
    """The layers of a model with MiniLM as `bert`, under their own names."""
    return {
        name.removeprefix("bert."): array
        for name, array in arrays.items()
        if name.startswith(("bert.encoder", "bert.embeddings.LayerNorm"))
    }


def write(model: nn.Module, heads: Sequence[str], file: Path) -> None:
    """Writes the weights that ship: MiniLM's layers and the heads of these names."""
    arrays = {name: array.numpy() for name, array in model.state_dict().items()}
    shipped = {
        name: np.concatenate([arrays[f"{name}.weight"], arrays[f"{name}.bias"][:, None]], axis=1)
        for name in heads
    }
    packed(layers_of(arrays), shipped, file)


def start_from(model: nn.Module, heads: Sequence[str], file: Path) -> None:
    """Takes over the layers that ship in a file, and those of these heads that it has."""
    layers, shipped = unpacked(file)
    arrays = {
        f"bert.{name}": array.whole * array.scales[:, None]
        if isinstance(array, QuantizedMatrix)
        else array
        for name, array in layers.items()
    }
    for name in shipped.keys() & set(heads):
        head = np.atleast_2d(shipped[name])
        arrays |= {f"{name}.weight": head[:, :-1], f"{name}.bias": head[:, -1]}
    taken = {name: torch.tensor(array) for name, array in arrays.items()}
    model.load_state_dict({**model.state_dict(), **taken})


def some(things: Sequence[T], most: int, chance: random.Random) -> list[T]:
    """As many of them as there are, at most so many, in random order."""
    return chance.sample(things, min(most, len(things)))
