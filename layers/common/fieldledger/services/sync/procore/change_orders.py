"""Change orders of each project by change, deleted ones included: packages, then potential change orders.

Lines live on potential change orders (procore.md 6): a call for each one that changed. Packages are read without lines,
and the newer ``commitment_change_orders`` not at all: they are the same packages under other ids, without origin ids,
without a filter of deleted ones, and not served in projects of three tiers.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.api import ProcoreApi
from fieldledger.clients.procore.filters import Deleted, Filters
from fieldledger.clients.procore.models.change_orders import ChangeOrderPackage, PotentialChangeOrder
from fieldledger.clients.procore.models.line_items import LineItem
from fieldledger.clients.procore.paging import DETAIL_PER_PAGE, ProcorePage
from fieldledger.domain.facts.procore_change_orders import ChangeOrderFacts, ChangeOrderKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.completing import Completed, completed
from fieldledger.services.sync.procore.lines import line_facts, with_lines
from fieldledger.services.sync.procore.phases import Place, following
from fieldledger.services.sync.procore.project_source import ProjectSource, of_projects
from fieldledger.services.sync.procore.reading import changed, one_of
from fieldledger.services.sync.procore.record_ids import kinded, split
from fieldledger.services.sync.source import PageRequest, SourcePage, SourceRow

PHASES: Final = tuple(ChangeOrderKind)


class ChangeOrdersSource(ProjectSource):
    """Records are ``package:<id>`` and ``potential:<id>``."""

    traits = of_projects(SyncResource.PROCORE_CHANGE_ORDERS, timedelta(hours=1), timedelta(days=1))

    def __init__(self, api: ProcoreApi) -> None:
        self._api = api

    async def _page(self, request: PageRequest, project: str) -> Result[SourcePage]:
        """One page of one kind."""
        place, filters = Place.of(request.cursor, PHASES), changed(request.window, Deleted.WITH)
        if place.phase == ChangeOrderKind.PACKAGE:
            return await self._packages(request.company_id, project, place, filters)
        return await self._potential(request.company_id, project, place, filters)

    async def _one(self, company_id: str, project: str, record_id: str) -> Result[SourcePage]:
        """A single read of a potential change order would need its contract: it is looked for in the list instead."""
        named = split(record_id, PHASES)
        if named.failed:
            return named.failure()
        kind, id_ = named.unwrap()
        if kind == ChangeOrderKind.PACKAGE:
            found = await self._api.change_order_packages.get(company_id, project, id_)
            return one_of(found, lambda: self._gone(record_id, project), lambda one: (_package(one, project),))
        only = Filters(deleted=Deleted.WITH, ids=(id_,))
        return await self._potential(company_id, project, Place(kind), only)

    async def _packages(self, company: str, project: str, place: Place, filters: Filters) -> Result[SourcePage]:
        found = await self._api.change_order_packages.page(company, project, place.page, filters)
        return found.map(lambda page: _packages_shown(page, project, place))

    async def _potential(self, company: str, project: str, place: Place, filters: Filters) -> Result[SourcePage]:
        api = self._api.potential_change_orders
        listed = await api.page(company, project, place.page, filters, DETAIL_PER_PAGE)
        if listed.failed:
            return listed.failure()

        async def complete(order: PotentialChangeOrder) -> Result[Completed]:
            return await with_lines(
                order,
                order.line_items,
                lambda number: api.lines(company, project, order.id, number),
                lambda lines: _order(order, lines, project),
            )

        return await completed(listed.unwrap(), place, PHASES, complete)


def _packages_shown(page: ProcorePage[ChangeOrderPackage], project: str, place: Place) -> SourcePage:
    rows = tuple(_package(package, project) for package in page.rows.good)
    return SourcePage(rows, page.rows.malformed, following(place, page.next_page, PHASES))


def _package(package: ChangeOrderPackage, project: str) -> SourceRow:
    facts = ChangeOrderFacts(
        kind=ChangeOrderKind.PACKAGE,
        contract_id=package.contract_id,
        number=package.number,
        revision=package.revision,
        title=package.title,
        status=package.status,
        executed=package.executed,
        amount=package.grand_total,
        due_on=package.due_date,
        invoiced_on=package.invoiced_date,
        paid_on=package.paid_date,
        signed_on=package.signed_change_order_received_date,
        origin_id=package.origin_id,
        origin_code=package.origin_code,
    )
    return _row(package, facts, project)


def _order(order: PotentialChangeOrder, lines: Sequence[LineItem], project: str) -> SourceRow:
    facts = ChangeOrderFacts(
        kind=ChangeOrderKind.POTENTIAL,
        contract_id=order.contract_id,
        request_id=order.change_order_request_id,
        number=order.number,
        revision=order.revision,
        title=order.title,
        status=order.status,
        amount=order.grand_total,
        due_on=order.due_date,
        schedule_impact_days=order.schedule_impact_amount,
        origin_id=order.origin_id,
        lines=line_facts(lines),
    )
    return _row(order, facts, project)


def _row(order: ChangeOrderPackage | PotentialChangeOrder, facts: ChangeOrderFacts, project: str) -> SourceRow:
    return SourceRow(
        ChangeOrdersSource.traits.resource,
        kinded(facts.kind, order.id),
        facts,
        project,
        order.updated_at,
        deleted=order.deleted_at is not None,
    )
