"""A company's connections: a grant of a vendor becomes a stored, encrypted connection, and ends again."""

from collections.abc import Mapping
from typing import Protocol

from fieldledger.clients.oauth import OAuthClient, TokenGrant
from fieldledger.clients.tokens import TokenVault
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import Connection, ConnectionState, GrantKind, VendorName
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.connections import Connections
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Inbox
from fieldledger.services.sync.enrolling import Enrolment


class AccountIdentity(Protocol):
    """Asks a vendor whose grant it is, where the redirect does not say (Raken)."""

    async def account_id(self, vendor: VendorName, grant: TokenGrant) -> Result[str]:
        """The vendor's tenant; ``VALIDATION_FAILED`` for a vendor where the caller has to say it."""
        ...


class VendorConnections:
    """Makes, renews and ends connections."""

    def __init__(
        self,
        connections: Connections,
        vault: TokenVault,
        oauth: Mapping[VendorName, OAuthClient],
        identity: AccountIdentity,
        inbox: Inbox,
        enrolment: Enrolment,
        clock: Clock,
    ) -> None:
        self._connections = connections
        self._enrolment = enrolment
        self._vault = vault
        self._oauth = oauth
        self._identity = identity
        self._inbox = inbox
        self._clock = clock

    async def complete(
        self, company_id: str, user_id: str, vendor: VendorName, account_id: str | None, code: str, redirect_uri: str
    ) -> Result[Connection]:
        """Exchange a code and store the grant; connecting again replaces it and closes what asked for it.

        Codes: ``ALREADY_EXISTS`` (the account belongs to another company, or the company has another account),
        ``RECONNECT_REQUIRED`` (the code is used up or too old: authorize again), ``VALIDATION_FAILED`` (no account was
        named and the vendor cannot be asked), ``VENDOR_UNAVAILABLE``, ``VENDOR_REJECTED``.
        """
        if account_id is not None:  # a wrong account is refused before the code is used up
            claimed = await self._claimed(company_id, user_id, vendor, account_id, GrantKind.AUTHORIZATION_CODE)
            if claimed.failed:
                return claimed
        granted = await self._oauth[vendor].exchange(code, redirect_uri)
        if granted.failed:
            return granted.failure()
        if account_id is None:
            identified = await self._identity.account_id(vendor, granted.unwrap())
            if identified.failed:
                return identified.failure()
            account_id = identified.unwrap()
        claimed = await self._claimed(company_id, user_id, vendor, account_id, GrantKind.AUTHORIZATION_CODE)
        return await claimed.and_then_async(lambda empty: self._stored(empty, granted.unwrap()))

    async def connect_app(
        self, company_id: str, user_id: str, vendor: VendorName, account_id: str
    ) -> Result[Connection]:
        """Connect with the app's own credentials: Procore's service account, FOUNDATION.

        Codes as for ``complete``; ``VENDOR_REJECTED`` if the vendor does not know our app.
        """
        claimed = await self._claimed(company_id, user_id, vendor, account_id, GrantKind.CLIENT_CREDENTIALS)
        if claimed.failed:
            return claimed
        granted = await self._oauth[vendor].client_credentials()
        return await granted.and_then_async(lambda grant: self._stored(claimed.unwrap(), grant))

    async def disconnect(self, company_id: str, user_id: str, vendor: VendorName) -> Result[Connection]:
        """Forget the tokens and revoke the grant; the account stays the company's, since its books hold our postings.

        A vendor that does not answer keeps nobody from disconnecting: then ``revoked`` is false in the log.
        Codes: ``NOT_CONNECTED``, ``VERSION_CONFLICT`` (a refresh ran at the same time: again).
        """
        found = await self._connections.get(company_id, vendor)
        if found.failed:
            return found
        token = await self._vault.revocable_token(found.unwrap())
        ended = found.unwrap().model_copy(
            update={
                "state": ConnectionState.DISCONNECTED,
                "access_token": "",
                "refresh_token": "",
                "lease_owner": None,
                "lease_until": None,
            }
        )
        saved = await self._connections.save(ended)
        if saved.failed:
            return saved
        self._vault.forget(company_id, vendor)
        revoked = await token.and_then_async(self._oauth[vendor].revoke)
        log_mutation(LogEvent.DISCONNECTED, user_id, f"{company_id}:{vendor}", revoked=revoked.unwrap_or(default=False))
        closed = await self._inbox.resolve_lost_connection(company_id, vendor)
        return closed.failure() if closed.failed else saved

    async def _claimed(
        self, company_id: str, user_id: str, vendor: VendorName, account_id: str, grant: GrantKind
    ) -> Result[Connection]:
        """The connection to store the grant in, its account bound to the company."""
        found = await self._connections.find(company_id, vendor)
        if found.failed:
            return found.failure()
        before = found.unwrap()
        if before is not None and before.account_id != account_id:  # open batches belong to the account so far
            text = f"the company is connected to another {vendor} account: {before.account_id}"
            return Result.fail(text, ErrorCode.ALREADY_EXISTS)
        version = before.version if before is not None else 0
        connection = self._empty(company_id, user_id, vendor, account_id, grant, version)
        claimed = await self._connections.claim_account(connection)
        return claimed.map(lambda _: connection)

    async def _stored(self, connection: Connection, grant: TokenGrant) -> Result[Connection]:
        stored = await self._vault.store_grant(connection, grant)
        if stored.failed:
            return stored
        company_id, vendor = connection.company_id, connection.vendor
        self._vault.forget(company_id, vendor)
        log_mutation(
            LogEvent.CONNECTED, connection.connected_by, f"{company_id}:{vendor}", account_id=connection.account_id
        )
        closed = await self._inbox.resolve_lost_connection(company_id, vendor)
        enrolled = await closed.and_then_async(lambda _: self._enrolment.enrol(company_id, vendor))
        return enrolled.failure() if enrolled.failed else stored

    def _empty(
        self, company_id: str, user_id: str, vendor: VendorName, account_id: str, grant: GrantKind, version: int
    ) -> Connection:
        now = self._clock.now()
        return Connection(
            company_id=company_id,
            vendor=vendor,
            account_id=account_id,
            state=ConnectionState.CONNECTED,
            grant=grant,
            access_token="",
            refresh_token="",
            access_expires_at=now,
            connected_by=user_id,
            connected_at=now,
            version=version,
        )
