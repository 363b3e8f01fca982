"""Whatever people and rules decide in whatever order: a vendor's record belongs to one identity, and back again."""

import asyncio
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from fieldledger.domain.identity import Claim, Identity
from fieldledger.repositories.documents import TableName
from fieldledger.result import ErrorCode, Result
from fieldledger.services.crosswalk.unlinking import UnlinkWish
from tests.builders import ACCOUNTANT, COMPANY
from tests.unit.services.crosswalk.office import EMPLOYEE, QUICKBOOKS, Office

WORKERS = ("rosa", "ben", "ana")
ROWS = ("51", "52", "53")
EXPECTED = {ErrorCode.LINK_CONFLICT, ErrorCode.NOT_FOUND, None}


@dataclass(frozen=True)
class Step:
    """One decision; what does not apply is refused and changes nothing."""

    does: str
    worker: str
    other: str
    row: str


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(["confirm", "replace", "unlink", "merge", "part", "auto"]),
        st.sampled_from(WORKERS),
        st.sampled_from(WORKERS),
        st.sampled_from(ROWS),
    ),
    max_size=12,
)


async def _take(office: Office, step: Step) -> Result[object]:
    merging = office.parts.merging
    match step.does:
        case "confirm" | "replace":
            replace = step.does == "replace"
            return await office.confirm(EMPLOYEE, step.worker, QUICKBOOKS, step.row, replace=replace)
        case "unlink":
            wish = UnlinkWish(COMPANY, EMPLOYEE, step.worker, QUICKBOOKS, "wrong")
            return await office.parts.unlinking.unlink(ACCOUNTANT, wish)
        case "merge":
            return await merging.merge(COMPANY, ACCOUNTANT, EMPLOYEE, step.worker, step.other)
        case "part":
            return await merging.part(COMPANY, ACCOUNTANT, EMPLOYEE, step.worker)
        case _:
            return await office.parts.auto.run(COMPANY, EMPLOYEE, QUICKBOOKS)


async def _run(steps: list[Step]) -> None:
    office = Office()
    for worker, number in zip(WORKERS, ("1", "2", "3"), strict=True):
        await office.worker(worker, number, f"{worker.title()} Roe")
    for row, number in zip(ROWS, ("1", "2", "9"), strict=True):
        await office.books_worker(row, f"Row {row}", number)
    for step in steps:
        done = await _take(office, step)
        assert done.error_code in EXPECTED, (step, done)
        _check(office)


def _check(office: Office) -> None:
    documents = office.store.documents(TableName.RECORDS)
    identities = [Identity.model_validate_json(d.body) for d in documents if d.sk.startswith("IDENTITY#")]
    claims = [Claim.model_validate_json(d.body) for d in documents if d.sk.startswith("CLAIM#")]
    known = {each.canonical_id: each for each in identities}
    linked = {
        (link.vendor_id, each.canonical_id) for each in identities for link in each.links if link.vendor is QUICKBOOKS
    }
    claimed = {(claim.vendor_id, claim.canonical_id) for claim in claims if claim.canonical_id is not None}
    assert linked == claimed
    assert len({row for row, _ in linked}) == len(linked) == len({worker for _, worker in linked})
    for each in identities:
        if each.merged_into is not None:
            assert (each.links, each.aliases) == ((), ())
            assert each.canonical_id in known[each.merged_into].aliases
            assert known[each.merged_into].merged_into is None
        assert all(known[alias].merged_into == each.canonical_id for alias in each.aliases)


@given(STEPS)
def test_every_record_of_a_vendor_belongs_to_one_identity_and_back(steps: list[Step]) -> None:
    asyncio.run(_run(steps))
