"""Answers as JSON and back: the form in which conversations keep them, which later versions can still read."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from typing import Any

from bot.types.answer import Answer, Choice, Related
from bot.types.citation import Citation
from index.language.dates import Resolved


def answer_json(answer: Answer) -> str:
    """The answer without its citations."""
    fields = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer)}
    related, choices = (
        [dataclasses.asdict(one) for one in fields[name]] for name in ("related", "choices")
    )
    return _to_json({**fields, "citations": None, "related": related, "choices": choices})


def citation_json(citation: Citation) -> str:
    """The citation with its quote and its context, so that it can be shown when the article is gone."""
    return _to_json(dataclasses.asdict(citation))


def answer_of(record: str, citations: tuple[Citation, ...]) -> Answer:
    """The answer that was recorded, by this version or an earlier one."""
    fields = json.loads(record)
    related = tuple(Related(**_known(Related, passage)) for passage in fields["related"])
    choices = tuple(Choice(**_known(Choice, choice)) for choice in fields.get("choices", ()))
    return Answer(
        **_known(Answer, fields) | {"citations": citations, "related": related, "choices": choices}
    )


def citation_of(record: str) -> Citation:
    """The citation that was recorded."""
    fields = json.loads(record)
    published = fields["published"] and date.fromisoformat(fields["published"])
    days = tuple(map(_resolved, fields.get("dates", ())))
    typed = {"published": published, "also_in": tuple(fields["also_in"]), "dates": days}
    return Citation(**_known(Citation, fields) | typed)


def _resolved(record: dict[str, Any]) -> Resolved:
    days = {name: date.fromisoformat(record[name]) for name in ("first", "last")}
    return Resolved(**_known(Resolved, record) | days)


def _known(
    kind: type[Answer | Citation | Related | Choice | Resolved], fields: dict[str, Any]
) -> dict[str, Any]:
    """The fields that there are in this version."""
    names = {field.name for field in dataclasses.fields(kind)}
    return {name: value for name, value in fields.items() if name in names}


def _to_json(value: object) -> str:
    return json.dumps(
        value, default=_isoformat
    )  # in ASCII: a file's name may hold what UTF-8 cannot say


def _isoformat(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a record")
