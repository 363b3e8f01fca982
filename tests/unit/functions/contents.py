"""A company with a record of each kind, and the requests that ask for them."""

import json
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Final

from fieldledger.clients.raken.spans import DaySpan
from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.foundation_export import ExportState
from fieldledger.domain.mapping_table import MappingKind, MappingTable, MappingVersion
from fieldledger.domain.posting import PostingState
from fieldledger.domain.settings_change import SettingsVersion
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.http.routes.route import Route
from fieldledger.repositories.audit import DocumentAuditTrail
from fieldledger.repositories.budgets import DocumentBudgets
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.connections import DocumentConnections
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.exceptions import DocumentExceptions
from fieldledger.repositories.foundation_exports import DocumentFoundationExports
from fieldledger.repositories.invoices import DocumentInvoices
from fieldledger.repositories.mapping_tables import DocumentMappingTables
from fieldledger.repositories.mappings_for_foundation import DocumentMappingsForFoundation
from fieldledger.repositories.members import DocumentMembers
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.month_closes import DocumentMonthCloses
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.report_cache import DocumentReportCache
from fieldledger.repositories.settings_versions import DocumentSettingsVersions
from fieldledger.repositories.sync_states import DocumentSyncStates
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode, Result
from fieldledger.runtime.event_loop import run
from fieldledger.services.report_months import ReportMonths
from tests.builders import (
    APPROVED_AT,
    a_company,
    a_counterpart,
    a_member,
    a_posting,
    a_project,
    a_time_card,
    an_audit_entry,
    an_employee,
    an_exception,
)
from tests.builders.closes import a_month_close
from tests.builders.documents import a_supplier, a_vendor_invoice, an_owner_invoice
from tests.builders.foundation import an_export, some_mappings
from tests.builders.syncs import a_mirror_record, a_sync_state
from tests.builders.vendors import a_budget, a_connection
from tests.fakes.clock import FakeClock
from tests.fakes.documents import InMemoryDocumentStore
from tests.fakes.report_feed import FakeRaken
from tests.support.api import Call
from tests.unit.clients.raken.bench import a_report
from tests.unit.functions.deployed import sample

type Keeping = Coroutine[object, object, Result[object]]

_MONTH: Final = DaySpan(date(2026, 2, 1), date(2026, 2, 28))
OWNER: Final = "alder-construction"
MANAGER: Final = "manager-alder"
JOB: Final = "job-alder"
WORKER: Final = "worker-alder"
TWIN: Final = "twin-alder"
CARD: Final = "card-alder"
VENDOR_INVOICE: Final = "requisition-alder"
OWNER_INVOICE: Final = "application-alder"
POSTING: Final = "posting-alder"
EXPORT: Final = "export-alder"
CLOSE: Final = "2026-02-28.close-alder"
EXCEPTION: Final = an_exception(company_id=OWNER)
REPORT: Final = "2026-02-27:report-alder"
OF_THE_JOB: Final = frozenset({JOB, CARD, VENDOR_INVOICE, OWNER_INVOICE, REPORT})
"""Ids that nobody who does not have the job may meet."""

