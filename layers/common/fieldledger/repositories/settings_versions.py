"""The history of a company's settings."""

from collections.abc import Sequence
from typing import Literal, Protocol

from fieldledger.domain.settings_change import SettingsVersion
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.result import Result


class SettingsVersions(Protocol):
    """Access to what changed. An operator's set-up is a version of the settings without an entry here."""

    async def some(self, company_id: str, numbers: Sequence[int]) -> Result[list[SettingsVersion]]:
        """The changes of these numbers, newest first, as far as they exist."""
        ...

    def write(self, version: SettingsVersion) -> Put:
        """The write that keeps a change; an existing one is never replaced."""
        ...


class DocumentSettingsVersions:
    """``COMPANY_VERSION#<number>``, or ``FOUNDATION_VERSION#<number>``, in the records table."""

    def __init__(self, store: DocumentStore, of: Literal["COMPANY", "FOUNDATION"] = "COMPANY") -> None:
        self._versions = Aggregate(store, TableName.RECORDS, SettingsVersion, f"{of}_VERSION")

    async def some(self, company_id: str, numbers: Sequence[int]) -> Result[list[SettingsVersion]]:
        """The changes of these numbers."""
        found = await self._versions.get_many(company_id, [f"{number:08}" for number in numbers])
        return found.map(lambda versions: sorted(versions, key=lambda each: each.number, reverse=True))

    def write(self, version: SettingsVersion) -> Put:
        """The write that keeps a change."""
        return self._versions.write(version, version.company_id, f"{version.number:08}")
