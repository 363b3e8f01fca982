"""A record that has no address of its own is looked for in the lists that may hold it."""

from collections.abc import Iterable

from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.source import PageRequest, SourcePage, Span, SyncSource


async def search(
    source: SyncSource, company_id: str, record_id: str, windows: Iterable[Span | None]
) -> Result[SourcePage]:
    """The record's row from the first of ``windows`` that holds it.

    ``VENDOR_NOT_FOUND`` otherwise: a list that lacks a record does not say that it is gone.
    """
    calls = 0
    for window in windows:
        request: PageRequest | None = PageRequest(company_id, window=window)
        while request is not None:
            read = await source.page(request)
            if read.failed:
                return read
            page = read.unwrap()
            calls += page.calls
            row = next((row for row in page.rows if row.record_id == record_id), None)
            if row is not None:
                return Result.ok(SourcePage((row,), calls=calls))
            cursor = page.next_cursor
            request = None if cursor is None else PageRequest(company_id, window=window, cursor=cursor)
    return Result.fail(f"no record {record_id} in {source.traits.resource}", ErrorCode.VENDOR_NOT_FOUND)
