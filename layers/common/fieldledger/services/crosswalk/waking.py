"""Postings that waited for a link go on once it is there."""

from collections.abc import Iterable

from fieldledger.domain.identity import Identity
from fieldledger.repositories.postings import Postings
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.posting.parked_list import parked_where
from fieldledger.services.posting.release import ParkedPostings


class WaitingForLinks:
    """Finds and releases what is parked behind identities."""

    def __init__(self, postings: Postings, parked: ParkedPostings) -> None:
        self._postings = postings
        self._parked = parked

    async def release(
        self, company_id: str, identities: Iterable[Identity], note: str, user_id: str = SYSTEM
    ) -> Result[int]:
        """The answer counts what was released; postings of everything else stay where they are."""
        subjects = {subject for identity in identities for subject in subjects_of(identity)}
        if not subjects:
            return Result.ok(0)
        waiting = await parked_where(
            self._postings, company_id, lambda p: p.error is not None and p.error.details.get("subject") in subjects
        )
        if waiting.failed:
            return waiting.failure()
        return await self._parked.release_these(company_id, waiting.unwrap(), note, user_id)


def subjects_of(identity: Identity) -> frozenset[str]:
    """What the inbox calls it: by each of its ids, for either of the books."""
    keys = (identity.canonical_id, *identity.aliases)
    return frozenset(f"{books}{identity.kind}:{key}" for key in keys for books in ("", "foundation."))
