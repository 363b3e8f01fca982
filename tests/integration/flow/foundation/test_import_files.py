"""The file way: the same postings as import files, handed over exactly once, whatever dies in between."""

import contextlib
import csv
import hashlib
import io
import json
from collections import Counter
from decimal import Decimal

import pytest

from fieldledger.domain.foundation_export import ExportState, FoundationExport
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.documents import Write
from fieldledger.repositories.foundation_exports import DocumentFoundationExports
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.fixes import RetryFix
from fieldledger.services.foundation_posting.export_copies import ExportCopies
from fieldledger.wiring.exceptions import desk_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.builders.documents import a_cost_line, a_vendor_invoice
from tests.integration.flow.doubles import Crash, NoDeadline, StepsDeadline
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_raken import a_card

CARDS = (
    a_card("c-1", worker="rosa", hours=[(8, "RT"), (1.5, "OT")]),
    a_card("c-2", worker="ben", project="plant", hours=[(7.25, "RT")]),
    a_card("c-3", worker="ana", hours=[(4, "RT")]),
)


@pytest.fixture(autouse=True)
async def _by_file(world: FoundationWorld) -> None:
    await world.set_mappings(time_cards="file", ap_invoices="file")


async def _export(world: FoundationWorld) -> None:
    world.flow.clock.advance(121)
    (await world.write()).unwrap()


def _file(world: FoundationWorld, export: FoundationExport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(world.files.files[export.file_key].decode("ascii"))))


async def _handed_over(world: FoundationWorld) -> Counter[tuple[str, str, str]]:
    """Hundredths of an hour in all files."""
    total: Counter[tuple[str, str, str]] = Counter()
    for export in await world.exports():
        if export.file_key in world.files.files:
            for row in _file(world, export):
                total[row["Employee No"], row["Job No"], row["Earn Code"]] += int(Decimal(row["Hours"]) * 100)
    return total


async def _assert_handed_over_once(world: FoundationWorld) -> None:
    assert await _handed_over(world) == await world.approved_hours()
    assert set(await world.states()) == {PostingState.POSTED}
    assert {export.state for export in await world.exports()} <= {ExportState.RECORDED, ExportState.EMPTY}
    listed = Counter(item.posting_id for export in await world.exports() for item in export.items)
    posted = [posting.posting_id for posting in await world.postings()]
    assert all(listed[key] >= 1 for key in posted)


