"""Change orders in both of Procore's worlds: packages with origin ids, and the newer flat ones without."""

from datetime import date

from fieldledger.clients.procore.body import AmountText, NumericId, ProcoreWrite, SyncWrite
from fieldledger.clients.procore.models.base import Amount, Day, Id, Moment, OptionalId, ProcoreModel, Synced, Text
from fieldledger.clients.procore.models.line_items import LineItem


class ChangeOrderPackage(Synced):
    """The change order proper of any number of tiers; its lines live on potential change orders."""

    contract_id: OptionalId = None
    number: Text = None
    title: str | None = None
    revision: int | None = None
    status: str | None = None
    executed: bool | None = None
    grand_total: Amount = None
    due_date: Day = None
    invoiced_date: Day = None
    paid_date: Day = None
    reviewed_at: Moment = None
    signed_change_order_received_date: Day = None
    origin_code: Text = None


class ChangeOrderPackageWrite(ProcoreWrite):
    """Packages have no sync action: one call each."""

    title: str | None = None
    description: str | None = None
    status: str | None = None
    grand_total: AmountText | None = None
    schedule_impact_amount: int | None = None
    executed: bool | None = None
    due_date: date | None = None
    invoiced_date: date | None = None
    paid_date: date | None = None
    signed_change_order_received_date: date | None = None
    origin_code: str | None = None
    origin_id: str | None = None
    origin_data: str | None = None


class PotentialChangeOrder(Synced):
    """Holds the lines; in a project of one tier Procore makes it behind each package."""

    contract_id: OptionalId = None
    change_order_request_id: OptionalId = None
    number: Text = None
    title: str | None = None
    description: str | None = None
    revision: int | None = None
    status: str | None = None
    grand_total: Amount = None
    due_date: Day = None
    schedule_impact_amount: int | None = None
    line_items: tuple[LineItem, ...] = ()


class PotentialChangeOrderWrite(SyncWrite):
    """A potential change order of one contract."""

    change_order_request_id: NumericId | None = None
    number: str | None = None
    title: str | None = None
    description: str | None = None
    status: str | None = None
    due_date: date | None = None
    invoiced_date: date | None = None
    paid_date: date | None = None
    schedule_impact_amount: int | None = None
    origin_data: str | None = None


class CommitmentChangeOrder(ProcoreModel):
    """The newer form, for projects of one or two tiers; ``legacy_package_id`` leads to the package."""

    id: Id
    batch_id: OptionalId = None
    contract_id: OptionalId = None
    legacy_package_id: OptionalId = None
    legacy_request_id: OptionalId = None
    number: Text = None
    revision: int | None = None
    title: str | None = None
    status: str | None = None
    grand_total: Amount = None
    executed: bool | None = None
    paid: bool | None = None
    schedule_impact_amount: int | None = None
    created_at: Moment = None
    updated_at: Moment = None


class CommitmentChangeOrderWrite(ProcoreWrite):
    """Takes no origin id, so a repeated create makes a second one."""

    contract_id: NumericId
    title: str | None = None
    number: str | None = None
    description: str | None = None
    status: str | None = None
    revision: int | None = None
    due_date: date | None = None
    invoiced_date: date | None = None
    paid_date: date | None = None
    executed: bool | None = None
    schedule_impact_amount: int | None = None
