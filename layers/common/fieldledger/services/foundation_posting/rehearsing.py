"""What FOUNDATION would be sent, with what is known here: nothing is asked of it and nothing written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fieldledger.clients.foundation.assumptions import FoundationDialect
from fieldledger.clients.foundation.preparing import prepare_writable
from fieldledger.domain.company import Company
from fieldledger.domain.foundation_mappings import FoundationMappings, FoundationRoute
from fieldledger.domain.posting import Posting
from fieldledger.repositories.mappings_for_foundation import MappingsForFoundation
from fieldledger.result import Result
from fieldledger.services.foundation_posting.export_file import can_be_in_file
from fieldledger.services.foundation_posting.mapping import BooksWrite, Mapped, kind_of
from fieldledger.services.foundation_posting.preparing import CanHold, FoundationPreparing, PreparedWrites
from fieldledger.services.inbox import Problem


@dataclass(frozen=True, slots=True)
class FoundationRehearsal:
    """Prepares postings as the writer of records and the maker of import files would.

    Records that are in FOUNDATION already are not looked for, and hours are rounded with those of the same week among
    the postings in hand only.
    """

    mappings: MappingsForFoundation
    preparing: FoundationPreparing
    dialect: FoundationDialect

    async def rehearse(self, company: Company, postings: Sequence[Posting]) -> Result[PreparedWrites]:
        """Every posting ends up either with its record or with a problem."""
        found = await self.mappings.mappings(company.company_id)
        if found.failed:
            return found.failure()
        mappings = found.unwrap()
        ready: dict[str, Mapped] = {}
        problems: dict[str, Problem] = {}
        for route, holds in self._ways().items():
            mine = [posting for posting in postings if route_of(posting, mappings) is route]
            prepared = await self.preparing.prepare(company, mappings, mine, holds)
            if prepared.failed:
                return prepared
            ready |= prepared.unwrap().ready
            problems |= prepared.unwrap().problems
        return Result.ok(PreparedWrites(ready, problems))

    def _ways(self) -> Mapping[FoundationRoute, CanHold]:
        return {
            FoundationRoute.REST: partial(_over_rest, self.dialect),
            FoundationRoute.FILE: partial(can_be_in_file, self.dialect),
        }


def route_of(posting: Posting, mappings: FoundationMappings) -> FoundationRoute:
    """What FOUNDATION has no kind for goes over REST too: it is parked with the reason."""
    kind = kind_of(posting)
    return FoundationRoute.REST if kind is None else mappings.route(kind)


def _over_rest(dialect: FoundationDialect, write: BooksWrite) -> Result[object]:
    return prepare_writable(write, dialect).map(lambda prepared: prepared)
