"""What somebody made of a record of ours in the books."""

from datetime import date
from decimal import Decimal

from fieldledger.domain.base import CanonicalModel, Utc


class Drift(CanonicalModel):
    """How a record differs from what was posted, as it was seen last.

    ``fields`` tells by field what was sent and what is held. ``quantity`` is minutes or money; a record that is
    ``gone`` (deleted or voided) holds none. ``customer_id`` is the books' own, of FOUNDATION its job;
    ``copy_id`` another record that carries the same marker.
    """

    fields: dict[str, str]
    gone: bool = False
    day: date | None = None
    customer_id: str | None = None
    quantity: Decimal = Decimal(0)
    copy_id: str | None = None
    seen_at: Utc
