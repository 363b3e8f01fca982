"""A subcontractor or supplier: what Procore calls a vendor of the company."""

from fieldledger.domain.base import CanonicalModel, Utc


class Supplier(CanonicalModel):
    """``content_hash`` covers what the books know of it: name and e-mail address.

    ``number`` is the contractor's own vendor number (Procore's ERP code), which both books may carry.
    """

    company_id: str
    supplier_id: str
    source: str
    name: str
    number: str | None = None
    email: str | None = None
    active: bool = True
    source_updated_at: Utc | None = None
    content_hash: str
    version: int = 0
