"""The lists of the API and the statuses their records may have (raken.md A5, A7)."""

from enum import StrEnum
from typing import Final

from pydantic import JsonValue

type JsonObject = dict[str, JsonValue]


class Resource(StrEnum):
    """The lists that can be seeded; the values are the path segments of the API."""

    PROJECTS = "projects"
    MEMBERS = "members"
    TIME_CARDS = "timeCards"
    COST_CODES = "costCodes"
    PAY_TYPES = "payTypes"
    CLASSIFICATIONS = "classifications"
    DAILY_REPORTS = "dailyReports"
    WORK_LOGS = "workLogs"
    SHIFTS = "shifts"
    BUDGETS = "budgets"
    GROUPS = "groups"
    EQUIPMENT = "equipment"
    EQUIPMENT_LOGS = "equipmentLogs"
    MATERIALS = "materials"
    MATERIAL_UNITS = "materialUnits"
    MATERIAL_LOGS = "materialLogs"
    TOOLBOX_TALKS = "toolboxTalks"
    CHECKLISTS = "checklists"
    CHECKLIST_TYPES = "checklistTypes"
    OBSERVATIONS = "observations"
    CERTIFICATIONS = "certifications"
    CERTIFICATION_TYPES = "certificationTypes"


ACTIVE: Final = "ACTIVE"
DELETED: Final = "DELETED"
COMPLETED: Final = "COMPLETED"
_USUAL: Final = (ACTIVE, "INACTIVE", DELETED)
_PAPERS: Final = (COMPLETED, "INCOMPLETE")

STATUSES: Final[dict[Resource, tuple[str, ...]]] = {
    Resource.PROJECTS: _USUAL,
    Resource.MEMBERS: (ACTIVE, "INVITED", "INACTIVE", DELETED),
    Resource.COST_CODES: _USUAL,
    Resource.PAY_TYPES: _USUAL,
    Resource.CLASSIFICATIONS: _USUAL,
    Resource.SHIFTS: _USUAL,
    Resource.GROUPS: _USUAL,
    Resource.EQUIPMENT: _USUAL,
    Resource.MATERIALS: _USUAL,
    Resource.CHECKLIST_TYPES: _USUAL,
    Resource.CERTIFICATION_TYPES: _USUAL,
    Resource.DAILY_REPORTS: _PAPERS,
    Resource.CHECKLISTS: _PAPERS,
    Resource.OBSERVATIONS: ("OPEN", "CLOSED"),
}
"""Statuses a resource knows, the usual one first. Those of projects, members and checklists were seen (raken.md A5);
the others are assumptions. What is missing here has no status."""
