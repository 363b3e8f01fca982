"""The writes that change a company's settings: the new version, its history and the audit entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from fieldledger.domain.clock import Clock
from fieldledger.domain.company import Company, CompanySettings
from fieldledger.domain.settings_change import Change, SettingsVersion, settings_changes
from fieldledger.log import LogEvent
from fieldledger.repositories.audit import AuditTrail
from fieldledger.repositories.companies import Companies
from fieldledger.repositories.documents import Put
from fieldledger.repositories.settings_versions import SettingsVersions
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import audit_entry

_IN_AUDIT: Final = 20
"""Fields of a change that the audit trail spells out; all of them are in the history."""
_MOST_BYTES: Final = 380_000
"""An item of DynamoDB holds 400 KB."""


@dataclass(frozen=True, slots=True)
class SettingsWish:
    """All settings as they shall be; ``version`` is the one that the person saw, 0 for a company without settings."""

    company_id: str
    settings: CompanySettings
    version: int
    reason: str


class PreparedSettings(NamedTuple):
    """A change that is not written yet."""

    company: Company
    made: SettingsVersion
    writes: tuple[Put, ...]


class SettingsWriting:
    """Prepares what one transaction writes."""

    def __init__(self, companies: Companies, versions: SettingsVersions, audit: AuditTrail, clock: Clock) -> None:
        self._companies = companies
        self._versions = versions
        self._audit = audit
        self._clock = clock

    def prepare(self, user_id: str, wish: SettingsWish, before: Company | None) -> Result[PreparedSettings]:
        """``VALIDATION_FAILED`` for more than can be stored."""
        company = Company(
            company_id=wish.company_id,
            version=wish.version,
            **{name: getattr(wish.settings, name) for name in CompanySettings.model_fields},
        )
        made = SettingsVersion(
            company_id=wish.company_id,
            number=wish.version + 1,
            changed_by=user_id,
            changed_at=self._clock.now(),
            reason=wish.reason,
            changes=settings_changes(None if before is None else before.settings, wish.settings),
        )
        if max(len(model.model_dump_json().encode()) for model in (company, made)) > _MOST_BYTES:
            text = "these are more settings than can be stored: codes belong into mapping tables"
            return Result.fail(text, ErrorCode.VALIDATION_FAILED, {"most_bytes": _MOST_BYTES})
        writes = (self._companies.write(company), self._versions.write(made), self._entry(made))
        return Result.ok(PreparedSettings(company, made, writes))

    def _entry(self, made: SettingsVersion) -> Put:
        some = dict(islice(made.changes.items(), _IN_AUDIT))
        more = {"version": str(made.number), "fields": str(len(made.changes)), "reason": made.reason}
        return self._audit.write(
            audit_entry(
                made.company_id,
                made.changed_by,
                LogEvent.SETTINGS_CHANGED,
                "company",
                made.changed_at,
                before=_words(some, 0),
                after=_words(some, 1) | more,
            )
        )


def _words(changes: Mapping[str, Change], side: int) -> dict[str, str]:
    return {path: str(pair[side]) for path, pair in changes.items() if pair[side] is not None}