async def test_what_is_approved_becomes_one_file_when_it_has_come_to_rest(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    report = (await world.write()).unwrap()
    assert report.again_at is not None
    assert world.files.files == {}
    world.flow.clock.advance(121)
    assert (await world.write()).unwrap().posted == 4
    [export] = await world.exports()
    assert [row["Hours"] for row in _file(world, export)] == ["4.00", "1.50", "8.00", "7.25"]
    assert world.flow.wire.count("POST foundation.test/foundation") == 0
    await _assert_handed_over_once(world)


async def test_a_row_says_who_when_where_and_what(world: FoundationWorld) -> None:
    await world.approve(CARDS[1])
    await _export(world)
    [export] = await world.exports()
    [row] = _file(world, export)
    posting = await world.posting()
    assert row == {
        "Employee No": "112",
        "Date": "02/27/2026",
        "Job No": "2230",
        "Phase No": "01",
        "Cost Code No": "03-300",
        "Cost Class No": "L",
        "Earn Code": "RT",
        "Hours": "7.25",
        "Union": "",
        "Class": "",
        "Shift": "",
        "Equipment No": "",
        "Note": posting.marker,
        "Amount": "",
    }
    assert posting.vendor_id == export.export_id
    assert posting.history[-1].note == f"handed over in {export.file_key}, row 1"


async def test_the_manifest_tells_what_is_in_the_file(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    await _export(world)
    [export] = await world.exports()
    manifest = json.loads(world.files.files[export.manifest_key])
    content = world.files.files[export.file_key]
    controls = manifest["control_totals"]
    assert (controls["postings"], controls["rows"], controls["unit"]) == (4, 4, "hours")
    assert (controls["quantity"], controls["approved"]) == ("20.75", "1245")
    assert controls["sha256"] == hashlib.sha256(content).hexdigest()
    assert (manifest["approved_by"], manifest["made_by"]) == ([ACCOUNTANT], "system")
    assert {each["posting_id"] for each in manifest["postings"]} == {p.posting_id for p in await world.postings()}
    assert manifest["file"] == export.file_key.rpartition("/")[2]


async def test_the_hours_of_a_week_add_up_with_the_residue_on_the_largest_row(world: FoundationWorld) -> None:
    cards = [a_card(f"c-{job}", project=job, hours=[(1 / 3, "RT")]) for job in ("clinic", "plant")]
    await world.approve(*cards, a_card("c-ot", hours=[(8 + 1 / 3, "OT")]))
    await _export(world)
    [export] = await world.exports()
    assert sorted(row["Hours"] for row in _file(world, export)) == ["0.33", "0.33", "8.34"]
    assert export.controls is not None
    assert (export.controls.quantity, export.controls.rounding) == (Decimal("9.00"), 0)


async def test_hours_that_foundation_could_not_tell_apart_are_one_row(world: FoundationWorld) -> None:
    """Two foremen, one worker, one job, one code: the manifest lists both postings under the row."""
    await world.approve(a_card("c-1", hours=[(4, "RT")]), a_card("c-2", hours=[(3.5, "RT")]))
    await _export(world)
    [export] = await world.exports()
    [row] = _file(world, export)
    assert row["Hours"] == "7.50"
    assert row["Note"].endswith("+1")
    assert [item.row for item in export.items] == [1, 1]
    assert await world.states() == {PostingState.POSTED: 2}


async def test_a_bill_is_a_row_for_each_line(world: FoundationWorld) -> None:
    await world.flow.sync()
    lines = [a_cost_line("100.00"), a_cost_line("50.00", project_id="plant")]
    await world.approve_bill(a_vendor_invoice(lines=lines, retainage="15.00"))
    await _export(world)
    [export] = await world.exports()
    rows = _file(world, export)
    assert [(row["Job No"], row["Amount"], row["Retainage %"]) for row in rows] == [
        ("2214", "100.00", "10.00"),
        ("2230", "50.00", "10.00"),
    ]
    assert {(row["Vendor No"], row["Invoice No"], row["Invoice Date"]) for row in rows} == {
        ("GRAYBAR", "INV-20418", "02/18/2026")
    }
    assert export.controls is not None
    assert (export.controls.rows, export.controls.quantity) == (2, 150)


async def test_an_invoice_number_goes_into_a_file_once(world: FoundationWorld) -> None:
    await world.flow.sync()
    await world.approve_bill(a_vendor_invoice())
    await world.approve_bill(a_vendor_invoice(invoice_id="requisition-2"), "approval-2")
    await _export(world)
    await world.approve_bill(a_vendor_invoice(invoice_id="requisition-3"), "approval-3")
    await _export(world)
    assert await world.states() == {PostingState.POSTED: 1, PostingState.PARKED: 2}
    assert "handed over before" in (await world.inbox())["BOOKS_DUPLICATE"].message


async def test_a_person_may_let_a_number_go_a_second_time(world: FoundationWorld) -> None:
    await world.flow.sync()
    await world.approve_bill(a_vendor_invoice())
    await _export(world)
    await world.approve_bill(a_vendor_invoice(invoice_id="requisition-2"), "approval-2")
    await _export(world)
    item = (await world.inbox())["BOOKS_DUPLICATE"]
    desk = desk_over(world.flow.store, world.flow.queue, world.flow.clock, world.queue)
    (await desk.resolve(COMPANY, ACCOUNTANT, item.exception_id, RetryFix())).unwrap()
    await _export(world)
    assert await world.states() == {PostingState.POSTED: 2}


@pytest.mark.parametrize("number", ["=1+1", "+4", "-4", "@sum"])
async def test_a_number_that_a_spreadsheet_would_compute_is_refused_and_not_changed(
    world: FoundationWorld, number: str
) -> None:
    await world.flow.sync()
    await world.approve_bill(a_vendor_invoice(number=number))
    await _export(world)
    assert world.files.files == {}
    assert "would be a formula" in (await world.inbox())["BOOKS_WOULD_REFUSE"].message


async def test_a_description_that_a_spreadsheet_would_compute_is_told_in_the_manifest(world: FoundationWorld) -> None:
    await world.flow.sync()
    line = a_cost_line("100.00").model_copy(update={"description": "=HYPERLINK(1)"})
    await world.approve_bill(a_vendor_invoice(lines=[line], retainage="0"))
    await _export(world)
    [export] = await world.exports()
    assert _file(world, export)[0]["Description"].startswith("'=HYPERLINK(1)")
    [change] = json.loads(world.files.files[export.manifest_key])["changed_texts"]
    assert (change["row"], change["field"]) == (1, "description")


async def test_nothing_is_exported_twice(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    for _ in range(4):
        await _export(world)
    assert len(await world.exports()) == 1
    await world.approve(a_card("c-4", worker="ben", hours=[(2, "RT")]))
    await _export(world)
    assert len(await world.exports()) == 2
    await _assert_handed_over_once(world)


async def test_a_card_that_changed_before_the_file_was_made_is_not_in_it(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    world.flow.clock.advance(minutes=5)
    await world.contractor.jobsite.seed("timeCards", a_card("c-2", worker="ben", project="plant", hours=[(6, "RT")]))
    (await world.flow.sync()).unwrap()
    await _export(world)
    [export] = await world.exports()
    assert len(_file(world, export)) == 3
    assert "CHANGED_AFTER_APPROVAL" in await world.inbox()


async def test_a_card_that_changes_while_the_file_is_gathered_stays_out(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    store = world.flow.store

    async def changed(writes: object) -> None:
        store.before_commit = None
        world.flow.clock.advance(1)
        card = a_card("c-2", worker="ben", project="plant", hours=[(6, "RT")])
        await world.contractor.jobsite.seed("timeCards", card)
        (await world.flow.sync()).unwrap()

    world.flow.clock.advance(minutes=5)
    store.before_commit = _when_sealing(changed)
    (await world.write()).unwrap()
    [export] = await world.exports()
    assert len(_file(world, export)) == 3
    assert export.controls is not None
    assert export.controls.postings == 3
    assert (await world.states())[PostingState.PENDING] == 1


def _when_sealing(act):
    async def hook(writes: list[Write]) -> None:
        if len(writes) > 6:
            await act(writes)

    return hook


@pytest.mark.parametrize("commits", range(1, 9))
@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
async def test_a_container_may_die_at_every_write(world: FoundationWorld, commits: int, moment: str) -> None:
    await world.approve(*CARDS)
    world.flow.clock.advance(121)
    store, left = world.flow.store, [commits]

    def dies(_writes: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            setattr(store, moment, None)
            raise Crash

    setattr(store, moment, dies)
    with contextlib.suppress(Crash):
        await world.write()
    setattr(store, moment, None)
    for _ in range(3):
        world.flow.clock.advance(301)
        (await world.sweep().sweep()).unwrap()
        (await world.write()).unwrap()
    await _assert_handed_over_once(world)


async def test_a_bucket_that_is_down_is_waited_for(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    world.files.down = True
    world.flow.clock.advance(121)
    assert (await world.write()).error_code == ErrorCode.STORE_UNAVAILABLE
    assert await world.states() == {PostingState.SEALED: 4}
    world.files.down = False
    (await world.write()).unwrap()
    await _assert_handed_over_once(world)


async def test_a_bucket_that_is_down_holds_no_record_up_that_goes_over_rest(world: FoundationWorld) -> None:
    await world.set_mappings(ap_invoices="file")
    await world.approve(*CARDS)
    await world.approve_bill(a_vendor_invoice())
    world.files.down = True
    world.flow.clock.advance(121)
    assert (await world.write()).error_code == ErrorCode.STORE_UNAVAILABLE
    assert sum((await world.books.hours()).values()) == 2075


async def test_a_file_needs_no_connection(world: FoundationWorld) -> None:
    world.key = "gone"
    await world.approve(*CARDS)
    await _export(world)
    await _assert_handed_over_once(world)


async def test_a_route_that_changes_meanwhile_lets_a_begun_file_end(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    world.files.down = True
    world.flow.clock.advance(121)
    await world.write()
    await world.set_mappings()
    world.files.down = False
    (await world.write()).unwrap()
    await _assert_handed_over_once(world)
    assert await world.books.rows("timecards") == []


async def test_a_file_without_time_for_it_goes_on_later(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    world.flow.clock.advance(121)
    for steps in (2, 1, 1, 9):
        (await world.write(deadline=StepsDeadline(steps))).unwrap()
    await _assert_handed_over_once(world)


async def test_a_person_gets_a_file_at_once(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    report = (await world.turn().export_now(COMPANY, ACCOUNTANT, NoDeadline())).unwrap()
    assert report.posted == 4
    [export] = await world.exports()
    assert export.user_id == ACCOUNTANT


async def test_approvals_that_never_rest_do_not_hold_the_file_up_for_ever(world: FoundationWorld) -> None:
    for n in range(9):
        await world.approve(a_card(f"c-{n}", worker="ben", hours=[(1, "RT")], cost_code=f"03-3{n}0"))
        (await world.write()).unwrap()
        world.flow.clock.advance(minutes=1, seconds=58)
    assert len(world.files.files) == 2


async def test_more_than_a_file_holds_becomes_several(world: FoundationWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldledger.services.foundation_posting.export_run.MOST_ITEMS", 3)
    await world.approve(*CARDS)
    report = (await world.write()).unwrap()
    assert report.posted == 3
    assert report.again_at == world.flow.clock.now()
    await _export(world)
    assert len(await world.exports()) == 2
    await _assert_handed_over_once(world)


async def test_bills_of_many_lines_become_several_files(
    world: FoundationWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldledger.services.foundation_posting.export_run.MOST_BYTES", 900)
    await world.flow.sync()
    for n in range(3):
        await world.approve_bill(a_vendor_invoice(invoice_id=f"r-{n}", number=f"INV-{n}"), f"approval-{n}")
    world.flow.clock.advance(121)
    report = (await world.write()).unwrap()
    assert 0 < report.posted < 3
    assert report.again_at == world.flow.clock.now()
    for _ in range(2):
        await _export(world)
    assert await world.states() == {PostingState.POSTED: 3}
    numbers = [row["Invoice No"] for export in await world.exports() for row in _file(world, export)]
    assert sorted(numbers) == ["INV-0", "INV-1", "INV-2"]


async def test_a_bill_of_more_lines_than_a_file_takes_is_a_person_s(world: FoundationWorld) -> None:
    await world.flow.sync()
    await world.approve_bill(a_vendor_invoice(lines=[a_cost_line("1.00")] * 1800, retainage="0"))
    await _export(world)
    assert "more lines than a file takes" in (await world.inbox())["BOOKS_WOULD_REFUSE"].message


async def test_a_copy_is_marked_and_noted(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    await _export(world)
    [export] = await world.exports()
    repository = DocumentFoundationExports(world.flow.store)
    copies = ExportCopies(repository, world.files, world.flow.clock)
    first = (await copies.copy(COMPANY, export.export_id, ACCOUNTANT)).unwrap()
    second = (await copies.copy(COMPANY, export.export_id, "user-other")).unwrap()
    name = export.file_key.rpartition("/")[2]
    assert (first.name, second.name) == (f"COPY-1-{name}", f"COPY-2-{name}")
    assert first.content == world.files.files[export.file_key]
    noted = (await repository.get(COMPANY, export.export_id)).unwrap().copies
    assert [(copy.number, copy.user_id) for copy in noted] == [(1, ACCOUNTANT), (2, "user-other")]


async def test_a_copy_of_a_file_that_somebody_changed_is_refused(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    await _export(world)
    [export] = await world.exports()
    world.files.files[export.file_key] += b"112,02/27/2026\r\n"
    copies = ExportCopies(DocumentFoundationExports(world.flow.store), world.files, world.flow.clock)
    copied = await copies.copy(COMPANY, export.export_id, ACCOUNTANT)
    assert copied.error_code == ErrorCode.RECORD_MALFORMED
    assert (await copies.copy(COMPANY, "none", ACCOUNTANT)).error_code == ErrorCode.NOT_FOUND


async def test_a_card_that_is_changed_back_closes_its_item_and_goes_as_it_was_approved(world: FoundationWorld) -> None:
    await world.approve(*CARDS)
    open_: list[bool] = []
    for hours in (6, 7.25):
        world.flow.clock.advance(minutes=5)
        card = a_card("c-2", worker="ben", project="plant", hours=[(hours, "RT")])
        await world.contractor.jobsite.seed("timeCards", card)
        (await world.flow.sync()).unwrap()
        open_.append("CHANGED_AFTER_APPROVAL" in await world.inbox())
    assert open_ == [True, False]
    await _export(world)
    await _assert_handed_over_once(world)
