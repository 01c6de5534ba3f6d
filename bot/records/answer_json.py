"""Answers and citations as JSON, and back. Answers of earlier and of later versions can be read."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

from bot.types.answer import Answer, Choice, Related, Told
from bot.types.citation import Citation
from bot.types.dropped import Dropped
from bot.types.problem import Failure
from index.language.dates.written import Resolved


def answer_to_json(answer: Answer) -> str:
    """The answer without its citations, which are kept apart."""
    fields = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer)}
    fields["citations"] = None
    for name in ("related", "choices", "sentences", "dropped"):
        fields[name] = [dataclasses.asdict(part) for part in fields[name]]
    return _to_json(fields)


def answer_from_json(text: str, citations: tuple[Citation, ...]) -> Answer:
    """The answer of `answer_to_json`, with its citations."""
    fields = json.loads(text)
    related = [Related(**_known_fields(Related, one)) for one in fields["related"]]
    choices = [Choice(**_known_fields(Choice, one)) for one in fields.get("choices", ())]
    sentences = [
        Told(**_known_fields(Told, one) | {"citations": tuple(one["citations"])})
        for one in fields.get("sentences", ())
    ]
    dropped = [Dropped(one["text"], _failure(one["problem"])) for one in fields.get("dropped", ())]
    parts = {
        "citations": citations,
        "related": tuple(related),
        "choices": tuple(choices),
        "sentences": tuple(sentences),
        "dropped": tuple(dropped),
    }
    return Answer(**_known_fields(Answer, fields) | parts)


def _failure(name: str) -> Failure:
    """A kind of failure; one of a later version is none in particular."""
    return Failure(name) if name in set(Failure) else Failure.UNSUPPORTED


def citation_to_json(citation: Citation) -> str:
    """The citation with its quote and context: it can be shown when the article is gone."""
    return _to_json(dataclasses.asdict(citation))


def citation_from_json(text: str) -> Citation:
    """The citation of `citation_to_json`."""
    fields = json.loads(text)
    typed = {
        "published": fields["published"] and date.fromisoformat(fields["published"]),
        "also_in": tuple(fields["also_in"]),
        "dates": tuple(_resolved_date(one) for one in fields.get("dates", ())),
    }
    return Citation(**_known_fields(Citation, fields) | typed)


def _resolved_date(fields: dict[str, Any]) -> Resolved:
    days = {name: date.fromisoformat(fields[name]) for name in ("first", "last")}
    return Resolved(**_known_fields(Resolved, fields) | days)


def _known_fields(
    kind: type[Answer | Citation | Related | Choice | Told | Resolved], fields: dict[str, Any]
) -> dict[str, Any]:
    """The fields that this version knows: a later version may have added others."""
    names = {field.name for field in dataclasses.fields(kind)}
    return {name: value for name, value in fields.items() if name in names}


def _to_json(value: object) -> str:
    """JSON in ASCII, since the name of a file may hold bytes that are not UTF-8."""
    return json.dumps(value, default=_isoformat)


def _isoformat(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a record")
