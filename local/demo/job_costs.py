"""Reading job cost, as the project manager of the job sees it."""

from decimal import Decimal

from local.demo.api import Api, Json, as_object, objects
from local.demo.jobs import CLINIC


def job_cost(api: Api) -> Json:
    """The clinic's job cost."""
    [project] = [each for each in api.pages("/v1/projects") if each["number"] == CLINIC]
    return api.one(f"/v1/projects/{project['project_id']}/job-cost")


def rows(cost: Json) -> list[Json]:
    """By cost code."""
    return list(objects(as_object(cost["cost"])["rows"]))


def totals(cost: Json) -> Json:
    """All cost codes together."""
    return as_object(as_object(cost["cost"])["totals"])


def amount(row: Json, name: str) -> Decimal:
    """One figure of a row; what is not known counts as nothing."""
    figure = row.get(name)
    return Decimal(0) if figure is None else Decimal(str(as_object(figure)["amount"]))
