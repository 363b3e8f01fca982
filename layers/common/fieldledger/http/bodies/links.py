"""Decisions about which record of a vendor one of ours is, and which of ours are one."""

from pydantic import Field

from fieldledger.domain.connection import VendorName
from fieldledger.http.bodies.base import Body
from fieldledger.http.link_parameters import RecordKind, VendorRecordId
from fieldledger.http.parameters import PlainText, RecordId
from fieldledger.http.principal import Principal
from fieldledger.services.crosswalk.deciding import Wanted
from fieldledger.services.crosswalk.desk import LinkWish


class LinkBody(Body):
    """``replace``: another link to the vendor goes. ``despite_tie``: the person saw that other records fit as well."""

    kind: RecordKind
    record_id: RecordId
    vendor: VendorName
    vendor_id: VendorRecordId
    reason: PlainText = "confirmed by a person"
    replace: bool = False
    despite_tie: bool = False
    version: int | None = Field(default=None, ge=0)

    def wish(self, caller: Principal) -> LinkWish:
        """What the caller wants."""
        wanted = Wanted(
            company_id=caller.company_id,
            kind=self.kind,
            canonical_id=self.record_id,
            vendor=self.vendor,
            vendor_id=self.vendor_id,
            decided_by=caller.user_id,
            reason=self.reason,
            replace=self.replace,
        )
        return LinkWish(wanted, self.version, self.despite_tie)


class MergeBody(Body):
    """``record_id`` is the same thing as ``into``, which survives."""

    kind: RecordKind
    record_id: RecordId
    into: RecordId


class PartingBody(Body):
    """The merged record that stands for itself again."""

    kind: RecordKind
    record_id: RecordId
