"""Invoices to owners: each project's list is short and read whole, the lines only of those that changed.

The list knows no filter of changes and its own times are days (procore.md 6): a day is compared a day early, since the
zone it is in is not told.
"""

from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.models.payment_applications import PaymentApplication
from fieldledger.clients.procore.paging import DETAIL_PER_PAGE
from fieldledger.clients.procore.resources.payment_applications import PaymentApplications
from fieldledger.domain.facts.procore_invoices import PaymentApplicationFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import ErrorCode, Result
from fieldledger.services.sync.procore.attachments import attachment_facts
from fieldledger.services.sync.procore.completing import Completed, completed
from fieldledger.services.sync.procore.invoices import sheet_facts, summary_facts
from fieldledger.services.sync.procore.phases import Place
from fieldledger.services.sync.procore.project_source import ProjectSource, of_projects
from fieldledger.services.sync.procore.reading import moment, one_of
from fieldledger.services.sync.source import PageRequest, SourcePage, SourceRow, Span

PHASES: Final = ("applications",)
_A_DAY_EARLY: Final = timedelta(days=2)


class PaymentApplicationsSource(ProjectSource):
    """``incremental`` by looking at the rows, not by asking for them."""

    traits = of_projects(SyncResource.PROCORE_PAYMENT_APPLICATIONS, timedelta(hours=2), timedelta(days=1))

    def __init__(self, applications: PaymentApplications) -> None:
        self._applications = applications

    async def _page(self, request: PageRequest, project: str) -> Result[SourcePage]:
        """One page of the list, and the single reads of what changed."""
        place, company = Place.of(request.cursor, PHASES), request.company_id
        listed = await self._applications.page(company, project, place.page, DETAIL_PER_PAGE)
        if listed.failed:
            return listed.failure()

        async def complete(bill: PaymentApplication) -> Result[Completed]:
            if not _may_have_changed(bill, request.window):
                return Result.ok(Completed(()))
            shown = await self._applications.get(company, project, bill.id)
            if shown.error_code == ErrorCode.VENDOR_NOT_FOUND:
                return Result.ok(Completed((self._gone(bill.id, project),), calls=1))
            return shown.map(lambda found: Completed((self._row(found, project),), calls=1))

        return await completed(listed.unwrap(), place, PHASES, complete)

    async def _one(self, company_id: str, project: str, record_id: str) -> Result[SourcePage]:
        """The single read."""
        found = await self._applications.get(company_id, project, record_id)
        return one_of(found, lambda: self._gone(record_id, project), lambda bill: (self._row(bill, project),))

    def _row(self, bill: PaymentApplication, project: str) -> SourceRow:
        return SourceRow(self.traits.resource, bill.id, _facts(bill), project, moment(bill.updated_at))


def _may_have_changed(bill: PaymentApplication, window: Span | None) -> bool:
    changed_at = moment(bill.updated_at)
    return window is None or changed_at is None or changed_at >= window.since - _A_DAY_EARLY


def _facts(bill: PaymentApplication) -> PaymentApplicationFacts:
    return PaymentApplicationFacts(
        number=bill.number,
        invoice_number=bill.invoice_number,
        status=bill.status,
        period_id=bill.period_id,
        period_start=bill.period_start,
        period_end=bill.period_end,
        billed_on=bill.billing_date,
        percent_complete=bill.percent_complete,
        summary=summary_facts(bill.g702),
        currency=bill.currency_configuration,
        lines=tuple(sheet_facts(line) for line in bill.g703),
        origin_id=bill.origin_id,
        contract_id=None if bill.contract is None else bill.contract.id,
        contract_title=None if bill.contract is None else bill.contract.title,
        attachments=attachment_facts(bill.attachments),
        paid_amount=bill.total_amount_paid,
        accrued_now=bill.total_amount_accrued_this_period,
    )
