"""POST /v1/projects/{project_id}/actuals, and the schedule that does the same every night."""

from dataclasses import replace
from typing import cast

import pytest

from fieldledger.domain.visibility import VisibleProjects
from fieldledger.result import ErrorCode, Result
from fieldledger.services.actuals.pushing import JobPushed
from fieldledger.services.actuals.running import ActualsReport
from tests.builders import COMPANY
from tests.support.api import Handler, Reply, claims, post
from tests.support.contract import promised
from tests.support.lambda_context import FakeLambdaContext
from tests.unit.functions.conftest import Backend

PATH = "/v1/projects/project-1/actuals"


class Bringing:
    """Answers as it is told."""

    def __init__(self, answer: Result[JobPushed]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str, str]] = []

    async def on_demand(
        self, company_id: str, user_id: str, project_id: str, _visible: VisibleProjects, _deadline: object
    ) -> Result[JobPushed]:
        self.asked.append((company_id, user_id, project_id))
        return self.answer

    async def tonight(self, _deadline: object) -> Result[ActualsReport]:
        return Result.ok(ActualsReport(jobs=3, failed=1, written=5, refused=2, left=4))


def asked(backend: Backend, bringing: Bringing, role: str = "accountant") -> Reply:
    module = backend.function("api/push_actuals", bringing=bringing)
    handler = promised(cast("Handler", module.lambda_handler))
    return replace(post(PATH, {}), claims=claims(role, company_id=COMPANY, user_id="dana")).to(handler)


def test_a_job_says_how_many_of_its_costs_are_in_procore_now(backend: Backend) -> None:
    bringing = Bringing(Result.ok(JobPushed(written=2, unchanged=5, refused=1, left=3)))
    data = asked(backend, bringing).data
    told = {"written": 2, "unchanged": 5, "refused": 1, "left": 3}
    assert data == {**told, "complete": False, "busy": False}
    assert bringing.asked == [(COMPANY, "dana", "project-1")]


@pytest.mark.parametrize("code", [ErrorCode.FLOW_OFF, ErrorCode.JOB_UNMATCHED, ErrorCode.BUDGET_EXHAUSTED])
def test_why_nothing_was_brought_is_answered_as_it_is(backend: Backend, code: ErrorCode) -> None:
    failed: Result[JobPushed] = Result.fail("not now", code)
    assert asked(backend, Bringing(failed)).code == code


@pytest.mark.parametrize("role", ["viewer", "project_manager"])
def test_only_accountants_and_administrators_bring_costs(backend: Backend, role: str) -> None:
    bringing = Bringing(Result.ok(JobPushed()))
    assert (asked(backend, bringing, role).status, bringing.asked) == (403, [])


def test_the_night_tells_its_counts(backend: Backend) -> None:
    module = backend.function("schedules/nightly_actuals", bringing=Bringing(Result.ok(JobPushed())))
    told = module.lambda_handler({}, FakeLambdaContext())
    assert told == {"jobs": 3, "failed": 1, "written": 5, "refused": 2, "left": 4}
