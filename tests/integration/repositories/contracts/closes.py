"""What the repository of signed months does, whatever the store."""

from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.month_closes import DocumentMonthCloses
from fieldledger.result import ErrorCode
from tests.builders import COMPANY
from tests.builders.closes import a_month_close

JANUARY, FEBRUARY, MARCH = "2026-01-31.close-1", "2026-02-28.close-1", "2026-03-31.close-1"


class MonthClosesContract:
    """Signed months."""

    async def test_a_month_is_read_as_it_was_signed(self, store: DocumentStore) -> None:
        closes, close = DocumentMonthCloses(store), a_month_close(company_id=COMPANY)
        (await store.transact([closes.write(close)])).unwrap()
        read = (await closes.get(COMPANY, close.close_id)).unwrap()
        assert (read.sha256, read.text, read.report, read.intact) == (close.sha256, close.text, close.report, True)

    async def test_what_was_signed_is_never_replaced(self, store: DocumentStore) -> None:
        closes, close = DocumentMonthCloses(store), a_month_close(company_id=COMPANY)
        (await store.transact([closes.write(close)])).unwrap()
        other = close.model_copy(update={"signed_by": "somebody-else"})
        refused = await store.transact([closes.write(other)])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT
        assert (await closes.get(COMPANY, close.close_id)).unwrap().signed_by == close.signed_by

    async def test_another_companys_month_is_not_there(self, store: DocumentStore) -> None:
        closes, close = DocumentMonthCloses(store), a_month_close(company_id="company-2")
        (await store.transact([closes.write(close)])).unwrap()
        assert (await closes.get(COMPANY, close.close_id)).error_code == ErrorCode.NOT_FOUND
        assert (await closes.find(COMPANY, close.close_id)).unwrap() is None
        assert (await closes.page(COMPANY, 10, None)).unwrap().items == ()

    async def test_months_come_page_by_page_the_latest_first(self, store: DocumentStore) -> None:
        closes = DocumentMonthCloses(store)
        months = [a_month_close(company_id=COMPANY, close_id=each) for each in (FEBRUARY, JANUARY, MARCH)]
        (await store.transact([closes.write(each) for each in months])).unwrap()
        first = (await closes.page(COMPANY, 2, None)).unwrap()
        rest = (await closes.page(COMPANY, 2, first.next_start)).unwrap()
        assert [each.close_id for each in (*first.items, *rest.items)] == [MARCH, FEBRUARY, JANUARY]
