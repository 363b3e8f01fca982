"""What all bodies have in common."""

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
