"""Our hooks at one company's Procore, as last checked."""

from pydantic import Field

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.vendor_event import VendorEvent


class HookState(CanonicalModel):
    """``hooks`` maps scopes (a project's id, or empty for the company) to the ids of our hooks.

    ``user_id`` is our service account's and ``application_id`` our app's: what they changed is an echo. There is no
    ``user_id`` where a person signed in for us: the same person works in Procore too. ``lost`` are the deliveries of
    the time that is looked back which were lost and made good. ``place`` is the project after which a check goes on.
    """

    company_id: str
    hooks: dict[str, str] = Field(default_factory=dict)
    user_id: str | None = None
    application_id: str | None = None
    lost: tuple[str, ...] = ()
    place: str | None = None
    checked_at: Utc | None = None
    version: int = 0

    def wrote(self, event: VendorEvent) -> bool:
        """Whether the event is an echo of our own change (procore.md 5)."""
        by_app = self.application_id is not None and event.application_id == self.application_id
        return by_app or (self.user_id is not None and event.author_id == self.user_id)
