"""The whole way of an exception: told in plain words, rehearsed, mended, on record, and in the books afterwards."""

from collections.abc import Sequence

import pytest

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.exception_item import ExceptionItem
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.mapping_table import MappingKind
from fieldledger.domain.posting import PostingState
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import Put, TableName, Write
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.desk import ExceptionsDesk, Resolution
from fieldledger.services.exceptions.fixes import CancelFix, Fix, LinkFix, PayTypeFix, RetryFix
from fieldledger.services.exceptions.listing import Filters
from fieldledger.services.exceptions.many import ManyExceptions
from fieldledger.services.posting.attempts import MAX_ATTEMPTS
from fieldledger.services.posting.transitions import cancelled
from fieldledger.wiring.exceptions import desk_over, explaining_over, listing_over
from tests.builders import ACCOUNTANT, COMPANY, WORK_DATE, a_counterpart
from tests.integration.flow.doubles import NoDeadline
from tests.integration.flow.harness import World
from tests.integration.flow.simulated_quickbooks import a_customer_row, an_employee_row
from tests.integration.flow.simulated_raken import a_card, a_member, entries


def _desk(world: World) -> ExceptionsDesk:
    return desk_over(world.flow.store, world.flow.queue, world.flow.clock)


async def _item(world: World, code: str) -> ExceptionItem:
    [item] = [item for item in (await world.flow.inbox()).values() if item.code == code]
    return item


async def _try(world: World, item: ExceptionItem, fix: Fix) -> Resolution:
    return (await _desk(world).try_(COMPANY, ACCOUNTANT, item.exception_id, fix)).unwrap()


async def _resolve(world: World, item: ExceptionItem, fix: Fix) -> Resolution:
    return (await _desk(world).resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)).unwrap()


async def _lena_waits(world: World, cards: int = 3) -> str:
    """Cards of a worker without a number; the id of the row that she has in the books."""
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", None))
    [row] = await world.books.seed("Employee", [an_employee_row("Lena Vogt", None)])
    days = [WORK_DATE.replace(day=n + 2) for n in range(cards)]
    await world.with_cards(*(a_card(f"c-{day.day}", worker="lena", hours=[(4, "RT")], day=day) for day in days))
    assert (await world.flow.write()).unwrap().parked == cards
    return str(row["Id"])


def _audit(world: World, action: str) -> list[str]:
    entries = [document.body for document in world.flow.store.documents(TableName.AUDIT)]
    return [body for body in entries if f'"action":"{action}"' in body]


def _stored(world: World) -> list[object]:
    return [document for table in TableName for document in world.flow.store.documents(table)]


async def test_an_explanation_is_plain_words_totals_and_options(world: World) -> None:
    await _lena_waits(world)
    item = await _item(world, "EMPLOYEE_NUMBER_MISSING")
    told = (await explaining_over(world.flow.store).explain(COMPANY, item.exception_id)).unwrap()
    assert told.words.endswith("It is the contractor's turn. 3 postings wait for it.")
    [kind] = told.waiting.kinds
    assert (kind.kind, kind.postings, kind.minutes) == ("time_activity", 3, 720)
    assert [(option.kind, option.asks_for) for option in told.options] == [
        ("link", ("vendor_id",)),
        ("retry", ()),
        ("cancel", ("reason",)),
    ]


async def test_only_the_first_ten_that_wait_are_named(world: World) -> None:
    await _lena_waits(world, cards=12)
    item = await _item(world, "EMPLOYEE_NUMBER_MISSING")
    waiting = (await explaining_over(world.flow.store).explain(COMPANY, item.exception_id)).unwrap().waiting
    assert (waiting.postings, len(set(waiting.first))) == (12, 10)


async def test_a_rehearsal_of_the_right_fix_brings_nothing_back_and_writes_nothing(world: World) -> None:
    row = await _lena_waits(world)
    before = _stored(world)
    tried = await _try(world, await _item(world, "EMPLOYEE_NUMBER_MISSING"), LinkFix(vendor_id=row))
    assert (tried.released, tried.parks_again, tried.changes) == (3, (), "employee:lena")
    assert _stored(world) == before


async def test_a_rehearsal_says_what_would_come_back_and_why(world: World) -> None:
    await _lena_waits(world)
    item = await _item(world, "EMPLOYEE_NUMBER_MISSING")
    tried = await _try(world, item, RetryFix())
    [again] = tried.parks_again
    assert (again.code, again.subject, again.postings) == ("EMPLOYEE_NUMBER_MISSING", "employee:lena", 3)
    assert again.message == item.message


