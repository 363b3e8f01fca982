"""What the issuer may be told: its name, its audience, its lifetimes."""

import os
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

DEFAULT_AUDIENCE: Final = "fieldledger-local"


class OidcSettings(BaseModel):
    """Without ``issuer`` the issuer is ``http://`` plus the address and port the call arrived at."""

    model_config = ConfigDict(extra="forbid")

    issuer: str | None = None
    audience: str = Field(default=DEFAULT_AUDIENCE, min_length=1)
    token_seconds: int = Field(default=3600, ge=1)
    authorization_code_seconds: int = Field(default=300, ge=1)
    refresh_token_days: int = Field(default=30, ge=1)

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> "OidcSettings":
        """Read FIELDLEDGER_OIDC_ISSUER and FIELDLEDGER_OIDC_AUDIENCE."""
        return OidcSettings(
            issuer=environment.get("FIELDLEDGER_OIDC_ISSUER") or None,
            audience=environment.get("FIELDLEDGER_OIDC_AUDIENCE") or DEFAULT_AUDIENCE,
        )
