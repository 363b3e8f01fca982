"""Job numbers that people took here: two of them cannot take the same one at the same moment."""

from typing import Protocol
from urllib.parse import quote

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.party import number_key
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, Put, TableName
from fieldledger.result import Result


class TakenNumber(CanonicalModel):
    """Who took a number last. Whether it is in use, the jobs themselves say: vendors' jobs take none of these."""

    company_id: str
    number: str
    project_id: str
    version: int = 0


class ProjectNumbers(Protocol):
    """Access to taken numbers."""

    async def take(self, company_id: str, number: str, project_id: str) -> Result[Put]:
        """The write by which a job takes a number; its transaction fails if somebody else takes it meanwhile."""
        ...


class DocumentProjectNumbers:
    """Sort key ``PROJECT_NUMBER#<number>`` in the records table; quoted, as numbers are compared."""

    def __init__(self, store: DocumentStore) -> None:
        self._numbers = Aggregate(store, TableName.RECORDS, TakenNumber, "PROJECT_NUMBER")

    async def take(self, company_id: str, number: str, project_id: str) -> Result[Put]:
        """Replaces the version that is read here."""
        key = quote(number_key(number), safe="")
        found = await self._numbers.find(company_id, key)
        return found.map(
            lambda held: self._numbers.write(
                TakenNumber(company_id=company_id, number=number, project_id=project_id),
                company_id,
                key,
                version=0 if held is None else held.version,
            )
        )
