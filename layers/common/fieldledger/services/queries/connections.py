"""Reading a company's connections."""

from dataclasses import dataclass

from fieldledger.domain.connection import Connection, VendorName
from fieldledger.repositories.connections import Connections
from fieldledger.result import Result


@dataclass(frozen=True, slots=True)
class VendorConnection:
    """``connection`` None: the company was never connected to the vendor."""

    vendor: VendorName
    connection: Connection | None


class ConnectionQueries:
    """The four vendors of one company."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def every(self, company_id: str) -> Result[list[VendorConnection]]:
        """One entry for each vendor, in the order of ``VendorName``."""
        found = await self._connections.find_all(company_id)
        by_vendor = found.map(lambda connections: {connection.vendor: connection for connection in connections})
        return by_vendor.map(lambda known: [VendorConnection(vendor, known.get(vendor)) for vendor in VendorName])
