"""What all canonical models share."""

from pydantic import AwareDatetime, BaseModel, ConfigDict

type Utc = AwareDatetime


class CanonicalModel(BaseModel):
    """Immutable and closed: an unknown field is a bug in our own code. Errors name fields, never values."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid", hide_input_in_errors=True)
