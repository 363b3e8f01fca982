"""Cost codes, their types and sub jobs. Base types are an open list: documents and sandbox differ (procore.md 6)."""

from fieldledger.clients.procore.body import NumericId, SyncWrite
from fieldledger.clients.procore.models.base import Id, OptionalId, ProcoreModel, Synced, Text


class LineItemType(Synced):
    """A cost type (labor, materials); time needs one with the base type ``labor``."""

    name: str | None = None
    code: Text = None
    base_type: str | None = None


class LineItemTypeWrite(SyncWrite):
    """``csv_import_code`` is what reads show as ``code``."""

    name: str | None = None
    csv_import_code: str | None = None
    base_type: str | None = None
    origin_data: str | None = None


class Parent(ProcoreModel):
    """The code above."""

    id: OptionalId = None


class CostCode(Synced):
    """A project's cost code; ``code`` is its own segment, ``full_code`` the whole (``02-300``)."""

    code: Text = None
    full_code: Text = None
    name: str | None = None
    biller_id: OptionalId = None
    biller_type: str | None = None
    budgeted: bool | None = None
    parent: Parent | None = None
    standard_cost_code_id: OptionalId = None
    line_item_types: tuple[LineItemType, ...] = ()


class CostCodeWrite(SyncWrite):
    """``code`` without the prefix of the parent."""

    code: str | None = None
    name: str | None = None
    parent_id: NumericId | None = None
    standard_cost_code_id: NumericId | None = None
    position: int | None = None
    origin_data: str | None = None


class StandardCostCodeList(ProcoreModel):
    """A company's list of standard codes; the accounting connection has one of its own."""

    id: Id
    name: str | None = None
    is_erp_list: bool | None = None


class StandardCostCode(Synced):
    """The plain view holds no more than the two ids."""

    standard_cost_code_list_id: OptionalId = None
    parent_id: OptionalId = None
    code: Text = None
    full_code: Text = None
    name: str | None = None


class StandardCostCodeWrite(SyncWrite):
    """A code of a standard list."""

    code: str | None = None
    name: str | None = None
    parent_id: NumericId | None = None
    origin_data: str | None = None


class SubJob(Synced):
    """A part of a project with a budget of its own."""

    name: str | None = None
    code: Text = None


class SubJobWrite(SyncWrite):
    """A sub job."""

    name: str | None = None
    code: str | None = None
    origin_data: str | None = None
