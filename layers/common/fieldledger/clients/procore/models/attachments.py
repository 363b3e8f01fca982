"""Files that people attached to a record; their links are the vendor's (docs/vendors/procore.md 6)."""

from fieldledger.clients.procore.models.base import OptionalId, ProcoreModel, Text


class Attachment(ProcoreModel):
    """``filename`` in most places, ``name`` in some."""

    id: OptionalId = None
    url: Text = None
    filename: Text = None
    name: Text = None
