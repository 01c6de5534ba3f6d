"""Fits what decides between sentences (`bot/answering/quote_selection.py`), and prints it.

    python tests/benchmarks fit_quotes EVAL_FOLDER WORK_FOLDER [--false SHARE]

It asks our own questions of the tune split, over the index that `score_questions` makes. The reader
learnt from the train split, so that its log-odds there are too good to fit on. Three logistic
models over `Evidence.vector()`: one ranks the sentences of all passages found, to choose which are
read; one decides once they are read; one decides where the reader cannot read. The last two have
only what does not hang on the size of an archive, and their bias is moved so that at a threshold of
one half SHARE of the unanswerable are answered, twice SHARE without the reader: words alone tell
little.

All shares printed are cross-validated by article: five parts, each scored by a model of the other
four.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from jsonl import Row
from quality.score_questions import answers, indexed, is_answerable, parser_of, rows_of
from sklearn.linear_model import LogisticRegression
from training.find_groups import unread

from bot.answering.quote_selection import MOST_READ, Candidate, with_readings
from bot.answering.scoped_index import Inquiry
from bot.answering.sentence_features import Evidence
from bot.models import span_reader
from bot.questions.question import Question
from index.stores.archive import Archive

Values = npt.NDArray[np.float64]
_PARTS = 5
_ALL = 10**6
"""Sentences of the passages found."""
_LEAST_SPREAD = 0.01
"""Standard deviation of a value that may tell something; others get no weight."""
_SHARES = (0.1, 0.2, 0.3)
_DEPTHS = (4, 8, 16, 24)
_NAMES = tuple(field.name for field in fields(Evidence))
_DECIDING = ("names", "dates", "on_record")
"""What the reader cannot see."""
_COVERED = ("content", "content_near")


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the sentences that may answer it, and which of them do."""

    row: Row
    asked: Question
    found: Sequence[Candidate]

    @property
    def vectors(self) -> Values:
        """Of shape (sentences, values)."""
        return np.array([one.evidence.vector() for one in self.found]).reshape(-1, len(_NAMES))

    @property
    def labels(self) -> list[bool]:
        """Whether each sentence answers."""
        return [_answers(self.row, one) for one in self.found]


def _answers(row: Row, found: Candidate) -> bool:
    article = found.seen.article
    sentence = article.sentences[found.number]
    return bool(answers(row, article.source, sentence.start, sentence.end))


def example(row: Row, inquiry: Inquiry) -> Example | None:
    """All sentences of the passages found, unread; None if all is asked that somebody said."""
    asked = inquiry.analyse(row["question"])
    if asked.speaker and not asked.topic:
        return None
    return Example(row, asked, unread(asked, inquiry, _ALL))


def scores(examples: Sequence[Example], used: Sequence[int]) -> list[Values]:
    """Cross-validated log-odds of the sentences of each example."""
    files = sorted({one.row["file"] for one in examples})
    part = {file: number % _PARTS for number, file in enumerate(files)}
    parts = [part[one.row["file"]] for one in examples]
    found: list[Values] = [np.zeros(0)] * len(examples)
    for held_out in range(_PARTS):
        rest = [one for one, own in zip(examples, parts, strict=True) if own != held_out]
        model = _fitted(rest, used)
        for number, (one, own) in enumerate(zip(examples, parts, strict=True)):
            if own == held_out and len(one.found):
                found[number] = model(one.vectors)
    return found


def _fitted(examples: Sequence[Example], used: Sequence[int]) -> Callable[[Values], Values]:
    weights, bias = fit(examples, used)
    return lambda vectors: np.asarray(vectors @ weights + bias)


def fit(examples: Sequence[Example], used: Sequence[int]) -> tuple[Values, float]:
    """Weights of all values, 0 of those not used, and bias."""
    vectors = np.concatenate([one.vectors for one in examples])
    labels = np.concatenate([one.labels for one in examples])
    spread = vectors.std(axis=0)
    telling = [number for number in used if spread[number] > _LEAST_SPREAD]
    scaled = vectors[:, telling] / spread[telling]
    model = LogisticRegression(max_iter=1_000).fit(scaled, labels)
    weights = np.zeros(len(_NAMES))
    weights[telling] = model.coef_[0] / spread[telling]
    return weights, float(model.intercept_[0])