async def test_a_rehearsal_draws_a_rules_conclusion_without_recording_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", "118"))
    await world.with_cards(a_card("c-1", worker="lena"))
    assert (await world.flow.write()).unwrap().parked == 1
    row = a_counterpart(kind=CounterpartKind.EMPLOYEE, vendor_id="99", display_name="Lena Vogt", number="118")
    (await DocumentCrosswalk(world.flow.store).save_counterparts([row])).unwrap()
    caplog.clear()
    before = _stored(world)
    tried = await _try(world, await _item(world, "EMPLOYEE_UNMATCHED"), RetryFix())
    assert (tried.released, tried.parks_again) == (1, ())
    assert _stored(world) == before
    assert "link_decided" not in caplog.messages


async def test_what_a_rehearsal_foretells_is_what_the_writer_does(world: World) -> None:
    """The link helps one of the two postings: the other one's pay type is a problem of its own."""
    await world.jobsite.seed("members", a_member("lena", "Lena Vogt", None))
    [row] = await world.books.seed("Employee", [an_employee_row("Lena Vogt", None)])
    await world.with_cards(a_card("c-1", worker="lena", hours=[(4, "RT")]))
    (await world.flow.write()).unwrap()
    await world.with_cards(a_card("c-2", worker="lena", hours=[(2, "OT")]))
    (await world.flow.write()).unwrap()
    await _forget_overtime(world)
    item = await _item(world, "EMPLOYEE_NUMBER_MISSING")
    fix = LinkFix(vendor_id=str(row["Id"]))
    tried = await _try(world, item, fix)
    assert [(again.code, again.postings) for again in tried.parks_again] == [("PAY_TYPE_UNMAPPED", 1)]
    await _resolve(world, item, fix)
    report = (await world.flow.write()).unwrap()
    assert (report.posted, report.parked) == (1, 1)
    assert list(await world.flow.inbox()) == ["PAY_TYPE_UNMAPPED pay_type:OT"]


async def _forget_overtime(world: World) -> None:
    companies = DocumentCompanies(world.flow.store)
    company = (await companies.get(COMPANY)).unwrap()
    pay_types = {key: value for key, value in company.pay_types.items() if key != "OT"}
    (await companies.save(company.model_copy(update={"pay_types": pay_types}))).unwrap()


async def test_a_card_that_changed_meanwhile_is_foretold_too(world: World) -> None:
    row = await _lena_waits(world, cards=1)
    world.flow.clock.advance(minutes=20)
    await world.jobsite.change("timeCards", "c-2", timeEntries=entries([(6, "RT")]))
    (await world.flow.sync()).unwrap()
    tried = await _try(world, await _item(world, "EMPLOYEE_NUMBER_MISSING"), LinkFix(vendor_id=row))
    assert [again.code for again in tried.parks_again] == ["CHANGED_AFTER_APPROVAL"]


