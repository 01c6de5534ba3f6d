"""The statements of an article: who said what, where and when, by rules on spaCy's parse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from index.articles import boilerplate
from index.articles.parse import headings
from index.language.lexicon import pattern
from index.statements import place_and_date, spacy_model
from index.statements.direct_speech import DirectSpeech, announcement, is_continued
from index.statements.grammar import noun_phrase, without_article
from index.statements.indirect_speech import headline_statement, indirect_speech
from index.statements.parsed_paragraph import ParsedParagraph, StatementDraft
from index.statements.people import People, Person
from index.statements.person_names import bare_name
from index.statements.place_and_date import Occasion
from index.statements.quotation_marks import MARKS, Frame, find_quotations, frame
from index.statements.reporting_verbs import is_unreal, may_report, written
from index.types import Article, Statement

if TYPE_CHECKING:
    from spacy.tokens import Doc

_LONGEST = 10_000
"""Characters of a paragraph that are read: no reporter writes longer ones."""
_OPENING = 2
"""Paragraphs that tell where the article's event was."""
_LABEL = re.compile(r"[^.:]{2,40}: ")
_TURN = re.compile(
    r"""
    (?P<label> [A-Z][\w.'’-]* (?: \ [A-Z][\w.'’-]* ){0,3} ) :\   # Idris Colley:
    (?= \S )
    """,
    re.VERBOSE,
)
"""Matches what stands before somebody's words in an interview."""
_LONGEST_MARK = 12
"""Characters of the mark before an item of a list, with the spaces around it."""
_FEWEST_TURNS = 2
"""Of somebody in an interview."""


def extract(article: Article) -> Article:
    """The article with its statements and people; unchanged if it is not in English.

    Raises ModelError if spaCy's model is not installed.
    """
    if article.language != "en" or not article.sentences:
        return article
    frames = [_frame(article.text, start, end) for start, end in _paragraphs(article)]
    lead = _lead(article, frames)
    docs = _read([frame.text for frame in frames], lead)
    people = People(docs)
    occasion = place_and_date.of_article(article, docs[lead : lead + _OPENING])
    above = _above_lists([_is_item(article.text, frame.article_offset(0)) for frame in frames])
    reader = _StatementReader(_parsed(frames, docs), frames, people, occasion, above)
    return replace(article, statements=tuple(reader.statements), people=people.names)


# The text


def _frame(text: str, start: int, end: int) -> Frame:
    return frame(text, start, end, find_quotations(text, start, end))


def _paragraphs(article: Article) -> list[tuple[int, int]]:
    """The paragraphs of the body, and the lines among them that are no sentences.

    Those are the headline, captions and "He said:".
    """
    body: list[tuple[int, int]] = []
    for _, group in groupby(article.sentences, key=lambda sentence: sentence.paragraph):
        sentences = list(group)
        start = sentences[0].start
        body.append((start, min(sentences[-1].end, start + _LONGEST)))
    others = [line for line in headings(article.text) if not _overlaps(line, body)]
    return sorted([*body, *others])


def _is_item(text: str, start: int) -> bool:
    """Whether the mark of a list stands before a paragraph."""
    line = text.rfind("\n", max(0, start - _LONGEST_MARK), start) + 1
    mark = text[line:start].lstrip()
    return boilerplate.bullet_length(f"{mark}x") == len(mark) > 0


def _above_lists(are_items: Sequence[bool]) -> list[int]:
    """Of each paragraph its own number, or of an item the number of what stands above the list."""
    above: list[int] = []
    for number, is_item in enumerate(are_items):
        above.append(above[-1] if is_item and above else number)
    return above


