"""Budget codes of the work breakdown structure. They know no origin id (procore.md 4)."""

from fieldledger.clients.procore.body import NumericId, ProcoreWrite
from fieldledger.clients.procore.models.base import Id, Maybe, Moment, OptionalId, ProcoreModel, Text


class Segment(ProcoreModel):
    """A dimension: sub job, cost code, line item type, or the customer's own."""

    id: Id
    name: str | None = None
    type: str | None = None


class SegmentItem(ProcoreModel):
    """A value of a segment."""

    id: Id
    code: Text = None
    name: str | None = None
    path_code: Text = None
    segment: Maybe[Segment] = None


class WbsCode(ProcoreModel):
    """``flat_code`` is the whole code (``P.3.SVC``)."""

    id: Id
    flat_code: Text = None
    flat_name: str | None = None
    description: str | None = None
    status: str | None = None
    segment_items: tuple[SegmentItem, ...] = ()
    wbs_pattern_id: OptionalId = None
    created_at: Moment = None
    updated_at: Moment = None


class WbsRef(ProcoreModel):
    """A budget code as lines show it."""

    id: Id
    flat_code: Text = None
    description: str | None = None


class SegmentChoice(ProcoreWrite):
    """The value chosen for one segment."""

    segment_id: NumericId
    segment_item_id: NumericId


class WbsCodeWrite(ProcoreWrite):
    """A combination that exists already only gets the new description."""

    segment_items: tuple[SegmentChoice, ...]
    description: str | None = None
