"""Gathering what a span of days is reconciled from."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.books_reconciliation import WAITING, Known
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.connection import VendorName
from fieldledger.domain.drafts import day_of
from fieldledger.domain.drift import Drift
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.invoice import Invoice
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.posting import TARGETS, BooksRecord, Posting, PostingState, SourceType, Target
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.identities import Identities, canonical_ids
from fieldledger.repositories.invoice_records import InvoiceRecords
from fieldledger.repositories.postings import Postings, postings_in
from fieldledger.result import Result
from fieldledger.services.closing.held_records import RecordKey, record_key
from fieldledger.services.closing.postings_of_days import postings_of

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Gathered:
    """Postings of the span, those that wait, those whose records were moved into it; and the invoices behind them."""

    postings: tuple[Posting, ...]
    known: Known
    invoices: tuple[Invoice, ...]


@dataclass(frozen=True, slots=True)
class GatheringParts:
    """Where it is read."""

    postings: Postings
    identities: Identities
    vendor_invoices: InvoiceRecords[VendorInvoice]
    owner_invoices: InvoiceRecords[OwnerInvoice]


class Gathering:
    """Reads by keys and indexes; nothing is asked of a vendor."""

    def __init__(self, parts: GatheringParts) -> None:
        self._parts = parts

    async def of(self, company_id: str, span: BooksSpan) -> Result[Gathered]:
        """A moment behind writes."""
        drifted = await self._parts.postings.drifted(company_id, span.first_day, span.last_day)
        found = await postings_of(self._parts.postings, company_id, span)
        waiting = await self._waiting(company_id)
        failed = next((each for each in (drifted, found, waiting) if each.failed), None)
        if failed is not None:
            return failed.failure()
        moved = await self._parts.postings.get_many(
            company_id, sorted({record.posting_id for record in drifted.unwrap()})
        )
        if moved.failed:
            return moved.failure()
        every = {posting.posting_id: posting for posting in (*moved.unwrap(), *found.unwrap(), *waiting.unwrap())}
        return await self._with_what_is_known(company_id, span, tuple(every.values()))

    async def _waiting(self, company_id: str) -> Result[list[Posting]]:
        """All that wait: a change may take something away from other days than its own."""
        lanes = [(target, state) for target in TARGETS for state in WAITING]
        waiting = await postings_in(self._parts.postings, company_id, lanes, _PAGE)
        return waiting.map(lambda found: [each for each in found if day_of(each.payload) is not None])

    async def _with_what_is_known(
        self, company_id: str, span: BooksSpan, postings: tuple[Posting, ...]
    ) -> Result[Gathered]:
        keys = {posting.posting_id: key for posting in postings if (key := record_key(posting)) is not None}
        records, replaced, invoices = await asyncio.gather(
            self._parts.postings.books_records(company_id, sorted(set(keys.values()))),
            self._parts.postings.get_many(company_id, sorted({each.replaces for each in postings if each.replaces})),
            self._invoices(company_id, postings),
        )
        failed = next((each for each in (records, replaced, invoices) if each.failed), None)
        if failed is not None:
            return failed.failure()
        drifts = {each.posting_id: each.drift for each in records.unwrap() if each.drift is not None}
        jobs = await self._jobs(company_id, [each for each in postings if each.posting_id in drifts], drifts)
        if jobs.failed:
            return jobs.failure()
        known = Known(
            span=span,
            last=_last(postings, keys, records.unwrap()),
            drifts=drifts,
            replaced={each.posting_id: each for each in replaced.unwrap()},
            jobs=jobs.unwrap(),
            of_source={each.invoice_id: each.project_id for each in invoices.unwrap() if each.project_id is not None},
        )
        return Result.ok(Gathered(postings, known, tuple(invoices.unwrap())))

    async def _jobs(
        self, company_id: str, postings: Sequence[Posting], drifts: Mapping[str, Drift]
    ) -> Result[dict[tuple[Target, str], str]]:
        """Our jobs, by what the books say that drifted records are about now."""
        named: dict[tuple[Target, str], str] = {}
        for books in TARGETS:
            theirs = {drifts[each.posting_id].customer_id for each in postings if each.target == books}
            wanted = sorted(each for each in theirs if each is not None)
            known = await canonical_ids(
                self._parts.identities, company_id, IdentityKind.PROJECT, VendorName(books), wanted
            )
            if known.failed:
                return known.failure()
            named |= {(books, key): ours for key, ours in known.unwrap().items()}
        return Result.ok(named)

    async def _invoices(self, company_id: str, postings: Sequence[Posting]) -> Result[list[Invoice]]:
        """The approved records behind bills and invoices."""
        theirs = await self._parts.vendor_invoices.get_many(company_id, _sources(postings, SourceType.VENDOR_INVOICE))
        ours = await self._parts.owner_invoices.get_many(company_id, _sources(postings, SourceType.OWNER_INVOICE))
        if theirs.failed or ours.failed:
            return theirs.failure() if theirs.failed else ours.failure()
        return Result.ok([*theirs.unwrap(), *ours.unwrap()])


def _last(postings: Iterable[Posting], keys: dict[str, RecordKey], records: Iterable[BooksRecord]) -> frozenset[str]:
    """Posted ones that no later posting followed; what is not known by a record of the books has none behind it."""
    behind = {(record.entity, record.vendor_id): record.posting_id for record in records}
    posted = [each for each in postings if each.state is PostingState.POSTED]
    followed = {each.replaces for each in posted}
    return frozenset(
        each.posting_id
        for each in posted
        if behind.get(keys.get(each.posting_id, ("", "")), None if each.posting_id in followed else each.posting_id)
        == each.posting_id
    )


def _sources(postings: Iterable[Posting], kind: SourceType) -> list[str]:
    return sorted({each.source.record_id for each in postings if each.source.record_type is kind})
