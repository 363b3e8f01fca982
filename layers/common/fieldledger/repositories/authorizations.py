"""Sign-ins at vendors that were begun."""

from datetime import timedelta
from typing import Protocol

from fieldledger.domain.authorization import Authorization
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import Result


class Authorizations(Protocol):
    """Access to begun sign-ins."""

    async def find(self, company_id: str, state_hash: str) -> Result[Authorization | None]:
        """The sign-in, used or not; None once it is forgotten."""
        ...

    async def save(self, authorization: Authorization) -> Result[Authorization]:
        """Create or replace the version that was read; ``VERSION_CONFLICT`` if somebody was faster."""
        ...


class DocumentAuthorizations:
    """Sort key ``AUTHORIZATION#<hash of the state>`` in the control table; the store forgets them after a day."""

    def __init__(self, store: DocumentStore) -> None:
        self._authorizations = Aggregate(store, TableName.CONTROL, Authorization, "AUTHORIZATION")

    async def find(self, company_id: str, state_hash: str) -> Result[Authorization | None]:
        """The sign-in, or None."""
        return await self._authorizations.find(company_id, state_hash)

    async def save(self, authorization: Authorization) -> Result[Authorization]:
        """Create or replace the version that was read."""
        write = self._authorizations.write(
            authorization,
            authorization.company_id,
            authorization.state_hash,
            version=authorization.version,
            expires_at=authorization.expires_at + timedelta(days=1),
        )
        return await self._authorizations.put(write)
