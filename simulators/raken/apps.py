"""The registered applications: what Raken's developer page hands out (raken.md A2)."""

from typing import Final

from pydantic import BaseModel, ConfigDict


class App(BaseModel):
    """One application; redirect addresses are not stored because the vendor does not check them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: str
    client_secret: str
    name: str = "Fieldledger"


DEFAULT_APP: Final = App(client_id="raken-local-client", client_secret="raken-local-secret")  # noqa: S106 - simulated
