"""Comparing one week of FOUNDATION with what was posted over its REST API (docs/vendors/foundation.md B5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.errors import Refused
from fieldledger.clients.foundation.models import ApInvoice, Record, TimeCard
from fieldledger.clients.foundation.models.writes import ApInvoiceWrite, TimeCardWrite
from fieldledger.clients.foundation.text import printable_ascii
from fieldledger.clients.reading import Rows
from fieldledger.domain.books_reconciliation import LedgerKind
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.clock import Clock
from fieldledger.domain.foundation_mappings import FoundationKind
from fieldledger.domain.foundation_seal import seal_id
from fieldledger.repositories.foundation_outbox import FoundationOutbox
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.closing.foundation_drift import Held, drift_of
from fieldledger.services.closing.held_records import Mine, WeekFound, records_of_ours
from fieldledger.services.foundation_posting.mapping import BooksWrite
from fieldledger.services.foundation_posting.record_keys import entity_of
from fieldledger.services.foundation_posting.sealed_text import read_write
from fieldledger.services.posting.drift_notes import DriftNotes

_TRIES: Final = 4
_NO_LIST: Final = "no_list"
_NOT_INCLUDED: Final = "our FOUNDATION subscription does not let it be read"
_IDS_CHANGE: Final = "FOUNDATION does not keep the ids that records were posted under"


class ReadableFoundation(Protocol):
    """What a comparison needs of FOUNDATION's client."""

    dialect: FoundationDialect

    async def every[M: Record](self, company_id: str, kind: type[M], *, wanted: Mapping[str, str]) -> Result[Rows[M]]:
        """The rows of a list; ``wanted`` is a hint, which the vendor may ignore."""
        ...

    async def one[M: Record](self, company_id: str, kind: type[M], record_id: str) -> Result[M]:
        """One record; ``VENDOR_NOT_FOUND`` if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is compared together: a per diem is a time card there, too."""

    ledgers: tuple[LedgerKind, ...]
    entity: str
    model: type[Held]


@dataclass(frozen=True, slots=True)
class _Ours:
    """A record of ours, with what was sent: None for one that was there already and was taken as ours."""

    mine: Mine
    sent: BooksWrite | None


type _Records = Mapping[str, _Ours]
"""By FOUNDATION's id."""

_KINDS: Final = (
    _Kind((LedgerKind.TIME, LedgerKind.PER_DIEMS), entity_of(FoundationKind.TIME_CARD), TimeCard),
    _Kind((LedgerKind.BILLS,), entity_of(FoundationKind.AP_INVOICE), ApInvoice),
)


