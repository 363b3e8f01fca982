"""A company's settings as a person wants them. The fields are the domain model's: new ones come by themselves."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from fieldledger.domain.company import CompanySettings
from fieldledger.domain.foundation_mappings import FoundationRules
from fieldledger.http.bodies.base import Body
from fieldledger.http.parameters import PlainText
from fieldledger.http.plain_texts import plain_texts
from fieldledger.http.principal import Principal
from fieldledger.services.company.writing import SettingsWish
from fieldledger.services.foundation_posting.setup import RulesWish


class CompanyBody(Body):
    """All settings: what is left out is as it is by default. ``version`` is the one that the person saw."""

    settings: Annotated[CompanySettings, BeforeValidator(plain_texts)]
    version: int = Field(ge=0)
    reason: PlainText

    def wish(self, caller: Principal) -> SettingsWish:
        """What the caller wants."""
        return SettingsWish(caller.company_id, self.settings, self.version, self.reason)


class FoundationBody(Body):
    """All settings for FOUNDATION, in the same way."""

    settings: Annotated[FoundationRules, BeforeValidator(plain_texts)]
    version: int = Field(ge=0)
    reason: PlainText

    def wish(self, caller: Principal) -> RulesWish:
        """What the caller wants."""
        return RulesWish(caller.company_id, self.settings, self.version, self.reason)
