"""An article to its statements: who said what, where and when. spaCy's parse, with rules on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from index.articles.parse import headings
from index.statements import place_and_date, quotation_marks, reporting_verbs, spacy_model
from index.statements.indirect_speech import Paragraph
from index.statements.parsed_paragraph import Draft
from index.statements.people import TITLES, People, Person, bare, noun_phrase, role_words
from index.statements.place_and_date import Occasion
from index.statements.quotation_marks import Frame
from index.types import Article, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["TITLES", "extract", "role_words"]

_LONGEST = 10_000
"""Characters of a paragraph that are read: no reporter writes longer ones."""
_OPENING = 2
"""Paragraphs that tell where the article's event was."""
_LABEL = re.compile(r"[^.:]{2,40}: ")
_TITLE = re.compile("|".join(sorted(TITLES)), re.IGNORECASE)


def extract(article: Article) -> Article:
    """The article with its statements and people; as it was where its language is not English."""
    if article.language != "en" or not article.sentences:
        return article
    frames = [
        quotation_marks.frame(
            article.text, start, end, quotation_marks.find(article.text, start, end)
        )
        for start, end in _paragraphs(article)
    ]
    lead = next(
        number
        for number, frame in enumerate(frames)
        if frame.place(0) == article.sentences[0].start
    )
    docs = _read([frame.text for frame in frames], lead)
    people = People(docs)
    paragraphs = [
        Paragraph(number, frame, doc) if doc.has_annotation("DEP") else None
        for number, (frame, doc) in enumerate(zip(frames, docs, strict=True))
    ]
    top = place_and_date.of_article(article, docs[lead : lead + _OPENING])
    said = _statements(paragraphs, frames, people, top)
    return replace(article, statements=tuple(said), people=people.names)


def _statements(
    paragraphs: Sequence[Paragraph | None], frames: Sequence[Frame], people: People, top: Occasion
) -> list[Statement]:
    """The statements of the paragraphs, in order."""
    said: list[Statement] = []
    spoke = -2
    for number, drafts in enumerate(
        _taken_up([_drafts(paragraphs, number) for number in range(len(paragraphs))])
    ):
        for draft in drafts:
            if draft.report is not None:
                one = _statement(draft, frames[draft.number], people)
                if one is None:
                    continue
                said.append(
                    _placed(one, draft, top, said[-1] if said and spoke == number else None)
                )
            elif not said or spoke < number - 1:
                continue
            elif said[-1].direct and (
                draft.joins if spoke == number else _continues(paragraphs, number)
            ):
                said[-1] = replace(said[-1], end=draft.end)
            else:
                said.append(replace(said[-1], start=draft.start, end=draft.end, direct=True))
            spoke = number
    return said


def _drafts(paragraphs: Sequence[Paragraph | None], number: int) -> list[Draft]:
    paragraph = paragraphs[number]
    return paragraph.drafts(paragraphs[number - 1] if number else None) if paragraph else []


def _taken_up(drafts: Sequence[list[Draft]]) -> Sequence[list[Draft]]:
    """The drafts, where a quotation that a paragraph leaves open is one with that of the next, if it says whose it is."""
    for earlier, later in pairwise(drafts):
        if not (earlier and later and earlier[-1].is_open and later[0].report is not None):
            continue
        if earlier[-1].mark == later[0].mark:
            later[0] = replace(later[0], start=earlier.pop().start)
    return drafts


def _continues(paragraphs: Sequence[Paragraph | None], number: int) -> bool:
    """Whether a paragraph that opens with a quotation goes on with that of the paragraph before."""
    before, paragraph = paragraphs[number - 1], paragraphs[number]
    return before is not None and paragraph is not None and before.is_continued_by(paragraph)


def _statement(draft: Draft, frame: Frame, people: People) -> Statement | None:
    """The statement with whoever made it; None where only somebody known could have, and it is nobody known."""
    assert draft.report is not None
    subject = draft.report.subject
    mention = noun_phrase(subject)
    if subject.lower_ in ("he", "she"):
        person = people.antecedent(subject, draft.number)
    else:
        person = people.meant(subject, mention)
    if person is None:
        if draft.named_only:
            return None
        person = Person(re.sub(r"^(?:the|a|an)\s+", "", bare(mention.text), flags=re.IGNORECASE))
    return Statement(
        speaker=person.name,
        role=person.role,
        speaker_mention=mention.text,
        mention_start=frame.place(mention.start_char),
        mention_end=frame.place(mention.end_char - 1) + 1,
        cue=reporting_verbs.written(draft.report.cue),
        start=draft.start,
        end=draft.end,
        direct=draft.direct,
    )


def _placed(one: Statement, draft: Draft, top: Occasion, same: Statement | None) -> Statement:
    """The statement with its place and date: of its sentence, else of what the speaker said just before, else the top's."""
    assert draft.report is not None
    own = place_and_date.of_report(draft.around, draft.report, top.date)
    if same is not None and same.speaker == one.speaker:
        top = Occasion(same.place, same.date)
    return replace(one, place=own.place or top.place, date=own.date or top.date)


def _paragraphs(article: Article) -> list[tuple[int, int]]:
    """The paragraphs of the body, and the lines among them that are no sentences: headline, captions, "He said:"."""
    spans = [
        (group[0].start, min(group[-1].end, group[0].start + _LONGEST))
        for group in (
            list(group) for _, group in groupby(article.sentences, key=lambda one: one.paragraph)
        )
    ]
    covered = sorted(spans)
    lines = [
        line
        for line in headings(article.text)
        if not any(line[0] < end and start < line[1] for start, end in covered)
    ]
    return sorted([*spans, *lines])


def _read(texts: Sequence[str], lead: int) -> list[Doc]:
    """The paragraphs with the names in them; the lead and those where somebody may speak or is introduced are parsed."""
    docs = spacy_model.docs(texts)
    with spacy_model.one_thread():
        spacy_model.parse(
            [
                doc
                for number, doc in enumerate(docs)
                if number == lead or _wants_parse(texts[number])
            ]
        )
        spacy_model.name(docs)
    return docs


def _wants_parse(text: str) -> bool:
    return (
        any(mark in text for mark in quotation_marks.MARKS)
        or reporting_verbs.may_report(text)
        or bool(_TITLE.search(text) or _LABEL.match(text))
    )
