"""Whatever FOUNDATION answers: every call gives a result, and nothing is raised."""

import json
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldledger.clients.foundation.assumptions import ASSUMED, FoundationDialect, Resource
from fieldledger.clients.foundation.capabilities import Capabilities
from fieldledger.clients.foundation.errors import refusal
from fieldledger.clients.foundation.look_ups import ApInvoiceKey, TimeCardKey
from fieldledger.clients.foundation.models import KINDS, Job, Record
from fieldledger.clients.foundation.models.writes import ApInvoiceChange
from fieldledger.clients.foundation.shapes import as_assumed
from fieldledger.clients.reading import rows_of
from fieldledger.clients.vendor_answer import VendorAnswer
from tests.builders import COMPANY
from tests.unit.clients.foundation.bench import NOW, Bench, a_card, an_invoice

DEEP = b'[{"jobId":"1","surety":' + b"[" * 5000 + b"]" * 5000 + b"}]"
ENVELOPE = ("items", "totalCount", "errors", "message", "title", "detail", "traceId", "statusCode", "lines", "jobId")
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["12.50", "", "2026-03-01", "NaN", "1e999999999", "Try again in 9999999 seconds", "Y"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(ENVELOPE) | st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)
bodies = (
    st.binary(max_size=60)
    | values.map(lambda body: json.dumps(body).encode())
    | st.sampled_from([b"[" * 100_000, b"9" * 9000, b'[{"jobId":"1","originalContract":1E+999999999}]', DEEP])
)


OTHERWISE = FoundationDialect(
    date_format="%m/%d/%Y",
    lines_key="details",
    renamed={resource: {"jobNo": "jobId"} for resource in Resource},
    renamed_lines={"jobNo": "jobId"},
)


@st.composite
def rows(draw: st.DrawFn) -> tuple[type[Record], dict[str, Any]]:
    """A model, and a record with its fields and any values."""
    kind = draw(st.sampled_from(sorted(KINDS.values(), key=lambda kind: kind.__name__)))
    names = sorted(field.alias or name for name, field in kind.model_fields.items())
    return kind, {kind.id_name(): "1"} | draw(st.dictionaries(st.sampled_from(names), values, max_size=6))


@settings(max_examples=500, deadline=None)
@given(rows())
def test_every_record_is_read_or_set_apart(drawn: tuple[type[Record], dict[str, Any]]) -> None:
    kind, row = drawn
    read = rows_of([as_assumed(row, kind.resource, OTHERWISE)], kind)
    assert read.received == 1


@settings(max_examples=300, deadline=None)
@given(bodies, st.integers(400, 599), st.dictionaries(st.sampled_from(["retry-after", "www-authenticate"]), st.text()))
def test_every_refusal_gives_a_result(content: bytes, status: int, headers: dict[str, str]) -> None:
    failed = refusal(VendorAnswer(status, headers, content), ASSUMED, NOW)
    assert failed.failed
    assert failed.error


@settings(max_examples=60, deadline=None)
@given(bodies, st.sampled_from([200, 201, 204, 302, 400, 401, 403, 404, 409, 422, 429, 500]))
async def test_every_call_gives_a_result(content: bytes, status: int) -> None:
    bench = Bench(httpx.Response(status, content=content))
    client = await bench.connected()
    results = [
        await client.post_time_card(COMPANY, a_card()),
        await client.post_ap_invoice(COMPANY, an_invoice()),
        await client.patch_ap_invoice(COMPANY, "55021", ApInvoiceChange(description="x")),
        await client.find_time_card(COMPANY, TimeCardKey.of(a_card())),
        await client.one(COMPANY, Job, "1"),
        await client.find_ap_invoice(COMPANY, ApInvoiceKey("GRAYBAR", "INV-889")),
        *[await client.page(COMPANY, kind) for kind in KINDS.values()],
    ]
    assert all(result.success in {True, False} for result in results)
    assert isinstance(await client.capabilities(COMPANY), Capabilities)


def test_fields_that_nobody_knows_may_be_as_deep_and_large_as_they_like() -> None:
    huge = b'[{"jobId":"1","surety":1E+999999999,"bond":-1E-999999999,"x":' + b"9" * 4000 + b"}]"
    for content in (DEEP, huge):
        rows = rows_of(VendorAnswer(200, {}, content).parsed().unwrap(), Job)  # type: ignore[arg-type]
        assert len(rows.good) == 1