RECORD_IDS: Final = {
    "project_id": JOB,
    "time_card_id": CARD,
    "invoice_id": VENDOR_INVOICE,
    "posting_id": POSTING,
    "exception_id": EXCEPTION.exception_id,
    "report_id": REPORT,
    "export_id": EXPORT,
    "close_id": CLOSE,
    "record_id": WORKER,
    "resource": "requisitions",
}
"""Parameters of paths that name a record: another company's is not found."""
_CHOICES: Final = {"user_id": MANAGER, "books": "quickbooks", "kind": "cost_code", "vendor": "quickbooks"}
_OF_AN_AREA: Final[Mapping[str, Mapping[str, str]]] = {
    "owner-invoices": {"invoice_id": OWNER_INVOICE},
    "links": {"kind": "employee"},
    "syncs": {"vendor": "procore"},
}
_QUERIES: Final[Mapping[str, Mapping[str, str]]] = {
    "list_audit": {},
    "list_cost_codes": {"project_id": JOB},
    "list_daily_reports": {"from": "2026-02-27", "to": "2026-02-27"},
    "list_exports": {},
    "list_links": {"kind": "employee", "vendor": "quickbooks"},
    "list_owner_invoices": {},
    "list_postings": {},
    "list_reconciliations": {},
    "list_vendor_invoices": {},
    "list_vendors": {},
}
"""Where the filters of the sample event would leave out what the company has."""
_BODIES: Final[Mapping[str, object]] = {
    "approve_owner_invoices": {"invoices": [{"invoice_id": OWNER_INVOICE, "version": 1, "total": "88200.00"}]},
    "approve_time_cards": {"first_day": "2026-02-23", "last_day": "2026-03-01", "time_card_ids": [CARD]},
    "approve_vendor_invoices": {"invoices": [{"invoice_id": VENDOR_INVOICE, "version": 1, "total": "11250.00"}]},
    "cancel_posting": {"reason": "entered by hand"},
    "confirm_link": {"kind": "employee", "record_id": WORKER, "vendor": "quickbooks", "vendor_id": "55"},
    "dry_run_exception": {"fix": {"kind": "retry"}},
    "merge_records": {"kind": "employee", "record_id": TWIN, "into": WORKER},
    "part_records": {"kind": "employee", "record_id": TWIN},
    "replay_exceptions": {"codes": [EXCEPTION.code]},
    "resolve_exception": {"fix": {"kind": "retry"}},
    "resolve_exceptions": {"exception_ids": [EXCEPTION.exception_id], "fix": {"kind": "retry"}},
    "retry_posting": {},
    "set_member": {"project_ids": [JOB], "version": 1},
    "unapprove_time_cards": {"time_card_ids": [CARD], "reason": "a wrong job"},
    "update_project": {"version": 1, "budget": "1300000.00"},
}
"""Where the sample event names records of its own."""


def asking(route: Route) -> Call:
    """The route's sample request, made about the owner's records."""
    call = sample(route)
    body = json.dumps(_BODIES[route.operation_id]) if route.operation_id in _BODIES else call.body
    query = _QUERIES.get(route.operation_id, call.query)
    return replace(call, path=route.path.format_map(_places(route)), query=query, body=body)


def _places(route: Route) -> Mapping[str, str]:
    """A parameter that is unknown here is a ``KeyError``: say above what the owner has there."""
    area = route.path.split("/")[2]
    return {**_CHOICES, **RECORD_IDS, **_OF_AN_AREA.get(area, {})}


def fill(store: InMemoryDocumentStore) -> None:
    """Give the owner a record of each kind."""
    for keeping in chain(_settings(store), _of_the_job(store), _of_the_books(store), _of_the_vendors(store)):
        run(keeping).unwrap()


def stand_beside(store: InMemoryDocumentStore, company_id: str) -> None:
    """A company that is set up and has nothing; its daily reports were read, so that no vendor is asked for them."""
    run(DocumentCompanies(store).save(a_company(company_id=company_id))).unwrap()
    run(_months(store).refresh(company_id, _MONTH)).unwrap()