class FoundationWeekCheck:
    """One list for each day with cards, one call for each bill, and one more for each suspicion.

    A week without records of ours costs no call. Import files leave no id behind: what went that way is not looked at.
    """

    def __init__(
        self,
        foundation: ReadableFoundation,
        postings: Postings,
        outbox: FoundationOutbox,
        notes: DriftNotes,
        clock: Clock,
    ) -> None:
        self._foundation = foundation
        self._postings = postings
        self._outbox = outbox
        self._notes = notes
        self._clock = clock

    async def check(self, company_id: str, week: BooksSpan) -> Result[WeekFound]:
        """Tell what differs (``BOOKS_EDITED``), and close what agrees again. Codes: those of reading FOUNDATION.

        Ours are read first, so that what is posted meanwhile is not missed among theirs; it is for the next time.
        What FOUNDATION does not let us read is ``unread``, not a failure.
        """
        mine = await records_of_ours(self._postings, company_id, week, "foundation")
        if mine.failed:
            return mine.failure()
        sent = await self._sent(company_id, mine.unwrap().values())
        if sent.failed:
            return sent.failure()
        records = differing = 0
        unread: dict[LedgerKind, str] = {}
        for kind in _KINDS:
            own = {
                key: _Ours(each, sent.unwrap().get(each.posting.posting_id))
                for (entity, key), each in mine.unwrap().items()
                if entity == kind.entity
            }
            found = await self._differing(company_id, kind, own)
            why = _why_unread(found)
            if why is not None:
                unread |= dict.fromkeys(kind.ledgers, why)
            elif found.failed:
                return found.failure()
            else:
                records, differing = records + len(own), differing + found.unwrap()
        return Result.ok(WeekFound(records, differing, unread))

    async def _sent(self, company_id: str, mine: Iterable[Mine]) -> Result[dict[str, BooksWrite]]:
        """By posting id."""
        seals = await self._outbox.seals(company_id, [seal_id(each.posting) for each in mine])
        return seals.map(lambda found: {seal.posting_id: read_write(seal.kind, seal.body) for seal in found})

    async def _differing(self, company_id: str, kind: _Kind, own: _Records) -> Result[int]:
        if not own:
            return Result.ok(0)
        if kind.model.resource not in self._foundation.dialect.read_back:
            return Result.fail(_IDS_CHANGE, ErrorCode.VENDOR_SETUP_INCOMPLETE, {"refused": _NO_LIST})
        rows = await self._listed(company_id, kind, own)
        if rows.failed:
            return rows.failure()
        differing = 0
        for key, ours in own.items():
            if self._is_as_posted(ours, rows.unwrap().get(key)):
                continue
            told = await self._look_again(company_id, kind, key, ours)
            if told.failed:
                return told.failure()
            differing += told.unwrap()
        return Result.ok(differing)

    async def _listed(self, company_id: str, kind: _Kind, own: _Records) -> Result[dict[str, Held]]:
        """Rows that are to be ours, by id. Where FOUNDATION ignores what was wanted, the first list is all there is."""
        rows: dict[str, Held] = {}
        for wanted in _wanted(own.values(), self._foundation.dialect):
            read = await self._foundation.every(company_id, kind.model, wanted=wanted)
            if read.error_code == ErrorCode.VENDOR_NOT_FOUND:
                text = "FOUNDATION does not know the list"
                return Result.fail(text, ErrorCode.VENDOR_SETUP_INCOMPLETE, {"refused": _NO_LIST})
            if read.failed:
                return read.failure()
            rows |= {row.key: row for row in read.unwrap().good}
            if not all(_is_wanted(row, wanted, self._foundation.dialect) for row in read.unwrap().good):
                break
        return Result.ok(rows)

    def _is_as_posted(self, ours: _Ours, held: Held | None) -> bool:
        """What differed before is looked at again, so that its item closes."""
        if held is None or ours.mine.drift is not None:
            return False
        return drift_of(ours.mine.posting, ours.sent, held, self._foundation.dialect, self._clock.now()) is None

    async def _look_again(self, company_id: str, kind: _Kind, key: str, ours: _Ours) -> Result[bool]:
        """By its id: it may stand under another day, or have been changed since the list was read."""
        fresh = await self._foundation.one(company_id, kind.model, key)
        if fresh.failed and fresh.error_code != ErrorCode.VENDOR_NOT_FOUND:
            return fresh.failure()
        posting = ours.mine.posting
        drift = drift_of(posting, ours.sent, fresh.data, self._foundation.dialect, self._clock.now())
        noted: Result[bool] = Result.fail("not tried", ErrorCode.VERSION_CONFLICT)
        for _ in range(_TRIES):
            noted = await self._notes.note(posting, kind.entity, drift, copy_gone=False)
            if noted.error_code != ErrorCode.VERSION_CONFLICT:
                break
        return noted


def _why_unread(found: Result[int]) -> str | None:
    """None for what was read, and for failures that are not of the list."""
    if found.error_code != ErrorCode.VENDOR_SETUP_INCOMPLETE:
        return None
    if found.details.get("refused") == _NO_LIST:
        return found.error
    return _NOT_INCLUDED if found.details.get("refused") == Refused.PRODUCT else None


def _wanted(own: Iterable[_Ours], dialect: FoundationDialect) -> list[dict[str, str]]:
    """What narrows the lists, each once; nothing for a record of which we do not know what was sent."""
    wanted: dict[tuple[tuple[str, str], ...], None] = {}
    for each in own:
        match each.sent:
            case TimeCardWrite(day=day):
                wanted[("date", dialect.day(day)),] = None
            case ApInvoiceWrite(vendor_id=vendor_id, invoice_number=number):
                wanted[("vendorId", vendor_id), ("invoiceNumber", printable_ascii(number))] = None
            case None:
                continue
    return [dict(each) for each in wanted]


def _is_wanted(row: Held, wanted: Mapping[str, str], dialect: FoundationDialect) -> bool:
    if isinstance(row, TimeCard):
        return dialect.day(row.day) == wanted["date"]
    return row.vendor_id == wanted["vendorId"]
