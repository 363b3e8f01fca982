"""Facts of living records of the mirror."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from fieldledger.domain.drafts import CENT
from fieldledger.domain.mirror import Facts
from fieldledger.domain.sync_resource import SyncResource
from fieldledger.repositories.mirror import Mirror
from fieldledger.repositories.paging import all_items
from fieldledger.result import Result

_PAGE: Final = 500


async def living[F: Facts](
    mirror: Mirror, company_id: str, resource: SyncResource, kind: type[F], scope_id: str | None
) -> Result[Mapping[str, F]]:
    """All of one scope by id, in the order of their ids; none for a scope that is not known (None)."""
    if scope_id is None:
        return Result.ok({})
    listed = await all_items(lambda start: mirror.page(company_id, resource, _PAGE, start, scope_id))
    return listed.map(lambda found: {each.record_id: each.read(kind) for each in found if not each.deleted})


async def ids_of(mirror: Mirror, company_id: str, resource: SyncResource, scope_id: str | None) -> Result[list[str]]:
    """Ids of living records of one scope; none for a scope that is not known (None)."""
    if scope_id is None:
        return Result.ok([])
    listed = await all_items(lambda start: mirror.page(company_id, resource, _PAGE, start, scope_id))
    return listed.map(lambda found: [each.record_id for each in found if not each.deleted])


def posting_of(marker: str) -> str:
    """The id of the posting that a marker names."""
    return marker.removeprefix("[fl:").removesuffix("]")


def cents(amount: Decimal | None) -> Decimal:
    """Whole cents, halves away from zero: vendors keep unit prices and exchange rates more exactly than money."""
    return (amount or Decimal(0)).quantize(CENT, ROUND_HALF_UP)
