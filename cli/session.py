"""Where the API is and who the person is, kept between commands in a file that only they can read."""

import os
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cli.problems import CliProblem

URL_VARIABLE: Final = "FIELDLEDGER_API_URL"
TOKEN_VARIABLE: Final = "FIELDLEDGER_TOKEN"
FILE_VARIABLE: Final = "FIELDLEDGER_SESSION"
_PRIVATE: Final = 0o600


class Session(BaseModel):
    """A signed-in person's token at one API."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    api_url: str = Field(min_length=1)
    token: str = Field(min_length=1, repr=False)


class Sessions:
    """The session file; the environment wins over it."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self._environment = dict(os.environ) if environment is None else environment

    @property
    def file(self) -> Path:
        """``FIELDLEDGER_SESSION``, else below the person's configuration folder."""
        if FILE_VARIABLE in self._environment:
            return Path(self._environment[FILE_VARIABLE])
        home = self._environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
        return Path(home) / "fieldledger" / "session.json"

    def current(self) -> Session:
        """The session to use; a ``CliProblem`` if there is none."""
        kept = self._kept()
        url = self._environment.get(URL_VARIABLE) or (kept and kept.api_url)
        token = self._environment.get(TOKEN_VARIABLE) or (kept and kept.token)
        if not url or not token:
            raise CliProblem("nobody is signed in: run `fieldledger login`")
        return Session(api_url=url, token=token)

    def keep(self, session: Session) -> None:
        """Replace the file at once, readable for its owner only."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(descriptor, "w") as out:
            out.write(session.model_dump_json())
        fresh.replace(self.file)

    def forget(self) -> None:
        """Sign out here; the token itself ends by its own time."""
        self.file.unlink(missing_ok=True)

    def _kept(self) -> Session | None:
        if not self.file.exists():
            return None
        try:
            return Session.model_validate_json(self.file.read_text())
        except ValidationError:
            raise CliProblem(f"{self.file} cannot be read: run `fieldledger login` again") from None
