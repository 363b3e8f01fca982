"""The two read-only records of a company: CompanyInfo and Preferences (sections 1.2 and 7.1)."""

from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body, record_time


def _stamped(realm: Realm, body: Body) -> Body:
    created = record_time(realm.created, realm.utc_offset_minutes)
    meta: Body = {"CreateTime": created, "LastUpdatedTime": created}
    return {**body, "domain": "QBO", "sparse": False, "Id": "1", "SyncToken": "0", "MetaData": meta}


def company_info(realm: Realm) -> Body:
    """Build CompanyInfo; its Id is always "1" although the address carries the realm."""
    info: Body = {
        "CompanyName": realm.company_name,
        "LegalName": realm.company_name,
        "Country": "US",
        "FiscalYearStartMonth": "January",
        "SupportedLanguages": "en",
        "NameValue": [{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}],
    }
    return {"CompanyInfo": _stamped(realm, info)}


def preferences(realm: Realm) -> Body:
    """Build Preferences with what the API's rules depend on; BookCloseDate is absent while books are open."""
    accounting: Body = {
        "FirstMonthOfFiscalYear": "January",
        "ClassTrackingPerTxn": realm.classes_per_txn,
        "ClassTrackingPerTxnLine": realm.classes_per_txn,
        "TrackDepartments": False,
        "CustomerTerminology": "Customers",
    }
    if realm.book_close_date is not None:
        accounting["BookCloseDate"] = realm.book_close_date.isoformat()
    shown: Body = {
        "AccountingInfoPrefs": accounting,
        "VendorAndPurchasesPrefs": {"BillableExpenseTracking": True, "TrackingByCustomer": True},
        "TimeTrackingPrefs": {"UseServices": True, "BillCustomers": True, "WorkWeekStartDate": "Monday"},
        "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
        "OtherPrefs": {"NameValue": [{"Name": "ProjectsEnabled", "Value": "true"}]},
    }
    return {"Preferences": _stamped(realm, shown)}
