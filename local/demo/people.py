"""Who works at the contractor: everything in the demonstration is done by one of them, signed in."""

from dataclasses import dataclass
from typing import Final

import httpx

from local.demo.api import Api
from local.demo.contractor import COMPANY_ID
from local.demo.sign_in import sign_in
from local.state import StackState


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the identity provider knows."""

    email: str
    name: str
    role: str

    @property
    def user(self) -> dict[str, object]:
        """As the identity provider is told."""
        return {"email": self.email, "company_id": COMPANY_ID, "role": self.role, "name": self.name}


DANA: Final = Person("dana@ridgeline.example", "Dana Whitfield", "accountant")
CARLA: Final = Person("carla@ridgeline.example", "Carla Reyes", "accountant")
"""A controller has the role of an accountant: what makes her one is that she is the second pair of eyes, and signs."""
PETE: Final = Person("pete@ridgeline.example", "Pete Novak", "project_manager")
ADA: Final = Person("ada@ridgeline.example", "Ada Lindqvist", "admin")
STAFF: Final = (DANA, CARLA, PETE, ADA)
ACCOUNTANT: Final = DANA.email


class SignedIn:
    """One API session for each person, opened when it is first needed."""

    def __init__(self, state: StackState, http: httpx.Client) -> None:
        self._state = state
        self._http = http
        self._sessions: dict[str, Api] = {}

    def as_(self, person: Person) -> Api:
        """The API as that person uses it."""
        if person.email not in self._sessions:
            token = sign_in(self._state, self._http, person.email)
            self._sessions[person.email] = Api(self._state.api_url, token, self._http)
        return self._sessions[person.email]

    @property
    def accountant(self) -> Api:
        """Dana."""
        return self.as_(DANA)

    @property
    def controller(self) -> Api:
        """Carla."""
        return self.as_(CARLA)

    @property
    def project_manager(self) -> Api:
        """Pete."""
        return self.as_(PETE)

    @property
    def administrator(self) -> Api:
        """Ada."""
        return self.as_(ADA)
