"""`stack.json`: what a running stack is called and where it listens, for tests, the demo and people."""

import json
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from local.secrets import Credentials
from local.simulators import VendorApp

FILE_NAME: Final = "stack.json"


class AppState(BaseModel):
    """Credentials of the application at one vendor's simulator."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: str
    client_secret: str


class CredentialState(BaseModel):
    """What `local.secrets.Credentials` holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    apps: dict[str, AppState]
    verifier_token: str
    cursor_key: str
    subscription_key: str
    webhook_key: str

    @staticmethod
    def of(credentials: Credentials) -> "CredentialState":
        """Copy credentials into the form of the file."""
        apps = {
            vendor: AppState(client_id=app.client_id, client_secret=app.client_secret)
            for vendor, app in credentials.apps.items()
        }
        return CredentialState(
            apps=apps,
            verifier_token=credentials.verifier_token,
            cursor_key=credentials.cursor_key,
            subscription_key=credentials.subscription_key,
            webhook_key=credentials.webhook_key,
        )

    def restored(self) -> Credentials:
        """Copy them back, for a stack that comes up again."""
        apps = {vendor: VendorApp(app.client_id, app.client_secret) for vendor, app in self.apps.items()}
        return Credentials(apps, self.verifier_token, self.cursor_key, self.subscription_key, self.webhook_key)


class StackState(BaseModel):
    """A deployed local stack.

    ``resources`` maps logical ids of the template to physical ids (a queue's is its URL, a table's its name);
    ``urls`` names MiniStack and the simulators; ``deployment`` identifies the content that was deployed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    api_url: str
    endpoint: str
    region: str
    stack_name: str
    issuer: str
    audience: str
    ports: dict[str, int]
    urls: dict[str, str]
    pids: dict[str, int]
    resources: dict[str, str]
    tables: dict[str, str]
    queues: dict[str, str]
    functions: dict[str, str]
    connections_key: str
    credentials: CredentialState
    deployment: str


def read_state(state_dir: Path) -> StackState | None:
    """Read the state of a stack; none if it was never up, or if the file is from another version of it."""
    path = state_dir / FILE_NAME
    if not path.exists():
        return None
    try:
        return StackState.model_validate_json(path.read_text())
    except ValidationError:
        return None


def write_state(state_dir: Path, state: StackState) -> Path:
    """Write the state so that a reader sees the old file or the new one; only the owner may read its secrets."""
    state_dir.mkdir(parents=True, exist_ok=True)
    path = state_dir / FILE_NAME
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(state.model_dump(), indent=2) + "\n")
    draft.replace(path)
    return path


def remove_state(state_dir: Path) -> None:
    """Forget a stack that is down."""
    (state_dir / FILE_NAME).unlink(missing_ok=True)
