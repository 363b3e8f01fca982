"""The lists of the four vendors as dlt's ``rest_api`` source is told of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import requests
from dlt.sources.helpers.rest_client.paginators import OffsetPaginator, PageNumberPaginator
from requests import Request, Response

from benchmarks.sync.contestant import Order
from benchmarks.sync.office import ACCOUNTS, FOUNDATION_KEY
from fieldledger.domain.connection import VendorName

LEFT_OUT: Final = (
    "Procore: lines of commitments and change orders that a list lacks, single reads of payment applications, payments "
    "of a contract (a list under a list under a list), logs only of kinds that the counts name. "
    "QuickBooks: change data capture, hence every deletion. "
    "Raken: ETags of months that did not change; windows of time cards, 31 days at most, are written out by hand. "
    "Short pages that end a list (Procore, FOUNDATION) and positions in a query (QuickBooks) are paginators of ours."
)

_OVERLAP: Final = timedelta(minutes=10)
_LOOK_BACK: Final = timedelta(days=62)
_WINDOW: Final = timedelta(days=30)
_STILL_WRITTEN: Final = timedelta(days=3)
_EVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LOG_KINDS: Final = ("manpower_logs", "notes_logs", "work_logs", "weather_logs", "delay_logs", "equipment_logs")
_ENTITIES: Final = (
    "Customer",
    "Vendor",
    "Employee",
    "Item",
    "Account",
    "Class",
    "Bill",
    "Invoice",
    "Payment",
    "BillPayment",
)
_NAMES: Final = {"Customer", "Vendor", "Employee", "Item", "Account", "Class"}

type Json = dict[str, Any]


class ShortPage(PageNumberPaginator):
    """Ends at a page that is not full; dlt's own would ask for an empty one behind every list."""

    def __init__(self, size: int) -> None:
        super().__init__(base_page=1, page_param="page", total_path=None)
        self._size = size

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """A full page has another behind it."""
        super().update_state(response, data)
        self._has_next_page = data is not None and len(data) >= self._size


class QueryPosition(PageNumberPaginator):
    """QuickBooks' pages are part of the query."""

    def __init__(self, size: int = 1000) -> None:
        super().__init__(base_page=0, page_param="unused", total_path=None)
        self._size = size

    def init_request(self, request: Request) -> None:
        """The first rows."""
        assert isinstance(request.params, dict)
        self._statement = str(request.params["query"])
        self.update_request(request)

    def update_request(self, request: Request) -> None:
        """The rows of the page."""
        start = self.current_value * self._size + 1
        request.params = {"query": f"{self._statement} STARTPOSITION {start} MAXRESULTS {self._size}"}

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """A full page has another behind it."""
        super().update_state(response, data)
        self._has_next_page = data is not None and len(data) >= self._size


def configs(order: Order, session: requests.Session) -> dict[VendorName, Json]:
    """A configuration for each vendor; what a list can filter by change is asked since the last pull."""
    return {
        VendorName.PROCORE: _procore(order, session),
        VendorName.RAKEN: _raken(order, session),
        VendorName.FOUNDATION: _foundation(order, session),
        VendorName.QUICKBOOKS: _quickbooks(order, session),
    }


def _source(order: Order, vendor: VendorName, session: requests.Session, resources: list[Json], **headers: str) -> Json:
    known = {"Authorization": f"Bearer {order.tokens[vendor]['access_token']}", "Accept": "application/json"}
    client = {"base_url": order.urls[vendor], "headers": known | headers, "session": session}
    return {"client": client, "resources": resources}


def _resource(name: str, path: str, paginator: object, params: Mapping[str, object], **more: Any) -> Json:
    """Appended if only what changed is asked for; else the list replaces the last one."""
    incremental = more.pop("incremental", False)
    endpoint = {"path": path, "paginator": paginator, "params": dict(params), **more.pop("endpoint", {})}
    return {"name": name, "endpoint": endpoint, "write_disposition": "append" if incremental else "replace", **more}


def _procore(order: Order, session: requests.Session) -> Json:
    account, company = ACCOUNTS[VendorName.PROCORE], {"company_id": ACCOUNTS[VendorName.PROCORE]}
    changed = {} if order.since is None else {"filters[updated_at]": _span(order)}
    deleted = _span(order) if order.since else f"{_text(_EVER)}...{_text(order.now)}"
    entries = f"rest/v1.0/companies/{account}/timecard_entries"
    resources = [
        _procore_list("projects", "rest/v1.1/projects", company, size=300),
        _procore_list("users", f"rest/v1.3/companies/{account}/users", changed),
        _procore_list("inactive_users", f"rest/v1.0/companies/{account}/users/inactive", {}),
        _procore_list("vendors", "rest/v1.0/vendors", company | changed),
        _procore_list("timecard_entries", entries, changed),
        _procore_list("deleted_timecard_entries", entries, {"filters[deleted_at]": deleted}),
        *_project_lists(order, changed),
    ]
    return _source(order, VendorName.PROCORE, session, resources, **{"Procore-Company-Id": account})


