"""Stored records outlive releases: old ones are read by new code, and new fields are no matter to old code."""

import json
from pathlib import Path
from typing import Final

import pytest
from pydantic import ValidationError

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.company import Company
from fieldledger.domain.connection import Connection
from fieldledger.domain.crosswalk import Counterpart
from fieldledger.domain.employee import Employee
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.identity import Identity
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.posting import Posting
from fieldledger.domain.project import Project
from fieldledger.domain.rate_budget import BudgetState
from fieldledger.domain.sealed_batch import SealedBatch
from fieldledger.domain.sync_state import SyncRun, SyncState
from fieldledger.domain.time_card import TimeCard
from fieldledger.repositories.documents import Document, TableName, to_document, to_model
from tests.builders import a_company, a_posting, a_time_card

KINDS: Final[tuple[type[CanonicalModel], ...]] = (
    AuditEntry,
    BudgetState,
    Company,
    Connection,
    Counterpart,
    Employee,
    ExceptionItem,
    Identity,
    MirrorRecord,
    Posting,
    Project,
    SealedBatch,
    SyncRun,
    SyncState,
    TimeCard,
)
STORED: Final[dict[str, list[object]]] = json.loads(Path(__file__).with_name("stored_models.json").read_text())
"""Bodies as releases before stored them. Lines are added and never changed: tables hold such records for years."""

SAMPLES: Final = [a_company(), a_posting(), a_time_card()]


def _document(body: object, version: int = 3) -> Document:
    return Document(TableName.RECORDS, "COMPANY#company-1", "RECORD", json.dumps(body), version)


def _body(model: CanonicalModel) -> dict[str, object]:
    body: dict[str, object] = json.loads(to_document(TableName.RECORDS, "pk", "sk", model).body)
    return body


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_a_release_before_stored_is_read_and_stored_again_without_a_loss(kind: type[CanonicalModel]) -> None:
    for body in STORED[kind.__name__]:
        model = to_model(kind, _document(body))
        assert to_model(kind, _document(_body(model))) == model


@pytest.mark.parametrize("model", SAMPLES, ids=lambda model: type(model).__name__)
def test_fields_of_a_later_release_are_left_out(model: CanonicalModel) -> None:
    read = to_model(type(model), _document({**_body(model), "told_by_a_later_release": {"a": 1}}, version=0))
    assert read == model


def test_fields_of_a_later_release_deep_inside_a_record_are_left_out() -> None:
    card = a_time_card()
    body = _body(card)
    entries = body["entries"]
    assert isinstance(entries, list)
    entries[0]["told_by_a_later_release"] = "x"
    assert to_model(TimeCard, _document(body, version=0)) == card


def test_a_record_that_is_wrong_in_another_way_too_is_not_read() -> None:
    body = {**_body(a_time_card()), "told_by_a_later_release": 1, "work_date": "no day"}
    with pytest.raises(ValidationError) as fault:
        to_model(TimeCard, _document(body))
    assert ("work_date",) in {error["loc"] for error in fault.value.errors()}


def test_a_record_that_lacks_what_it_needs_is_not_read() -> None:
    body = {**_body(a_time_card()), "told_by_a_later_release": 1}
    del body["work_date"]
    with pytest.raises(ValidationError, match="work_date"):
        to_model(TimeCard, _document(body))
