"""Mapping tables: versions, who changed what, and what the books could not hold."""

import pytest

from fieldledger.domain.company import CostCodeMapping, PayTypeMapping
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.foundation_mappings import CodeIds
from fieldledger.domain.mapping_table import MOST_ROWS, MappingKind, Row
from fieldledger.domain.posting import PostingError, PostingState, Target
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import TableName
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.services.mappings.items import BoughtItems
from fieldledger.services.mappings.settings import MappedCompanies, MappedForFoundation
from fieldledger.services.mappings.tables import ChangePlanning, MappingChanges, TableChange
from fieldledger.wiring.parked import parked_over
from tests.builders import ACCOUNTANT, COMPANY, a_company, a_counterpart, a_posting
from tests.builders.foundation import some_mappings
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.integration.flow.doubles import RecordingQueue

COST_CODE, PAY_TYPE, TAX = MappingKind.COST_CODE, MappingKind.PAY_TYPE, MappingKind.TAX


class Desk:
    """Somebody who changes tables."""

    def __init__(self) -> None:
        self.store = InMemoryDocumentStore()
        self.queue = RecordingQueue()
        self.clock = FakeClock()
        self.tables = DocumentMappingTables(self.store)
        parked = parked_over(self.store, self.queue, self.clock)
        self.crosswalk = DocumentCrosswalk(self.store)
        planning = ChangePlanning(self.tables, BoughtItems(self.crosswalk), DocumentAuditTrail(self.store), self.clock)
        self.changes = MappingChanges(self.tables, planning, self.store, parked)

    def change(
        self,
        rows: dict[str, Row | None],
        version: int,
        kind: MappingKind = COST_CODE,
        target: Target = "quickbooks",
    ) -> TableChange:
        """A change that was seen at ``version``."""
        return TableChange(COMPANY, target, kind, rows, version, "new chart of accounts")


@pytest.fixture
def desk() -> Desk:
    """No tables yet."""
    return Desk()


async def test_each_change_makes_a_version_and_keeps_who_when_and_what(desk: Desk) -> None:
    first = (
        await desk.changes.change(ACCOUNTANT, desk.change({"01": {"account": "5100"}, "02": {"account": "5200"}}, 0))
    ).unwrap()
    desk.clock.advance(hours=1)
    second = (await desk.changes.change("user-2", desk.change({"01": {"account": "5150"}, "02": None}, 1))).unwrap()
    assert (first.name, second.name, second.changed_by) == (
        "quickbooks/cost_code@1",
        "quickbooks/cost_code@2",
        "user-2",
    )
    assert (await desk.tables.get(COMPANY, "quickbooks", COST_CODE)).unwrap() == second
    made = (await desk.tables.history(COMPANY, "quickbooks", COST_CODE, 10, None)).unwrap().items
    assert [each.changes for each in made] == [
        {"01": (None, {"account": "5100"}), "02": (None, {"account": "5200"})},
        {"01": ({"account": "5100"}, {"account": "5150"}), "02": ({"account": "5200"}, None)},
    ]
    assert [(each.number, each.changed_by, each.changed_at) for each in made] == [
        (1, ACCOUNTANT, first.changed_at),
        (2, "user-2", desk.clock.now()),
    ]
    assert len(desk.store.documents(TableName.AUDIT)) == 2


async def test_whoever_saw_an_older_version_changes_nothing(desk: Desk) -> None:
    (await desk.changes.change(ACCOUNTANT, desk.change({"01": {"account": "5100"}}, 0))).unwrap()
    late = await desk.changes.change("user-2", desk.change({"01": {"account": "9999"}}, 0))
    assert (late.error_code, late.details["version"]) == (ErrorCode.VERSION_CONFLICT, 1)


async def test_of_two_changes_at_once_one_is_refused_whole(desk: Desk) -> None:
    async def faster(_: object) -> None:
        desk.store.before_commit = None
        (await desk.changes.change("user-2", desk.change({"01": {"account": "5100"}}, 0))).unwrap()

    desk.store.before_commit = faster
    lost = await desk.changes.change(ACCOUNTANT, desk.change({"02": {"account": "5200"}}, 0))
    assert lost.error_code == ErrorCode.VERSION_CONFLICT
    assert list((await desk.tables.get(COMPANY, "quickbooks", COST_CODE)).unwrap().rows) == ["01"]


