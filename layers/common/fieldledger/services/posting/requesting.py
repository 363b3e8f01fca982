"""Asking for postings: what a person approved goes into the postings table together with the proof of what it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldledger.domain.audit import AuditEntry
from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company
from fieldledger.domain.drafts import Draft
from fieldledger.domain.posting import (
    Operation,
    Posting,
    PostingEvent,
    PostingSource,
    PostingState,
    Target,
    posting_id,
)
from fieldledger.log import LogEvent, log_mutation, logger
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies, settings_unchanged
from fieldledger.repositories.documents import MAX_TRANSACTION_WRITES, Check, Put, Write
from fieldledger.repositories.postings import Postings
from fieldledger.repositories.source_versions import SourceVersion
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.posting.sources import SourceKey, SourceVersions, is_current, key_of_source
from fieldledger.services.posting.targets import goes, targets_of
from fieldledger.services.writing import Transactions, WakeWriters


@dataclass(frozen=True, slots=True)
class Intended:
    """One write to the books. ``after`` are postings that have to be there first, of this order or an earlier one.

    ``again`` makes another posting of content that had one before, which was cancelled or changed since.
    """

    source: PostingSource
    draft: Draft
    operation: Operation = Operation.CREATE
    replaces: str | None = None
    after: tuple[str, ...] = ()
    again: str | None = None


@dataclass(frozen=True, slots=True)
class PostingOrder:
    """What one person approved at once, at most 90 writes: all of it is asked for, or nothing.

    ``along`` is written in the same transaction. A source among it needs no check: its own write has the version.
    ``company`` are the settings that it was decided by; None: those of now.
    """

    company_id: str
    approval_id: str
    user_id: str
    intended: tuple[Intended, ...]
    target: Target = "quickbooks"
    along: tuple[Put, ...] = ()
    company: Company | None = None

    def posting_id(self, intended: Intended) -> str:
        """The id that the posting will have; ``Intended.after`` of others may name it."""
        return posting_id(self.company_id, self.target, intended.source, intended.again or intended.replaces)


class PostingRequests:
    """Writes postings, their audit entry and the check of their sources in one transaction."""

    def __init__(
        self,
        companies: Companies,
        postings: Postings,
        sources: SourceVersions,
        audit: AuditTrail,
        transactions: Transactions,
        writers: WakeWriters,
        clock: Clock,
    ) -> None:
        self._companies = companies
        self._postings = postings
        self._sources = sources
        self._audit = audit
        self._transactions = transactions
        self._writers = writers
        self._clock = clock

    async def request(self, order: PostingOrder) -> Result[list[Posting]]:
        """The postings, those that an earlier call made included: repeating an order changes nothing.

        Codes: ``CHANGED_AFTER_APPROVAL`` if a source is not any more what the order says, ``VERSION_CONFLICT`` if
        somebody was faster or the settings changed, ``VALIDATION_FAILED`` for more than a transaction holds or for
        books that the company keeps other records in, ``FLOW_OFF`` for what it does not send there, ``NOT_FOUND`` for a
        company that is not set up.
        """
        written = await self.write(order)
        if written.success:
            await self.wake(order.company_id, order.approval_id, written.unwrap())
        return written

    async def write(self, order: PostingOrder) -> Result[list[Posting]]:
        """The same without waking a writer, for who has several orders: ``wake`` is for all of them."""
        company = await self._settings(order)
        if company.failed:
            return company.failure()
        stopped = next((each for each in order.intended if not _goes(company.unwrap(), each)), None)
        if stopped is not None:
            text = f"a {stopped.draft.kind} is not sent to the books: the settings say so"
            return Result.fail(text, ErrorCode.FLOW_OFF)
        misdirected = next((each for each in order.intended if not _may_go(company.unwrap(), order, each)), None)
        if misdirected is not None:
            wanted_books = ", ".join(targets_of(company.unwrap(), misdirected.draft))
            text = f"a {misdirected.draft.kind} of this company goes to {wanted_books}"
            return Result.fail(text, ErrorCode.VALIDATION_FAILED, {"target": order.target})
        wanted = [_posting(order, intended, self._clock) for intended in order.intended]
        found = await self._postings.get_many(order.company_id, [posting.posting_id for posting in wanted])
        if found.failed:
            return found
        known = {posting.posting_id: posting for posting in found.unwrap()}
        fresh = [posting for posting in wanted if posting.posting_id not in known]
        written = await self._write(order, company.unwrap(), fresh)
        if written.failed:
            return written.failure()
        return Result.ok([known.get(posting.posting_id, posting) for posting in wanted])

    async def _settings(self, order: PostingOrder) -> Result[Company]:
        return await self._companies.get(order.company_id) if order.company is None else Result.ok(order.company)

    async def _write(self, order: PostingOrder, company: Company, fresh: Sequence[Posting]) -> Result[None]:
        if not fresh and (order.intended or not order.along):
            return Result.ok(None)
        versions = await self._sources.current(order.company_id, [posting.source for posting in fresh])
        if versions.failed:
            return versions.failure()
        checks = _checks(order, fresh, versions.unwrap())
        if checks.failed:
            return checks.failure()
        writes: list[Write] = [settings_unchanged(company)]
        writes.extend(self._postings.write(posting) for posting in fresh)
        writes.extend([self._audit.write(self._entry(order, fresh))] if fresh else [])
        writes.extend([*order.along, *checks.unwrap()])
        if len(writes) > MAX_TRANSACTION_WRITES:
            return Result.fail("too many postings in one order", ErrorCode.VALIDATION_FAILED)
        written = await self._transactions.transact(writes)
        if written.success:
            for posting in fresh:
                log_mutation(LogEvent.POSTING_REQUESTED, order.user_id, posting.posting_id, kind=posting.payload.kind)
        return written

    def _entry(self, order: PostingOrder, fresh: Sequence[Posting]) -> AuditEntry:
        after = {posting.posting_id: f"{posting.operation} {posting.payload.kind}" for posting in fresh}
        now = self._clock.now()
        return audit_entry(
            order.company_id, order.user_id, LogEvent.POSTING_REQUESTED, order.approval_id, now, after=after
        )

    async def wake(self, company_id: str, approval_id: str, postings: Sequence[Posting]) -> None:
        """A wake-up that fails costs only time: the sweep finds every pending posting."""
        if not postings:
            return
        woken = await self._writers.wake_for(company_id, postings, approval_id)
        if woken.failed:
            logger.warning(LogEvent.WAKE_FAILED, extra={"entity_id": approval_id, "code": woken.error_code})


def _goes(company: Company, intended: Intended) -> bool:
    """A change of what is in the books follows, whatever is sent by now."""
    return intended.operation is not Operation.CREATE or goes(company, intended.draft)


def _may_go(company: Company, order: PostingOrder, intended: Intended) -> bool:
    """A change goes where its record is, wherever new ones go by now."""
    return intended.operation is not Operation.CREATE or order.target in targets_of(company, intended.draft)


def _posting(order: PostingOrder, intended: Intended, clock: Clock) -> Posting:
    now = clock.now()
    return Posting(
        company_id=order.company_id,
        posting_id=order.posting_id(intended),
        target=order.target,
        operation=intended.operation,
        replaces=intended.replaces,
        depends_on=intended.after,
        source=intended.source,
        payload=intended.draft,
        not_before=now,
        approval_id=order.approval_id,
        approved_by=order.user_id,
        created_at=now,
        updated_at=now,
        history=(PostingEvent(at=now, state=PostingState.PENDING, note="approved"),),
    )


def _checks(
    order: PostingOrder, fresh: Sequence[Posting], versions: Mapping[SourceKey, SourceVersion]
) -> Result[list[Check]]:
    """One check for each source, all of them as they were approved."""
    stale = next((posting for posting in fresh if not is_current(posting, versions)), None)
    if stale is not None:
        text = f"{stale.source.record_type} {stale.source.record_id} is not any more what was approved"
        return Result.fail(text, ErrorCode.CHANGED_AFTER_APPROVAL, {"record_id": stale.source.record_id})
    checks = [versions[key].check for key in dict.fromkeys(key_of_source(posting) for posting in fresh)]
    written = {put.document.key for put in order.along}
    return Result.ok([check for check in checks if (check.pk, check.sk) not in written])
