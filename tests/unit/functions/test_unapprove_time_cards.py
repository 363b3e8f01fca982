"""POST /v1/time-cards/unapprovals through the real service on a store in memory."""

from dataclasses import replace

import pytest

from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.http.idempotency import Idempotency
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.wiring.approvals import unapprovals_over
from tests.builders import CONTENT_HASH, a_company, a_posting, a_time_card
from tests.support.api import Call, Handler, claims, post
from tests.unit.functions.conftest import Backend

PATH = "/v1/time-cards/unapprovals"
KEY = "8a3c5f0e-6a8d-4f53"


@pytest.fixture
def handler(backend: Backend) -> Handler:
    store = backend.store
    backend.keep(DocumentCompanies(store).save(a_company()))
    posting = a_posting()
    backend.keep(store.transact([DocumentPostings(store).write(posting)]))
    card = a_time_card(status=TimeCardStatus.APPROVED, approval_id="approval-1", approved_hash=CONTENT_HASH)
    approved = card.model_copy(update={"posting_ids": (posting.posting_id,)})
    backend.keep(DocumentTimeCards(store).save(approved))
    idempotency = Idempotency(DocumentIdempotencyKeys(store), backend.clock)
    unapprovals = unapprovals_over(store, backend.clock)
    return backend.handler("api/unapprove_time_cards", unapprovals=unapprovals, idempotency=idempotency)


def take_back(key: str = KEY, **body: object) -> Call:
    return post(PATH, {"time_card_ids": ["card-1"], "reason": "wrong job", **body}, idempotency_key=key)


def test_a_card_is_taken_back_once_however_often_it_is_asked_for(handler: Handler) -> None:
    first, second = take_back().to(handler), take_back().to(handler)

    assert (first.status, first.data["time_cards"], first.data["postings"]) == (200, 1, 1)
    assert (second.data, second.headers["idempotency-replayed"]) == (first.data, "true")


def test_a_key_is_required(handler: Handler) -> None:
    reply = take_back("").to(handler)

    assert (reply.status, reply.code) == (400, "IDEMPOTENCY_KEY_REQUIRED")


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_an_accountant_takes_back(role: str, handler: Handler, backend: Backend) -> None:
    reply = replace(take_back(), claims=claims(role)).to(handler)

    assert (reply.status, reply.code) == (403, "FORBIDDEN")
    assert backend.store.documents(TableName.AUDIT) == []


def test_another_company_s_card_is_none_that_could_be_taken_back(handler: Handler, backend: Backend) -> None:
    backend.keep(DocumentCompanies(backend.store).save(a_company(company_id="company-2")))
    reply = replace(take_back(), claims=claims(company_id="company-2")).to(handler)

    assert (reply.status, reply.data["time_cards"], reply.data["skipped"]) == (200, 0, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": " "}, "body.reason"),
        ({"reason": "a\u0007bell"}, "body.reason"),
        ({"reason": "x" * 201}, "body.reason"),
        ({"time_card_ids": []}, "body.time_card_ids"),
        ({"time_card_ids": ["card-1"] * 1001}, "body.time_card_ids"),
        ({"time_card_ids": ["a#b"]}, "body.time_card_ids.0"),
        ({"approval_id": "approval-1"}, "body"),
        ({"time_card_ids": None}, "body"),
        ({"company_id": "company-2"}, "body.company_id"),
    ],
)
def test_a_body_that_makes_no_sense_is_422_naming_the_field(
    body: dict[str, object], field: str, handler: Handler
) -> None:
    reply = take_back(KEY, **body).to(handler)

    assert (reply.status, reply.details["fields"][0]["field"]) == (422, field)
