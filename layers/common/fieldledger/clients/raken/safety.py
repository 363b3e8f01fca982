"""Safety records: talks, checklists, observations, certifications (raken.md A5)."""

from fieldledger.clients.raken.requester import RakenRequester, fetch_rows
from fieldledger.clients.raken.safety_models import (
    RakenCertification,
    RakenChecklist,
    RakenObservation,
    RakenToolboxTalk,
)
from fieldledger.clients.reading import Rows
from fieldledger.result import Result


class RakenSafety:
    """Whole lists: no date filter of theirs was seen."""

    def __init__(self, requester: RakenRequester) -> None:
        self._requester = requester

    async def toolbox_talks(self, company_id: str) -> Result[Rows[RakenToolboxTalk]]:
        """``GET /toolboxTalks``: the current ones."""
        return await fetch_rows(self._requester, company_id, "/toolboxTalks", RakenToolboxTalk)

    async def past_toolbox_talks(self, company_id: str) -> Result[Rows[RakenToolboxTalk]]:
        """``GET /toolboxTalks/past``."""
        return await fetch_rows(self._requester, company_id, "/toolboxTalks/past", RakenToolboxTalk)

    async def completed_checklists(self, company_id: str) -> Result[Rows[RakenChecklist]]:
        """``GET /checklists?statuses=COMPLETED``, the one form that was seen."""
        params = {"statuses": "COMPLETED"}
        return await fetch_rows(self._requester, company_id, "/checklists", RakenChecklist, params)

    async def observations(self, company_id: str) -> Result[Rows[RakenObservation]]:
        """``GET /observations``."""
        return await fetch_rows(self._requester, company_id, "/observations", RakenObservation)

    async def certifications(self, company_id: str) -> Result[Rows[RakenCertification]]:
        """``GET /certifications``."""
        return await fetch_rows(self._requester, company_id, "/certifications", RakenCertification)