async def test_a_persons_link_replaces_that_of_a_rule_and_both_are_on_record(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    [clinic] = [row for row in await world.books.all("Customer") if "2214" in row["DisplayName"]]
    await world.books.edit("Customer", {"Id": clinic["Id"], "Active": False})
    [annex] = await world.books.seed("Customer", [a_customer_row("Clinic Annex")])
    await _lists_are_read_again(world)
    await world.with_cards(a_card("c-2", worker="ben"))
    (await world.flow.write()).unwrap()
    item = await _item(world, "BOOKS_REFERENCE_INACTIVE")
    assert item.subject == "project:clinic"
    fix = LinkFix(vendor_id=str(annex["Id"]))
    assert (await _resolve(world, item, fix)).released == 1
    assert (await world.flow.write()).unwrap().posted == 1
    assert ("Ben Okafor", "Clinic Annex", "Labor") in await world.books.minutes()
    identities = DocumentIdentities(world.flow.store)
    [link] = (await identities.of(COMPANY, IdentityKind.PROJECT, ["clinic"])).unwrap()["clinic"].links
    assert (link.vendor_id, link.decided_by, link.version) == (annex["Id"], ACCOUNTANT, 2)
    [entry] = [body for body in _audit(world, "link_decided") if ACCOUNTANT in body]
    before = AuditEntry.model_validate_json(entry).before
    assert (before["vendor_id"], before["decided_by"]) == (clinic["Id"], "rule:job_number")


async def test_a_row_of_the_books_that_is_another_worker_is_refused(world: World) -> None:
    await _lena_waits(world)
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    [rosa] = [row for row in await world.books.all("Employee") if row["DisplayName"] == "Rosa Delgado"]
    item = await _item(world, "EMPLOYEE_NUMBER_MISSING")
    fix = LinkFix(vendor_id=str(rosa["Id"]))
    for attempt in (_desk(world).try_, _desk(world).resolve):
        refused = await attempt(COMPANY, ACCOUNTANT, item.exception_id, fix)
        assert (refused.error_code, refused.details["held_by"]) == (ErrorCode.LINK_CONFLICT, "rosa")


async def _lists_are_read_again(world: World) -> None:
    world.flow.clock.advance(hours=25)
    await world.with_cards(a_card("c-read", worker="ana", project="plant"))
    (await world.flow.write()).unwrap()


@pytest.mark.parametrize("subject", [None, "project:plant", "employee:lena"])
async def test_a_link_for_what_the_posting_does_not_refer_to_is_refused(world: World, subject: str | None) -> None:
    await world.books.fault("item_fault", item=0, code="610")
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    item = await _item(world, "BOOKS_REFERENCE_INACTIVE")
    fix = LinkFix(vendor_id="1", subject=subject)
    refused = await _desk(world).resolve(COMPANY, ACCOUNTANT, item.exception_id, fix)
    assert refused.error_code == ErrorCode.VALIDATION_FAILED
    assert await world.flow.states() == {PostingState.PARKED: 1}


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("6210", "BOOKS_PERIOD_CLOSED"),
        ("610", "BOOKS_REFERENCE_INACTIVE"),
        ("6000", "BOOKS_REFUSED"),
        ("6240", "BOOKS_DUPLICATE"),
    ],
)
async def test_what_the_books_refused_is_sent_again_when_the_cause_is_gone(world: World, fault: str, code: str) -> None:
    await world.books.fault("item_fault", item=0, code=fault)
    await world.with_cards(a_card("c-1"))
    (await world.flow.write()).unwrap()
    assert (await _resolve(world, await _item(world, code), RetryFix())).released == 1
    (await world.flow.write()).unwrap()
    await world.assert_books_equal_approvals()
    assert await world.flow.inbox() == {}


async def test_what_used_up_its_attempts_can_be_tried_again_by_a_person(world: World) -> None:
    await world.with_cards(a_card("c-1"))
    for _ in range(MAX_ATTEMPTS):
        await world.books.fault("item_fault", code="150")
        (await world.flow.write()).unwrap()
        world.flow.clock.advance(31)
    assert (await world.flow.write()).unwrap().parked == 1
    await _resolve(world, await _item(world, "BOOKS_REFUSED"), RetryFix())
    assert (await world.flow.write()).unwrap().posted == 1


async def test_the_second_of_two_equal_resolutions_says_how_it_was_resolved_before(world: World) -> None:
    await _lena_waits(world)
    item = await _item(world, "EMPLOYEE_NUMBER_MISSING")
    await _resolve(world, item, CancelFix(reason="paid by hand"))
    before = _stored(world)
    again = await _resolve(world, item, CancelFix(reason="paid by hand"))
    assert (again.cancelled, again.earlier) == (0, "cancel: paid by hand")
    assert _stored(world) == before


async def test_giving_up_is_on_record_with_the_person_and_the_reason(world: World) -> None:
    await _lena_waits(world)
    await _resolve(world, await _item(world, "EMPLOYEE_NUMBER_MISSING"), CancelFix(reason="paid by hand"))
    [entry] = _audit(world, "exception_resolved")
    assert ACCOUNTANT in entry
    assert '"after":{"state":"resolved","resolution":"cancel: paid by hand"}' in entry


async def test_a_changed_mapping_is_on_record_with_what_it_was(world: World) -> None:
    await world.with_cards(a_card("c-1", hours=[(2, "DT")]))
    (await world.flow.write()).unwrap()
    item = await _item(world, "PAY_TYPE_UNMAPPED")
    await _resolve(world, item, PayTypeFix(service_item="Labor - Dubble"))
    (await world.flow.write()).unwrap()
    wrong = await _item(world, "SERVICE_ITEM_UNMATCHED")
    await _resolve(world, wrong, PayTypeFix(service_item="Labor"))
    assert (await world.flow.write()).unwrap().posted == 1
    first, second = sorted(_audit(world, "mapping_decided"), key=lambda body: "Dubble" not in body.split("after")[1])
    assert '"before":{}' in first
    assert '"before":{"DT service_item":"Labor - Dubble"}' in second
    tables = DocumentMappingTables(world.flow.store)
    made = (await tables.history(COMPANY, "quickbooks", MappingKind.PAY_TYPE, 10, None)).unwrap().items
    assert [(each.number, each.changed_by, each.reason) for each in made] == [
        (1, ACCOUNTANT, "resolved PAY_TYPE_UNMAPPED"),
        (2, ACCOUNTANT, "resolved SERVICE_ITEM_UNMATCHED"),
    ]
    [posting] = await world.flow.postings()
    assert posting.mapping_version == "settings@1 quickbooks/pay_type@2"
    assert wrong.mapping_version == "settings@1 quickbooks/pay_type@1"