def _settings(store: InMemoryDocumentStore) -> Iterator[Keeping]:
    tables, rules = DocumentMappingTables(store), DocumentSettingsVersions(store, "FOUNDATION")
    table = MappingTable(
        company_id=OWNER, target="quickbooks", kind=MappingKind.COST_CODE, rows={"26-050": {"account": "Wiring"}}
    )
    change = MappingVersion(
        company_id=OWNER,
        target="quickbooks",
        kind=MappingKind.COST_CODE,
        number=1,
        changed_by=MANAGER,
        changed_at=APPROVED_AT,
        reason="first set-up",
        changes={"26-050": (None, {"account": "Wiring"})},
    )
    version = SettingsVersion(
        company_id=OWNER, number=1, changed_by=MANAGER, changed_at=APPROVED_AT, reason="first set-up", changes={}
    )
    mappings = some_mappings().model_copy(update={"company_id": OWNER})
    yield DocumentCompanies(store).save(a_company(company_id=OWNER, name="Alder Construction"))
    yield store.transact([DocumentMembers(store).write(a_member(MANAGER, JOB, company_id=OWNER))])
    yield store.transact([tables.write(table), tables.write_version(change)])
    yield store.transact([DocumentMappingsForFoundation(store).write_mappings(mappings), rules.write(version)])
    yield store.transact([DocumentSettingsVersions(store).write(version)])
    yield store.transact([DocumentAuditTrail(store).write(an_audit_entry(company_id=OWNER, entity_id=CARD))])


def _of_the_job(store: InMemoryDocumentStore) -> Iterator[Keeping]:
    yield DocumentProjects(store).save(a_project(company_id=OWNER, project_id=JOB))
    for worker in (WORKER, TWIN):
        yield DocumentEmployees(store).save(an_employee(company_id=OWNER, employee_id=worker))
    card = a_time_card(company_id=OWNER, time_card_id=CARD, project_id=JOB, employee_id=WORKER)
    yield DocumentTimeCards(store).save(card)
    invoices = DocumentInvoices(store)
    yield invoices.save_supplier(a_supplier().model_copy(update={"company_id": OWNER}))
    yield invoices.save_vendor_invoice(a_vendor_invoice(company_id=OWNER, invoice_id=VENDOR_INVOICE, project_id=JOB))
    billed = an_owner_invoice(invoice_id=OWNER_INVOICE)
    yield invoices.save_owner_invoice(billed.model_copy(update={"company_id": OWNER, "project_id": JOB}))
    codes = a_mirror_record(
        company_id=OWNER,
        resource=SyncResource.RAKEN_COST_CODES,
        record_id="code-alder",
        scope_id=None,
        facts={"code": "26-050", "description": "Wiring"},
    )
    yield DocumentMirror(store).save(codes)
    day, _, report = REPORT.partition(":")
    yield _months(store, a_report(report, day, JOB)).refresh(OWNER, _MONTH)


def _of_the_books(store: InMemoryDocumentStore) -> Iterator[Keeping]:
    parked = a_posting(company_id=OWNER, posting=POSTING, state=PostingState.PARKED)
    yield store.transact([DocumentPostings(store).write(parked)])
    yield DocumentExceptions(store).save(EXCEPTION)
    differs = an_exception(company_id=OWNER, code=ErrorCode.SYNC_DIFFERS, subject="sync:procore/requisitions")
    yield DocumentExceptions(store).save(differs)
    export = an_export(company_id=OWNER, export_id=EXPORT, state=ExportState.EMPTY)
    yield DocumentFoundationExports(store).save(export)
    close = a_month_close(company_id=OWNER, close_id=CLOSE)
    yield store.transact([DocumentMonthCloses(store).write(close)])
    rows = [a_counterpart(company_id=OWNER), a_counterpart(company_id=OWNER, kind=CounterpartKind.CUSTOMER)]
    for row in rows:
        yield DocumentCrosswalk(store).save_counterparts([row])


def _of_the_vendors(store: InMemoryDocumentStore) -> Iterator[Keeping]:
    connection = a_connection(company_id=OWNER)
    yield DocumentConnections(store).save(connection)
    yield DocumentConnections(store).claim_account(connection)
    yield DocumentBudgets(store).save(a_budget(company_id=OWNER))
    yield DocumentSyncStates(store).save(a_sync_state(company_id=OWNER))


def _months(store: InMemoryDocumentStore, *reports: object) -> ReportMonths:
    raken = FakeRaken()
    raken.rows = list(reports)
    return ReportMonths(raken, DocumentReportCache(store), FakeClock())
