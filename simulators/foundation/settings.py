"""What a test may change about the simulated FOUNDATION: nearly all of it is assumed (foundation.md B3)."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Environment(StrEnum):
    """Which host this simulator stands for: each has its own keys and apps (foundation.md B2)."""

    SANDBOX = "sandbox"
    PRODUCTION = "production"


class FoundationSettings(BaseModel):
    """Limits, shapes and rules; ``requests_per_minute`` is that of the standard tier."""

    model_config = ConfigDict(extra="forbid")

    environment: Environment = Environment.SANDBOX
    requests_per_minute: int = Field(default=500, ge=0)
    retry_after_header: bool = True
    access_token_seconds: int = Field(default=3600, ge=1)
    enveloped: bool = False
    supports_filters: bool = True
    supports_modified_since: bool = False
    default_page_size: int = Field(default=100, ge=1)
    largest_page_size: int = Field(default=100, ge=1)
    duplicate_status: Literal[400, 409] = 409
    validation_status: Literal[400, 422] = 400
    unique_time_cards: bool = False
    time_cards_writable: bool = True
    pad_ids: bool = False
