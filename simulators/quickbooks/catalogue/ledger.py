"""Entries in the general ledger."""

from simulators.quickbooks.catalogue.lines import JOURNAL
from simulators.quickbooks.catalogue.spec import Document, EntitySpec, Family, Numbering, Totals
from simulators.quickbooks.fields import BOOLEAN, DATE, LINES, NUMBER, ref, text

JOURNAL_ENTRY = EntitySpec(
    title="JournalEntry",
    family=Family.TRANSACTION,
    id_space="documents",
    fields={
        "DocNumber": text(21),
        "TxnDate": DATE,
        "PrivateNote": text(4000),
        "Line": LINES,
        "Adjustment": BOOLEAN,
        "CurrencyRef": ref(),
        "ExchangeRate": NUMBER,
    },
    required=("Line",),
    defaults={"Adjustment": False},
    document=Document(JOURNAL, totals=Totals.ZERO, numbering=Numbering.ON_REQUEST),
)
