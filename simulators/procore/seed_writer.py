"""Puts the records of a made-up contractor into a company, without rules and without webhooks."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from simulators.procore.catalogue import RESOURCES
from simulators.procore.company import Company
from simulators.procore.state import World
from simulators.procore.store import Row
from simulators.procore.wire import Json
from simulators.seeds.model import CostLine

type Place = tuple[int, str, str]


@dataclass(slots=True)
class SeedWriter:
    """``ids`` keeps the id of every record that others refer to, by resource and by the contractor's own key."""

    world: World
    company: Company
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    codes: dict[Place, int] = field(default_factory=dict)

    def add(
        self,
        resource: str,
        key: str,
        fields: Json,
        at: datetime,
        *,
        project_id: int | None = None,
        holder: int | None = None,
    ) -> Row:
        """Keep a record as it was at ``at``, though never later than now."""
        stamp = min(at, self.world.now())
        body: Json = {**RESOURCES[resource].defaults, **fields}
        row = Row(self.world.new_id(), project_id, holder, body, stamp, stamp)
        self.company.collection(resource).add(row)
        if key:
            self.ids[resource, key] = row.id
        return row

    def id_of(self, resource: str, key: str) -> int:
        return self.ids[resource, key]

    def project(self, job_number: str) -> int:
        return self.ids["projects", job_number]

    def code(self, project_id: int, cost_code: str) -> int:
        """The project's cost code."""
        return self.ids["cost_codes", f"{project_id} {cost_code}"]

    def wbs(self, project_id: int, cost_code: str, cost_type: str, at: datetime) -> int:
        """The budget code of a cost code and a cost type, made when first asked for."""
        place = (project_id, cost_code, cost_type)
        if place not in self.codes:
            kind = self.id_of("line_item_types", cost_type)
            fields: Json = {
                "cost_code_id": self.code(project_id, cost_code),
                "line_item_type_id": kind,
                "flat_code": f"{cost_code}.{cost_type}",
                "flat_name": f"{cost_code}.{cost_type}",
            }
            self.codes[place] = self.add("wbs_codes", "", fields, at, project_id=project_id).id
        return self.codes[place]

    def line(self, project_id: int, line: CostLine, at: datetime) -> Json:
        """What a line of any contract or cost says."""
        return {
            "amount": f"{line.amount:.2f}",
            "description": line.description,
            "extended_type": "manual",
            "cost_code_id": self.code(project_id, line.cost_code),
            "line_item_type_id": self.id_of("line_item_types", line.cost_type),
            "wbs_code_id": self.wbs(project_id, line.cost_code, line.cost_type, at),
        }


def at_hour(day: date, hour: int) -> datetime:
    """An hour of a day, UTC."""
    return datetime.combine(day, time(hour), UTC)
