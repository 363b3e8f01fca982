"""Cost codes of each project, with their cost types: read whole, since the list knows no filter of changes."""

from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.models.cost_codes import CostCode, LineItemType
from fieldledger.clients.procore.paging import ProcorePage
from fieldledger.clients.procore.resources.cost_codes import CostCodes
from fieldledger.domain.facts.procore_cost_codes import CostCodeFacts, CostTypeFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.lists import ListSource
from fieldledger.services.sync.procore.project_source import of_projects
from fieldledger.services.sync.source import PageRequest, SourceRow

TRAITS: Final = of_projects(SyncResource.PROCORE_COST_CODES, timedelta(hours=12), incremental=False)


def cost_codes_source(codes: CostCodes) -> ListSource[CostCode]:
    """One call a project for up to 1,000 codes; the cost types come with each code."""

    async def pages(request: PageRequest, project: str, number: int) -> Result[ProcorePage[CostCode]]:
        return await codes.page(request.company_id, project, number)

    return ListSource(TRAITS, pages, codes.get, _row)


def _row(code: CostCode, scope_id: str | None) -> SourceRow:
    gone = code.deleted_at is not None
    return SourceRow(TRAITS.resource, code.id, _facts(code), scope_id, code.updated_at, deleted=gone)


def _facts(code: CostCode) -> CostCodeFacts:
    return CostCodeFacts(
        code=code.full_code,
        segment=code.code,
        name=code.name,
        parent_id=None if code.parent is None else code.parent.id,
        biller_id=code.biller_id,
        biller_type=code.biller_type,
        budgeted=code.budgeted,
        standard_cost_code_id=code.standard_cost_code_id,
        origin_id=code.origin_id,
        cost_types=tuple(_type(kind) for kind in sorted(code.line_item_types, key=lambda kind: kind.id)),
    )


def _type(kind: LineItemType) -> CostTypeFacts:
    return CostTypeFacts(
        type_id=kind.id, name=kind.name, code=kind.code, base_type=kind.base_type, origin_id=kind.origin_id
    )