def _overlaps(line: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(line[0] < end and start < line[1] for start, end in spans)


def _lead(article: Article, frames: Sequence[Frame]) -> int:
    """The number of the paragraph that the body begins with."""
    first = article.sentences[0].start
    return next(n for n, frame in enumerate(frames) if frame.article_offset(0) == first)


def _read(texts: Sequence[str], lead: int) -> list[Doc]:
    """The paragraphs with their names, and the parse of those that may matter."""
    docs = spacy_model.make_docs(texts)
    wanted = [doc for n, doc in enumerate(docs) if n == lead or _needs_parse(texts[n])]
    with spacy_model.one_thread():
        spacy_model.parse(wanted)
        spacy_model.add_entities(docs)
    return docs


def _needs_parse(text: str) -> bool:
    """Whether somebody may speak or be introduced in a paragraph."""
    has_quotation = any(mark in text for mark in MARKS)
    has_title = bool(_title().search(text) or _LABEL.match(text))
    return has_quotation or has_title or may_report(text)


@cache
def _title() -> re.Pattern[str]:
    return re.compile(pattern("titles", "title"), re.IGNORECASE)


def _parsed(frames: Sequence[Frame], docs: Sequence[Doc]) -> list[ParsedParagraph | None]:
    """The paragraphs; None for those that are not parsed."""
    pairs = enumerate(zip(frames, docs, strict=True))
    return [
        ParsedParagraph(number, frame, doc) if doc.has_annotation("DEP") else None
        for number, (frame, doc) in pairs
    ]


# The statements


class _StatementReader:
    """Turns the drafts of paragraphs into statements, in order: each may depend on the last one."""

    def __init__(
        self,
        paragraphs: Sequence[ParsedParagraph | None],
        frames: Sequence[Frame],
        people: People,
        occasion: Occasion,
        above: Sequence[int],
    ) -> None:
        self.statements: list[Statement] = []
        self._above = above
        """Of each paragraph of a list, what stands above it; others stand above themselves."""
        self._paragraphs = paragraphs
        self._frames = frames
        self._people = people
        self._occasion = occasion
        self._last_paragraph = -2
        """The paragraph of the last statement; none is before the first."""
        drafts = [self._drafts(number) for number in range(len(paragraphs))]
        _join_open_quotations(drafts)
        turns = _turns(frames, people)
        for number, of_paragraph in enumerate(drafts):
            if number in turns:
                self.statements.append(self._turn(number, *turns[number]))
                continue
            for draft in of_paragraph:
                if self._add(draft, number):
                    self._last_paragraph = number

    def _turn(self, number: int, label: str, person: Person) -> Statement:
        """All that somebody says in a paragraph of an interview."""
        frame = self._frames[number]
        start = frame.article_offset(0)
        return Statement(
            speaker=person.name,
            role=person.role,
            speaker_mention=label,
            mention_start=start,
            mention_end=start + len(label),
            cue=":",
            start=frame.article_offset(len(label) + 2),
            end=frame.article_offset(len(frame.text) - 1) + 1,
            direct=True,
            place=self._occasion.place,
            date=self._occasion.date,
        )

    def _drafts(self, number: int) -> list[StatementDraft]:
        paragraph = self._paragraphs[number]
        before = self._paragraphs[number - 1] if number else None
        found = list(statement_drafts(paragraph, before)) if paragraph is not None else []
        if any(draft.report is not None for draft in found):
            return found
        item = self._listed(number)
        return [item] if item is not None else found

    def _listed(self, number: int) -> StatementDraft | None:
        """An item of a list that a report announces: "Colley said the union wants: – a raise"."""
        first = self._above[number]
        before = self._paragraphs[first]
        report = announcement(before) if before is not None and first < number else None
        if before is None or report is None or is_unreal(report.cue):
            return None
        frame = self._frames[number]
        return StatementDraft(
            frame.article_offset(0),
            frame.article_offset(len(frame.text.rstrip(";, ")) - 1) + 1,
            is_direct=False,
            report=report,
            paragraph=first,
            context=before.context_of(report),
        )

    def _add(self, draft: StatementDraft, number: int) -> bool:
        """Adds a draft as a statement, or to the last one; False if it is nobody's."""
        if draft.report is None:
            return self._continue_last(draft, number)
        statement = self._statement(draft)
        if statement is None:
            return False
        last = self.statements[-1] if self._last_paragraph == number else None
        self.statements.append(self._placed(statement, draft, last))
        return True

    def _continue_last(self, draft: StatementDraft, number: int) -> bool:
        """Adds a quotation without a report: to the last statement, or with its speaker."""
        if not self.statements or self._last_paragraph < number - 1:
            return False
        last = self.statements[-1]
        if last.direct and self._is_continuation(draft, number):
            self.statements[-1] = replace(last, end=draft.end)
        else:
            self.statements.append(replace(last, start=draft.start, end=draft.end, direct=True))
        return True

    def _is_continuation(self, draft: StatementDraft, number: int) -> bool:
        if self._last_paragraph == number:
            return draft.is_continuation
        before, paragraph = self._paragraphs[number - 1], self._paragraphs[number]
        return before is not None and paragraph is not None and is_continued(before, paragraph)

    def _statement(self, draft: StatementDraft) -> Statement | None:
        """The statement with its speaker; None if that must be somebody known and is not."""
        assert draft.report is not None
        subject = draft.report.subject
        mention = noun_phrase(subject)
        if subject.lower_ in ("he", "she"):
            person = self._people.antecedent(subject, draft.paragraph)
        else:
            person = self._people.referent(subject, mention)
        if person is None and draft.needs_known_speaker:
            return None
        person = person or Person(without_article(bare_name(mention.text)))
        frame = self._frames[draft.paragraph]
        return Statement(
            speaker=person.name,
            role=person.role,
            speaker_mention=mention.text,
            mention_start=frame.article_offset(mention.start_char),
            mention_end=frame.article_offset(mention.end_char - 1) + 1,
            cue=written(draft.report.cue),
            start=draft.start,
            end=draft.end,
            direct=draft.is_direct,
        )

    def _placed(
        self, statement: Statement, draft: StatementDraft, last: Statement | None
    ) -> Statement:
        """The statement with its place and date.

        They are those of its sentence, else of what the same speaker said just before (`last`),
        else of the article.
        """
        assert draft.report is not None
        own = place_and_date.of_report(draft.context, draft.report, self._occasion.date)
        other = self._occasion
        if last is not None and last.speaker == statement.speaker:
            other = Occasion(last.place, last.date)
        return replace(statement, place=own.place or other.place, date=own.date or other.date)


def statement_drafts(
    paragraph: ParsedParagraph, before: ParsedParagraph | None
) -> Iterator[StatementDraft]:
    """The statements of a paragraph in order; the one before it may introduce the first."""
    direct = DirectSpeech(paragraph, before)
    drafts = [*direct.drafts, *indirect_speech(paragraph, direct.drafts, direct.cues)]
    headline = headline_statement(paragraph) if not direct.drafts else None
    drafts += [headline] if headline is not None else []
    yield from sorted(drafts, key=lambda draft: (draft.start, draft.end))


def _turns(frames: Sequence[Frame], people: People) -> dict[int, tuple[str, Person]]:
    """The paragraphs of an interview that begin with whose words they are: the label, and who.

    In a transcript those are all labels with a title or a known name. Elsewhere it must be somebody
    whom the article names, with several such paragraphs.
    """
    matches = ((number, _TURN.match(frame.text)) for number, frame in enumerate(frames))
    labels = {number: match["label"] for number, match in matches if match}
    known = {
        number: (label, person)
        for number, label in labels.items()
        if (person := people.named(label)) is not None
    }
    if _is_transcript(tuple(labels.values())):
        titled = {n: label for n, label in labels.items() if bare_name(label) != label}
        return {n: (label, Person(bare_name(label))) for n, label in titled.items()} | known
    counts = Counter(person.name for _, person in known.values())
    return {n: turn for n, turn in known.items() if counts[turn[1].name] >= _FEWEST_TURNS}


def _is_transcript(labels: Sequence[str]) -> bool:
    """Whether paragraphs begin with who speaks: several do, some again, and by their titles."""
    counts = Counter(labels)
    has_titles = any(bare_name(label) != label for label in counts)
    return has_titles and 1 < len(counts) < len(labels)


def _join_open_quotations(drafts: Sequence[list[StatementDraft]]) -> None:
    """Joins a quotation that a paragraph leaves open to the next one, if that says whose it is."""
    for earlier, later in pairwise(drafts):
        if not earlier or not later or not earlier[-1].is_open or later[0].report is None:
            continue
        if earlier[-1].mark == later[0].mark:
            later[0] = replace(later[0], start=earlier.pop().start)
