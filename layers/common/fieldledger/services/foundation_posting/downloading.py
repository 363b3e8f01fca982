"""Handing import files to people: who downloaded which, in the audit trail, before there is an address."""

from datetime import datetime, timedelta
from typing import Final

from fieldledger.clients.export_files import FileLinks
from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.clock import Clock
from fieldledger.domain.foundation_export import ExportCopy, ExportState, FoundationExport
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.foundation_exports import FoundationExports
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.writing import Transactions

LIFETIME: Final = timedelta(minutes=5)
_TRIES: Final = 3
_WRITTEN: Final = frozenset({ExportState.WRITTEN, ExportState.RECORDED})


class ExportDownload(CanonicalModel):
    """``url`` needs no sign-in and ends at ``expires_at``. ``number``: which download or copy of the file this is.

    From the second on ``file_name`` begins with COPY, so that nobody imports the same hours twice by accident.
    """

    url: str
    expires_at: Utc
    file_name: str
    number: int
    sha256: str
    bytes: int


class ExportDownloads:
    """Nobody gets an address that the trail does not know of."""

    def __init__(
        self, exports: FoundationExports, links: FileLinks, audit: AuditTrail, transactions: Transactions, clock: Clock
    ) -> None:
        self._exports = exports
        self._links = links
        self._audit = audit
        self._transactions = transactions
        self._clock = clock

    async def download(self, company_id: str, export_id: str, user_id: str) -> Result[ExportDownload]:
        """Codes: ``NOT_FOUND`` (no such export, or no file), ``STORE_UNAVAILABLE``, ``VERSION_CONFLICT``."""
        for _ in range(_TRIES):
            done = await self._download(company_id, export_id, user_id)
            if done.error_code != ErrorCode.VERSION_CONFLICT:
                return done
        return Result.fail("the export kept changing", ErrorCode.VERSION_CONFLICT)

    async def _download(self, company_id: str, export_id: str, user_id: str) -> Result[ExportDownload]:
        found = await self._exports.get(company_id, export_id)
        if found.failed:
            return found.failure()
        export, now = found.unwrap(), self._clock.now()
        if export.state not in _WRITTEN or export.controls is None:
            return Result.fail("the export has no file yet", ErrorCode.NOT_FOUND)
        copy = ExportCopy(number=len(export.copies) + 1, user_id=user_id, at=now)
        name = _name(export, copy)
        link = await self._links.link(export.file_key, name, LIFETIME)
        if link.failed:
            return link.failure()
        noted = await self._note(export, copy, name, now)
        if noted.failed:
            return noted.failure()
        return Result.ok(
            ExportDownload(
                url=link.unwrap(),
                expires_at=now + LIFETIME,
                file_name=name,
                number=copy.number,
                sha256=export.controls.sha256,
                bytes=export.controls.bytes,
            )
        )

    async def _note(self, export: FoundationExport, copy: ExportCopy, name: str, now: datetime) -> Result[None]:
        entry = audit_entry(
            export.company_id,
            copy.user_id,
            LogEvent.EXPORT_DOWNLOADED,
            f"foundation.export:{export.export_id}",
            now,
            after={"number": str(copy.number), "file_name": name},
        )
        handed_out = export.model_copy(update={"copies": (*export.copies, copy)})
        written = await self._transactions.transact([self._exports.write(handed_out), self._audit.write(entry)])
        if written.success:
            log_mutation(LogEvent.EXPORT_DOWNLOADED, copy.user_id, export.export_id, number=copy.number)
        return written


def _name(export: FoundationExport, copy: ExportCopy) -> str:
    own = export.file_key.rpartition("/")[2]
    return own if copy.number == 1 else f"COPY-{copy.number}-{own}"
