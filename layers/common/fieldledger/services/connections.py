"""Connecting a company to a vendor account: the code of an authorization becomes a stored, encrypted grant."""

from collections.abc import Mapping

from fieldledger.clients.oauth import OAuthClient
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import Connection, ConnectionState, VendorName
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.connections import Connections
from fieldledger.result import ErrorCode, Result


class VendorConnections:
    """Makes and renews connections."""

    def __init__(
        self,
        connections: Connections,
        vault: TokenVault,
        oauth: Mapping[VendorName, OAuthClient],
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._vault = vault
        self._oauth = oauth
        self._clock = clock

    async def complete(
        self, company_id: str, user_id: str, vendor: VendorName, account_id: str, code: str, redirect_uri: str
    ) -> Result[Connection]:
        """Exchange the code and store the grant; connecting again replaces the grant.

        Codes: ``ALREADY_EXISTS`` (the vendor account belongs to another company), ``RECONNECT_REQUIRED`` (the code is
        used up or too old: authorize again), ``VENDOR_UNAVAILABLE``, ``VENDOR_REJECTED``.
        """
        before = await self._connections.get(company_id, vendor)
        if before.failed and before.error_code != ErrorCode.NOT_CONNECTED:
            return before
        version = before.unwrap().version if before.success else 0
        connection = self._empty(company_id, user_id, vendor, account_id).model_copy(update={"version": version})
        claimed = await self._connections.claim_account(connection)
        if claimed.failed:
            return claimed.failure()
        granted = await self._oauth[vendor].exchange(code, redirect_uri)
        if granted.failed:
            return granted.failure()
        stored = await self._vault.store_grant(connection, granted.unwrap())
        if stored.success:
            log_mutation(LogEvent.CONNECTED, user_id, f"{company_id}:{vendor}", account_id=account_id)
        return stored

    def _empty(self, company_id: str, user_id: str, vendor: VendorName, account_id: str) -> Connection:
        now = self._clock.now()
        return Connection(
            company_id=company_id,
            vendor=vendor,
            account_id=account_id,
            state=ConnectionState.CONNECTED,
            access_token="",
            refresh_token="",
            access_expires_at=now,
            connected_by=user_id,
            connected_at=now,
        )
