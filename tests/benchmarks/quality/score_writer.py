"""Counts what a chat model makes up, as it wrote it and as a user sees it.

    python tests/benchmarks score_writer INDEX_FOLDER QUESTIONS...
        [--questions N] [--passages N] [--model NAME] [--base-url URL] [--gguf FILE] [--show]

QUESTIONS are files with a JSON object a line: {"question", …}; N of them are asked, of each file in
turn. The model is SmolLM2-135M at a llama.cpp server that is started here, or that of --gguf there,
or the one named. What is made up is not told by the verifier but by comparing texts: a number, a
name (in no spelling) or a quotation of two words or more that stands nowhere in the article that is
cited (of what the model wrote: in none that it was given), and somebody named as speaker who, where
it is cited, is neither named nor on record.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from jsonl import read_rows

from bot.answering.langchain_chain import streaming
from bot.models.chat_model import ChatModel, Messages, Numbered
from bot.models.chat_model import of as model_of
from bot.types.answer import Answer
from bot.writing.reply_parser import drafts
from bot.writing.writer import Writer
from config import settings
from index.errors import OnRecordError
from index.language.name_sounds import name_key
from index.statements.extract import extract
from index.stores.archive import Archive
from index.types import Article, Sentence

_SERVER = Path(__file__).parents[1] / "llama_server.py"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[\w,;:“\"(] )(?!I\b)[A-Z][\w’'-]+")
_QUOTATION = re.compile(r"[“\"]([^“”\"]{3,})[”\"]")
_ENOUGH = 600
"""Characters of a reply; the smallest models do not end by themselves."""


class Overheard(ChatModel):
    """A chat model whose replies, and what it was given, are kept."""

    def __init__(self, model: ChatModel) -> None:
        super().__init__(model._settings, model._budget)
        self.given, self.said = "", ""

    def pieces(
        self,
        messages: Messages,
        schema: Mapping[str, Any] | None = None,
        share: float = 1.0,
        numbered: Numbered = lambda _: None,
    ) -> Generator[str, None, None]:
        self.given, self.said = str(messages[-1][1]), ""
        for piece in super().pieces(messages, schema, share, numbered):
            self.said += piece
            yield piece
            if len(self.said) > _ENOUGH:
                return


@dataclass(frozen=True)
class Source:
    """What a sentence may say: the words of articles, and who is on record or named where it is
    cited."""

    text: str
    speakers: str

    def made_up(self, sentence: str) -> Iterator[str]:
        """The kinds of things that a sentence has and the source has not."""
        text = plain(self.text)
        if any(number not in _NUMBER.findall(text) for number in _NUMBER.findall(sentence)):
            yield "number"
        sounds = {name_key(word) for word in re.findall(r"[\w’'-]+", text)}
        if any(
            name_key(name) not in sounds and name.lower() not in text.lower()
            for name in _NAME.findall(sentence)
        ):
            yield "name"
        quoted = [plain(quote).strip(" ,.;:?!") for quote in _QUOTATION.findall(sentence)]
        if any(" " in quote and quote.lower() not in text.lower() for quote in quoted):
            yield "quotation"
        if any(name not in self.speakers for name in speakers(sentence)):
            yield "attribution"


def plain(text: str) -> str:
    return " ".join(re.sub("[“”«»]", '"', text).replace("’", "'").replace("‘", "'").split())


def speakers(sentence: str) -> list[str]:
    """The last names of those whom a sentence gives a statement to."""
    whole = Article(
        "",
        "",
        sentence,
        "",
        None,
        None,
        None,
        None,
        None,
        None,
        "en",
        (Sentence(0, len(sentence), 0),),
    )
    said = extract(whole).statements
    return [one.speaker.split()[-1] for one in said if one.speaker.split()[-1][:1].isupper()]


def whole(article: Article) -> str:
    about = (
        article.title,
        article.dateline,
        article.publisher,
        article.byline,
        str(article.published or ""),
    )
    return (
        f"{' '.join(filter(None, about))} {article.published:%d %B %Y %A}"
        if article.published
        else " ".join(filter(None, about))
    )


def shown(answer: Answer, archive: Archive) -> Iterator[tuple[str, Source]]:
    """The sentences of an answer, each with what it is cited to."""
    cited = {one.number: one for one in answer.citations}
    for match in re.finditer(r"(.+?)((?:\s\[\d+\])+)", answer.text, re.DOTALL):
        numbers = [int(number) for number in re.findall(r"\d+", match[2])]
        found = [
            (cited[n], article)
            for n in numbers
            if (article := archive.catalog.article_of(cited[n].source))
        ]
        speaks = [one.quote + one.before for one, _ in found]
        speaks += [
            s.speaker for one, a in found for s in a.said_in(Sentence(one.start, one.end, 0))
        ]
        yield (
            match[1].strip(),
            Source(" ".join(f"{whole(a)} {a.text}" for _, a in found), " ".join(speaks)),
        )


def questions(files: Sequence[Path], count: int) -> list[str]:
    """As many of each file, answerable ones, in an order of chance."""
    asked = []
    for file in files:
        answerable = [
            row["question"]
            for row in read_rows(file)
            if not row.get("unanswerable") and not row.get("history")
        ]
        asked.append(random.Random(0).sample(answerable, len(answerable)))
    return [one for several in zip_longest(*asked) for one in several if one][:count]


def score(archive: Archive, loaded: settings.Settings, asked: Sequence[str], *, show: bool) -> None:
    """Asks, counts, prints."""
    model = Overheard(model_of(loaded))
    chain = streaming(Writer(archive, loaded, model).answers)
    engines, before, after, wholes = (Counter[str]() for _ in range(4))
    began = time.perf_counter()
    for number, question in enumerate(asked, 1):
        if show and number % 20 == 0:
            _print(before, after)
        model.said = ""
        answer = chain.invoke(question)
        engines[answer.engine if answer.answered else "no answer"] += 1
        for draft in drafts([model.said, "\n"]):
            _count(before, set(Source(model.given, model.given).made_up(draft.text)))
        wholes[_wholeness(answer)] += 1
        if answer.answered and answer.engine != "quotes":
            _count_shown(after, question, shown(answer, archive), show=show)
        if show:
            print(
                f"{number}. {question}\n  wrote: {model.said!r}\n  shown: {answer.engine}",
                flush=True,
            )
    by_engine = ", ".join(f"{engine} {count}" for engine, count in engines.items())
    print(f"{len(asked)} questions in {time.perf_counter() - began:.0f} s: {by_engine}")
    print(", ".join(f"{name} {count}" for name, count in wholes.items()))
    _print(before, after)


def _wholeness(answer: Answer) -> str:
    """What became of what the model wrote."""
    if not answer.answered:
        return "refused"
    if answer.engine == "quotes":
        return "quoted"
    return "in part" if answer.dropped else "whole"


def _count(counts: Counter[str], kinds: set[str]) -> None:
    """Counts a sentence, and the kinds of things that it makes up."""
    counts.update(["sentence", *(["anything"] if kinds else []), *kinds])


def _count_shown(
    counts: Counter[str], question: str, sentences: Iterable[tuple[str, Source]], *, show: bool
) -> None:
    """Counts the sentences of an answer, and prints those that make something up, or all."""
    for sentence, source in sentences:
        kinds = set(source.made_up(sentence))
        _count(counts, kinds)
        if kinds or show:
            print(f"  {', '.join(sorted(kinds)) or 'true'}: {sentence}\n    ({question})")


def _print(before: Counter[str], after: Counter[str]) -> None:
    print(f"{'':22}  written by the model  shown to the user")
    for kind in ("sentence", "anything", "number", "name", "quotation", "attribution"):
        name = {"sentence": "sentences", "anything": "with something made up"}.get(
            kind, f"  of them {kind}s"
        )
        print(f"{name:22}  {before[kind]:20}  {after[kind]:17}")


def main() -> None:
    """Starts the server if need be, asks, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index")
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--passages", type=int, default=24, help="how many are read for a question")
    parser.add_argument("--model", default="openai:local")
    parser.add_argument("--base-url")
    parser.add_argument("--gguf", help="a model's file, as the one that qwen.py makes")
    parser.add_argument("--show", action="store_true", help="print what is written and shown")
    given = parser.parse_args()
    server = None
    if given.base_url is None and given.model == "openai:local":
        command = [sys.executable, str(_SERVER), *([given.gguf] if given.gguf else [])]
        server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert server.stdout is not None
        given.base_url = server.stdout.readline().decode().strip()
    llm = {"model": given.model, "base_url": given.base_url, "timeout": 300}
    loaded = settings.load(
        index={"path": given.index}, answers={"passages": given.passages}, llm=llm
    )
    try:
        score(Archive(loaded), loaded, questions(given.files, given.questions), show=given.show)
    except OnRecordError as error:
        sys.exit(str(error))
    finally:
        if server is not None:
            server.kill()


if __name__ == "__main__":
    main()
