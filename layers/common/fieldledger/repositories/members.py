"""The company's people, as far as the tokens do not say it."""

from typing import Protocol

from fieldledger.domain.member import Member
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, StartKey, TableName
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result


class Members(Protocol):
    """Access to members."""

    async def find(self, company_id: str, user_id: str) -> Result[Member | None]:
        """None for somebody about whom nothing is kept."""
        ...

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Member]]:
        """A page, ordered by user id."""
        ...

    def write(self, member: Member) -> Put:
        """The write that creates (version 0) or replaces the version that was read."""
        ...


class DocumentMembers:
    """Sort key ``MEMBER#<user id>`` in the records table."""

    def __init__(self, store: DocumentStore) -> None:
        self._members = Aggregate(store, TableName.RECORDS, Member, "MEMBER")

    async def find(self, company_id: str, user_id: str) -> Result[Member | None]:
        """None for somebody about whom nothing is kept."""
        return await self._members.find(company_id, user_id)

    async def page(self, company_id: str, limit: int, start: StartKey | None) -> Result[Slice[Member]]:
        """A page, ordered by user id."""
        return await self._members.page(company_id, limit, start)

    def write(self, member: Member) -> Put:
        """The write that creates or replaces."""
        return self._members.write(member, member.company_id, member.user_id, version=member.version)
