"""Types of parameters of links."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from fieldledger.domain.identity import IdentityKind

# Kinds of which we keep records; codes are mapped, not linked by people.
RecordKind = Literal[IdentityKind.PROJECT, IdentityKind.EMPLOYEE, IdentityKind.SUPPLIER]
# An id as a vendor writes it: FOUNDATION's may hold spaces.
VendorRecordId = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]