def _project_lists(order: Order, changed: Json) -> list[Json]:
    extended, of_project = {"view": "extended"}, {"project_id": "{resources.projects.id}"}
    with_deleted = changed | {"filters[include_deleted]": "with"}
    back = timedelta(days=364) if order.since is None else timedelta(days=14)
    days = {
        "start_date": (order.now - back).date().isoformat(),
        "end_date": (order.now + timedelta(days=1)).date().isoformat(),
    }
    project = "{resources.projects.id}"
    return [
        _procore_list("cost_codes", "rest/v1.0/cost_codes", of_project),
        _procore_list("budget_views", "rest/v1.0/budget_views", of_project, include_from_parent=["id"]),
        _procore_list(
            "budget_rows",
            "rest/v1.0/budget_views/{resources.budget_views.id}/detail_rows",
            {"project_id": "{resources.budget_views._projects_id}"},
        ),
        _procore_list("work_order_contracts", "rest/v1.0/work_order_contracts", of_project | extended | with_deleted),
        _procore_list(
            "purchase_order_contracts", "rest/v1.0/purchase_order_contracts", of_project | extended | with_deleted
        ),
        _procore_list("change_order_packages", "rest/v1.0/change_order_packages", of_project | with_deleted),
        _procore_list("potential_change_orders", "rest/v1.0/potential_change_orders", of_project | with_deleted),
        _procore_list("requisitions", "rest/v1.1/requisitions", of_project | extended | changed, size=100),
        _procore_list("direct_costs", f"rest/v1.1/projects/{project}/direct_costs", changed),
        _procore_list("direct_cost_lines", f"rest/v1.0/projects/{project}/direct_costs/line_items", changed),
        _procore_list("prime_contracts", "rest/v1.0/prime_contracts", of_project | changed),
        _procore_list("payment_applications", "rest/v1.0/payment_applications", of_project),
        *(_procore_list(kind, f"rest/v1.0/projects/{project}/{kind}", days) for kind in _LOG_KINDS),
    ]


def _procore_list(name: str, path: str, params: Mapping[str, object], size: int = 1000, **more: Any) -> Json:
    incremental = any(key.startswith("filters[updated_at") for key in params)
    paged = {**params, "per_page": size}
    return _resource(name, path, ShortPage(size), paged, incremental=incremental, **more)


def _raken(order: Order, session: requests.Session) -> Json:
    statuses = {"statuses": "ACTIVE,INACTIVE,DELETED"}
    members = {"statuses": "ACTIVE,INVITED,INACTIVE,DELETED"}
    lists = [
        _raken_list("projects", "projects", statuses),
        _raken_list("members", "members", members),
        _raken_list("cost_codes", "costCodes", statuses),
        _raken_list("classifications", "classifications", statuses),
    ]
    begin = order.now - _LOOK_BACK if order.since is None else order.since - _OVERLAP
    for number, (since, until) in enumerate(_windows(begin, order.now)):
        feeds = {
            "changed_cards": {"changedSince": _text(since), "changedUntil": _text(until)},
            "deleted_cards": {"deletedFrom": _text(since), "deletedTo": _text(until)},
        }
        lists += [
            _raken_list(f"{name}_{number}", "timeCards", params, incremental=order.since is not None)
            for name, params in feeds.items()
        ]
    first = (order.now - (_LOOK_BACK if order.since is None else _STILL_WRITTEN)).date()
    for month, days in _months(first, order.now.date() + timedelta(days=1)):
        lists += [_raken_list(f"{name}_{month}", name, days) for name in ("dailyReports", "workLogs")]
    return _source(order, VendorName.RAKEN, session, lists)


def _raken_list(name: str, path: str, params: Mapping[str, object], *, incremental: bool = False) -> Json:
    paginator = OffsetPaginator(1000, total_path="page.totalElements")
    endpoint = {"data_selector": "collection"}
    return _resource(name, f"api/{path}", paginator, params, incremental=incremental, endpoint=endpoint)


def _foundation(order: Order, session: requests.Session) -> Json:
    company = {"companyId": ACCOUNTS[VendorName.FOUNDATION], "pageSize": 100}
    names = ("jobs", "vendors", "employees", "costcodes")
    lists = [_resource(name, f"foundation/v1/{name}", ShortPage(100), company) for name in names]
    costs = company | {"jobId": "{resources.jobs.jobId}"}
    lists.append(_resource("jobcosthistory", "foundation/v1/jobcosthistory", ShortPage(100), costs))
    return _source(order, VendorName.FOUNDATION, session, lists, **{"Ocp-Apim-Subscription-Key": FOUNDATION_KEY})


def _quickbooks(order: Order, session: requests.Session) -> Json:
    path = f"v3/company/{ACCOUNTS[VendorName.QUICKBOOKS]}/query"
    lists = [
        _resource(
            entity,
            path,
            QueryPosition(),
            {"query": _statement(entity, order.since)},
            incremental=order.since is not None,
            endpoint={"data_selector": f"QueryResponse.{entity}"},
        )
        for entity in _ENTITIES
    ]
    return _source(order, VendorName.QUICKBOOKS, session, lists)


def _statement(entity: str, since: datetime | None) -> str:
    conditions = ["Active IN (true, false)"] if entity in _NAMES else []
    if since is not None:
        conditions.append(f"MetaData.LastUpdatedTime >= '{_text(since - _OVERLAP)}'")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT * FROM {entity}{where} ORDERBY Id"


def _span(order: Order) -> str:
    assert order.since is not None
    return f"{_text(order.since - _OVERLAP)}...{_text(order.now)}"


def _windows(since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    found = []
    while since < until:
        found.append((since, min(until, since + _WINDOW)))
        since += _WINDOW
    return found


def _months(first: date, last: date) -> list[tuple[str, Json]]:
    found = []
    while first <= last:
        end = min(last, (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1))
        found.append((f"{first:%Y_%m}", {"fromDate": first.isoformat(), "toDate": end.isoformat()}))
        first = end + timedelta(days=1)
    return found


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
