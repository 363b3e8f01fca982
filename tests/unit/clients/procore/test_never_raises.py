"""Whatever Procore answers: every call gives a result, and nothing is raised."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.errors import refusal
from fieldledger.clients.procore.models.base import ProcoreModel
from fieldledger.clients.procore.sync import SyncReport
from fieldledger.clients.reading import rows_of
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result
from tests.unit.clients.procore.bench import NotingRequester
from tests.unit.clients.procore.test_resources import READS, WRITES, Ask


def _kinds(kind: type[ProcoreModel]) -> list[type[ProcoreModel]]:
    return [kind, *(below for inner in kind.__subclasses__() for below in _kinds(inner))]


# The API imports every model.
KINDS = sorted(set(_kinds(ProcoreModel)) - {ProcoreModel}, key=lambda kind: kind.__name__)
ENVELOPE = ("data", "entities", "errors", "error", "message", "details", "timecard_entries", "success", "failed", "id")

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False).map(str)
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.sampled_from(["12.50", "96.36%", "", "2026-03-01", "2026-03-01T12:00:00Z", "NaN", "1e999999999"])
)
names = st.sampled_from(ENVELOPE) | st.text()
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ENVELOPE) | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
bodies = st.binary(max_size=60) | values.map(lambda body: json.dumps(body).encode())
asks: list[Ask] = [*(row[0] for row in READS), *(row[0] for row in WRITES)]


@st.composite
def rows(draw: st.DrawFn) -> tuple[type[ProcoreModel], dict[str, Any]]:
    """A model, and a record with its fields and any values."""
    kind = draw(st.sampled_from(KINDS))
    whole = {"id": 7, "name": "x", "module_name": "x", "event_id": 7, "locked": False}
    return kind, whole | draw(st.dictionaries(st.sampled_from(sorted(kind.model_fields)), values, max_size=6))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(asks), bodies, st.dictionaries(st.sampled_from(["link", "total", "per-page"]), st.text()))
async def test_every_call_gives_a_result(ask: Any, content: bytes, headers: dict[str, str]) -> None:
    answered = await ask(ProcoreApi(NotingRequester(content, headers=headers)))
    assert isinstance(answered, Result | SyncReport)


@settings(max_examples=500, deadline=None)
@given(rows())
def test_every_record_is_read_or_set_apart(drawn: tuple[type[ProcoreModel], dict[str, Any]]) -> None:
    kind, row = drawn
    assert rows_of([row], kind).received == 1


@given(bodies, st.integers(400, 599))
def test_every_refusal_gives_a_result(content: bytes, status: int) -> None:
    failed = refusal(VendorAnswer(status, {}, content))
    assert failed.failed
    assert failed.error
