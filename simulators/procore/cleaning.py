"""Reads the fields of a write: what is unknown is dropped, what is no date becomes null, the rest has to be right."""

from http import HTTPStatus

from pydantic import JsonValue

from simulators.procore.errors import ApiError
from simulators.procore.resource import BLANK, Draft, Resource
from simulators.procore.settings import ProcoreSettings
from simulators.procore.wire import Json, decimal_of, int_of, moment_text, money, parse_day, parse_moment


def accepted_fields(resource: Resource, raw: Json, settings: ProcoreSettings) -> Json:
    """The fields that the resource knows; others are dropped, or refused with 406 if the settings say so."""
    unknown = sorted(raw.keys() - resource.accepted - {"id"})
    if unknown and settings.refuse_unknown_fields:
        raise ApiError(HTTPStatus.NOT_ACCEPTABLE, f"unknown fields: {', '.join(unknown)}", source=unknown[0])
    return {name: value for name, value in raw.items() if name in resource.accepted}


def clean(resource: Resource, draft: Draft) -> None:
    """Bring every field into the form it is kept in, and note in the draft what cannot be taken."""
    for name, value in list(draft.fields.items()):
        draft.fields[name] = _cleaned(resource, draft, name, value)
    for name in resource.required:
        if draft.value(name) in (None, "") and (draft.row is None or name in draft.fields):
            draft.refuse(name, BLANK)
    for name, target in resource.references.items():
        _check_reference(draft, name, target)


def _cleaned(resource: Resource, draft: Draft, name: str, value: JsonValue) -> JsonValue:
    if name in resource.dates or name in resource.moments:
        return _date(value, moment=name in resource.moments)
    if value is None:
        return None
    if name in resource.amounts or name in resource.numbers:
        return _number(draft, name, value, cents=name in resource.amounts)
    if name in resource.choices and str(value) not in resource.choices[name]:
        draft.refuse(name, "is not included in the list")
    return str(value) if name == "origin_id" else value


def _date(value: JsonValue, *, moment: bool) -> str | None:
    """A date that is written badly is lost without a word (procore.md 3)."""
    if not isinstance(value, str):
        return None
    if moment:
        read = parse_moment(value)
        return None if read is None else moment_text(read)
    day = parse_day(value)
    return None if day is None else day.isoformat()


def _number(draft: Draft, name: str, value: JsonValue, *, cents: bool) -> JsonValue:
    number = decimal_of(value)
    if number is None:
        draft.refuse(name, "is not a number")
        return None
    return money(number) if cents else f"{number:f}"


def _check_reference(draft: Draft, name: str, target: str) -> None:
    """An id must lead to a record of the company and, where that has a project, of the same project."""
    if draft.fields.get(name) is None:
        return
    found = draft.company.find(target, int_of(draft.fields[name]))
    if found is None or found.project_id not in {None, draft.project_id}:
        draft.refuse(name, "must exist")
        return
    draft.fields[name] = found.id
