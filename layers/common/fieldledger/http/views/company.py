"""A company's settings as callers see them."""

from typing import Self

from pydantic import JsonValue

from fieldledger.domain.base import CanonicalModel, Utc
from fieldledger.domain.company import Company, CompanySettings
from fieldledger.domain.foundation_mappings import FoundationMappings, FoundationRules
from fieldledger.domain.settings_change import SettingsVersion
from fieldledger.services.company.changing import SettingsAnswer
from fieldledger.services.foundation_posting.setup import RulesAnswer


class CompanyView(CanonicalModel):
    """``settings`` may be sent back as they are, with ``version``."""

    company_id: str
    version: int
    settings: CompanySettings

    @classmethod
    def of(cls, company: Company) -> Self:
        """The view of ``company``."""
        return cls(company_id=company.company_id, version=company.version, settings=company.settings)


class CompanyAnswerView(CompanyView):
    """The settings after a change, and how many postings went on because of it."""

    released: int

    @classmethod
    def answered(cls, answer: SettingsAnswer) -> Self:
        """The view of ``answer``."""
        company = answer.company
        return cls(
            company_id=company.company_id,
            version=company.version,
            settings=company.settings,
            released=answer.released,
        )


class FoundationRulesView(CanonicalModel):
    """The settings for FOUNDATION; version 0 until somebody sets any."""

    version: int
    settings: FoundationRules

    @classmethod
    def of(cls, mappings: FoundationMappings) -> Self:
        """The view of ``mappings``."""
        return cls(version=mappings.version, settings=mappings.rules)


class FoundationAnswerView(FoundationRulesView):
    """The settings after a change, and how many postings went on because of it."""

    released: int

    @classmethod
    def answered(cls, answer: RulesAnswer) -> Self:
        """The view of ``answer``."""
        return cls(version=answer.mappings.version, settings=answer.mappings.rules, released=answer.released)


class FieldChangeView(CanonicalModel):
    """A field before and after; null where there was, or is, nothing."""

    field: str
    before: JsonValue
    after: JsonValue


class SettingsVersionView(CanonicalModel):
    """Who made a version, when, why and of what."""

    version: int
    changed_by: str
    changed_at: Utc
    reason: str
    changes: tuple[FieldChangeView, ...]

    @classmethod
    def of(cls, made: SettingsVersion) -> Self:
        """The view of ``made``."""
        return cls(
            version=made.number,
            changed_by=made.changed_by,
            changed_at=made.changed_at,
            reason=made.reason,
            changes=tuple(
                FieldChangeView(field=path, before=before, after=after)
                for path, (before, after) in made.changes.items()
            ),
        )
