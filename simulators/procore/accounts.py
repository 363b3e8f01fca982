"""Who calls: registered apps, the people who approve them, and the service account of each app (procore.md 1)."""

from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel, ConfigDict


class App(BaseModel):
    """A registered application; an empty list of ``redirect_uris`` allows every address that is secure or local."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client_id: str
    client_secret: str
    name: str = "Fieldledger"
    redirect_uris: tuple[str, ...] = ()


DEFAULT_APP: Final = App(
    client_id="procore-local-client",
    client_secret="procore-local-secret",  # noqa: S106 - simulated
)


@dataclass(slots=True)
class Account:
    """A person, or the account under which an app acts for itself (DMSA); ``company_ids`` is for persons."""

    id: int
    login: str
    name: str
    client_id: str | None = None
    company_ids: set[int] = field(default_factory=set)

    @property
    def is_service(self) -> bool:
        return self.client_id is not None


@dataclass(slots=True)
class Accounts:
    """Apps and accounts by id; ``service`` maps a client id to its account's id."""

    apps: dict[str, App] = field(default_factory=dict)
    people: dict[int, Account] = field(default_factory=dict)
    service: dict[str, int] = field(default_factory=dict)
    _next_id: int = 5000

    def register(self, app: App) -> Account:
        """Add an app or change it; its service account is made once."""
        self.apps[app.client_id] = app
        known = self.service.get(app.client_id)
        if known is not None:
            return self.people[known]
        login = f"dmsa-{app.client_id}@procore.test"
        account = self._added(login, f"{app.name} (service account)", app.client_id)
        self.service[app.client_id] = account.id
        return account

    def person(self, login: str, name: str) -> Account:
        """Find a person by login, or add one."""
        for account in self.people.values():
            if account.login == login:
                return account
        return self._added(login, name, None)

    def _added(self, login: str, name: str, client_id: str | None) -> Account:
        self._next_id += 1
        account = Account(self._next_id, login, name, client_id)
        self.people[account.id] = account
        return account
