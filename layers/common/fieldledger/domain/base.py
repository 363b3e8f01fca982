"""What all canonical models share."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

type Utc = AwareDatetime


class CanonicalModel(BaseModel):
    """Immutable and closed: an unknown field is a bug in our own code."""

    model_config = ConfigDict(frozen=True, extra="forbid")
