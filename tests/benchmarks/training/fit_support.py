"""Fits the weights of the graded measure of support (`bot.support`) and prints how well it ranks.

    python tests/benchmarks fit_support NEWS_FOLDER CLAPNQ_FOLDER [--articles N]

NEWS_FOLDER holds articles as text files: headlines, leads and shortened sentences are held against
the rest of the article, as they are and altered; so are its sentences (see `alterations`).
CLAPNQ_FOLDER holds questions with answers, which are held against their own passage and against
another one. Even articles and lines are trained on, with an intercept for each set, so that it is
within a set that claims are told apart; the area under the ROC curve is of the odd ones, beside
that of the share of pairs of neighbours alone.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from alterations import ALTERED, TRUE, Maker, Sample
from jsonl import read_rows

from bot.checking.source_view import SentencePlace, read
from bot.checking.support_score import SIGNS, SupportFeatures, support_features, values
from bot.checking.verify import verify
from bot.language.tokens import tokens
from bot.types.source_span import SourceSpan
from index.articles.parse import parse
from index.errors import UnreadableError
from index.readers import text as reading
from index.types import Article, Document, Sentence

Row = tuple[str, bool, tuple[float, ...]]
"""A claim: its set, whether it is supported, its features."""
SupportClaim = tuple[str, bool, str, Article]
"""A claim: its set, whether it is supported, its words, and what to hold it against."""

_SETS = ("headline", "lead", "extract", "altered", "clapnq")
_RIDGE = 0.03
_KINDS = ("number", "name", "date", "negation added", "negation removed")
_PREDICATE = re.compile(
    r"^(?P<who>[A-Z][^,]{2,60}?) "
    r"(?P<does>(?:said|says|is|was|are|were|has|have|had|will|would|can|could|[a-z]+ed)\b.*)$"
)


@dataclass(frozen=True)
class Claim(Sample):
    """A sentence that need not stand in the article."""

    words: str = ""

    @property
    def text(self) -> str:
        return self.words


def parsed(text: str, source: str) -> Article | None:
    try:
        return parse(Document(source, text, source))
    except UnreadableError:
        return None


def without(article: Article, numbers: Sequence[int]) -> Article:
    """The article without some of its sentences, and without its headline."""
    kept = tuple(s for n, s in enumerate(article.sentences) if n not in numbers)
    return replace(article, sentences=kept, title="", source=f"{article.source}-{numbers}")


def shortened(text: str, chance: random.Random) -> str:
    """A sentence with a part between commas left out, or cut off at one."""
    parts = re.split(r", ", text)
    if len(parts) > 2 and chance.random() < 0.6:
        del parts[chance.randrange(1, len(parts) - 1)]
    elif len(parts) > 1 and len(parts[0].split()) > 4:
        parts = parts[:1]
    return ", ".join(parts).rstrip(".") + "."


def fused(one: str, other: str) -> str | None:
    """Who of one sentence, and what they do of another."""
    first, second = _PREDICATE.match(one), _PREDICATE.match(other)
    if not first or not second or set(first["who"].split()) & set(second["who"].split()):
        return None
    return f"{first['who']} {second['does']}"


def lowered(text: str) -> str:
    """As summarisers often write: small letters, marks apart."""
    return re.sub(r"([.,;:!?“”\"()])", r" \1 ", text.lower()).strip()


def claims(
    article: Article, others: Sequence[Article], chance: random.Random
) -> Iterator[SupportClaim]:
    """The claims that are made of an article: of its headline, its lead, and three sentences."""
    sentences = [" ".join(article.quote(s).split()) for s in article.sentences]
    body = without(article, [0])
    if _is_long(article.title, 6):
        yield from _whole_claims("headline", Claim(body, 0, others, chance, article.title))
    if _is_long(sentences[0], 6):
        lead = Claim(body, 0, others, chance, sentences[0])
        yield from _whole_claims("lead", lead)
        yield from _strange_claims(lead)
    for number in chance.sample(range(1, len(sentences)), min(3, len(sentences) - 1)):
        if _is_long(sentences[number], 8):
            short = Claim(article, number, others, chance, shortened(sentences[number], chance))
            yield from _altered_claims(Sample(article, number, others, chance))
            yield from _extracts(short, sentences)


def _is_long(text: str, words: int) -> bool:
    """Whether a text has at least so many words."""
    return len(text.split()) >= words


def _one_made(sample: Sample, makers: Iterable[Maker]) -> list[str]:
    """What one of the makers makes of a sample, drawn by chance; empty if none can."""
    made = [claim for maker in makers if (claim := maker(sample))]
    return sample.chance.sample(made, min(1, len(made)))


def _whole_claims(name: str, whole: Claim) -> Iterator[SupportClaim]:
    """A headline or a lead against the rest of the article, as it is and altered."""
    yield name, True, whole.text, whole.article
    for changed in _one_made(whole, (ALTERED[kind] for kind in _KINDS)):
        yield name, False, changed, whole.article


def _strange_claims(lead: Claim) -> Iterator[SupportClaim]:
    """The lead of another article, and the lead with a predicate from another article."""
    first = lead.others[0]
    yield "lead", False, " ".join(first.quote(first.sentences[0]).split()), lead.article
    stranger = lead.chance.choice(lead.others)
    sentence = stranger.quote(lead.chance.choice(stranger.sentences))
    if new := fused(lead.text, " ".join(sentence.split())):
        yield "lead", False, new, lead.article


def _altered_claims(sample: Sample) -> Iterator[SupportClaim]:
    """A sentence reworded, and altered."""
    for changed in _one_made(sample, TRUE.values()):
        yield "altered", True, changed, sample.article
    for changed in _one_made(sample, ALTERED.values()):
        yield "altered", False, changed, sample.article


def _extracts(short: Claim, sentences: Sequence[str]) -> Iterator[SupportClaim]:
    """A shortened sentence, as it is, altered, and fused with another; half are lowered."""
    chance, article = short.chance, short.article
    say = lowered if chance.random() < 0.5 else str
    yield "extract", True, say(short.text), article
    for changed in _one_made(short, (ALTERED[kind] for kind in _KINDS[:2])):
        yield "extract", False, say(changed), article
    whole = sentences[short.number]
    fusions = (fused(whole, other) for other in chance.sample(sentences, 2))
    if new := next(filter(None, fusions), None):
        yield "extract", False, say(shortened(new, chance)), article


def news(folder: Path, count: int) -> Iterator[tuple[int, SupportClaim]]:
    files = sorted(folder.glob("*.txt"))
    random.Random(0).shuffle(files)
    found = (parsed(reading.decode(file.read_bytes())[0], file.name) for file in files)
    kept: list[Article] = []
    for article in found:
        if article and 8 <= len(article.sentences) <= 80 and article.language == "en":
            kept.append(article)
        if len(kept) == count:
            break
    for number, article in enumerate(kept):
        chance = random.Random(number)
        others = chance.sample([one for one in kept if one is not article], 5)
        yield from ((number, claim) for claim in claims(article, others, chance))


def answers(file: Path) -> Iterator[tuple[int, SupportClaim]]:
    """CLAPNQ's answers against their own passage, and against that of the line after next."""
    rows = read_rows(file)
    passages = [
        _article(row["passages"][0]["title"], row["passages"][0]["sentences"]) for row in rows
    ]
    for number, row in enumerate(rows):
        for right, passage in (
            (True, passages[number]),
            (False, passages[(number + 2) % len(rows)]),
        ):
            yield number, ("clapnq", right, row["output"][0]["answer"], passage)


