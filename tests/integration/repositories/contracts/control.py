"""What the repositories of the control table do, whatever the store."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldledger.domain.connection import ConnectionState, VendorName
from fieldledger.domain.exception_item import ExceptionState
from fieldledger.domain.sync_run import SyncCounts
from fieldledger.repositories import idempotency, seen_events
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.checkpoints import DocumentCheckpoints
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.documents import DocumentStore, Range, StartKey, TableName
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.idempotency import DocumentIdempotencyKeys
from fieldledger.repositories.seen_events import DocumentSeenEvents
from fieldledger.result import ErrorCode
from tests.builders import (
    COMPANY,
    a_budget,
    a_checkpoint,
    a_connection,
    an_exception,
    an_idempotency_record,
)

OTHER = "company-2"
NOW = datetime(2026, 3, 2, 13, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def _expiry(store: DocumentStore, sk: str) -> datetime | None:
    """When the store may delete the company's document ``sk``, which has to exist."""
    found = (await store.get(TableName.CONTROL, f"COMPANY#{COMPANY}", sk)).unwrap()
    assert found is not None
    return found.expires_at


class ConnectionsContract:
    """Connections to vendor accounts."""

    async def test_a_connection_is_read_as_it_was_saved(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        saved = (await connections.save(a_connection(lease_owner="run-1", lease_until=NOW))).unwrap()
        assert saved == a_connection(lease_owner="run-1", lease_until=NOW, version=1)
        assert (await connections.get(COMPANY, VendorName.QUICKBOOKS)).unwrap() == saved

    async def test_a_vendor_without_a_connection_is_not_connected(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        (await connections.save(a_connection(company_id=OTHER))).unwrap()
        (await connections.save(a_connection(vendor=VendorName.RAKEN))).unwrap()
        absent = await connections.get(COMPANY, VendorName.QUICKBOOKS)
        assert absent.error_code == ErrorCode.NOT_CONNECTED

    async def test_a_connection_that_was_ended_is_not_connected(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        (await connections.save(a_connection(state=ConnectionState.DISCONNECTED))).unwrap()
        ended = await connections.get(COMPANY, VendorName.QUICKBOOKS)
        assert ended.error_code == ErrorCode.NOT_CONNECTED

    async def test_a_connection_that_needs_a_new_sign_in_is_still_there(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        (await connections.save(a_connection(state=ConnectionState.RECONNECT_REQUIRED))).unwrap()
        found = (await connections.get(COMPANY, VendorName.QUICKBOOKS)).unwrap()
        assert found.state is ConnectionState.RECONNECT_REQUIRED

    async def test_of_two_token_refreshes_one_loses(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        read = (await connections.save(a_connection())).unwrap()
        (await connections.save(read.model_copy(update={"refresh_token": "new"}))).unwrap()
        loser = await connections.save(read.model_copy(update={"refresh_token": "older"}))
        assert loser.error_code == ErrorCode.VERSION_CONFLICT

    async def test_the_schedules_see_only_companies_whose_connection_works(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        for company, state in zip("abc", ConnectionState, strict=True):
            (await connections.save(a_connection(company_id=company, state=state))).unwrap()
        (await connections.save(a_connection(company_id="d"))).unwrap()
        (await connections.save(a_connection(company_id="e", vendor=VendorName.RAKEN))).unwrap()
        assert (await connections.companies_with(VendorName.QUICKBOOKS)).unwrap() == ["a", "d"]

    async def test_a_connection_that_broke_leaves_the_schedules(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        working = (await connections.save(a_connection())).unwrap()
        broken = working.model_copy(update={"state": ConnectionState.RECONNECT_REQUIRED})
        (await connections.save(broken)).unwrap()
        assert (await connections.companies_with(VendorName.QUICKBOOKS)).unwrap() == []

    async def test_a_vendor_account_has_one_holder(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        mine, theirs = a_connection(), a_connection(company_id=OTHER)
        assert (await connections.claim_account(mine)).success
        assert (await connections.claim_account(mine)).success
        refused = await connections.claim_account(theirs)
        assert refused.error_code == ErrorCode.ALREADY_EXISTS
        assert (await connections.company_of_account(mine.vendor, mine.account_id)).unwrap() == COMPANY

    async def test_the_same_account_number_at_another_vendor_is_another_account(self, store: DocumentStore) -> None:
        connections = DocumentConnections(store)
        (await connections.claim_account(a_connection())).unwrap()
        assert (await connections.claim_account(a_connection(company_id=OTHER, vendor=VendorName.RAKEN))).success

    async def test_an_account_that_nobody_holds_has_no_company(self, store: DocumentStore) -> None:
        assert (await DocumentConnections(store).company_of_account(VendorName.RAKEN, "1")).unwrap() is None


class BudgetsContract:
    """Rate budgets."""

    async def test_a_budget_is_found_as_saved_by_company_and_account(self, store: DocumentStore) -> None:
        budgets = DocumentBudgets(store)
        budget = a_budget(account="raken", arrivals={"second": 1_772_456_400_123_456}, closed_until=NOW)
        saved = (await budgets.save(budget)).unwrap()
        assert saved == budget.model_copy(update={"version": 1})
        assert (await budgets.find(COMPANY, "raken")).unwrap() == saved
        assert (await budgets.find(COMPANY, "quickbooks")).unwrap() is None
        assert (await budgets.find(OTHER, "raken")).unwrap() is None

    async def test_of_two_reservations_on_the_same_state_one_loses(self, store: DocumentStore) -> None:
        budgets = DocumentBudgets(store)
        assert (await budgets.save(a_budget())).success
        assert (await budgets.save(a_budget())).error_code == ErrorCode.VERSION_CONFLICT


class IdempotencyKeysContract:
    """Idempotency keys."""

    async def test_a_key_belongs_to_one_company_and_one_operation(self, store: DocumentStore) -> None:
        keys = DocumentIdempotencyKeys(store)
        saved = (await keys.save(an_idempotency_record())).unwrap()
        assert (await keys.find(COMPANY, "approve_time_cards", "key-1")).unwrap() == saved
        assert (await keys.find(OTHER, "approve_time_cards", "key-1")).unwrap() is None
        assert (await keys.find(COMPANY, "another", "key-1")).unwrap() is None

    async def test_of_two_calls_with_the_same_key_one_is_first(self, store: DocumentStore) -> None:
        keys = DocumentIdempotencyKeys(store)
        assert (await keys.save(an_idempotency_record())).success
        second = await keys.save(an_idempotency_record(request_hash="another"))
        assert second.error_code == ErrorCode.VERSION_CONFLICT

    async def test_the_answer_is_kept_for_replays_until_the_record_expires(self, store: DocumentStore) -> None:
        keys = DocumentIdempotencyKeys(store)
        running = (await keys.save(an_idempotency_record())).unwrap()
        (await keys.save(running.model_copy(update={"answer": '{"postings": 3}'}))).unwrap()
        found = (await keys.find(COMPANY, "approve_time_cards", "key-1")).unwrap()
        assert found is not None
        assert found.answer == '{"postings": 3}'
        assert await _expiry(store, "IDEMPOTENCY#approve_time_cards#key-1") == NOW + idempotency.KEEP

    @pytest.mark.parametrize(
        ("answer", "age", "free"),
        [
            (None, timedelta(seconds=29), False),
            (None, timedelta(seconds=30), True),
            ("{}", timedelta(hours=23), False),
            ("{}", idempotency.KEEP, True),
        ],
        ids=["running", "given up", "answered", "expired though still stored"],
    )
    def test_a_key_is_free_again_when_its_call_was_given_up_or_its_record_expired(
        self, answer: str | None, age: timedelta, *, free: bool
    ) -> None:
        assert idempotency.abandoned(an_idempotency_record(answer=answer), NOW + age) is free


class SeenEventsContract:
    """Handled webhook events."""

    async def test_an_event_is_seen_once_it_was_marked_and_by_its_company_only(self, store: DocumentStore) -> None:
        events = DocumentSeenEvents(store)
        assert (await events.seen(COMPANY, "event-1")).unwrap() is False
        (await events.mark(COMPANY, "event-1", NOW)).unwrap()
        assert (await events.seen(COMPANY, "event-1")).unwrap() is True
        assert (await events.seen(COMPANY, "event-2")).unwrap() is False
        assert (await events.seen(OTHER, "event-1")).unwrap() is False

    async def test_marking_an_event_twice_is_fine_and_the_first_mark_stays(self, store: DocumentStore) -> None:
        events = DocumentSeenEvents(store)
        (await events.mark(COMPANY, "event-1", NOW)).unwrap()
        assert (await events.mark(COMPANY, "event-1", NOW + SECOND)).success
        assert await _expiry(store, "EVENT#event-1") == NOW + seen_events.KEEP


class ExceptionsContract:
    """The exceptions inbox."""

    async def test_an_item_is_read_as_it_was_saved_by_its_company_only(self, store: DocumentStore) -> None:
        exceptions, item = DocumentExceptions(store), an_exception(details={"job": "2214"})
        saved = (await exceptions.save(item)).unwrap()
        assert saved == item.model_copy(update={"version": 1})
        assert (await exceptions.get_many(COMPANY, [item.exception_id])).unwrap() == [saved]
        assert (await exceptions.get_many(OTHER, [item.exception_id])).unwrap() == []
        assert (await exceptions.by_state(OTHER, ExceptionState.OPEN, 10, None)).unwrap().items == ()

    @pytest.mark.parametrize("limit", [1, 2, 3, 10])
    async def test_open_items_come_oldest_first_page_after_page(self, store: DocumentStore, limit: int) -> None:
        exceptions = DocumentExceptions(store)
        for age, subject in enumerate(["employee:9", "employee:1", "employee:5"]):
            (await exceptions.save(an_exception(subject=subject, first_seen_at=NOW + age * SECOND))).unwrap()
        (await exceptions.save(an_exception(subject="employee:7", state=ExceptionState.RESOLVED))).unwrap()
        found: list[str] = []
        start: StartKey | None = None
        for _ in range(5):
            page = (await exceptions.by_state(COMPANY, ExceptionState.OPEN, limit, start)).unwrap()
            found += [item.subject for item in page.items]
            start = page.next_start
            if start is None:
                break
        assert (found, start) == (["employee:9", "employee:1", "employee:5"], None)

    async def test_a_resolved_item_is_found_among_the_resolved_only(self, store: DocumentStore) -> None:
        exceptions = DocumentExceptions(store)
        item = (await exceptions.save(an_exception())).unwrap()
        resolved = (await exceptions.save(item.model_copy(update={"state": ExceptionState.RESOLVED}))).unwrap()
        assert (await exceptions.by_state(COMPANY, ExceptionState.OPEN, 10, None)).unwrap().items == ()
        assert (await exceptions.by_state(COMPANY, ExceptionState.RESOLVED, 10, None)).unwrap().items == (resolved,)

    async def test_open_items_are_counted_for_their_company_only(self, store: DocumentStore) -> None:
        exceptions = DocumentExceptions(store)
        for subject in ("employee:9", "employee:1"):
            (await exceptions.save(an_exception(subject=subject))).unwrap()
        (await exceptions.save(an_exception(subject="employee:7", state=ExceptionState.RESOLVED))).unwrap()
        assert (await exceptions.count_open(COMPANY)).unwrap() == 2
        assert (await exceptions.count_open(OTHER)).unwrap() == 0

    async def test_an_item_that_a_person_changed_meanwhile_is_not_overwritten(self, store: DocumentStore) -> None:
        exceptions = DocumentExceptions(store)
        read = (await exceptions.save(an_exception())).unwrap()
        (await exceptions.save(read.model_copy(update={"state": ExceptionState.RESOLVED}))).unwrap()
        refused = await store.transact([exceptions.write(read.model_copy(update={"occurrences": 2}))])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT


class CheckpointsContract:
    """Sync checkpoints."""

    async def test_a_checkpoint_is_found_as_saved_by_vendor_and_resource(self, store: DocumentStore) -> None:
        checkpoints = DocumentCheckpoints(store)
        checkpoint = a_checkpoint(window_until=NOW, cursor="changed:200", counts=SyncCounts(seen=3, created=3, calls=1))
        saved = (await checkpoints.save(checkpoint)).unwrap()
        assert saved == checkpoint.model_copy(update={"version": 1})
        assert (await checkpoints.find(COMPANY, "raken", "time_cards")).unwrap() == saved
        assert (await checkpoints.find(COMPANY, "raken", "projects")).unwrap() is None
        assert (await checkpoints.find(OTHER, "raken", "time_cards")).unwrap() is None

    async def test_a_run_that_was_overtaken_does_not_move_the_checkpoint(self, store: DocumentStore) -> None:
        checkpoints = DocumentCheckpoints(store)
        (await checkpoints.save(a_checkpoint())).unwrap()
        refused = await checkpoints.save(a_checkpoint(synced_until=None))
        assert refused.error_code == ErrorCode.VERSION_CONFLICT


class LeasesContract:
    """Leases of runs."""

    async def test_a_free_run_is_leased_and_nobody_else_gets_it(self, store: DocumentStore) -> None:
        leases = DocumentCheckpoints(store)
        assert (await leases.acquire(COMPANY, "raken", "run-1", NOW, 60)).unwrap() is True
        assert (await leases.acquire(COMPANY, "raken", "run-2", NOW, 60)).unwrap() is False
        assert (await leases.acquire(COMPANY, "raken", "run-1", NOW + SECOND, 60)).unwrap() is True

    async def test_leases_of_other_runs_and_companies_are_separate(self, store: DocumentStore) -> None:
        leases = DocumentCheckpoints(store)
        assert (await leases.acquire(COMPANY, "raken", "run-1", NOW, 60)).unwrap() is True
        assert (await leases.acquire(COMPANY, "quickbooks", "run-2", NOW, 60)).unwrap() is True
        assert (await leases.acquire(OTHER, "raken", "run-3", NOW, 60)).unwrap() is True

    async def test_a_lease_ends_at_its_time_although_the_store_still_has_it(self, store: DocumentStore) -> None:
        leases = DocumentCheckpoints(store)
        (await leases.acquire(COMPANY, "raken", "run-1", NOW, 60)).unwrap()
        assert (await leases.acquire(COMPANY, "raken", "run-2", NOW + 59 * SECOND, 60)).unwrap() is False
        assert (await leases.acquire(COMPANY, "raken", "run-2", NOW + 60 * SECOND, 60)).unwrap() is True
        assert (await leases.acquire(COMPANY, "raken", "run-1", NOW + 61 * SECOND, 60)).unwrap() is False

    async def test_a_released_run_is_free_at_once(self, store: DocumentStore) -> None:
        leases = DocumentCheckpoints(store)
        (await leases.acquire(COMPANY, "raken", "run-1", NOW, 60)).unwrap()
        (await leases.release(COMPANY, "raken", "run-1", NOW)).unwrap()
        assert (await leases.acquire(COMPANY, "raken", "run-2", NOW, 60)).unwrap() is True

    async def test_releasing_leaves_a_lease_alone_that_somebody_took_over(self, store: DocumentStore) -> None:
        leases = DocumentCheckpoints(store)
        (await leases.acquire(COMPANY, "raken", "run-1", NOW, 60)).unwrap()
        (await leases.acquire(COMPANY, "raken", "run-2", NOW + 60 * SECOND, 60)).unwrap()
        (await leases.release(COMPANY, "raken", "run-1", NOW + 61 * SECOND)).unwrap()
        assert (await leases.acquire(COMPANY, "raken", "run-3", NOW + 62 * SECOND, 60)).unwrap() is False

    async def test_acquiring_again_prolongs_the_own_lease(self, store: DocumentStore) -> None:
        leases = DocumentCheckpoints(store)
        (await leases.acquire(COMPANY, "raken", "run-1", NOW, 60)).unwrap()
        (await leases.acquire(COMPANY, "raken", "run-1", NOW + 30 * SECOND, 60)).unwrap()
        assert (await leases.acquire(COMPANY, "raken", "run-2", NOW + 61 * SECOND, 60)).unwrap() is False

    async def test_a_lease_expires_in_the_store_only_after_it_ended(self, store: DocumentStore) -> None:
        (await DocumentCheckpoints(store).acquire(COMPANY, "raken", "run-1", NOW, 60)).unwrap()
        assert await _expiry(store, "LEASE#raken") == NOW + 60 * SECOND + timedelta(days=1)

    async def test_leases_and_checkpoints_of_a_vendor_do_not_meet(self, store: DocumentStore) -> None:
        checkpoints = DocumentCheckpoints(store)
        (await checkpoints.save(a_checkpoint())).unwrap()
        (await checkpoints.acquire(COMPANY, "raken#time_cards", "run-1", NOW, 60)).unwrap()
        page = await store.query(TableName.CONTROL, f"COMPANY#{COMPANY}", Range.prefix("CHECKPOINT#"), limit=10)
        assert len(page.unwrap().documents) == 1
