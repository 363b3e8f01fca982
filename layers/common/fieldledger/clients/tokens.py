"""The token vault: the only place where a vendor's tokens are readable, and the only place that refreshes them.

All vendors rotate refresh tokens, and a lost one means that a person must reconnect. So a refresh runs in one
container at a time (lease on the connection, re-read after acquiring it), early, and its answer is stored before it
is used.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from fieldledger.clients.cipher import Cipher, EncryptionContext
from fieldledger.clients.oauth import OAuthClient, TokenGrant
from fieldledger.domain.clock import Clock, iso
from fieldledger.domain.connection import Connection, ConnectionState, GrantKind, VendorName
from fieldledger.log import LogEvent, logger
from fieldledger.repositories.connections import Connections
from fieldledger.result import ErrorCode, Result

EARLY = timedelta(minutes=5)
LEASE = timedelta(seconds=45)
WAIT_STEP_SECONDS = 0.25
WAIT_STEPS = 8
STORE_TRIES = 5
# A container notices within this time that a person has disconnected the vendor.
KEPT = timedelta(seconds=60)
BUSY_AGAIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A usable access token and the vendor account it opens."""

    value: str
    account_id: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"AccessToken(account_id={self.account_id!r})"


class TokenSource(Protocol):
    """Hands out access tokens: the vault, or whoever holds one."""

    async def access_token(
        self, company_id: str, vendor: VendorName, rejected: str | None = None
    ) -> Result[AccessToken]:
        """A token that works; ``rejected`` is one that the vendor has just refused."""
        ...


@dataclass(frozen=True, slots=True)
class _Cached:
    token: AccessToken
    until: datetime


