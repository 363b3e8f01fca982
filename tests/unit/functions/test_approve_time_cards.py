"""POST /v1/time-cards/approvals through the real service on a store in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import Result
from fieldledger.wiring.approvals import approvals_over
from tests.builders import a_company, a_time_card, an_entry
from tests.support.api import Call, Handler, claims, post
from tests.unit.functions.conftest import Backend

PATH = "/v1/time-cards/approvals"
WEEK = {"first_day": "2026-02-23", "last_day": "2026-03-01"}
KEY = "8a3c5f0e-6a8d-4f53"


@dataclass
class Woken:
    """Counts the postings that the writer was woken for."""

    posting_ids: list[str] = field(default_factory=list)

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        self.posting_ids += posting_ids
        return Result.ok(1)


@pytest.fixture
def writer() -> Woken:
    return Woken()


@pytest.fixture
def handler(backend: Backend, writer: Woken) -> Handler:
    store = backend.store
    backend.keep(DocumentCompanies(store).save(a_company()))
    for place in range(3):
        card = a_time_card(
            time_card_id=f"card-{place}",
            work_date=date(2026, 2, 24),
            status=TimeCardStatus.READY,
            entries=(an_entry("7.5"),),
        )
        backend.keep(DocumentTimeCards(store).save(card))
    approvals = approvals_over(store, writer, backend.clock)
    idempotency = Idempotency(DocumentIdempotencyKeys(store), backend.clock)
    return backend.handler("api/approve_time_cards", approvals=approvals, idempotency=idempotency)


def approve(key: str = KEY, **body: object) -> Call:
    return post(PATH, {**WEEK, **body}, idempotency_key=key)


def test_approving_a_week_writes_its_postings_and_wakes_the_writer(handler: Handler, writer: Woken) -> None:
    reply = approve(expected_minutes=1350).to(handler)

    assert reply.status == 200
    assert (reply.data["time_cards"], reply.data["postings"], reply.data["minutes"]) == (3, 3, 1350)
    assert len(writer.posting_ids) == 3


def test_a_repeated_request_is_answered_the_same_and_approves_nothing_again(
    backend: Backend, handler: Handler, writer: Woken
) -> None:
    first, second = approve().to(handler), approve().to(handler)

    assert second.data == first.data
    assert (first.headers.get("idempotency-replayed"), second.headers["idempotency-replayed"]) == (None, "true")
    assert len(writer.posting_ids) == 3


def test_the_same_key_for_another_week_is_422(handler: Handler) -> None:
    approve().to(handler)
    reply = approve(last_day="2026-02-24").to(handler)

    assert (reply.status, reply.code) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_the_same_key_names_the_same_approval_after_a_passing_failure(backend: Backend, handler: Handler) -> None:
    backend.store.fail_next(operation="transact")
    failed = approve().to(handler)
    again = approve().to(handler)
    approvals = [d for d in backend.store.documents(TableName.POSTINGS) if d.sk.startswith("APPROVAL#")]

    assert (failed.status, again.status, len(approvals)) == (503, 200, 1)


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [
        ("", 400, "IDEMPOTENCY_KEY_REQUIRED"),
        ("   ", 400, "IDEMPOTENCY_KEY_REQUIRED"),
        ("short", 422, "VALIDATION_FAILED"),
        ("x" * 129, 422, "VALIDATION_FAILED"),
        ("key-with-\u00e9-in-it", 422, "VALIDATION_FAILED"),
    ],
)
def test_a_key_of_8_to_128_printable_characters_is_required(
    key: str, status: int, code: str, handler: Handler, backend: Backend
) -> None:
    reply = approve(key).to(handler)

    assert (reply.status, reply.code) == (status, code)
    assert backend.store.documents(TableName.POSTINGS) == []


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_an_accountant_approves(role: str, handler: Handler, backend: Backend) -> None:
    reply = replace(approve(), claims=claims(role)).to(handler)

    assert (reply.status, reply.code) == (403, "FORBIDDEN")
    assert backend.store.documents(TableName.POSTINGS) == []


def test_a_total_that_changed_meanwhile_approves_nothing(handler: Handler, backend: Backend) -> None:
    reply = approve(expected_minutes=1).to(handler)

    assert (reply.status, reply.code, reply.details["actual_minutes"]) == (409, "PERIOD_CHANGED", 1350)
    assert backend.store.documents(TableName.POSTINGS) == []


def test_a_dry_run_tells_what_would_happen_and_does_nothing(handler: Handler, backend: Backend) -> None:
    reply = approve(dry_run=True).to(handler)

    assert (reply.data["dry_run"], reply.data["minutes"]) == (True, 1350)
    assert backend.store.documents(TableName.POSTINGS) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"first_day": "soon"}, "body.first_day"),
        ({"last_day": "2026-02-22"}, "body.last_day"),
        ({"last_day": "2026-06-01"}, "body.last_day"),
        ({"time_card_ids": []}, "body.time_card_ids"),
        ({"expected_minutes": -1}, "body.expected_minutes"),
        ({"company_id": "company-2"}, "body.company_id"),
    ],
)
def test_a_body_that_makes_no_sense_is_422_naming_the_field(
    body: dict[str, object], field: str, handler: Handler
) -> None:
    reply = approve(KEY, **body).to(handler)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)
