"""Copies of files that were handed over: marked as such, so that nobody imports the same hours twice by accident."""

import hashlib
from dataclasses import dataclass
from typing import Final

from fieldledger.clients.export_files import ExportFiles
from fieldledger.domain.clock import Clock
from fieldledger.domain.foundation_export import ExportCopy, ExportState, FoundationExport
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.foundation_exports import FoundationExports
from fieldledger.result import ErrorCode, Result

_WRITTEN: Final = frozenset({ExportState.WRITTEN, ExportState.RECORDED})


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """The very bytes that were handed over, under a name that says which copy it is."""

    name: str
    content: bytes
    number: int


class ExportCopies:
    """Gives out copies and remembers who asked."""

    def __init__(self, exports: FoundationExports, files: ExportFiles, clock: Clock) -> None:
        self._exports = exports
        self._files = files
        self._clock = clock

    async def copy(self, company_id: str, export_id: str, user_id: str) -> Result[CopiedFile]:
        """Codes: ``NOT_FOUND`` (no such export, or no file yet), ``RECORD_MALFORMED`` (not what was written),
        ``VERSION_CONFLICT``.
        """
        found = await self._exports.get(company_id, export_id)
        if found.failed:
            return found.failure()
        export = found.unwrap()
        if export.state not in _WRITTEN or export.controls is None:
            return Result.fail("the export has no file yet", ErrorCode.NOT_FOUND)
        content = await self._files.get(export.file_key)
        if content.failed:
            return content.failure()
        if hashlib.sha256(content.unwrap()).hexdigest() != export.controls.sha256:
            return Result.fail("the file is not what was written", ErrorCode.RECORD_MALFORMED)
        number = len(export.copies) + 1
        noted = await self._exports.save(
            _with_copy(export, ExportCopy(number=number, user_id=user_id, at=self._clock.now()))
        )
        if noted.failed:
            return noted.failure()
        log_mutation(LogEvent.EXPORT_COPIED, user_id, export_id, number=number)
        name = f"COPY-{number}-{export.file_key.rpartition('/')[2]}"
        return Result.ok(CopiedFile(name, content.unwrap(), number))


def _with_copy(export: FoundationExport, copy: ExportCopy) -> FoundationExport:
    return export.model_copy(update={"copies": (*export.copies, copy)})
