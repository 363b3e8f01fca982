"""People of the directory: active ones by change, and then all inactive ones, whose list knows no filter."""

from datetime import timedelta
from typing import Final

from fieldledger.clients.procore.models.users import User
from fieldledger.clients.procore.resources.users import Users
from fieldledger.domain.facts.procore_people import PersonFacts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.result import Result
from fieldledger.services.sync.procore.phases import Place, following
from fieldledger.services.sync.procore.reading import changed, gone, one_of
from fieldledger.services.sync.source import PageRequest, Scope, SourcePage, SourceRow, SourceTraits

_ACTIVE: Final = "active"
_INACTIVE: Final = "inactive"
PHASES: Final = (_ACTIVE, _INACTIVE)


class UsersSource:
    """Somebody who leaves disappears from the list of active people: only the other list tells."""

    traits = SourceTraits(
        SyncResource.PROCORE_USERS, every=timedelta(hours=6), full_every=timedelta(days=1), incremental=True
    )

    def __init__(self, users: Users) -> None:
        self._users = users

    async def page(self, request: PageRequest) -> Result[SourcePage]:
        """One page of either list."""
        place = Place.of(request.cursor, PHASES)
        if place.phase == _ACTIVE:
            found = await self._users.page(request.company_id, place.page, changed(request.window))
        else:
            found = await self._users.inactive(request.company_id, place.page)
        if found.failed:
            return found.failure()
        page = found.unwrap()
        active = None if place.phase == _ACTIVE else False
        rows = tuple(self._row(user, active=active) for user in page.rows.good)
        return Result.ok(SourcePage(rows, page.rows.malformed, following(place, page.next_page, PHASES)))

    async def one(
        self,
        company_id: str,
        resource: SyncResource,
        record_id: str,
        scope: Scope | None,  # noqa: ARG002 - part of the protocol; these are the company's records
    ) -> Result[SourcePage]:
        """The single read knows people of both lists."""
        found = await self._users.get(company_id, record_id)
        return one_of(found, lambda: gone(resource, record_id), lambda user: (self._row(user),))

    def _row(self, user: User, *, active: bool | None = None) -> SourceRow:
        facts = _facts(user, active=user.is_active if active is None else active)
        deleted = user.deleted_at is not None
        return SourceRow(self.traits.resource, user.id, facts, updated_at=user.updated_at, deleted=deleted)


def _facts(user: User, *, active: bool) -> PersonFacts:
    return PersonFacts(
        name=user.name,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email_address,
        employee_number=user.employee_id,
        active=active,
        employee=user.is_employee,
        job_title=user.job_title,
        vendor_id=None if user.vendor is None else user.vendor.id,
        origin_id=user.origin_id,
    )