async def test_a_posting_that_others_keep_changing_leaves_the_item_open_for_another_try(world: World) -> None:
    row = await _lena_waits(world, cards=2)
    item = await _item(world, "EMPLOYEE_NUMBER_MISSING")
    store = world.flow.store
    contended = (await world.flow.postings())[0].posting_id

    async def sooner(writes: Sequence[Write]) -> None:
        for write in writes:
            if isinstance(write, Put) and write.document.sk == f"POSTING#{contended}":
                now = (await store.get(TableName.POSTINGS, write.document.pk, write.document.sk)).unwrap()
                assert now is not None
                (await store.put(now)).unwrap()

    store.before_commit = sooner
    refused = await _desk(world).resolve(COMPANY, ACCOUNTANT, item.exception_id, LinkFix(vendor_id=row))
    store.before_commit = None
    assert refused.error_code == ErrorCode.VERSION_CONFLICT
    assert (await _item(world, "EMPLOYEE_NUMBER_MISSING")).exception_id == item.exception_id
    assert (await _resolve(world, item, LinkFix(vendor_id=row))).released == 1
    assert (await world.flow.write()).unwrap().posted == 2


async def test_a_posting_that_somebody_else_gave_up_meanwhile_holds_no_item_open(world: World) -> None:
    row = await _lena_waits(world)
    item = await _item(world, "EMPLOYEE_NUMBER_MISSING")
    store, postings = world.flow.store, DocumentPostings(world.flow.store)
    taken = (await world.flow.postings())[0]

    async def given_up(writes: Sequence[Write]) -> None:
        if any(isinstance(write, Put) and write.document.sk.startswith("POSTING#") for write in writes):
            store.before_commit = None
            gone = cancelled(taken, world.flow.clock.now(), "paid by hand")
            (await store.put(postings.write(gone).document)).unwrap()

    store.before_commit = given_up
    assert (await _resolve(world, item, LinkFix(vendor_id=row))).released == 2
    assert await world.flow.inbox() == {}


async def test_each_item_gets_a_fix_of_its_own_and_one_failure_stops_no_other(world: World) -> None:
    row = await _lena_waits(world)
    await world.with_cards(a_card("c-9", hours=[(2, "DT")]))
    (await world.flow.write()).unwrap()
    worker, hours = await _item(world, "EMPLOYEE_NUMBER_MISSING"), await _item(world, "PAY_TYPE_UNMAPPED")
    fixes: dict[str, Fix] = {
        hours.exception_id: LinkFix(vendor_id=row),
        worker.exception_id: LinkFix(vendor_id=row),
    }
    many = ManyExceptions(_desk(world), DocumentExceptions(world.flow.store), world.flow.clock)
    outcomes = await many.resolve(COMPANY, ACCOUNTANT, fixes, NoDeadline())
    answers = {outcome.exception_id: outcome.result for outcome in outcomes.done}
    assert answers[hours.exception_id].error_code == ErrorCode.VALIDATION_FAILED
    assert answers[worker.exception_id].unwrap().released == 3


async def test_the_inbox_is_counted_and_filtered_as_it_is_worked_off(world: World) -> None:
    row = await _lena_waits(world)
    await world.with_cards(a_card("c-9", hours=[(2, "DT")]))
    (await world.flow.write()).unwrap()
    listing = listing_over(world.flow.store)
    assert (await listing.counts(COMPANY)).unwrap().by_subject_kind == {"employee": 1, "pay_type": 1}
    await _resolve(world, await _item(world, "EMPLOYEE_NUMBER_MISSING"), LinkFix(vendor_id=row))
    assert (await listing.page(COMPANY, Filters(subject="employee:"), 10)).unwrap().items == ()
    assert (await listing.counts(COMPANY)).unwrap().total == 1
