"""Sending a sealed batch and recording the answers."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic import ValidationError

from fieldledger.clients.quickbooks.client import THROTTLE_WAIT, BatchAnswers, QuickbooksBooks
from fieldledger.clients.quickbooks.faults import Disposition, VendorFault, disposition, duplicate_of
from fieldledger.clients.quickbooks.models import BatchItem, ItemAnswer
from fieldledger.clients.vendor_answer import CallOutcome, outcome_of
from fieldledger.domain.clock import Clock
from fieldledger.domain.sealed_batch import SealedBatch, SealedItem
from fieldledger.log import LogEvent, logger
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.lookup import CREATE, BooksLookup
from fieldledger.services.posting.recording import Again, ItemOutcome, Open, Parked, Posted, Recorded, Recorder
from fieldledger.services.posting.references import in_body, told

REPEAT_AFTER: Final = timedelta(seconds=30)
_PERSONAL: Final = frozenset({"PrimaryEmailAddr", "PrimaryPhone", "Mobile", "BillAddr"})
_MOST_WORDS: Final = 4000
_REMOVALS: Final = frozenset({"delete", "void"})
_WHOLE_REQUEST_PARKS: Final = frozenset({ErrorCode.VENDOR_REJECTED, ErrorCode.BOOKS_REFUSED})


class Delivery:
    """Sends what is sealed, exactly as it was sealed."""

    def __init__(self, books: QuickbooksBooks, lookup: BooksLookup, recorder: Recorder, clock: Clock) -> None:
        self._books = books
        self._lookup = lookup
        self._recorder = recorder
        self._clock = clock

    async def deliver(self, batch: SealedBatch, items: Sequence[SealedItem] | None = None) -> Result[Recorded]:
        """Send ``items`` of the batch (default: all) and record every outcome that is known.

        A failure is the vendor's answer to the whole request; its items are recorded all the same: as pending where
        surely nothing happened, as open where the outcome is unknown.
        """
        chosen = list(batch.items if items is None else items)
        requests = [_request(item) for item in chosen]
        answered = await self._books.batch(batch.company_id, batch.batch_id, requests, batch.send_before)
        if answered.success:
            logger.info(LogEvent.BATCH_ANSWERED, extra={"entity_id": batch.batch_id, "items": len(chosen)})
            outcomes = {item.posting_id: self._outcome(item, answered.unwrap()) for item in chosen}
            ours = await self._adopted(batch.company_id, chosen, answered.unwrap())
            told = outcomes | ours
            if batch.sends:
                told |= await self._still_there(batch.company_id, chosen, told)
            return await self._recorder.record(batch, told)
        if outcome_of(answered) is CallOutcome.UNKNOWN:
            logger.warning(LogEvent.BATCH_UNKNOWN, extra={"entity_id": batch.batch_id, "code": answered.error_code})
            return answered.failure()
        refused = self._refused(answered)
        recorded = await self._recorder.record(batch, {item.posting_id: refused(item) for item in chosen})
        return recorded if recorded.failed else answered.failure()

    async def _adopted(
        self, company_id: str, items: Sequence[SealedItem], answers: BatchAnswers
    ) -> dict[str, ItemOutcome]:
        """Duplicates that turn out to be our own record, or the party of that name. A look that fails changes nothing:
        the item is parked with the vendor's words then.
        """
        found: dict[str, ItemOutcome] = {}
        for item in items:
            answer = answers.get(item.bid)
            if answer is None or not answer.faults or disposition(answer.faults)[1] is not ErrorCode.BOOKS_DUPLICATE:
                continue
            holder = next((taken for fault in answer.faults if (taken := duplicate_of(fault)) is not None), None)
            if holder is not None:
                outcome = (await self._lookup.holder(company_id, item, holder)).unwrap_or(None)
            else:
                outcome = (await self._lookup.find(company_id, [item])).unwrap_or({}).get(item.posting_id)
            if isinstance(outcome, Posted) and not _is_inactive(outcome):
                found[item.posting_id] = outcome
        return found

    async def _still_there(
        self, company_id: str, items: Sequence[SealedItem], told: Mapping[str, ItemOutcome]
    ) -> dict[str, ItemOutcome]:
        """A second sending may be answered with the first one's answer, and a person may have deleted the record since.

        One metered read for each; a look that fails leaves the item open.
        """
        found: dict[str, ItemOutcome] = {}
        for item in items:
            outcome = told[item.posting_id]
            if isinstance(outcome, Posted) and item.operation == CREATE:
                found[item.posting_id] = (await self._lookup.as_held(company_id, item, outcome)).unwrap_or(Open())
        return found

    def _outcome(self, item: SealedItem, answers: BatchAnswers) -> ItemOutcome:
        answer = answers.get(item.bid)
        if answer is None:  # the vendor left it out: nothing is known about it
            return Open()
        if answer.faults:
            return self._fault(item, answer.faults)
        return _accepted(item, answer)

    def _fault(self, item: SealedItem, faults: Sequence[VendorFault]) -> ItemOutcome:
        what, code = disposition(faults)
        match what:
            case Disposition.SETTLE:
                return Open()
            case Disposition.THROTTLED:
                return Again(self._clock.now() + THROTTLE_WAIT, code, counted=False)
            case Disposition.PARK if code is ErrorCode.BOOKS_STALE and item.vendor_id is not None:
                return Again(self._clock.now(), code, stale_token=str(json.loads(item.body)["SyncToken"]))
            case Disposition.REPEAT | Disposition.SHRINK:
                return Again(self._clock.now() + REPEAT_AFTER, code)
            case Disposition.PARK:
                return Parked(_problem(item, code, faults))

    def _refused(self, answered: Result[BatchAnswers]) -> "_Refusal":
        """The whole request was refused before any work."""
        code = ErrorCode(answered.error_code or ErrorCode.UNKNOWN)
        moment = answered.retry_at or self._clock.now() + REPEAT_AFTER
        text = answered.error or ""
        unsent = outcome_of(answered) is CallOutcome.NOT_SENT
        return _Refusal(moment, code, text, unsent=unsent, counted=not unsent and code not in _WAITS)


# The vendor answered, and waiting or a person's reconnecting helps: not an attempt at these records.
_WAITS: Final = frozenset({ErrorCode.VENDOR_THROTTLED, ErrorCode.VENDOR_UNAUTHORIZED, ErrorCode.VENDOR_FORBIDDEN})


class _Refusal:
    """Every item of a refused request: pending again, or parked where repeating cannot help."""

    def __init__(self, not_before: datetime, code: ErrorCode, text: str, *, unsent: bool, counted: bool) -> None:
        self._not_before = not_before
        self._code = code
        self._text = text
        self._unsent = unsent
        self._counted = counted

    def __call__(self, item: SealedItem) -> ItemOutcome:
        if self._code in _WHOLE_REQUEST_PARKS and not self._unsent:
            return Parked(Problem(self._code, f"posting:{item.posting_id}", self._text))
        return Again(self._not_before, self._code, counted=self._counted)


def _request(item: SealedItem) -> BatchItem:
    return BatchItem(item.bid, item.operation, item.entity, item.body, item.options)


def _is_inactive(outcome: Posted) -> bool:
    """A name that a deactivated row holds: a person has to switch it on or to choose another name."""
    return "Active" in outcome.differences


def _accepted(item: SealedItem, answer: ItemAnswer) -> ItemOutcome:
    try:
        held = of.RECORDS[item.entity].model_validate(answer.record)
    except ValidationError:  # accepted, but unreadable: its id has to be looked up
        return Open()
    if item.operation in _REMOVALS or item.options is not None:
        return Posted(held.id, held.sync_token, "removed")
    return Posted(held.id, held.sync_token, "accepted", of.differences(item.body, held))


def _problem(item: SealedItem, code: ErrorCode, faults: Sequence[VendorFault]) -> Problem:
    details = {
        "vendor_codes": ", ".join(fault.code for fault in faults),
        "element": ", ".join(fault.element for fault in faults if fault.element),
    }
    if code is ErrorCode.BOOKS_REFERENCE_INACTIVE:  # QuickBooks does not say which
        details |= told(in_body(item.body))
    text = "; ".join(fault.detail or fault.message for fault in faults)
    answer = "; ".join(f"{fault.code} {fault.message} {fault.detail}".strip() for fault in faults)[:_MOST_WORDS]
    subject, message = f"posting:{item.posting_id}", f"QuickBooks refused the record: {text}"
    return Problem(code, subject, message, details, _impersonal(item), answer)


def _impersonal(item: SealedItem) -> str:
    """What was sent, without the addresses of people."""
    fields = {name: value for name, value in json.loads(item.body).items() if name not in _PERSONAL}
    return f"{item.operation} {item.entity} {json.dumps(fields)}"[:_MOST_WORDS]
