"""What the resources need of the client: requests in one company, and the few shapes in which Procore answers."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol
from urllib.parse import quote

from pydantic import BaseModel

from fieldledger.clients.procore.body import Body
from fieldledger.clients.procore.filters import Params
from fieldledger.clients.procore.paging import V1_PER_PAGE, V2_DATA, V2_PER_PAGE, ProcorePage, read_page
from fieldledger.clients.reading import Path, Rows, read_record, read_rows
from fieldledger.clients.vendor_answer import VendorAnswer
from fieldledger.result import Result

NO_PARAMS: Final[Params] = MappingProxyType({})
_VERSION_2: Final = "/rest/v2"


@dataclass(frozen=True, slots=True)
class Write:
    """A call that changes something. It may be repeated only if ``safe`` (procore.md 1: no idempotency to rely on).

    It is not begun any more from ``send_before`` on.
    """

    method: str
    path: str
    body: Body | None = None
    params: Params = NO_PARAMS
    safe: bool = False
    send_before: datetime | None = None


class Requester(Protocol):
    """Calls Procore with a company's token; failures are as ``errors.refusal`` makes them."""

    async def get(
        self, company_id: str, path: str, params: Params = NO_PARAMS, *, addressed: bool = True
    ) -> Result[VendorAnswer]:
        """Read; ``addressed`` says that the call carries the company header."""
        ...

    async def write(self, company_id: str, write: Write) -> Result[VendorAnswer]:
        """Change something; ``{account}`` as a value of the body's first level is the Procore company."""
        ...


def path(template: str, **ids: str) -> str:
    """``template`` with its ``{names}`` filled in, quoted; ``{account}`` is left to the client."""
    for name, id_ in ids.items():
        template = template.replace(f"{{{name}}}", quote(id_, safe=""))
    return template


async def fetch_page[M: BaseModel](
    requester: Requester,
    company_id: str,
    where: str,
    kind: type[M],
    page: int,
    params: Params = NO_PARAMS,
    per_page: int | None = None,
) -> Result[ProcorePage[M]]:
    """One page of a list, v1 or v2 by its path."""
    second = where.startswith(_VERSION_2)
    size = per_page or (V2_PER_PAGE if second else V1_PER_PAGE)
    paging = {"page": str(page), "per_page": str(size)}
    answered = await requester.get(company_id, where, {**params, **paging})
    return answered.and_then(lambda answer: read_page(answer, kind, page, size, V2_DATA if second else ()))


async def fetch_rows[M: BaseModel](
    requester: Requester, company_id: str, where: str, kind: type[M], params: Params = NO_PARAMS, at: Path = ()
) -> Result[Rows[M]]:
    """A list that Procore does not page."""
    answered = await requester.get(company_id, where, params)
    return answered.and_then(lambda answer: read_rows(answer, kind, at))


async def fetch_one[M: BaseModel](
    requester: Requester, company_id: str, where: str, kind: type[M], params: Params = NO_PARAMS
) -> Result[M]:
    """One record."""
    answered = await requester.get(company_id, where, params)
    return answered.and_then(lambda answer: read_record(answer, kind, _at(where)))


async def write_one[M: BaseModel](requester: Requester, company_id: str, write: Write, kind: type[M]) -> Result[M]:
    """A write that answers the record. An answer that cannot be read has the outcome ``unknown``: the record exists."""
    answered = await requester.write(company_id, write)
    return answered.and_then(lambda answer: read_record(answer, kind, _at(write.path)))


async def write_only(requester: Requester, company_id: str, write: Write) -> Result[None]:
    """A write whose answer says nothing."""
    return (await requester.write(company_id, write)).map(lambda _: None)


def _at(where: str) -> Path:
    return V2_DATA if where.startswith(_VERSION_2) else ()