class TokenVault:
    """``owner`` names this container in leases; it is made anew per container."""

    def __init__(
        self,
        connections: Connections,
        cipher: Cipher,
        oauth: Mapping[VendorName, OAuthClient],
        clock: Clock,
        owner: Callable[[], str],
    ) -> None:
        self._connections = connections
        self._cipher = cipher
        self._oauth = oauth
        self._clock = clock
        self._owner = owner
        self._cached: dict[tuple[str, VendorName], _Cached] = {}

    async def access_token(
        self, company_id: str, vendor: VendorName, rejected: str | None = None
    ) -> Result[AccessToken]:
        """A token that is good for at least five minutes.

        ``rejected`` is a token that the vendor has just refused. Codes: ``NOT_CONNECTED``, ``RECONNECT_REQUIRED``,
        ``TOKEN_REFRESH_BUSY`` (another container refreshes; come back), ``VENDOR_UNAVAILABLE``.
        """
        cached = self._cached.get((company_id, vendor))
        if cached is not None and cached.until > self._clock.now() and self._usable(cached.token, rejected, EARLY):
            return Result.ok(cached.token)
        connection = await self._connections.get(company_id, vendor)
        if connection.failed:
            return connection.failure()
        return await self._from(connection.unwrap(), rejected)

    async def store_grant(self, connection: Connection, grant: TokenGrant) -> Result[Connection]:
        """Encrypt a grant into ``connection`` and store it; keeps the refresh token if the answer has no new one."""
        sealed = await self._with_grant(connection, grant)
        if sealed.failed:
            return sealed
        return await self._connections.save(sealed.unwrap())

    async def revocable_token(self, connection: Connection) -> Result[str]:
        """What ends the whole grant when it is revoked: the refresh token, or the access token where there is none."""
        stored = connection.refresh_token or connection.access_token
        return await self._cipher.decrypt(stored, _context(connection))

    def forget(self, company_id: str, vendor: VendorName) -> None:
        """Drop the token that this container holds in memory."""
        self._cached.pop((company_id, vendor), None)

    async def _from(self, connection: Connection, rejected: str | None) -> Result[AccessToken]:
        if connection.state is ConnectionState.RECONNECT_REQUIRED:
            return _reconnect(connection)
        token = await self._decrypted(connection)
        if token.failed or self._usable(token.unwrap(), rejected, EARLY):
            return token
        return await self._refresh(connection, token.unwrap(), rejected)

    async def _refresh(self, connection: Connection, current: AccessToken, rejected: str | None) -> Result[AccessToken]:
        leased = await self._acquire(connection)
        if leased.failed:
            return leased.failure()
        mine = leased.unwrap()
        if mine is None:
            return await self._await_other(connection, current, rejected)
        granted = await self._granted(mine)
        if granted.success:
            return await self._store_before_use(mine, granted.unwrap())
        if granted.error_code == ErrorCode.RECONNECT_REQUIRED:
            return await self._grant_ended(mine)
        await self._connections.save(mine.model_copy(update={"lease_owner": None, "lease_until": None}))
        return Result.ok(current) if self._usable(current, rejected, timedelta()) else granted.failure()

    async def _granted(self, leased: Connection) -> Result[TokenGrant]:
        """Ask the vendor: with the refresh token, or anew with the app's own credentials."""
        oauth = self._oauth[leased.vendor]
        if leased.grant is GrantKind.CLIENT_CREDENTIALS:
            return await oauth.client_credentials()
        refresh_token = await self._cipher.decrypt(leased.refresh_token, _context(leased))
        return await refresh_token.and_then_async(oauth.refresh)

    async def _acquire(self, connection: Connection) -> Result[Connection | None]:
        """The leased connection, or None if another container holds the lease or was faster."""
        now = self._clock.now()
        if connection.lease_until is not None and connection.lease_until > now:
            return Result.ok(None)
        leased = connection.model_copy(update={"lease_owner": self._owner(), "lease_until": now + LEASE})
        saved = await self._connections.save(leased)
        if saved.error_code == ErrorCode.VERSION_CONFLICT:
            return Result.ok(None)
        return saved.map(lambda stored: stored)

    async def _await_other(
        self, connection: Connection, current: AccessToken, rejected: str | None
    ) -> Result[AccessToken]:
        """Somebody else refreshes: look for the result for two seconds, never refresh beside them."""
        for _ in range(WAIT_STEPS):
            await self._clock.sleep(WAIT_STEP_SECONDS)
            found = await self._connections.get(connection.company_id, connection.vendor)
            if found.failed:
                return found.failure()
            latest = found.unwrap()
            if latest.state is ConnectionState.RECONNECT_REQUIRED:
                return _reconnect(latest)
            if latest.access_token != connection.access_token:
                return await self._decrypted(latest)
        if self._usable(current, rejected, timedelta()):
            return Result.ok(current)
        details = {"retry_at": iso(self._clock.now() + BUSY_AGAIN), "outcome": "not_sent"}
        return Result.fail("another worker is refreshing the connection", ErrorCode.TOKEN_REFRESH_BUSY, details)

    async def _store_before_use(self, leased: Connection, grant: TokenGrant) -> Result[AccessToken]:
        """The old refresh token is dead by now: store the new one, whatever it takes, before anybody uses it."""
        stored = await self.store_grant(leased, grant)
        for attempt in range(1, STORE_TRIES):
            if stored.success:
                break
            await self._clock.sleep(min(2.0, 0.2 * 2**attempt))
            latest = await self._connections.get(leased.company_id, leased.vendor)
            if latest.error_code == ErrorCode.NOT_CONNECTED:  # a person disconnected meanwhile
                return latest.failure()
            if latest.success and latest.unwrap().refresh_token != leased.refresh_token:
                stored = latest
                break
            stored = await self.store_grant(latest.unwrap_or(leased), grant)
        if stored.failed:
            logger.critical(LogEvent.TOKEN_STORE_FAILED, extra={"entity_id": leased.company_id})
            return stored.failure()
        logger.info(LogEvent.TOKEN_REFRESHED, extra={"entity_id": leased.company_id, "vendor": leased.vendor})
        return await self._decrypted(stored.unwrap())

    async def _grant_ended(self, leased: Connection) -> Result[AccessToken]:
        """``invalid_grant``: a sibling may have rotated meanwhile; otherwise a person has to reconnect."""
        found = await self._connections.get(leased.company_id, leased.vendor)
        if found.failed:
            return found.failure()
        latest = found.unwrap()
        if latest.refresh_token != leased.refresh_token:
            return await self._decrypted(latest)
        ended = latest.model_copy(
            update={"state": ConnectionState.RECONNECT_REQUIRED, "lease_owner": None, "lease_until": None}
        )
        saved = await self._connections.save(ended)
        logger.error(LogEvent.RECONNECT_REQUIRED, extra={"entity_id": latest.company_id, "vendor": latest.vendor})
        return saved.failure() if saved.failed else _reconnect(ended)

    async def _decrypted(self, connection: Connection) -> Result[AccessToken]:
        value = await self._cipher.decrypt(connection.access_token, _context(connection))
        if value.failed:
            return value.failure()
        token = AccessToken(value.unwrap(), connection.account_id, connection.access_expires_at)
        kept = _Cached(token, self._clock.now() + KEPT)
        self._cached[connection.company_id, connection.vendor] = kept
        return Result.ok(token)

    async def _with_grant(self, connection: Connection, grant: TokenGrant) -> Result[Connection]:
        context = _context(connection)
        access = await self._cipher.encrypt(grant.access_token, context)
        if access.failed:
            return access.failure()
        refresh = Result.ok(connection.refresh_token)
        if grant.refresh_token is not None:
            refresh = await self._cipher.encrypt(grant.refresh_token, context)
        if refresh.failed:
            return refresh.failure()
        return Result.ok(self._updated(connection, grant, access.unwrap(), refresh.unwrap()))

    def _updated(self, connection: Connection, grant: TokenGrant, access: str, refresh: str) -> Connection:
        now = self._clock.now()

        def end(life: int | None, known: datetime | None) -> datetime | None:
            return known if life is None else now + timedelta(seconds=life)

        return connection.model_copy(
            update={
                "state": ConnectionState.CONNECTED,
                "access_token": access,
                "refresh_token": refresh,
                "access_expires_at": now + timedelta(seconds=grant.expires_in),
                "refresh_expires_at": end(grant.x_refresh_token_expires_in, connection.refresh_expires_at),
                "hard_expires_at": end(grant.x_refresh_token_hard_expires_in, connection.hard_expires_at),
                "lease_owner": None,
                "lease_until": None,
            }
        )

    def _usable(self, token: AccessToken, rejected: str | None, margin: timedelta) -> bool:
        return token.value != rejected and token.expires_at - margin > self._clock.now()


def _context(connection: Connection) -> EncryptionContext:
    return {"company_id": connection.company_id, "vendor": connection.vendor.value}


def _reconnect(connection: Connection) -> Result[AccessToken]:
    return Result.fail(
        f"{connection.vendor} has to be reconnected by a person",
        ErrorCode.RECONNECT_REQUIRED,
        {"vendor": connection.vendor.value, "outcome": "not_sent"},
    )
