"""Reading vendors' JSON: whatever comes, a Result comes out."""

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from fieldledger.clients.reading import read_record, read_rows
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import ErrorCode

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class Subcontractor(BaseModel):
    """A record with one thing that is needed."""

    model_config = ConfigDict(extra="allow")

    id: int
    name: str


def _answer(body: object) -> VendorAnswer:
    return VendorAnswer(200, {}, json.dumps(body).encode())


@given(JSON)
def test_any_json_gives_a_result(body: object) -> None:
    for answer in (_answer(body), _answer({"data": body}), _answer([body])):
        assert read_record(answer, Subcontractor).success in {True, False}
        assert read_rows(answer, Subcontractor, ("data",)).success in {True, False}
        assert read_rows(answer, Subcontractor).success in {True, False}


@given(st.binary())
def test_any_bytes_give_a_result(body: bytes) -> None:
    assert read_record(VendorAnswer(200, {}, body), Subcontractor).failed


def test_bottomless_nesting_gives_a_result() -> None:
    assert read_rows(VendorAnswer(200, {}, b"[" * 200_000), Subcontractor).error_code == (
        ErrorCode.VENDOR_ANSWER_UNREADABLE
    )


def test_unknown_fields_are_kept() -> None:
    read = read_record(_answer({"id": 7, "name": "Acme", "trade": "Concrete"}), Subcontractor).unwrap()
    assert read.model_extra == {"trade": "Concrete"}


def test_a_missing_field_is_named_by_its_path_and_the_body_by_its_hash() -> None:
    answer = _answer({"data": {"id": 7}})
    refused = read_record(answer, Subcontractor, ("data",))
    assert refused.error_code == ErrorCode.VENDOR_ANSWER_UNREADABLE
    assert refused.details["path"] == "data.name"
    assert refused.details["body_sha256"] == hashlib.sha256(answer.content).hexdigest()


def test_a_failure_quotes_nothing_of_the_body() -> None:
    refused = read_record(_answer({"id": "social security 123-45-6789", "name": "x"}), Subcontractor)
    assert "123-45-6789" not in f"{refused.error}{dict(refused.details)}"


def test_a_bad_row_does_not_cost_the_rows_beside_it() -> None:
    rows = read_rows(_answer([{"id": 1, "name": "a"}, {"id": 2}, "nonsense", {"id": 3, "name": "c"}]), Subcontractor)
    read = rows.unwrap()
    assert [row.id for row in read.good] == [1, 3]
    assert [(row.index, row.entity_id, row.path) for row in read.malformed] == [(1, "2", "1.name"), (2, None, "2")]
    assert read.received == 4


def test_a_list_that_is_no_list_is_unreadable() -> None:
    assert read_rows(_answer({"data": {}}), Subcontractor, ("data",)).details["path"] == "data"


def test_half_a_character_is_unreadable_and_a_whole_one_is_not() -> None:
    assert read_record(VendorAnswer(200, {}, rb'{"id": 1, "name": "\ud83d"}'), Subcontractor).failed
    whole = read_record(VendorAnswer(200, {}, rb'{"id": 1, "name": "\ud83d\ude00"}'), Subcontractor)
    assert whole.unwrap().name == "\N{GRINNING FACE}"
