"""The vendors that bills need first: of subcontractors that nobody has linked to one of QuickBooks'."""

from collections.abc import Mapping, Sequence
from typing import Final

from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.drafts import BillDraft, VendorDraft
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.posting import Operation, PostingSource, SourceType
from fieldledger.domain.supplier import Supplier
from fieldledger.repositories.canonical import CanonicalRecords
from fieldledger.repositories.identities import Identities
from fieldledger.result import ErrorCode, Result
from fieldledger.services.invoices.planning import BooksPlan
from fieldledger.services.posting.requesting import Intended, PostingOrder, PostingRequests

PART: Final = "vendor"
_TRIES: Final = 4


class NewVendors:
    """Asks for vendors in orders of their own, before the bills: two bills of one subcontractor need it once.

    Whether QuickBooks has such a vendor already is looked at when it is written, in lists that are fresh.
    """

    def __init__(self, identities: Identities, records: CanonicalRecords, requests: PostingRequests) -> None:
        self._identities = identities
        self._records = records
        self._requests = requests

    async def ask(
        self, company: Company, user_id: str, approval_id: str, plans: Sequence[BooksPlan]
    ) -> Result[Mapping[str, str]]:
        """The posting of each vendor by our id of the subcontractor; nothing unless the company wants them made."""
        bills = {draft.supplier_id for plan in plans if (draft := _new_bill(plan)) is not None}
        if not company.documents.create_vendors or not bills:
            return Result.ok({})
        asked: dict[str, str] = {}
        for supplier_id in sorted(bills):
            made = await self._ask_one(company.company_id, user_id, approval_id, supplier_id)
            if made.failed:
                return made.failure()
            asked |= {} if made.data is None else {supplier_id: made.data}
        return Result.ok(asked)

    async def _ask_one(self, company_id: str, user_id: str, approval_id: str, supplier_id: str) -> Result[str | None]:
        """Somebody who asks at the same moment is as good; a subcontractor that changed meanwhile is read again."""
        for _ in range(_TRIES):
            intended = await self._intended(company_id, supplier_id)
            if intended.failed or intended.data is None:
                return intended.map(lambda _: None)
            order = PostingOrder(company_id, approval_id, user_id, (intended.data,))
            written = await self._requests.write(order)
            if written.success:
                await self._requests.wake(company_id, approval_id, written.unwrap())
                return Result.ok(order.posting_id(intended.data))
            if written.error_code not in {ErrorCode.VERSION_CONFLICT, ErrorCode.CHANGED_AFTER_APPROVAL}:
                return written.failure()
        return Result.fail("the subcontractor kept changing while its vendor was asked for", ErrorCode.VERSION_CONFLICT)

    async def _intended(self, company_id: str, supplier_id: str) -> Result[Intended | None]:
        """None for one that is linked, and for one that is not known here any more."""
        found = await self._identities.of(company_id, IdentityKind.SUPPLIER, [supplier_id])
        if found.failed:
            return found.failure()
        identity = found.unwrap()[supplier_id]
        held = await self._records.held(company_id, IdentityKind.SUPPLIER, [identity.canonical_id])
        if held.failed:
            return held.failure()
        supplier = held.unwrap().get(identity.canonical_id)
        if identity.link(VendorName.QUICKBOOKS) is not None or not isinstance(supplier, Supplier):
            return Result.ok(None)
        return Result.ok(_vendor(supplier))


def _new_bill(plan: BooksPlan) -> BillDraft | None:
    """What goes to QuickBooks as a new bill; a change is of one whose vendor is there."""
    intended = plan.intended
    if intended is None or plan.target != "quickbooks" or intended.operation is not Operation.CREATE:
        return None
    return intended.draft if isinstance(intended.draft, BillDraft) else None


def _vendor(supplier: Supplier) -> Intended:
    source = PostingSource(
        system=supplier.source,
        record_type=SourceType.SUPPLIER,
        record_id=supplier.supplier_id,
        part=PART,
        content_hash=supplier.content_hash,
    )
    draft = VendorDraft(supplier_id=supplier.supplier_id, display_name=supplier.name, email=supplier.email)
    return Intended(source, draft)
