"""What Raken has to let us read (raken.md A5). Rights follow the role of the person who connected."""

from datetime import timedelta
from typing import Protocol

from fieldledger.clients.raken.client import RakenFeed
from fieldledger.clients.raken.models import RakenUser
from fieldledger.domain.clock import Clock
from fieldledger.domain.preflight import CheckItem
from fieldledger.result import Result
from fieldledger.services.connecting.preflight import finding, missing


class RakenSetup(RakenFeed, Protocol):
    """The reads that the check makes."""

    async def user(self, company_id: str) -> Result[RakenUser]:
        """Who connected."""
        ...


class RakenChecks:
    """Implements ``VendorChecks``."""

    def __init__(self, raken: RakenSetup, clock: Clock) -> None:
        self._raken = raken
        self._clock = clock

    async def items(self, company_id: str, account_id: str) -> list[CheckItem]:
        """The account, then each list that the sync reads."""
        user = await self._raken.user(company_id)
        found = [finding("user", user, _who(user))]
        if user.failed:
            return found
        if user.unwrap().company_uuid != account_id:
            found.append(missing("account", "the connected person now belongs to another Raken company"))
        now = self._clock.now()
        since = now - timedelta(days=1)
        return [
            *found,
            finding("projects", await self._raken.projects(company_id, 0), "projects can be read"),
            finding("members", await self._raken.members(company_id, 0), "members can be read"),
            finding(
                "time_cards",
                await self._raken.changed_time_cards(company_id, since, now, 0),
                "time cards can be read",
            ),
        ]


def _who(user: Result[RakenUser]) -> str:
    return user.map(lambda known: f"connected by {known.name or known.email or 'a Raken user'}").unwrap_or("")
