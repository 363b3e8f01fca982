"""The routes of the settings for FOUNDATION through the real services on a store in memory."""

import json

import pytest

from fieldledger.domain.posting import PostingError, PostingState
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.wiring.company import foundation_history_over
from fieldledger.wiring.foundation_setup import setup_over
from tests.builders import ACCOUNTANT, a_posting
from tests.integration.flow.doubles import RecordingQueue
from tests.support.api import Call, Handler, claims, get
from tests.unit.functions.conftest import Backend

PATH = "/v1/company/foundation"
CODES = {"earn_codes": {"RT": "1"}}


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def replace_settings(backend: Backend, queue: RecordingQueue) -> Handler:
    setup = setup_over(backend.store, queue, backend.clock)
    return backend.handler("api/replace_foundation_settings", setup=setup)


@pytest.fixture
def get_settings(backend: Backend) -> Handler:
    return backend.handler("api/get_foundation_settings", rules=DocumentMappingsForFoundation(backend.store))


def replace(settings: object, version: int = 0, role: str = "admin") -> Call:
    body = json.dumps({"settings": settings, "version": version, "reason": "as agreed"})
    return Call("PUT", PATH, claims(role), headers={"content-type": "application/json"}, body=body)


def test_settings_are_the_defaults_until_they_are_set_and_may_be_sent_back(
    get_settings: Handler, replace_settings: Handler
) -> None:
    before = get(PATH).to(get_settings).data
    assert (before["version"], before["settings"]["time_cards"]) == (0, "rest")
    first = replace(before["settings"] | CODES).to(replace_settings)
    assert (first.status, first.data["version"], first.data["settings"]["earn_codes"]) == (200, 1, {"RT": "1"})
    again = replace(first.data["settings"], 0).to(replace_settings)
    assert (again.status, again.data["version"]) == (200, 1)
    late = replace({"time_cards": "file"}, 0).to(replace_settings)
    assert (late.status, late.code, late.details) == (409, "VERSION_CONFLICT", {"version": 1})


def test_the_history_says_who_why_and_what(backend: Backend, replace_settings: Handler) -> None:
    replace(CODES).to(replace_settings)
    replace(CODES | {"code_separator": "-", "code_parts": ["phase", "cost_code"]}, 1).to(replace_settings)
    history = backend.handler("api/list_foundation_versions", history=foundation_history_over(backend.store))
    newest, first = get(f"{PATH}/history").to(history).data
    assert (newest["version"], newest["changed_by"], newest["reason"]) == (2, ACCOUNTANT, "as agreed")
    assert newest["changes"] == [
        {"field": "code_parts", "before": ["cost_code"], "after": ["phase", "cost_code"]},
        {"field": "code_separator", "before": None, "after": "-"},
    ]
    assert {"field": "earn_codes.RT", "before": None, "after": "1"} in first["changes"]


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"earn_codes": {"RT": "01234567890"}}, "body.settings.earn_codes.RT"),
        ({"earn_codes": {"RT": "Ü"}}, "body.settings.earn_codes.RT"),
        ({"earn_codes": {"R" * 201: "1"}}, "body.settings.earn_codes"),
        ({"time_cards": "fax"}, "body.settings.time_cards"),
        ({"code_parts": ["phase", "cost_code"]}, "body.settings"),
        ({"colour": "red"}, "body.settings.colour"),
        ({"version": 2}, "body.settings.version"),
    ],
)
def test_a_setting_that_cannot_be_is_named(replace_settings: Handler, settings: object, field: str) -> None:
    reply = replace(settings).to(replace_settings)
    assert (reply.status, reply.code, reply.details["fields"][0]["field"]) == (422, "VALIDATION_FAILED", field)


def test_what_waited_goes_on(backend: Backend, replace_settings: Handler, queue: RecordingQueue) -> None:
    error = PostingError(code=ErrorCode.PAY_TYPE_UNMAPPED, message="no earn code", turn="customer")
    parked = a_posting(posting="p-1", state=PostingState.PARKED, error=error)
    write = DocumentPostings(backend.store).write(parked.model_copy(update={"target": "foundation"}))
    backend.keep(backend.store.transact([write]))
    assert replace(CODES).to(replace_settings).data["released"] == 1
    assert [ids for _, ids in queue.woken] == [("p-1",)]


@pytest.mark.parametrize("role", ["viewer", "project_manager", "accountant"])
def test_only_administrators_change_them(replace_settings: Handler, role: str) -> None:
    assert replace(CODES, role=role).to(replace_settings).status == 403
