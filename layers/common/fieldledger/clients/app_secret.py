"""Our app's credentials at a vendor. A file of its own: reading them needs no HTTP library."""

from pydantic import BaseModel, ConfigDict, Field


class AppSecret(BaseModel):
    """The app's credentials at a vendor; ``subscription_key`` is FOUNDATION's second factor."""

    model_config = ConfigDict(hide_input_in_errors=True)

    client_id: str = Field(min_length=1)
    client_secret: str = Field(min_length=1, repr=False)
    subscription_key: str | None = Field(default=None, repr=False)