async def test_what_changes_nothing_makes_no_version(desk: Desk) -> None:
    (await desk.changes.change(ACCOUNTANT, desk.change({"01": {"account": "5100"}}, 0))).unwrap()
    same = (await desk.changes.change(ACCOUNTANT, desk.change({"01": {"account": "5100"}, "09": None}, 1))).unwrap()
    assert same.version == 1


@pytest.mark.parametrize(
    ("target", "kind", "row", "fault"),
    [
        ("quickbooks", COST_CODE, {"class_name": "West"}, "one of account and item is needed"),
        ("quickbooks", COST_CODE, {}, "one of account and item is needed"),
        ("quickbooks", COST_CODE, {"account": "Labor", "item": "Labor"}, "account and item exclude each other"),
        ("quickbooks", COST_CODE, {"item": " "}, "item is empty"),
        ("quickbooks", COST_CODE, {"account": " "}, "account is empty"),
        ("quickbooks", PAY_TYPE, {"service_item": "Labor", "rate": "12"}, "rate is unknown"),
        ("quickbooks", PAY_TYPE, {"service_item": "L" * 101}, "longer than 100 characters"),
        ("foundation", MappingKind.CLASSIFICATION, {"class_id": "EL2", "union_id": "1"}, "union_id is unknown"),
        ("quickbooks", TAX, {}, "one of account, item, tax_code is needed"),
        ("quickbooks", TAX, {"tax_code": "GST"}, "tax_code is not one of TAX, NON"),
        ("quickbooks", TAX, {"rate": "8.25"}, "rate is unknown"),
        ("foundation", TAX, {"tax_code": "TX"}, "account is missing"),
        ("foundation", COST_CODE, {"cost_code": "01234567890"}, "cost_code is longer than 10 characters"),
        ("foundation", COST_CODE, {"cost_code": "01 010 ", "cost_class": "L"}, "cannot hold"),
        ("foundation", PAY_TYPE, {"earn_code": "Überstd"}, "cannot hold"),
    ],
)
async def test_a_row_that_the_books_cannot_hold_is_refused_and_never_cut(
    desk: Desk, target: Target, kind: MappingKind, row: Row, fault: str
) -> None:
    refused = await desk.changes.change(ACCOUNTANT, desk.change({"X": row}, 0, kind, target))
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    assert fault in str(refused.details["faults"])
    assert desk.store.documents(TableName.RECORDS) == []


async def test_an_item_that_cannot_be_bought_changes_nothing_and_one_of_before_keeps_nobody_from_changing(
    desk: Desk,
) -> None:
    item = a_counterpart(kind=CounterpartKind.ITEM, vendor_id="8", display_name="Slabs", number=None)
    await desk.crosswalk.save_counterparts([item.model_copy(update={"purchased": True})])
    (await desk.changes.change(ACCOUNTANT, desk.change({"01": {"item": "Slabs"}}, 0))).unwrap()
    await desk.crosswalk.save_counterparts([item.model_copy(update={"purchased": False})])
    refused = await desk.changes.change(ACCOUNTANT, desk.change({"02": {"item": "Slabs"}}, 1))
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    both: dict[str, Row | None] = {"01": {"item": "Slabs"}, "02": {"account": "5200"}}
    changed = (await desk.changes.change(ACCOUNTANT, desk.change(both, 1))).unwrap()
    assert (changed.version, changed.rows) == (2, both)


async def test_a_table_has_a_bound(desk: Desk) -> None:
    rows: dict[str, Row | None] = {f"{n}": {"account": "5100"} for n in range(MOST_ROWS + 1)}
    assert (await desk.changes.change(ACCOUNTANT, desk.change(rows, 0))).error_code == ErrorCode.VALIDATION_FAILED
    rows.popitem()
    assert (await desk.changes.change(ACCOUNTANT, desk.change(rows, 0))).success