def recall(examples: Sequence[Example], found: Sequence[Values]) -> str:
    """In how many answerable questions one that answers is among the best."""
    kept = [(one, own) for one, own in zip(examples, found, strict=True) if is_answerable(one.row)]
    shares = []
    for depth in _DEPTHS:
        best = (np.array(one.labels)[np.argsort(-own)[:depth]] for one, own in kept)
        shares.append(f"{np.mean([labels.any() for labels in best]):.3f} in {depth}")
    return ", ".join(shares)


def curve(examples: Sequence[Example], found: Sequence[Values]) -> str:
    """Right answers where so many of the unanswerable are answered."""
    surest = [float(own.max()) if len(own) else -np.inf for own in found]
    right = [
        bool(len(own)) and one.labels[int(own.argmax())]
        for one, own in zip(examples, found, strict=True)
    ]
    is_open = [is_answerable(one.row) for one in examples]
    wrong = [score for score, answerable in zip(surest, is_open, strict=True) if not answerable]
    shares = [f"{np.mean([r for r, o in zip(right, is_open, strict=True) if o]):.3f} first"]
    for share in _SHARES:
        bar = np.quantile(wrong, 1 - share)
        rows = zip(surest, right, is_open, strict=True)
        answered = [
            bool(score > bar and is_right) for score, is_right, is_asked in rows if is_asked
        ]
        shares.append(f"{np.mean(answered):.3f} at {share:.2f}")
    return ", ".join(shares)


def bias_for(examples: Sequence[Example], found: Sequence[Values], share: float) -> float:
    """What to add to the log-odds so that this share of the unanswerable is above 0."""
    pairs = zip(examples, found, strict=True)
    wrong = [own.max() for one, own in pairs if not is_answerable(one.row) and len(own)]
    return -float(np.quantile(wrong, 1 - share))


def _print(name: str, weights: Values, bias: float) -> None:
    listed = ", ".join(f"{weight:.3f}" for weight in weights)
    print(f"{name} = ({listed}), {bias:.3f}")
    print("    " + ", ".join(f"{n} {w:.2f}" for n, w in zip(_NAMES, weights, strict=True)))


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--false", type=float, default=0.15, metavar="SHARE")
    given = parser.parse_args()
    loaded = indexed(given.folder, given.work, given.others)
    inquiry = Inquiry(Archive(loaded), loaded.answers)
    examples = [one for row in rows_of("tune") if (one := example(row, inquiry)) is not None]
    ruled = [_NAMES.index(name) for name in _NAMES if name != "read"]
    before = scores(examples, ruled)
    print("to be read:", recall(examples, before))
    _print("_LIKELIEST", *fit(examples, ruled))
    reader = span_reader.shared()
    chosen = []
    for one, own in zip(examples, before, strict=True):
        likeliest = [one.found[number] for number in np.argsort(-own)[:MOST_READ]]
        chosen.append(replace(one, found=with_readings(one.asked, likeliest, reader.read)))
    for names in ((*_DECIDING, "read"), ("read",), _NAMES):
        print(f"read, by {', '.join(names)}: {curve(chosen, scores(chosen, _numbers(names)))}")
    for name, names, share in (
        ("_READ", (*_DECIDING, "read"), given.false),
        ("_UNREAD", (*_COVERED, *_DECIDING), 2 * given.false),
    ):
        found = scores(chosen, _numbers(names))
        print(f"{name}: {curve(chosen, found)}")
        weights, bias = fit(chosen, _numbers(names))
        _print(name, weights, bias + bias_for(chosen, found, share))


def _numbers(names: Sequence[str]) -> list[int]:
    return [_NAMES.index(name) for name in names]


if __name__ == "__main__":
    main()
