"""What a test may change about the simulated Raken: limits, lifetimes, page sizes, spellings."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class TotalSpelling(StrEnum):
    """Where a list tells how many items there are: public clients disagree (raken.md A3)."""

    IN_PAGE = "page"  # page.totalElements
    AT_TOP = "top"  # totalElements beside the collection
    ABSENT = "absent"


class RakenSettings(BaseModel):
    """Every number the vendor does not publish, so that a test can say what it assumes (raken.md A4)."""

    model_config = ConfigDict(extra="forbid")

    requests_per_second: float = Field(default=10, gt=0)
    burst: int = Field(default=20, ge=1)
    requests_per_day: int = Field(default=10_000, ge=0)
    retry_after_seconds: int | None = Field(default=None, ge=0)
    access_token_seconds: int = Field(default=36_000, ge=1)
    refresh_token_days: int = Field(default=180, ge=1)
    authorization_code_seconds: int = Field(default=600, ge=1)
    rotate_refresh_tokens: bool = True
    approve_consent: bool = True
    default_page_size: int = Field(default=100, ge=1)
    largest_page_size: int = Field(default=1000, ge=1)
    largest_window_days: int = Field(default=31, ge=1)
    total_spelling: TotalSpelling = TotalSpelling.IN_PAGE
