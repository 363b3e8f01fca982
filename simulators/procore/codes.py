"""Cost codes, cost types, sub jobs and the codes made of them (procore.md 6)."""

from dataclasses import dataclass
from typing import Final

from pydantic import JsonValue

from simulators.procore.company import Company
from simulators.procore.resource import COMPACT, EXTENDED, SHOW, Draft, Resource, Rule, Writer, words
from simulators.procore.shapes import (
    all_stamps,
    cost_code_ref,
    fields_of,
    line_item_type_ref,
    linked,
    stamps,
    wbs_ref,
)
from simulators.procore.store import Row
from simulators.procore.wire import Json, int_of

ADMIN: Final = "Admin"
BASE_TYPES: Final = words(
    "labor equipment materials material commitment subcontract owner_cost professional_services overhead markup other"
)


def types_of(company: Company) -> list[Row]:
    return [row for row in company.collection("line_item_types").rows.values() if row.deleted_at is None]


def cost_code_shape(company: Company, row: Row, view: str) -> Json:
    """A project's cost code with all cost types of the company."""
    if view == "erp_compact":
        return {"id": row.id, **fields_of(row, "full_code name origin_id origin_data")}
    project = company.find("projects", row.project_id)
    types: list[JsonValue] = [line_item_type_ref(kind) for kind in types_of(company)]
    return {
        **_object(cost_code_ref(row)),
        "biller": None if project is None else project.body.get("name"),
        "biller_id": row.project_id,
        "biller_type": "Project",
        "budgeted": row.body.get("budgeted", False),
        "parent": {"id": row.body.get("parent_id")},
        "position": row.body.get("position"),
        "sortable_code": row.body.get("full_code"),
        "standard_cost_code_id": row.body.get("standard_cost_code_id"),
        "standard_cost_code_list_id": None,
        "line_item_types": types,
        **all_stamps(row),
    }


def _object(value: JsonValue) -> Json:
    assert isinstance(value, dict)
    return value


def standard_code_shape(_company: Company, row: Row, view: str) -> Json:
    """The default view holds two ids and no more (procore.md 3)."""
    ids: Json = {"id": row.id, "standard_cost_code_list_id": row.body.get("standard_cost_code_list_id")}
    if view not in {COMPACT, EXTENDED, SHOW}:
        return ids
    return {**ids, **fields_of(row, "parent_id code full_code name origin_data origin_id")}


def standard_list_shape(_company: Company, row: Row, _view: str) -> Json:
    return {"id": row.id, **fields_of(row, "name is_erp_list")}


def line_item_type_shape(_company: Company, row: Row, _view: str) -> Json:
    return _object(line_item_type_ref(row))


def sub_job_shape(_company: Company, row: Row, _view: str) -> Json:
    return {"id": row.id, **fields_of(row, "name code origin_id origin_data"), **stamps(row)}


@dataclass(frozen=True, slots=True)
class Segment:
    """A dimension of budget codes; ``code_field`` is what its items show as the whole code."""

    id: int
    name: str
    type: str
    resource: str
    code_field: str

    def shown(self) -> Json:
        """As in the pattern and in every item."""
        structure = "tiered" if self.type == "cost_code" else "flat"
        return {"id": self.id, "name": self.name, "type": self.type, "structure": structure, "required": True}


SEGMENTS: Final = (
    Segment(8001, "Cost Code", "cost_code", "cost_codes", "full_code"),
    Segment(8002, "Cost Type", "line_item_type", "line_item_types", "code"),
)
"""Companies without segments of their own have these; sub jobs are left out."""


def segment_item(row: Row, segment: Segment) -> Json:
    """A cost code or a cost type, as a value of its segment."""
    return {
        "id": row.id,
        "code": row.body.get("code"),
        "name": row.body.get("name"),
        "parent_id": row.body.get("parent_id"),
        "path_code": row.body.get(segment.code_field),
        "status": "active",
        "segment": segment.shown(),
    }


def wbs_shape(company: Company, row: Row, _view: str) -> Json:
    """A budget code: the cost code and the cost type it is made of."""
    code, kind = (linked(company, name, row, field) for name, field in _SEGMENTS)
    items: list[JsonValue] = [
        segment_item(item, segment) for item, segment in zip((code, kind), SEGMENTS, strict=True) if item is not None
    ]
    return {
        **_object(wbs_ref(row)),
        "flat_name": row.body.get("flat_name"),
        "status": row.body.get("status", "active"),
        "segment_items": items,
        "wbs_pattern_id": 1,
        **stamps(row),
    }


_SEGMENTS: Final = (("cost_codes", "cost_code_id"), ("line_item_types", "line_item_type_id"))


