"""GET /v1/projects/{project_id}/job-cost: budget, committed, actual and forecast cost of a job by cost code."""

from fieldledger.http.app import create_app, handler_of, serve
from fieldledger.http.parameters import RecordId
from fieldledger.http.principal import Caller
from fieldledger.http.request import Request
from fieldledger.http.response import Response
from fieldledger.http.responses import respond
from fieldledger.http.routes.jobsite import GET_JOB_COST
from fieldledger.http.visibility import Visible
from fieldledger.services.queries.job_cost import ProjectCost
from fieldledger.settings import AccessSettings, load
from fieldledger.wiring.job_cost import JobCostSettings, job_costs
from fieldledger.wiring.members import members
from fieldledger.wiring.store import clock


class GetJobCostSettings(AccessSettings, JobCostSettings):
    """What this function needs."""


settings = load(GetJobCostSettings)
costs = job_costs(settings)
app = create_app(settings, clock(), members(settings))


@serve(app, GET_JOB_COST, ProjectCost)
async def get_job_cost(request: Request, caller: Caller, visible: Visible, project_id: RecordId) -> Response:
    """The job's cost as far as it was read; 404 also for another company's job, and for one of somebody else."""
    return respond(request, await costs.get(caller.company_id, project_id, visible))


lambda_handler = handler_of(app)
