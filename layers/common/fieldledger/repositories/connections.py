"""Connections to vendor accounts."""

from typing import Protocol

from fieldledger.domain.connection import Connection, ConnectionState, VendorName
from fieldledger.repositories.aggregate import Aggregate, company_of
from fieldledger.repositories.documents import Document, DocumentStore, Index, Put, Range, StartKey, TableName
from fieldledger.result import ErrorCode, Result


class Connections(Protocol):
    """Access to connections."""

    async def get(self, company_id: str, vendor: VendorName) -> Result[Connection]:
        """``NOT_CONNECTED`` if there is none."""
        ...

    async def find(self, company_id: str, vendor: VendorName) -> Result[Connection | None]:
        """The connection, one that was ended included; None if there never was one."""
        ...

    async def find_all(self, company_id: str) -> Result[list[Connection]]:
        """The connections to all vendors, those that were ended included."""
        ...

    async def save(self, connection: Connection) -> Result[Connection]:
        """Create or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...

    async def claim_account(self, connection: Connection) -> Result[None]:
        """Bind the vendor account to the company; ``ALREADY_EXISTS`` if another company holds it."""
        ...

    async def companies_with(self, vendor: VendorName) -> Result[list[str]]:
        """Companies whose connection works; a moment behind writes."""
        ...

    async def company_of_account(self, vendor: VendorName, account_id: str) -> Result[str | None]:
        """The company that holds the vendor account, or None."""
        ...


class DocumentConnections:
    """``CONNECTION#<vendor>`` under the company; ``ACCOUNT`` under the vendor account, so that it has one holder."""

    def __init__(self, store: DocumentStore) -> None:
        self._store = store
        self._connections = Aggregate(store, TableName.CONTROL, Connection, "CONNECTION")

    async def get(self, company_id: str, vendor: VendorName) -> Result[Connection]:
        """``NOT_CONNECTED`` if there is none."""
        found = await self.find(company_id, vendor)
        return found.and_then(lambda connection: _connected(connection, vendor))

    async def find(self, company_id: str, vendor: VendorName) -> Result[Connection | None]:
        """The connection, one that was ended included."""
        return await self._connections.find(company_id, vendor.value)

    async def find_all(self, company_id: str) -> Result[list[Connection]]:
        """In the order of ``VendorName``."""
        found = await self._connections.get_many(company_id, [vendor.value for vendor in VendorName])
        return found.map(lambda many: sorted(many, key=lambda connection: list(VendorName).index(connection.vendor)))

    async def save(self, connection: Connection) -> Result[Connection]:
        """A working connection appears under its vendor, for the schedules."""
        index: dict[str, str] = {}
        if connection.state is ConnectionState.CONNECTED:
            index = {"kind_pk": f"CONNECTION#{connection.vendor}", "kind_sk": connection.company_id}
        write = self._connections.write(
            connection, connection.company_id, connection.vendor.value, version=connection.version, index=index
        )
        return await self._connections.put(write)

    async def claim_account(self, connection: Connection) -> Result[None]:
        """Claiming again what the company already holds succeeds."""
        claim = Document(
            TableName.CONTROL, _account(connection.vendor, connection.account_id), "ACCOUNT", connection.company_id
        )
        created = await self._store.transact([Put(claim)])
        if created.success or created.error_code != ErrorCode.VERSION_CONFLICT:
            return created
        holder = await self.company_of_account(connection.vendor, connection.account_id)
        return holder.and_then(lambda company_id: _held(company_id, connection))

    async def companies_with(self, vendor: VendorName) -> Result[list[str]]:
        """Companies whose connection works."""
        companies: list[str] = []
        start: StartKey | None = None
        while True:
            page = await self._store.query_index(
                TableName.CONTROL, Index.BY_KIND, f"CONNECTION#{vendor}", Range.prefix(""), limit=1000, start=start
            )
            if page.failed:
                return page.failure()
            companies.extend(company_of(document.pk) for document in page.unwrap().documents)
            start = page.unwrap().next_start
            if start is None:
                return Result.ok(companies)

    async def company_of_account(self, vendor: VendorName, account_id: str) -> Result[str | None]:
        """The company that holds the vendor account."""
        found = await self._store.get(TableName.CONTROL, _account(vendor, account_id), "ACCOUNT")
        return found.map(lambda document: None if document is None else document.body)


def _account(vendor: VendorName, account_id: str) -> str:
    return f"ACCOUNT#{vendor}#{account_id}"


def _connected(connection: Connection | None, vendor: VendorName) -> Result[Connection]:
    if connection is None or connection.state is ConnectionState.DISCONNECTED:
        return Result.fail(f"{vendor} is not connected", ErrorCode.NOT_CONNECTED, {"vendor": vendor.value})
    return Result.ok(connection)


def _held(company_id: str | None, connection: Connection) -> Result[None]:
    if company_id == connection.company_id:
        return Result.ok(None)
    return Result.fail(f"this {connection.vendor} account is connected to another company", ErrorCode.ALREADY_EXISTS)
