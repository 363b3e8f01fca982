"""What the bodies of all webhooks have in common."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema


def _sayable(text: str) -> str:
    """Half of a character pair is valid in JSON and in no encoding: such a text could not be stored or sent on."""
    text.encode()
    return text


type Sayable = Annotated[str, AfterValidator(_sayable), WithJsonSchema({"type": ["string", "number"]})]


class Notice(BaseModel):
    """Ids that come as numbers are read as text; what is not needed here is left out."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, coerce_numbers_to_str=True)
