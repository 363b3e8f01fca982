"""Vendors of QuickBooks that a subcontractor may be already: none is created beside them (quickbooks.md 7.1)."""

from collections.abc import Iterable, Iterator
from typing import Final

from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import Counterpart
from fieldledger.domain.drafts import VendorDraft
from fieldledger.domain.identity import Identity
from fieldledger.domain.party import email_key, name_key
from fieldledger.result import ErrorCode
from fieldledger.services.inbox import Problem

_SHOWN: Final = 5


def look_alike_problem(draft: VendorDraft, identity: Identity, rows: Iterable[Counterpart]) -> Problem | None:
    """None: nothing in the list is anything like it. Whether a near match is the same company, a person says.

    A row that a person refused for this subcontractor is left out, unless it has the very name: QuickBooks keeps a name
    once, also where its row is switched off.
    """
    found = list(_alike(draft, identity, rows))
    if not found:
        return None
    names = ", ".join(sorted(row.display_name for row in found)[:_SHOWN])
    text = (
        f"{draft.display_name} is linked to no vendor, and QuickBooks has {names}: link the one that it is, "
        "or say that it is another company"
    )
    subject = f"supplier:{identity.canonical_id}"
    return Problem(ErrorCode.SUPPLIER_UNMATCHED, subject, text, {"names": names})


def _alike(draft: VendorDraft, identity: Identity, rows: Iterable[Counterpart]) -> Iterator[Counterpart]:
    for row in rows:
        if row.gone:
            continue
        same = row.display_name.casefold() == draft.display_name.casefold()
        refused = identity.was_refused(VendorName.QUICKBOOKS, row.vendor_id)
        if same or (not refused and _near(draft, row)):
            yield row


def _near(draft: VendorDraft, row: Counterpart) -> bool:
    """The same e-mail address, or one name's words all in the other's ("Acme Concrete", "ACME Concrete, Inc.")."""
    if email_key(draft.email) and email_key(draft.email) == email_key(row.email):
        return True
    mine, theirs = set(name_key(draft.display_name).split()), set(name_key(row.display_name).split())
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)
