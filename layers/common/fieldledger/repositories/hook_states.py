"""Our hooks at the companies' Procore."""

from typing import Protocol

from fieldledger.domain.hook_state import HookState
from fieldledger.repositories.aggregate import Aggregate
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.result import Result


class HookStates(Protocol):
    """Access to the state of each company's hooks."""

    async def find(self, company_id: str) -> Result[HookState | None]:
        """The state, or None before the first check."""
        ...

    async def save(self, state: HookState) -> Result[HookState]:
        """Create (version 0) or replace the version that was read; ``VERSION_CONFLICT`` otherwise."""
        ...


class DocumentHookStates:
    """``HOOKS#procore`` in the control table."""

    def __init__(self, store: DocumentStore) -> None:
        self._states = Aggregate(store, TableName.CONTROL, HookState, "HOOKS")

    async def find(self, company_id: str) -> Result[HookState | None]:
        """The state, or None."""
        return await self._states.find(company_id, "procore")

    async def save(self, state: HookState) -> Result[HookState]:
        """Create or replace."""
        return await self._states.put(self._states.write(state, state.company_id, "procore", version=state.version))
