"""A job's cost from what the simulated Procore really sends: sums are Procore's own, codes and types meet."""

from decimal import Decimal
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.facts.procore_budgets import BudgetRowFacts
from fieldledger.domain.facts.procore_commitments import CommitmentFacts
from fieldledger.domain.facts.procore_direct_costs import DirectCostFacts
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.domain.visibility import EVERY_PROJECT
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.identities import DocumentIdentities
from fieldledger.repositories.mirror import DocumentMirror
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.services.queries.job_cost import ProjectCost
from fieldledger.services.sync.mirroring import MirrorSink
from fieldledger.services.sync.sinking import Rows
from fieldledger.wiring.job_cost import job_costs_over
from tests.builders import COMPANY, a_company, a_link, a_project, an_identity
from tests.integration.sync.procore.bench import Bench, Walked

R = SyncResource
READ: Final = (
    R.PROCORE_COST_CODES,
    R.PROCORE_BUDGETS,
    R.PROCORE_COMMITMENTS,
    R.PROCORE_CHANGE_ORDERS,
    R.PROCORE_DIRECT_COSTS,
)


async def read(bench: Bench) -> tuple[ProjectCost, dict[SyncResource, Walked]]:
    """Everything that the sync brings of the project, and the job's cost from it."""
    store, clock = bench.portal.store, bench.portal.clock
    if (await DocumentCompanies(store).get(COMPANY)).failed:
        (await DocumentCompanies(store).save(a_company())).unwrap()
    (await DocumentProjects(store).save(a_project(number=None))).unwrap()
    link = a_link(vendor=VendorName.PROCORE, vendor_id=bench.portal.project)
    identity = an_identity(kind=IdentityKind.PROJECT, canonical_id="project-1", links=[link])
    (await store.transact([DocumentIdentities(store).write(identity)])).unwrap()
    sink = MirrorSink(DocumentMirror(store), clock)
    walked = {resource: await bench.walk(resource) for resource in READ}
    for each in walked.values():
        (await sink.keep(Rows(COMPANY, each.rows, clock.now()))).unwrap()
    cost = await job_costs_over(store, clock).get(COMPANY, "project-1", EVERY_PROJECT)
    return cost.unwrap(), walked


async def test_budget_commitments_and_direct_costs_add_up_to_what_procore_says(bench: Bench) -> None:
    """Neither of the books is connected, so direct costs are all that is known of actual cost."""
    found, walked = await read(bench)
    totals = found.cost.totals
    budget = walked[R.PROCORE_BUDGETS].all_facts(BudgetRowFacts)
    contracts = walked[R.PROCORE_COMMITMENTS].all_facts(CommitmentFacts)
    direct = walked[R.PROCORE_DIRECT_COSTS].all_facts(DirectCostFacts)
    revised = sum((row.amount("Revised Budget") or Decimal(0) for row in budget), Decimal(0))
    given_out = sum(
        (each.revised_amount or Decimal(0) for each in contracts if each.status in {"Approved", "Complete"}), Decimal(0)
    )
    spent = sum((each.amount or Decimal(0) for each in direct if each.status == "approved"), Decimal(0))

    assert (totals.budget.amount, totals.committed.amount, totals.actual.amount) == (revised, given_out, spent)
    assert min(revised, given_out, spent) > 0


async def test_one_code_is_one_row_however_the_lists_name_code_and_type(bench: Bench) -> None:
    found, _ = await read(bench)
    codes = [(row.phase, row.cost_code) for row in found.cost.rows]
    assert len(codes) == len(set(codes))
    assert not [code for _, code in codes if code is not None and " - " in code]
    both = [row for row in found.cost.rows if row.cost_code and row.budget.amount and row.committed.amount]
    assert both
    names = {each.cost_type for row in found.cost.rows for each in row.types}
    assert names <= {None, "L", "M", "S", "O", "E"}
