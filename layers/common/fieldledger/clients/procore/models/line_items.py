"""Lines of contracts, change orders and direct costs: one shape for all of them (procore.md 6)."""

from decimal import Decimal

from fieldledger.clients.procore.body import AmountText, NumericId, ProcoreWrite, SyncWrite
from fieldledger.clients.procore.models.base import Amount, Id, Maybe, OptionalId, ProcoreModel, Synced
from fieldledger.clients.procore.models.cost_codes import CostCode, LineItemType
from fieldledger.clients.procore.models.wbs import WbsRef


class Holder(ProcoreModel):
    """What a line belongs to."""

    id: Id
    holder_type: str | None = None


class LineItem(Synced):
    """``amount`` is what counts; quantity times unit cost only if ``extended_type`` is ``calculated``."""

    amount: Amount = None
    description: str | None = None
    quantity: Amount = None
    unit_cost: Amount = None
    uom: str | None = None
    extended_type: str | None = None
    extended_amount: Amount = None
    total_amount: Amount = None
    position: int | None = None
    tax_code_id: OptionalId = None
    cost_code: Maybe[CostCode] = None
    line_item_type: Maybe[LineItemType] = None
    wbs_code: Maybe[WbsRef] = None
    holder: Maybe[Holder] = None


class LineItemV2(ProcoreModel):
    """A line in v2."""

    id: Id
    amount: Amount = None
    description: str | None = None
    quantity: Amount = None
    unit_cost: Amount = None
    uom: str | None = None
    extended_type: str | None = None
    wbs_code_id: OptionalId = None
    wbs_code: Maybe[WbsRef] = None
    tax_code_id: OptionalId = None
    prime_line_item_id: OptionalId = None
    commitment_line_item_id: OptionalId = None


class LineItemWrite(SyncWrite):
    """A line of a commitment, change order or prime contract, with amounts as text.

    Its code is either ``wbs_code_id``, or ``cost_code_id`` and ``line_item_type_id``.
    """

    amount: AmountText | None = None
    description: str | None = None
    quantity: AmountText | None = None
    unit_cost: AmountText | None = None
    uom: str | None = None
    extended_type: str | None = None
    wbs_code_id: NumericId | None = None
    cost_code_id: NumericId | None = None
    line_item_type_id: NumericId | None = None
    tax_code_id: NumericId | None = None
    origin_data: str | None = None


class DirectCostLineWrite(SyncWrite):
    """A line of a direct cost, with amounts as numbers. A code without a budget gets a budget line of zero."""

    direct_cost_id: NumericId | None = None
    amount: Decimal | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit_cost: Decimal | None = None
    uom: str | None = None
    extended_type: str | None = None
    wbs_code_id: NumericId | None = None
    cost_code_id: NumericId | None = None
    line_item_type_id: NumericId | None = None
    tax_code_id: NumericId | None = None
    origin_data: str | None = None


class LineItemV2Write(ProcoreWrite):
    """A line of a change order in v2: ids and amounts are text."""

    wbs_code_id: str
    amount: AmountText | None = None
    description: str | None = None
    quantity: AmountText | None = None
    unit_cost: AmountText | None = None
    uom: str | None = None
    tax_code_id: str | None = None
    prime_line_item_id: str | None = None
    commitment_line_item_id: str | None = None
