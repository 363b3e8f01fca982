"""What the repositories of workers' weeks do, whatever the store."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.told_week import ToldHours
from fieldledger.repositories.documents import DocumentStore
from fieldledger.repositories.told_weeks import DocumentToldWeeks
from fieldledger.repositories.work_weeks import DocumentWorkWeeks, WeekMark
from fieldledger.result import ErrorCode
from tests.builders import COMPANY

MONDAY, NEXT = date(2026, 2, 23), date(2026, 3, 2)


def a_mark(employee_id: str = "employee-1", first_day: date = MONDAY, company_id: str = COMPANY) -> WeekMark:
    """A week that nobody has divided yet."""
    return WeekMark(company_id=company_id, employee_id=employee_id, first_day=first_day)


class WorkWeeksContract:
    """Marks of divided weeks."""

    async def test_a_week_that_nobody_divided_is_as_it_was_asked_for(self, store: DocumentStore) -> None:
        fresh = a_mark()
        assert (await DocumentWorkWeeks(store).current(COMPANY, [fresh])).unwrap() == [fresh]

    async def test_marks_come_in_the_order_in_which_they_were_asked_for(self, store: DocumentStore) -> None:
        weeks = DocumentWorkWeeks(store)
        stored = a_mark("a/b#c").model_copy(update={"approval_id": "approval-1"})
        (await store.transact([weeks.write(stored)])).unwrap()
        asked = [a_mark("employee-2"), a_mark("a/b#c"), a_mark("a/b#c", NEXT)]
        found = (await weeks.current(COMPANY, asked)).unwrap()
        assert [(each.employee_id, each.first_day, each.version) for each in found] == [
            ("employee-2", MONDAY, 0),
            ("a/b#c", MONDAY, 1),
            ("a/b#c", NEXT, 0),
        ]
        assert found[1].approval_id == "approval-1"

    async def test_of_two_who_divide_a_week_at_once_one_loses(self, store: DocumentStore) -> None:
        weeks, mark = DocumentWorkWeeks(store), a_mark()
        (await store.transact([weeks.write(mark)])).unwrap()
        late = await store.transact([weeks.write(mark)])
        assert late.error_code == ErrorCode.VERSION_CONFLICT
        (await store.transact([weeks.write(mark.following())])).unwrap()
        [found] = (await weeks.current(COMPANY, [mark])).unwrap()
        assert found == mark.following().following()

    async def test_another_companys_week_of_the_same_worker_is_another(self, store: DocumentStore) -> None:
        weeks = DocumentWorkWeeks(store)
        (await store.transact([weeks.write(a_mark())])).unwrap()
        (await store.transact([weeks.write(a_mark(company_id="company-2"))])).unwrap()
        [found] = (await weeks.current("company-2", [a_mark(company_id="company-2")])).unwrap()
        assert (found.company_id, found.version) == ("company-2", 1)


class ToldWeeksContract:
    """Weeks of which FOUNDATION was told hours."""

    async def test_a_week_comes_with_its_rows_and_one_that_is_not_stored_is_empty(self, store: DocumentStore) -> None:
        weeks = DocumentToldWeeks(store)
        [empty] = (await weeks.of(COMPANY, [("a/b#c", MONDAY)])).unwrap()
        told = ToldHours(generation=1, minutes=20, hours=Decimal("0.33"))
        (await store.transact([weeks.write(empty.with_row("posting-1", told))])).unwrap()
        found = (await weeks.of(COMPANY, [("a/b#c", NEXT), ("a/b#c", MONDAY)])).unwrap()
        assert [(each.first_day, each.rows) for each in found] == [(NEXT, {}), (MONDAY, {"posting-1": told})]

    async def test_of_two_who_add_to_a_week_at_once_one_loses(self, store: DocumentStore) -> None:
        weeks = DocumentToldWeeks(store)
        [seen] = (await weeks.of(COMPANY, [("employee-1", MONDAY)])).unwrap()
        (await store.transact([weeks.write(seen)])).unwrap()
        assert (await store.transact([weeks.write(seen)])).error_code == ErrorCode.VERSION_CONFLICT

    async def test_another_companys_week_is_not_shown(self, store: DocumentStore) -> None:
        weeks = DocumentToldWeeks(store)
        [seen] = (await weeks.of(COMPANY, [("employee-1", MONDAY)])).unwrap()
        told = ToldHours(generation=1, minutes=20, hours=Decimal("0.33"))
        (await store.transact([weeks.write(seen.with_row("posting-1", told))])).unwrap()
        [other] = (await weeks.of("company-2", [("employee-1", MONDAY)])).unwrap()
        assert (other.rows, other.version) == ({}, 0)
