"""A person connects a vendor account by signing in there: begun with a state, completed by the vendor's redirect."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fieldledger.clients.oauth import OAuthClient
from fieldledger.domain.authorization import LIFETIME, Authorization
from fieldledger.domain.clock import Clock
from fieldledger.domain.connection import Connection, VendorName
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.authorizations import Authorizations
from fieldledger.result import ErrorCode, Result
from fieldledger.services.connecting.connections import VendorConnections


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where to send the person, until when (UTC) they may come back, and the secret that has to come back with them."""

    url: str
    state: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"SignIn(expires_at={self.expires_at!r})"


@dataclass(frozen=True, slots=True)
class Callback:
    """What the vendor's redirect brought; ``account_id`` is QuickBooks' realmId and None elsewhere."""

    vendor: VendorName
    state: str
    code: str
    account_id: str | None = None

    def __repr__(self) -> str:
        return f"Callback(vendor={self.vendor!r})"


class VendorSignIn:
    """``redirect_uri`` is ours and fixed, as not every vendor checks it (raken.md A2); ``new_state`` draws secrets."""

    def __init__(
        self,
        authorizations: Authorizations,
        connections: VendorConnections,
        oauth: Mapping[VendorName, OAuthClient],
        clock: Clock,
        redirect_uri: str,
        new_state: Callable[[], str],
    ) -> None:
        self._authorizations = authorizations
        self._connections = connections
        self._oauth = oauth
        self._clock = clock
        self._redirect_uri = redirect_uri
        self._new_state = new_state

    async def begin(
        self, company_id: str, user_id: str, vendor: VendorName, account_id: str | None = None
    ) -> Result[SignIn]:
        """Note who begins, and say where to sign in. ``account_id`` is needed where the redirect names none (Procore).

        Codes: ``VALIDATION_FAILED`` (nobody signs in at this vendor, or no account was named), ``STORE_UNAVAILABLE``.
        """
        if vendor is VendorName.PROCORE and account_id is None:
            details = {"fields": [{"field": "body.account_id", "problem": "say which Procore company is meant"}]}
            return Result.fail("the request is not valid", ErrorCode.VALIDATION_FAILED, details)
        state = self._new_state()
        url = await self._oauth[vendor].authorization_url(state, self._redirect_uri)
        if url.failed:
            return url.failure()
        begun = Authorization(
            company_id=company_id,
            state_hash=_hash(state),
            user_id=user_id,
            vendor=vendor,
            account_id=account_id,
            expires_at=self._clock.now() + LIFETIME,
        )
        saved = await self._authorizations.save(begun)
        if saved.failed:
            return saved.failure()
        log_mutation(LogEvent.CONNECTION_BEGUN, user_id, f"{company_id}:{vendor}")
        return Result.ok(SignIn(url.unwrap(), state, begun.expires_at))

    async def complete(self, company_id: str, user_id: str, callback: Callback) -> Result[Connection]:
        """Use the state up and exchange the code.

        Codes: ``AUTHORIZATION_INVALID`` (a state of somebody else, of another vendor, used, older than ten minutes or
        never ours: begin again) and those of ``VendorConnections.complete``.
        """
        found = await self._authorizations.find(company_id, _hash(callback.state))
        if found.failed:
            return found.failure()
        begun = found.unwrap()
        if begun is None or not self._good(begun, user_id, callback.vendor):
            return _invalid()
        used = await self._authorizations.save(begun.model_copy(update={"used": True}))
        if used.error_code == ErrorCode.VERSION_CONFLICT:
            return _invalid()
        if used.failed:
            return used.failure()
        account_id = begun.account_id or callback.account_id
        return await self._connections.complete(
            company_id, user_id, callback.vendor, account_id, callback.code, self._redirect_uri
        )

    def _good(self, begun: Authorization, user_id: str, vendor: VendorName) -> bool:
        mine = begun.user_id == user_id and begun.vendor is vendor
        return mine and not begun.used and begun.expires_at > self._clock.now()


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _invalid() -> Result[Connection]:
    return Result.fail("this sign-in was not begun by you, is used or too old", ErrorCode.AUTHORIZATION_INVALID)
