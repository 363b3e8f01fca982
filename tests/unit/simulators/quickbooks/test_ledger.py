"""Journal entries."""

import pytest

from tests.unit.simulators.quickbooks import documents as make
from tests.unit.simulators.quickbooks.bench import REALM, Bench, Json, code
from tests.unit.simulators.quickbooks.documents import made, posting


async def test_a_balanced_entry_is_kept_with_a_total_of_nothing_and_without_number(books: Bench) -> None:
    shown = await made(books, "JournalEntry", make.journal_entry())
    assert (shown["TotalAmt"], "DocNumber" in shown) == (0, False)


async def test_an_entry_is_numbered_on_request(books: Bench) -> None:
    shown = await made(books, "JournalEntry", make.journal_entry(), include="allowautodocnum")
    assert shown["DocNumber"] == "1001"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([posting("Debit", 10), posting("Credit", 9.99, "5")], "2300"),
        ([posting("Debit", 10)], "2300"),
        ([posting(None, 10), posting("Credit", 10, "5")], "2260"),
        ([posting("Debit", -10), posting("Credit", -10, "5")], "2290"),
        ([posting("Debit", 10, "4"), posting("Credit", 10, "5")], "6000"),
        ([posting("Debit", 10, "2"), posting("Credit", 10, "3")], "6000"),
    ],
)
async def test_a_bad_entry_is_refused(books: Bench, lines: list[Json], expected: str) -> None:
    assert code(await books.post("journalentry", make.journal_entry(*lines))) == expected


async def test_receivables_need_a_customer_and_payables_a_vendor(books: Bench) -> None:
    customer = {"Type": "Customer", "EntityRef": {"value": make.CUSTOMER}}
    vendor = {"Type": "Vendor", "EntityRef": {"value": make.VENDOR}}
    await made(
        books,
        "JournalEntry",
        make.journal_entry(posting("Debit", 10, "4", Entity=customer), posting("Credit", 10, "3", Entity=vendor)),
    )


async def test_numbers_are_compared_only_where_the_company_wants_to_be_warned(books: Bench) -> None:
    await made(books, "JournalEntry", make.journal_entry(DocNumber="7"))
    await made(books, "JournalEntry", make.journal_entry(DocNumber="7"))
    await books.admin("realms", {"realm_id": REALM, "warn_duplicate_journal_number": True})
    assert code(await books.post("journalentry", make.journal_entry(DocNumber="7"))) == "6140"
