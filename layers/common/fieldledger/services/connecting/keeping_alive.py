"""Grants that nobody uses end: QuickBooks' after 100 days, Raken's after 180 (quickbooks.md 5, raken.md A2)."""

from dataclasses import dataclass
from typing import Final

from fieldledger.clients.tokens import TokenSource
from fieldledger.domain.connection import VendorName
from fieldledger.repositories.connections import Connections
from fieldledger.result import Remedy, Result
from fieldledger.services.deadline import Deadline
from fieldledger.services.inbox import Inbox

_REFRESH_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class KeptAlive:
    """Connections by what became of them; those ``left`` are asked tomorrow."""

    alive: int = 0
    to_reconnect: int = 0
    left: int = 0


class KeepAlive:
    """An access token lives for minutes or hours, so asking for one a day refreshes every grant."""

    def __init__(self, connections: Connections, vault: TokenSource, inbox: Inbox) -> None:
        self._connections = connections
        self._vault = vault
        self._inbox = inbox

    async def use_all(self, deadline: Deadline) -> Result[KeptAlive]:
        """A grant that has ended becomes an item of the inbox. Fails only if connections cannot be listed."""
        alive = to_reconnect = left = 0
        for vendor in VendorName:
            companies = await self._connections.companies_with(vendor)
            if companies.failed:
                return companies.failure()
            for company_id in companies.unwrap():
                if not deadline.allows(_REFRESH_SECONDS):
                    left += 1
                    continue
                token = await self._vault.access_token(company_id, vendor)
                ended = token.failed and token.traits.remedy is Remedy.RECONNECT
                if ended:
                    await self._inbox.raise_lost_connection(company_id, vendor, token)
                alive, to_reconnect = alive + token.success, to_reconnect + ended
                left += token.failed and not ended
        return Result.ok(KeptAlive(alive, to_reconnect, left))
