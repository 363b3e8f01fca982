"""What Procore's sources share: cursors, windows, scopes, and what a missing record means."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from pydantic import BaseModel

from fieldledger.clients.procore.filters import Deleted, Filters, Span
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.source import SourcePage, SourceRow
from fieldledger.services.sync.source import Span as Window

# A row that changes while a list is walked must stay in the list, or those behind it would move up by one and the next
# page would leave one out. So the list's window ends later than the walk can last.
_PAST_THE_WALK: Final = timedelta(days=1)
_BETWEEN: Final = ":"


def changed(window: Window | None, deleted: Deleted | None = None) -> Filters:
    """What changed in the window and after it; without a window everything."""
    if window is None:
        return Filters(deleted=deleted)
    return Filters(updated=Span(window.since, window.until + _PAST_THE_WALK), deleted=deleted)


def page_number(cursor: str | None) -> int:
    """Where a plain list goes on; pages are counted from 1."""
    return 1 if cursor is None else int(cursor)


def next_page(page: ProcorePage[BaseModel]) -> str | None:
    """The cursor of a plain list."""
    return None if page.next_page is None else str(page.next_page)


def joined(*parts: object) -> str:
    """Several places in one cursor, or the kind and the id of a record in one id."""
    return _BETWEEN.join(str(part) for part in parts)


def parted(text: str) -> list[str]:
    """The parts of what ``joined`` made."""
    return text.split(_BETWEEN)


def one_of[M: BaseModel](
    found: Result[M], gone: Callable[[], SourceRow], shown: Callable[[M], Sequence[SourceRow]], calls: int = 1
) -> Result[SourcePage]:
    """The page of a single read: a deleted row if Procore does not know the record any more."""
    if found.error_code == ErrorCode.VENDOR_NOT_FOUND:
        return Result.ok(SourcePage((gone(),), calls=calls))
    return found.map(lambda record: SourcePage(tuple(shown(record)), calls=calls))


def gone(resource: SyncResource, record_id: str, scope_id: str | None = None) -> SourceRow:
    """A record that Procore says it does not have."""
    return SourceRow(resource, record_id, None, scope_id, deleted=True)


def moment(value: datetime | date | None) -> datetime | None:
    """Some times of change are days only; a day counts from its midnight in UTC."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time(), UTC)
