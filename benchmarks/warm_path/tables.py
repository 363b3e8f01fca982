"""What both peers do with DynamoDB, by boto3's resource as AWS's samples do: the same items, reads and writes as ours.

Models and rules of the domain are the product's own for everybody: what differs is everything around them.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import boto3
from boto3.dynamodb.conditions import Key

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.employee import Employee
from fieldledger.domain.identity import Identity, IdentityKind
from fieldledger.domain.project import Project
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.services.queries.time_cards import JobView, PersonView, TimeCardView

dynamodb: Final = boto3.resource("dynamodb")
RECORDS: Final = os.environ["RECORDS_TABLE"]
POSTINGS: Final = os.environ["POSTINGS_TABLE"]
CONTROL: Final = os.environ["CONTROL_TABLE"]
AUDIT: Final = os.environ["AUDIT_TABLE"]
_MOST_KEYS: Final = 100

type Item = dict[str, Any]


def parsed[M: CanonicalModel](kind: type[M], item: Mapping[str, Any]) -> M:
    """The model in an item."""
    model = kind.model_validate_json(item["body"])
    if "version" in kind.model_fields:
        return model.model_copy(update={"version": int(item["version"])})
    return model


def item_of(company_id: str, sk: str, model: CanonicalModel, version: int = 1, **index: str) -> Item:
    """The item that holds a model."""
    body = model.model_dump_json(exclude={"version"})
    return {"pk": f"COMPANY#{company_id}", "sk": sk, "body": body, "version": version, **index}


def batch_get[M: CanonicalModel](company_id: str, kind: type[M], prefix: str, ids: Iterable[str]) -> list[M]:
    """The models that exist."""
    found: list[M] = []
    keys: list[Any] = [{"pk": f"COMPANY#{company_id}", "sk": f"{prefix}#{each}"} for each in dict.fromkeys(ids)]
    for first in range(0, len(keys), _MOST_KEYS):
        wanted: Any = {RECORDS: {"Keys": keys[first : first + _MOST_KEYS], "ConsistentRead": True}}
        while wanted:
            answer = dynamodb.batch_get_item(RequestItems=wanted)
            found.extend(parsed(kind, item) for item in answer["Responses"][RECORDS])
            wanted = answer.get("UnprocessedKeys")
    return found


def cards_between(
    company_id: str, first: date, last: date, limit: int, start: Any = None
) -> tuple[list[TimeCard], Any]:
    """A page by jobsite date, and where it goes on."""
    span = Key("date_sk").between(first.isoformat(), last.isoformat() + "\U0010ffff")
    answer = dynamodb.Table(RECORDS).query(
        IndexName="by_date",
        KeyConditionExpression=Key("date_pk").eq(f"COMPANY#{company_id}#TIME_CARD") & span,
        Limit=limit,
        **({"ExclusiveStartKey": start} if start else {}),
    )
    return [parsed(TimeCard, item) for item in answer["Items"]], answer.get("LastEvaluatedKey")


def survivors(company_id: str, kind: IdentityKind, ids: Sequence[str]) -> dict[str, str]:
    """The id that each stands for."""
    held = {each.canonical_id: each for each in batch_get(company_id, Identity, f"IDENTITY#{kind}", ids)}
    return {each: (held[each].merged_into or each) if each in held else each for each in ids}


def listed(
    company_id: str, first: date, last: date, status: TimeCardStatus | None, limit: int, start: Any
) -> tuple[list[TimeCardView], Any]:
    """A page of cards as people see them."""
    cards, following = cards_between(company_id, first, last, limit, start)
    return views(company_id, [card for card in cards if status in {None, card.status}]), following


def one(company_id: str, time_card_id: str) -> TimeCardView | None:
    """One card, if it is there."""
    shown = views(company_id, batch_get(company_id, TimeCard, "TIME_CARD", [time_card_id]))
    return shown[0] if shown else None


def views(company_id: str, cards: Sequence[TimeCard]) -> list[TimeCardView]:
    """With the names of jobs and workers."""
    jobs = survivors(company_id, IdentityKind.PROJECT, [card.project_id for card in cards])
    people = survivors(company_id, IdentityKind.EMPLOYEE, [card.employee_id for card in cards])
    projects = {each.project_id: each for each in batch_get(company_id, Project, "PROJECT", jobs.values())}
    workers = {each.employee_id: each for each in batch_get(company_id, Employee, "EMPLOYEE", people.values())}
    return [_view(card, workers.get(people[card.employee_id]), projects.get(jobs[card.project_id])) for card in cards]


def _view(card: TimeCard, worker: Employee | None, project: Project | None) -> TimeCardView:
    return TimeCardView(
        time_card_id=card.time_card_id,
        work_date=card.work_date,
        employee=PersonView(
            employee_id=worker.employee_id if worker else card.employee_id,
            number=worker.number if worker else None,
            name=worker.display_name if worker else None,
        ),
        project=JobView(
            project_id=project.project_id if project else card.project_id,
            number=project.number if project else None,
            name=project.name if project else None,
        ),
        entries=card.entries,
        total_hours=card.total_hours,
        status=card.status,
        approval_id=card.approval_id,
        source_updated_at=card.source_updated_at,
        version=card.version,
    )
