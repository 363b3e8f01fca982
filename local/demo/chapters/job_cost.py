"""Job cost: what the job was to cost, what is committed, what it has cost, and what is on its way."""

from local.demo.job_costs import job_cost
from local.demo.jobs import CLINIC
from local.demo.people import PETE
from local.demo.report import job_cost_sheet
from local.demo.stage import Stage
from local.demo.syncing import BOOKS, sync


def tell(stage: Stage) -> None:
    """The project manager looks at his job after the books were read."""
    tale = stage.tale
    tale.chapter("Job cost")
    with tale.step("a sync of the books brings what was posted"):
        sync(stage.people.accountant, BOOKS)
    cost = job_cost(stage.people.project_manager)
    stage.job_costs["at the close"] = cost
    tale.say(f"{PETE.name} looks at {CLINIC} {cost['name']}.")
    tale.show(job_cost_sheet(cost))
