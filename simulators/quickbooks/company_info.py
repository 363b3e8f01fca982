"""The two read-only records of a company: CompanyInfo and Preferences (sections 1.2 and 7.1)."""

from simulators.quickbooks.catalogue.spec import EntitySpec, Family
from simulators.quickbooks.store import Realm, Row
from simulators.quickbooks.values import Body, Json, record_time

_SINGLES = {
    title.lower(): EntitySpec(title=title, family=Family.NAME_LIST, id_space=title, fields={}, read_only=True)
    for title in ("CompanyInfo", "Preferences")
}


def single_named(title: str) -> EntitySpec | None:
    """Find one of the two by its name in any case."""
    return _SINGLES.get(title.lower())


def is_single(spec: EntitySpec) -> bool:
    return spec.path in _SINGLES


def single_row(realm: Realm, spec: EntitySpec) -> Row:
    """Return the one record as a row, so that it can be queried."""
    body = company_info(realm) if spec.title == "CompanyInfo" else preferences(realm)
    return Row(body, realm.created, realm.created)


def company_info(realm: Realm) -> Body:
    """Build CompanyInfo; its Id is always "1" although the address carries the realm."""
    address: Body = {"Id": "1", "Line1": "2500 Garcia Ave", "City": "Mountain View", "Country": "US"}
    about: dict[str, Json] = {
        "SubscriptionStatus": "PAID",
        "OfferingSku": "QuickBooks Online Plus",
        "PayrollFeature": "false",
        "AccountantFeature": "false",
    }
    return _stamped(
        realm,
        {
            "CompanyName": realm.company_name,
            "LegalName": realm.company_name,
            "CompanyAddr": {**address, "PostalCode": "94043", "CountrySubDivisionCode": "CA"},
            "CompanyStartDate": realm.created.date().isoformat(),
            "Country": "US",
            "DefaultTimeZone": "America/Los_Angeles",
            "FiscalYearStartMonth": "January",
            "SupportedLanguages": realm.prefs.language,
            "NameValue": [{"Name": name, "Value": value} for name, value in about.items()],
        },
    )


def preferences(realm: Realm) -> Body:
    """Build Preferences with what the API's rules depend on; BookCloseDate is absent while books are open."""
    prefs = realm.prefs
    flags: dict[str, Json] = {"ProjectsEnabled": "true"}
    flags["WarnDuplicateJournalNumber"] = str(prefs.warn_duplicate_journal_number).lower()
    return _stamped(
        realm,
        {
            "AccountingInfoPrefs": _accounting(realm),
            "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True, "QuantityWithPriceAndRate": True},
            "SalesFormsPrefs": {
                "CustomTxnNumbers": prefs.custom_txn_numbers,
                "AllowEstimates": True,
                "UsingProgressInvoicing": False,
            },
            "VendorAndPurchasesPrefs": {
                "BillableExpenseTracking": True,
                "TrackingByCustomer": True,
                "UseCustomTxnNumbers": prefs.custom_order_numbers,
            },
            "TimeTrackingPrefs": {"UseServices": True, "BillCustomers": True, "WorkWeekStartDate": "Monday"},
            "TaxPrefs": {"UsingSalesTax": False},
            "CurrencyPrefs": {
                "MultiCurrencyEnabled": prefs.several_currencies,
                "HomeCurrency": {"value": prefs.home_currency},
            },
            "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
            "OtherPrefs": {"NameValue": [{"Name": name, "Value": value} for name, value in flags.items()]},
        },
    )


def _accounting(realm: Realm) -> Body:
    prefs = realm.prefs
    accounting: Body = {
        "FirstMonthOfFiscalYear": "January",
        "UseAccountNumbers": True,
        "ClassTrackingPerTxn": prefs.classes_per_txn,
        "ClassTrackingPerTxnLine": prefs.classes_per_line,
        "TrackDepartments": prefs.track_departments,
        "DepartmentTerminology": "Location",
        "CustomerTerminology": "Customers",
    }
    if prefs.book_close_date is not None:
        accounting["BookCloseDate"] = prefs.book_close_date.isoformat()
    return accounting


def _stamped(realm: Realm, body: Body) -> Body:
    created = record_time(realm.created, realm.prefs.utc_offset_minutes)
    meta: Body = {"CreateTime": created, "LastUpdatedTime": created}
    return {**body, "domain": "QBO", "sparse": False, "Id": "1", "SyncToken": "0", "MetaData": meta}
