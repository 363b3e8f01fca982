"""What the repositories of the sync do, whatever the store."""

from datetime import timedelta

from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.sync_states import RUNS_KEPT, DocumentSyncStates
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.builders.moments import APPROVED_AT
from tests.builders.syncs import a_mirror_record, a_sync_run, a_sync_state

OTHER = "company-2"
REQUISITIONS = SyncResource.PROCORE_REQUISITIONS
SECOND = timedelta(seconds=1)


class MirrorContract:
    """Vendors' records."""

    async def test_a_record_is_read_as_it_was_saved(self, store: DocumentStore) -> None:
        mirror = DocumentMirror(store)
        saved = (await mirror.save(a_mirror_record())).unwrap()
        assert saved == a_mirror_record(version=1)
        assert (await mirror.find(COMPANY, REQUISITIONS, "5001", "301")).unwrap() == saved
        assert (await mirror.get_many(COMPANY, REQUISITIONS, [("301", "5001"), ("301", "1")])).unwrap() == [saved]

    async def test_scope_resource_and_company_are_part_of_the_key(self, store: DocumentStore) -> None:
        mirror = DocumentMirror(store)
        (await mirror.save(a_mirror_record())).unwrap()
        assert (await mirror.find(COMPANY, REQUISITIONS, "5001", "302")).unwrap() is None
        assert (await mirror.find(COMPANY, REQUISITIONS, "5001")).unwrap() is None
        assert (await mirror.find(COMPANY, SyncResource.PROCORE_DIRECT_COSTS, "5001", "301")).unwrap() is None
        assert (await mirror.find(OTHER, REQUISITIONS, "5001", "301")).unwrap() is None

    async def test_whoever_read_an_older_version_does_not_overwrite(self, store: DocumentStore) -> None:
        mirror = DocumentMirror(store)
        (await mirror.save(a_mirror_record())).unwrap()
        assert (await mirror.save(a_mirror_record())).error_code == ErrorCode.VERSION_CONFLICT

    async def test_pages_are_of_one_resource_or_of_one_scope(self, store: DocumentStore) -> None:
        mirror = DocumentMirror(store)
        for scope, record in (("3", "a"), ("3", "b"), ("30", "a"), ("4", "a")):
            (await mirror.save(a_mirror_record(scope_id=scope, record_id=record))).unwrap()
        (await mirror.save(a_mirror_record(resource=SyncResource.PROCORE_BUDGETS))).unwrap()
        first = (await mirror.page(COMPANY, REQUISITIONS, 3)).unwrap()
        rest = (await mirror.page(COMPANY, REQUISITIONS, 3, first.next_start)).unwrap()
        keys = [(record.scope_id, record.record_id) for record in (*first.items, *rest.items)]
        assert sorted(keys) == [("3", "a"), ("3", "b"), ("30", "a"), ("4", "a")]
        of_scope = (await mirror.page(COMPANY, REQUISITIONS, 9, scope_id="3")).unwrap()
        assert [record.record_id for record in of_scope.items] == ["a", "b"]

    async def test_walking_goes_from_place_to_place_and_misses_none(self, store: DocumentStore) -> None:
        mirror = DocumentMirror(store)
        ids = ["1", "10", "1 0", "1#0", "1.0", "2", "1-0", "Ä"]
        for record in ids:
            (await mirror.save(a_mirror_record(scope_id=None, record_id=record))).unwrap()
        walked: list[str] = []
        place: str | None = None
        while found := (await mirror.after(COMPANY, REQUISITIONS, place, 2)).unwrap():
            walked.extend(record.record_id for _, record in found)
            place = found[-1][0]
        assert sorted(walked) == sorted(ids)


class SyncStatesContract:
    """Where syncs stand."""

    async def test_a_state_is_read_as_it_was_saved(self, store: DocumentStore) -> None:
        states = DocumentSyncStates(store)
        saved = (await states.save(a_sync_state(active=a_sync_run()))).unwrap()
        assert (await states.find(COMPANY, REQUISITIONS)).unwrap() == saved
        assert (await states.find(OTHER, REQUISITIONS)).unwrap() is None
        assert (await states.save(a_sync_state())).error_code == ErrorCode.VERSION_CONFLICT

    async def test_all_of_a_companys_are_listed_by_name_without_its_runs(self, store: DocumentStore) -> None:
        states = DocumentSyncStates(store)
        for resource in (REQUISITIONS, SyncResource.PROCORE_BUDGETS):
            (await states.save(a_sync_state(resource=resource))).unwrap()
        (await states.save(a_sync_state(company_id=OTHER))).unwrap()
        (await states.keep_run(a_sync_run(finished_at=APPROVED_AT))).unwrap()
        found = (await states.every(COMPANY)).unwrap()
        assert [state.resource for state in found] == [SyncResource.PROCORE_BUDGETS, REQUISITIONS]

    async def test_due_is_what_is_not_paused_and_not_later(self, store: DocumentStore) -> None:
        states = DocumentSyncStates(store)
        (await states.save(a_sync_state())).unwrap()
        (await states.save(a_sync_state(company_id=OTHER, due_at=APPROVED_AT - SECOND))).unwrap()
        (await states.save(a_sync_state(resource=SyncResource.PROCORE_BUDGETS, due_at=APPROVED_AT + SECOND))).unwrap()
        (await states.save(a_sync_state(resource=SyncResource.PROCORE_USERS, paused=True))).unwrap()
        due = (await states.due(APPROVED_AT, 10)).unwrap()
        assert due == [(OTHER, REQUISITIONS), (COMPANY, REQUISITIONS)]
        assert (await states.due(APPROVED_AT, 1)).unwrap() == due[:1]

    async def test_a_run_that_ended_is_kept_for_ninety_days_and_kept_once(self, store: DocumentStore) -> None:
        states = DocumentSyncStates(store)
        run = a_sync_run(finished_at=APPROVED_AT)
        (await states.keep_run(run)).unwrap()
        (await states.keep_run(run)).unwrap()
        kept = (await states.run(COMPANY, run.run_id)).unwrap()
        assert kept.finished_at == APPROVED_AT
        page = (await states.runs(COMPANY, 10, None)).unwrap()
        assert [each.run_id for each in page.items] == [run.run_id]
        found = await store.get(TableName.CONTROL, f"COMPANY#{COMPANY}", f"SYNCRUN#{run.run_id}")
        document = found.unwrap()
        assert document is not None
        assert document.expires_at == APPROVED_AT + RUNS_KEPT
        assert (await states.run(OTHER, run.run_id)).error_code == ErrorCode.NOT_FOUND