async def test_tables_of_the_two_books_and_of_other_companies_are_apart(desk: Desk) -> None:
    row = {"01": {"cost_code": "01-010", "cost_class": "L"}}
    (await desk.changes.change(ACCOUNTANT, desk.change(dict(row), 0, target="foundation"))).unwrap()
    assert (await desk.tables.get(COMPANY, "quickbooks", COST_CODE)).unwrap().rows == {}
    assert (await desk.tables.get("company-2", "foundation", COST_CODE)).unwrap().rows == {}
    assert (await desk.tables.of(COMPANY, "foundation")).unwrap()[COST_CODE].rows == row


async def test_what_stands_in_the_settings_counts_where_no_table_names_the_code(desk: Desk) -> None:
    companies = DocumentCompanies(desk.store)
    (await companies.save(a_company())).unwrap()
    (await desk.changes.change(ACCOUNTANT, desk.change({"Overtime": {"service_item": "OT"}}, 0, PAY_TYPE))).unwrap()
    row = {"01": {"account": "5100", "class_name": "West"}}
    (await desk.changes.change(ACCOUNTANT, desk.change(dict(row), 0))).unwrap()
    seen = (await MappedCompanies(companies, desk.tables).get(COMPANY)).unwrap()
    assert seen.pay_types == {
        "Regular": PayTypeMapping(service_item="Labor"),
        "Overtime": PayTypeMapping(service_item="OT"),
    }
    assert seen.documents.cost_codes == {"01": CostCodeMapping(account="5100", class_name="West")}
    assert seen.mapping_version == "settings@1 quickbooks/cost_code@1 quickbooks/pay_type@1"
    assert "mapping_version" not in seen.model_dump_json()


async def test_what_waited_for_a_row_follows(desk: Desk) -> None:
    postings = DocumentPostings(desk.store)
    error = PostingError(code=ErrorCode.PAY_TYPE_UNMAPPED, message="no item", turn="customer")
    parked = a_posting(posting="p-1", state=PostingState.PARKED, error=error)
    (await desk.store.transact([postings.write(parked)])).unwrap()
    (await desk.changes.change(ACCOUNTANT, desk.change({"DT": {"service_item": "Labor"}}, 0, PAY_TYPE))).unwrap()
    assert (await postings.get(COMPANY, "p-1")).unwrap().state is PostingState.PENDING
    assert desk.queue.woken == [(COMPANY, ("p-1",))]


async def test_foundations_writer_reads_its_tables_over_the_older_settings(desk: Desk) -> None:
    older = DocumentMappingsForFoundation(desk.store)
    (await desk.store.transact([older.write_mappings(some_mappings())])).unwrap()
    for kind, rows in {
        PAY_TYPE: {"RT": {"earn_code": "77"}, "DT": {"earn_code": "3"}},
        COST_CODE: {"01-010": {"cost_code": "1010", "phase": "1", "cost_class": "L"}},
        MappingKind.CLASSIFICATION: {"Electrician": {"class_id": "EL2"}},
        TAX: {"501": {"account": "2310"}},
    }.items():
        (await desk.changes.change(ACCOUNTANT, desk.change(dict(rows), 0, kind, "foundation"))).unwrap()
    seen = (await MappedForFoundation(older, desk.tables).mappings(COMPANY)).unwrap()
    assert seen.earn_codes == {**some_mappings().earn_codes, "RT": "77", "DT": "3"}
    assert seen.cost_codes["01-010"] == CodeIds(cost_code="1010", phase="1", cost_class="L")
    assert seen.classes == {**some_mappings().classes, "Electrician": "EL2"}
    assert seen.tax_accounts == {"501": "2310"}
    assert (await older.mappings(COMPANY)).unwrap().earn_codes == some_mappings().earn_codes


async def test_what_waited_for_a_tax_code_follows_its_row(desk: Desk) -> None:
    postings = DocumentPostings(desk.store)
    error = PostingError(code=ErrorCode.BOOKS_MAPPING_MISSING, message="no account", turn="customer")
    (
        await desk.store.transact([postings.write(a_posting(posting="p-1", state=PostingState.PARKED, error=error))])
    ).unwrap()
    (await desk.changes.change(ACCOUNTANT, desk.change({"501": {"account": "Tax"}}, 0, TAX))).unwrap()
    assert (await postings.get(COMPANY, "p-1")).unwrap().state is PostingState.PENDING
