"""Which records of one set of books came from postings of a span: each with the last posting behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeGuard

from fieldledger.domain.books_reconciliation import LedgerKind
from fieldledger.domain.books_span import BooksSpan
from fieldledger.domain.drift import Drift
from fieldledger.domain.posting import Operation, Posting, PostingState, Target
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.closing.postings_of_days import postings_of
from fieldledger.services.foundation_posting.record_keys import foundation_record
from fieldledger.services.posting.kinds.of import entity_of

type RecordKey = tuple[str, str]
"""Entity and id in the books."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A record of ours: the posting behind it now, and what is known of it."""

    posting: Posting
    drift: Drift | None


@dataclass(frozen=True, slots=True)
class WeekFound:
    """How many records of ours were looked at, and how many are not what was posted; of ``unread`` kinds none was."""

    records: int
    differing: int
    unread: Mapping[LedgerKind, str] = field(default_factory=dict)


class WeekChecker(Protocol):
    """Compares one set of books."""

    async def check(self, company_id: str, week: BooksSpan) -> Result[WeekFound]:
        """Tell what differs (``BOOKS_EDITED``), and close what agrees again. Codes: those of reading the books."""
        ...


def record_key(posting: Posting) -> RecordKey | None:
    """Where the books hold what was posted; None for what is not there, or went into an import file."""
    if posting.state is not PostingState.POSTED or posting.vendor_id is None or posting.in_file:
        return None
    if posting.target == "foundation":
        return foundation_record(posting, posting.vendor_id).entity, posting.vendor_id
    return entity_of(posting.payload), posting.vendor_id


async def records_of_ours(
    postings: Postings, company_id: str, span: BooksSpan, books: Target
) -> Result[Mapping[RecordKey, Mine]]:
    """What should be there: of each record the last posting behind it, unless that took it out."""
    found = await postings_of(postings, company_id, span)
    if found.failed:
        return found.failure()
    theirs = [posting for posting in found.unwrap() if posting.target == books]
    keys = dict.fromkeys(key for posting in theirs if (key := record_key(posting)) is not None)
    records = await postings.books_records(company_id, list(keys))
    if records.failed:
        return records.failure()
    by_id = {posting.posting_id: posting for posting in theirs}
    behind = {(each.entity, each.vendor_id): (by_id.get(each.posting_id), each.drift) for each in records.unwrap()}
    return Result.ok({key: Mine(ours, drift) for key, (ours, drift) in behind.items() if _is_held(ours)})


def _is_held(posting: Posting | None) -> TypeGuard[Posting]:
    """False if a later posting, of another week, is behind the record, or the last one took it out."""
    return posting is not None and posting.operation is not Operation.REMOVE