def _whole_code(resource: str) -> Rule:
    """``code`` is without the prefix of the parent; ``full_code`` is the whole."""

    def rule(draft: Draft) -> None:
        parent = draft.company.find(resource, int_of(draft.value("parent_id")))
        own = str(draft.value("code") or "")
        draft.fields["full_code"] = own if parent is None else f"{parent.text('full_code')}-{own}"

    return rule


def _type_code(draft: Draft) -> None:
    """Reads show as ``code`` what writes call ``csv_import_code``."""
    if "csv_import_code" in draft.fields:
        draft.fields["code"] = draft.fields.pop("csv_import_code")


def _flat_code(draft: Draft) -> None:
    """A combination exists once in a project."""
    rows = [draft.company.find(name, int_of(draft.value(field))) for name, field in _SEGMENTS]
    if rows[0] is None or rows[1] is None:
        draft.refuse("segment_items", "must name a cost code and a cost type")
        return
    code, kind = rows[0], rows[1]
    if draft.row is None and code_of(draft.company, draft.project_id, code.id, kind.id) is not None:
        draft.refuse("base", "The WBS code already exists")
    draft.fields["flat_code"] = f"{code.text('full_code')}.{kind.text('code')}"
    draft.fields["flat_name"] = f"{code.text('name')}.{kind.text('name')}"


def code_of(company: Company, project_id: int | None, cost_code_id: int, type_id: int) -> Row | None:
    """The budget code of a cost code and a cost type."""
    for row in company.collection("wbs_codes").of_project(project_id):
        if (row.body.get("cost_code_id"), row.body.get("line_item_type_id")) == (cost_code_id, type_id):
            return row
    return None


def with_wbs_code(writer: Writer, company: Company, row: Row) -> None:
    """A line that names a cost code and a cost type gets their budget code, a new one if need be."""
    code, kind = int_of(row.body.get("cost_code_id")), int_of(row.body.get("line_item_type_id"))
    if row.body.get("wbs_code_id") is not None or code is None or kind is None:
        return
    found = code_of(company, row.project_id, code, kind)
    if found is None:
        pair: Json = {"cost_code_id": code, "line_item_type_id": kind}
        found = writer.create("wbs_codes", pair, project_id=row.project_id)
    row.body["wbs_code_id"] = found.id


CODES: Final = (
    Resource(
        name="standard_cost_code_lists",
        wrappers=("standard_cost_code_list",),
        tool=ADMIN,
        shape=standard_list_shape,
        of_company=True,
        writes=words("name is_erp_list"),
    ),
    Resource(
        name="standard_cost_codes",
        wrappers=("standard_cost_code",),
        tool=ADMIN,
        shape=standard_code_shape,
        of_company=True,
        webhook="Standard Cost Codes",
        writes=words("code name parent_id standard_cost_code_list_id"),
        required=("code",),
        references={"parent_id": "standard_cost_codes", "standard_cost_code_list_id": "standard_cost_code_lists"},
        origin=True,
        check=_whole_code("standard_cost_codes"),
    ),
    Resource(
        name="cost_codes",
        wrappers=("cost_code",),
        tool=ADMIN,
        shape=cost_code_shape,
        webhook="Cost Codes",
        writes=words("position code name parent_id standard_cost_code_id sub_job_id"),
        required=("code", "name"),
        references={
            "parent_id": "cost_codes",
            "standard_cost_code_id": "standard_cost_codes",
            "sub_job_id": "sub_jobs",
        },
        origin=True,
        check=_whole_code("cost_codes"),
    ),
    Resource(
        name="line_item_types",
        wrappers=("line_item_type",),
        tool=ADMIN,
        shape=line_item_type_shape,
        of_company=True,
        webhook="Line Item Types",
        writes=words("name csv_import_code code base_type"),
        required=("name",),
        choices={"base_type": BASE_TYPES},
        defaults={"base_type": "other"},
        origin=True,
        check=_type_code,
    ),
    Resource(
        name="sub_jobs",
        wrappers=("sub_job",),
        tool=ADMIN,
        shape=sub_job_shape,
        webhook="Sub Jobs",
        writes=words("name code"),
        required=("name",),
        origin=True,
    ),
    Resource(
        name="wbs_codes",
        wrappers=("wbs_code",),
        tool=ADMIN,
        shape=wbs_shape,
        writes=words("description status cost_code_id line_item_type_id"),
        references={"cost_code_id": "cost_codes", "line_item_type_id": "line_item_types"},
        defaults={"status": "active"},
        check=_flat_code,
    ),
)
