"""Handing certified payroll to people as a file: who took which, in the audit trail, before they have it."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from fieldledger.domain.certified_payroll import CertifiedPayroll
from fieldledger.domain.clock import Clock
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.audit import AuditTrail
from fieldledger.result import Result
from fieldledger.services.audit import audit_entry
from fieldledger.services.certified_payroll.csv_file import csv_of
from fieldledger.services.certified_payroll.gathering import CertifiedWeeks
from fieldledger.services.certified_payroll.pdf_file import pdf_of
from fieldledger.services.writing import Transactions


class FileKind(StrEnum):
    """What certified payroll is downloaded as."""

    CSV = "csv"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class PayrollFile:
    """A file as it is handed out."""

    name: str
    kind: FileKind
    content: bytes


_MAKERS: Final[Mapping[FileKind, Callable[[CertifiedPayroll], bytes]]] = {FileKind.CSV: csv_of, FileKind.PDF: pdf_of}


@dataclass(frozen=True, slots=True)
class CertifiedPayrollFiles:
    """Makes files of weeks; ``weeks`` alone is for looking."""

    weeks: CertifiedWeeks
    audit: AuditTrail
    transactions: Transactions
    clock: Clock

    async def file(
        self,
        company_id: str,
        project_id: str,
        week_ending: date,
        visible: VisibleProjects,
        kind: FileKind,
        user_id: str,
    ) -> Result[PayrollFile]:
        """Codes as ``CertifiedWeeks.week``. The hash in the trail tells later whether a file is the one taken then."""
        week = await self.weeks.week(company_id, project_id, week_ending, visible)
        if week.failed:
            return week.failure()
        payroll = week.unwrap()
        content = _MAKERS[kind](payroll)
        subject = f"certified_payroll:{project_id}:{week_ending.isoformat()}"
        entry = audit_entry(
            company_id,
            user_id,
            LogEvent.CERTIFIED_PAYROLL_DOWNLOADED,
            subject,
            self.clock.now(),
            after={
                "format": kind.value,
                "sha256": hashlib.sha256(content).hexdigest(),
                "minutes": str(payroll.total_minutes),
                "flagged_cards": str(len({each.time_card_id for each in payroll.flagged})),
            },
        )
        written = await self.transactions.transact([self.audit.write(entry)])
        if written.failed:
            return written.failure()
        log_mutation(LogEvent.CERTIFIED_PAYROLL_DOWNLOADED, user_id, subject, format=kind.value)
        return Result.ok(PayrollFile(_name(payroll, kind), kind, content))


def _name(payroll: CertifiedPayroll, kind: FileKind) -> str:
    job = re.sub(r"[^A-Za-z0-9._-]+", "-", payroll.project_number or payroll.project_id).strip("-.") or "job"
    return f"certified-payroll-{job[:60]}-{payroll.week_ending.isoformat()}.{kind.value}"
