"""The envelope of every response."""

import json

import pytest
from pydantic import BaseModel

from fieldledger.envelope import Pagination, error_envelope, failure_envelope, success_envelope
from fieldledger.result import ErrorCode, Result, UnwrapError
from tests.builders import a_project


def _json(response: BaseModel) -> object:
    return json.loads(response.model_dump_json())


def test_a_success_has_data_and_no_error() -> None:
    assert _json(success_envelope({"status": "ok"}, "request-1")) == {
        "success": True,
        "data": {"status": "ok"},
        "error": None,
        "meta": {"request_id": "request-1", "pagination": None},
    }


def test_a_list_says_where_it_goes_on() -> None:
    page = success_envelope([1, 2], "request-1", Pagination(limit=2, count=2, next_cursor="next"))
    assert page.model_dump()["meta"]["pagination"] == {"limit": 2, "count": 2, "next_cursor": "next"}


def test_the_last_page_names_no_cursor() -> None:
    assert Pagination(limit=2, count=1).next_cursor is None


def test_a_model_in_data_is_written_out_with_all_its_fields() -> None:
    data = json.loads(success_envelope(a_project(number="2214"), "request-1").model_dump_json())["data"]
    assert data == json.loads(a_project(number="2214").model_dump_json())


def test_an_error_has_a_code_a_message_and_details_and_no_data() -> None:
    assert _json(error_envelope("NOT_FOUND", "no such job", "request-1", {"job": "2214"})) == {
        "success": False,
        "data": None,
        "error": {"code": "NOT_FOUND", "message": "no such job", "details": {"job": "2214"}},
        "meta": {"request_id": "request-1", "pagination": None},
    }


def test_an_error_without_details_has_empty_details() -> None:
    error = error_envelope("NOT_FOUND", "no such job", "request-1").error
    assert error is not None
    assert error.details == {}


def test_a_failed_result_keeps_its_code_message_and_details() -> None:
    failed = Result.fail("no such job", ErrorCode.NOT_FOUND, {"job": "2214"})
    expected = error_envelope("NOT_FOUND", "no such job", "request-1", {"job": "2214"})
    assert failure_envelope(failed, "request-1") == expected


def test_a_success_has_no_failure_envelope() -> None:
    with pytest.raises(UnwrapError):
        failure_envelope(Result.ok(1), "request-1")
