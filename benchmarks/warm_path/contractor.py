"""The contractor whose week is listed and approved, and the requests."""

import asyncio
import base64
import hmac
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, cast

from benchmarks.warm_path.emulated import VERIFIER
from fieldledger.clients.webhook_keys import hook_bearer
from fieldledger.domain.time_card import TimeCard
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.dynamo import DynamoDocumentStore
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.runtime.gateway import HttpEvent
from tests.builders import WORK_DATE, a_company, a_project, a_time_card, an_employee, an_entry
from tests.builders.webhooks import PROCORE_ACCOUNT, WEBHOOK_KEY, a_procore_body
from tests.support.api import Call, get, post
from tests.unit.functions.environment import ENVIRONMENT

CARDS: Final = 100
PAGE: Final = 50
WORKERS: Final = 20
JOBS: Final = 5
EVENTS: Final = 5
_DAYS: Final = 5
_FIRST: Final = WORK_DATE - timedelta(days=_DAYS - 1)


def seed() -> None:
    """A week of twenty workers on five jobs, through the product's own repositories."""
    asyncio.run(_seeded(DynamoDocumentStore({table: ENVIRONMENT[f"{table.name}_TABLE"] for table in TableName})))


async def _seeded(store: DynamoDocumentStore) -> None:
    (await DocumentCompanies(store).save(a_company())).unwrap()
    for number in range(JOBS):
        job = a_project(project_id=f"job-{number}", number=str(2200 + number))
        (await DocumentProjects(store).save(job)).unwrap()
    for number in range(WORKERS):
        worker = an_employee(employee_id=f"worker-{number:02}", number=str(100 + number))
        (await DocumentEmployees(store).save(worker)).unwrap()
    for number in range(CARDS):
        (await DocumentTimeCards(store).save(_card(number))).unwrap()


def _card(number: int) -> TimeCard:
    return a_time_card(
        time_card_id=_card_id(number),
        work_date=_FIRST + timedelta(days=number // WORKERS),
        employee_id=f"worker-{number % WORKERS:02}",
        project_id=f"job-{number % JOBS}",
        content_hash=f"{number:032}",
        entries=[an_entry("7.5"), an_entry("0.5", cost_code="01-500")] if number % WORKERS == 0 else [an_entry("8")],
    )


def _card_id(number: int) -> str:
    return f"7f3c9a52-0d41-4f6e-9b1e-{number:012}"


def requests() -> dict[str, Call]:
    """What is asked of each contestant, by the name of the measure."""
    days = {"first_day": _FIRST.isoformat(), "last_day": WORK_DATE.isoformat()}
    named = {**days, "time_card_ids": [_card_id(number) for number in range(CARDS)]}
    return {
        "list_50": get("/v1/time-cards", **{"from": days["first_day"], "to": days["last_day"], "limit": str(PAGE)}),
        "get": get(f"/v1/time-cards/{_card_id(7)}"),
        "approve_100": post("/v1/time-cards/approvals", named, idempotency_key="3b0f6d9e-week-9"),
        "quickbooks_webhook": _quickbooks(),
        "procore_webhook": _procore(),
    }


def _quickbooks() -> Call:
    body = json.dumps([_cloud_event(place) for place in range(EVENTS)])
    signature = base64.b64encode(hmac.digest(VERIFIER.encode(), body.encode(), sha256)).decode()
    headers = {"content-type": "application/json", "intuit-signature": signature}
    return Call("POST", "/v1/webhooks/quickbooks", claims=None, headers=headers, body=body)


def _cloud_event(place: int) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": f"88cd52aa-33b6-4351-9aa4-{place:012}",
        "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
        "type": "qbo.timeactivity.updated.v1",
        "datacontenttype": "application/json",
        "time": "2026-03-02T12:59:58.179851517Z",
        "intuitentityid": str(1200 + place),
        "intuitaccountid": "9341453000000001",
        "data": {},
    }


def _procore() -> Call:
    body = json.dumps(a_procore_body(resource_name="Direct Costs"))
    headers = {"content-type": "application/json", "authorization": hook_bearer(WEBHOOK_KEY, PROCORE_ACCOUNT)}
    return Call("POST", "/v1/webhooks/procore", claims=None, headers=headers, body=body)


def event_of(call: Call) -> HttpEvent:
    """The event with what API Gateway sends too and only some frameworks read."""
    event = call.event
    more = {"stage": "$default", "routeKey": f"{call.method} {call.path}", "domainName": "api.example.com"}
    query = {"queryStringParameters": dict(call.query)} if call.query else {}
    return cast("HttpEvent", {**event, **query, "requestContext": {**event["requestContext"], **more}})