def _article(title: str, sentences: Sequence[str]) -> Article:
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Sentence(at, at + len(sentence), 0))
        at += len(sentence) + 1
    text = " ".join(sentences)
    return Article(
        title, title, text, title, None, None, None, None, None, None, "en", tuple(spans)
    )


def measured(claim: str, article: Article) -> tuple[float, ...]:
    """What the measure weighs."""
    view = read(article)
    places = [SentencePlace(view, number) for number in range(len(view.lines))]
    verdict = verify(claim, [SourceSpan(article, 0, len(article.text))])
    return values(
        support_features(tokens(claim, view.common), places),
        [problem.kind for problem in verdict.problems],
    )


def fit(rows: Sequence[Row]) -> tuple[npt.NDArray[np.float32], float]:
    """Weights of the greatest likelihood, each set weighing the same, and the mean of the sets'
    intercepts."""
    names = sorted({name for name, _, _ in rows})
    which = torch.tensor([[float(name == one) for one in names] for name, _, _ in rows])
    x = torch.tensor([vector for _, _, vector in rows])
    y = torch.tensor([float(right) for _, right, _ in rows])
    sizes = Counter((name, right) for name, right, _ in rows)
    share = torch.tensor([1 / sizes[name, right] for name, right, _ in rows])
    middle, spread, signs = x.mean(0), x.std(0) + 1e-6, torch.tensor(SIGNS)
    raw, biases = (
        torch.zeros(x.shape[1], requires_grad=True),
        torch.zeros(len(names), requires_grad=True),
    )
    optimizer = torch.optim.LBFGS([raw, biases], max_iter=400, line_search_fn="strong_wolfe")

    def weights() -> torch.Tensor:
        return torch.where(signs == 0, raw, signs * torch.nn.functional.softplus(raw - 2))

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        z = ((x - middle) / spread) @ weights() + which @ biases
        total = (
            torch.nn.functional.binary_cross_entropy_with_logits(z, y, share, reduction="sum")
            / share.sum()
        )
        total = total + _RIDGE * (weights() ** 2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    real = (weights() / spread).detach()
    return real.numpy(), float(biases.detach().mean() - (middle * real).sum())


def auroc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """The chance that a supported claim has more than an unsupported one; ties count half."""
    good = np.array([s for s, r in zip(scores, right, strict=True) if r])
    bad = np.array([s for s, r in zip(scores, right, strict=True) if not r])
    return float(((good[:, None] > bad).mean() + (good[:, None] >= bad).mean()) / 2)


def main() -> None:
    """Reads, fits, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("news", type=Path)
    parser.add_argument("clapnq", type=Path)
    parser.add_argument("--articles", type=int, default=300)
    given = parser.parse_args()
    found = [
        *news(given.news, given.articles),
        *answers(given.clapnq / "clapnq_dev_answerable.jsonl"),
    ]
    rows = [
        (n, (name, right, measured(claim, article))) for n, (name, right, claim, article) in found
    ]
    weights, bias = fit([row for number, row in rows if number % 2 == 0])
    print(
        f"_WEIGHTS = {tuple(round(weight, 2) for weight in weights.tolist())}\n_BIAS = {bias:.2f}"
    )
    pairs = [field.name for field in fields(SupportFeatures)].index("pairs")
    for name in _SETS:
        held = [row for number, row in rows if number % 2 and row[0] == name]
        right = [one[1] for one in held]
        ours = auroc([float(np.dot(weights, one[2])) for one in held], right)
        alone = auroc([one[2][pairs] for one in held], right)
        print(
            f"{name:10} {len(held):5} claims  AUROC {ours:.3f}  "
            f"(pairs of neighbours alone {alone:.3f})"
        )


if __name__ == "__main__":
    main()
