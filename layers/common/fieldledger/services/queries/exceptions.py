"""Reading the exceptions inbox."""

from fieldledger.domain.exception_item import ExceptionItem, ExceptionState
from fieldledger.repositories.documents import StartKey
from fieldledger.repositories.exceptions import Exceptions
from fieldledger.repositories.paging import Slice
from fieldledger.result import Result


class ExceptionQueries:
    """The inbox of one company."""

    def __init__(self, exceptions: Exceptions) -> None:
        self._exceptions = exceptions

    async def page(
        self, company_id: str, state: ExceptionState, limit: int, start: StartKey | None
    ) -> Result[Slice[ExceptionItem]]:
        """A page, oldest first."""
        return await self._exceptions.by_state(company_id, state, limit, start)
