"""Connecting a company to a vendor account: the code of an authorization becomes a stored, encrypted grant."""

from collections.abc import Mapping

from fieldledger.clients.oauth import OAuthClient
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import Connection, ConnectionState, VendorName
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.connections import Connections
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox


class VendorConnections:
    """Makes and renews connections."""

    def __init__(
        self,
        connections: Connections,
        vault: TokenVault,
        oauth: Mapping[VendorName, OAuthClient],
        inbox: Inbox,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._vault = vault
        self._oauth = oauth
        self._inbox = inbox
        self._clock = clock

    async def complete(
        self, company_id: str, user_id: str, vendor: VendorName, account_id: str, code: str, redirect_uri: str
    ) -> Result[Connection]:
        """Exchange the code and store the grant; connecting again replaces it and closes what asked for it.

        Codes: ``ALREADY_EXISTS`` (the account belongs to another company, or the company has another account),
        ``RECONNECT_REQUIRED`` (the code is used up or too old: authorize again), ``VENDOR_UNAVAILABLE``,
        ``VENDOR_REJECTED``.
        """
        before = await self._connections.get(company_id, vendor)
        if before.failed and before.error_code != ErrorCode.NOT_CONNECTED:
            return before
        if before.success and before.unwrap().account_id != account_id:  # open batches belong to the account so far
            text = f"the company is connected to another {vendor} account: {before.unwrap().account_id}"
            return Result.fail(text, ErrorCode.ALREADY_EXISTS)
        version = before.unwrap().version if before.success else 0
        connection = self._empty(company_id, user_id, vendor, account_id).model_copy(update={"version": version})
        claimed = await self._connections.claim_account(connection)
        if claimed.failed:
            return claimed.failure()
        granted = await self._oauth[vendor].exchange(code, redirect_uri)
        if granted.failed:
            return granted.failure()
        stored = await self._vault.store_grant(connection, granted.unwrap())
        if stored.failed:
            return stored
        log_mutation(LogEvent.CONNECTED, user_id, f"{company_id}:{vendor}", account_id=account_id)
        closed = await self._inbox.resolve_lost_connection(company_id, vendor)
        return closed.failure() if closed.failed else stored

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
