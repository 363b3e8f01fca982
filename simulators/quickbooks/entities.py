"""The table of entities (section 7)."""

from simulators.quickbooks.catalogue import ledger, lists, people, purchases, sales, time
from simulators.quickbooks.catalogue.spec import EntitySpec

SPECS = {
    spec.title: spec
    for spec in (
        people.CUSTOMER,
        people.VENDOR,
        people.EMPLOYEE,
        lists.ITEM,
        lists.ACCOUNT,
        lists.CLASS,
        lists.DEPARTMENT,
        lists.TERM,
        lists.TAX_CODE,
        time.TIME_ACTIVITY,
        purchases.BILL,
        purchases.BILL_PAYMENT,
        purchases.VENDOR_CREDIT,
        purchases.PURCHASE,
        purchases.PURCHASE_ORDER,
        sales.ESTIMATE,
        sales.INVOICE,
        sales.PAYMENT,
        sales.DEPOSIT,
        ledger.JOURNAL_ENTRY,
    )
}
_BY_LOWER = {spec.path: spec for spec in SPECS.values()}


def spec_named(title: str) -> EntitySpec | None:
    """Find an entity by its name in any case."""
    return _BY_LOWER.get(title.lower())
