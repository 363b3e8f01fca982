"""What became of a payments file of FOUNDATION, as callers see it."""

from typing import Self

from fieldledger.domain.base import CanonicalModel
from fieldledger.services.payments.importing import Imported


class RefusedRowView(CanonicalModel):
    """A row that was not taken; ``row`` counts the rows under the header from 1."""

    row: int
    code: str
    message: str


class PaymentsImportView(CanonicalModel):
    """Together ``recorded``, ``unchanged`` and ``refused`` are all ``rows``.

    ``invoice_ids`` are the invoices whose payment changed.
    """

    rows: int
    recorded: int
    unchanged: int
    refused: tuple[RefusedRowView, ...]
    invoice_ids: tuple[str, ...]

    @classmethod
    def of(cls, imported: Imported) -> Self:
        """The answer to the file."""
        return cls(
            rows=imported.rows,
            recorded=imported.recorded,
            unchanged=imported.unchanged,
            refused=tuple(
                RefusedRowView(row=fault.row, code=fault.code.value, message=fault.message)
                for fault in imported.refused
            ),
            invoice_ids=imported.invoice_ids,
        )
