"""What would happen to a posting if it were sent now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from fieldledger.domain.company import Company
from fieldledger.domain.posting import Posting, PostingState
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.postings import Postings
from fieldledger.result import ErrorCode, Result
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.attempts import exhausted
from fieldledger.services.posting.previewing import QuickbooksPreview
from fieldledger.services.posting.previews import Drafted
from fieldledger.services.posting.sources import SourceVersions, split

_SENT: Final = frozenset({PostingState.SEALED, PostingState.POSTED})
_TO_BE_SENT: Final = frozenset({PostingState.PENDING, PostingState.PARKED})


class PreviewsDraft(Protocol):
    """What one set of books would be given."""

    async def draft(self, company: Company, posting: Posting) -> Result[Drafted]:
        """The payload with its references, or the problems in the way."""
        ...


@dataclass(frozen=True, slots=True)
class PostingPreview:
    """``as_sent``: the payload is what was sent; otherwise what would be now.

    ``waits_for`` are postings that have to be in the books first and are not.
    """

    posting: Posting
    drafted: Drafted
    as_sent: bool = False
    waits_for: tuple[Posting, ...] = ()

    @property
    def will_be_sent(self) -> bool:
        """Whether the posting is still on its way there."""
        return self.posting.state in _TO_BE_SENT


@dataclass(frozen=True, slots=True)
class PostingPreviews:
    """Reads our own tables only, and writes nothing."""

    companies: Companies
    postings: Postings
    sources: SourceVersions
    quickbooks: QuickbooksPreview
    foundation: PreviewsDraft

    async def preview(self, company_id: str, posting_id: str) -> Result[PostingPreview]:
        """``NOT_FOUND`` also for another company's posting; ``COMPANY_NOT_CONFIGURED`` for one without settings."""
        found = await self.postings.get(company_id, posting_id)
        if found.failed:
            return found.failure()
        posting = found.unwrap()
        sent = await self._sent(posting)
        if sent.failed:
            return sent.failure()
        as_sent = sent.unwrap()
        if as_sent is not None:
            return Result.ok(PostingPreview(posting, as_sent, as_sent=True))
        company = await self.companies.get(company_id)
        if company.error_code == ErrorCode.NOT_FOUND:
            return Result.fail("the company is not set up yet", ErrorCode.COMPANY_NOT_CONFIGURED)
        return company.failure() if company.failed else await self._would_be(company.unwrap(), posting)

    async def _sent(self, posting: Posting) -> Result[Drafted | None]:
        """What FOUNDATION was given is not shown again."""
        if posting.state not in _SENT or posting.target != "quickbooks":
            return Result.ok(None)
        return await self.quickbooks.sealed(posting)

    async def _would_be(self, company: Company, posting: Posting) -> Result[PostingPreview]:
        general = await self._problems(posting)
        waits = await self._waits_for(posting)
        books: PreviewsDraft = self.quickbooks if posting.target == "quickbooks" else self.foundation
        drafted = await books.draft(company, posting)
        failed = next((each for each in (general, waits, drafted) if each.failed), None)
        if failed is not None:
            return failed.failure()
        draft = drafted.unwrap()
        complete = replace(draft, problems=(*general.unwrap(), *draft.problems))
        return Result.ok(PostingPreview(posting, complete, waits_for=tuple(waits.unwrap())))

    async def _problems(self, posting: Posting) -> Result[Sequence[Problem]]:
        """What keeps a posting from any books."""
        versions = await self.sources.current(posting.company_id, [posting.source])
        if versions.failed:
            return versions.failure()
        _, changed = split([posting], versions.unwrap())
        tired = exhausted(posting)
        return Result.ok([*changed.values(), *([] if tired is None else [tired])])

    async def _waits_for(self, posting: Posting) -> Result[Sequence[Posting]]:
        if not posting.depends_on:
            return Result.ok([])
        found = await self.postings.get_many(posting.company_id, posting.depends_on)
        return found.map(lambda rows: [row for row in rows if row.state is not PostingState.POSTED])
