"""Whether a code exists on the job: a valid code may still be wrong for it (time-and-identity.md D)."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from fieldledger.domain.connection import VendorName
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.mirror import MirrorRecord
from fieldledger.domain.party import number_key
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.paging import all_items
from fieldledger.result import ErrorCode, Result

_PAGE: Final = 500
_RESOURCES: Final[Mapping[VendorName, SyncResource]] = {
    VendorName.FOUNDATION: SyncResource.FOUNDATION_COST_CODES,
    VendorName.PROCORE: SyncResource.PROCORE_COST_CODES,
}
_CODE_FIELDS: Final = ("code", "full_code", "cost_code", "cost_code_id")


class JobCodes(Protocol):
    """Access to the codes of a job."""

    async def unknown(
        self, company_id: str, vendor: VendorName, project_id: str, codes: Sequence[str]
    ) -> Result[tuple[str, ...]]:
        """Those of ``codes`` that the job does not have."""
        ...


class MirroredJobCodes:
    """Codes as the vendor listed them for its record of our job.

    Only lists that say which job a code belongs to decide anything. A job of which nothing is mirrored has no list yet:
    nothing is held back for it.
    """

    def __init__(self, mirror: Mirror, identities: Identities) -> None:
        self._mirror = mirror
        self._identities = identities

    async def unknown(
        self, company_id: str, vendor: VendorName, project_id: str, codes: Sequence[str]
    ) -> Result[tuple[str, ...]]:
        """``JOB_UNMATCHED`` if the job is not linked to the vendor."""
        found = await self._identities.of(company_id, IdentityKind.PROJECT, [project_id])
        if found.failed:
            return found.failure()
        link = found.unwrap()[project_id].link(vendor)
        if link is None:
            return Result.fail(f"the job is not linked to {vendor}", ErrorCode.JOB_UNMATCHED)
        listed = await self._listed(company_id, _RESOURCES[vendor], link.vendor_id)
        return listed.map(lambda known: tuple(code for code in codes if known and number_key(code) not in known))

    async def _listed(self, company_id: str, resource: SyncResource, scope_id: str) -> Result[frozenset[str]]:
        listed = await all_items(lambda start: self._mirror.page(company_id, resource, _PAGE, start, scope_id))
        return listed.map(
            lambda found: frozenset(key for record in found if not record.deleted for key in _codes(record))
        )


def _codes(record: MirrorRecord) -> set[str]:
    if record.facts.get("active") is False:
        return set()
    texts = (record.facts.get(field) for field in _CODE_FIELDS)
    return {number_key(text) for text in texts if isinstance(text, str)} - {""}
