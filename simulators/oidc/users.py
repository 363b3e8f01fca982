"""The people who can sign in."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

SUBJECTS: Final = uuid.UUID("6f4e3c1a-1c55-4f3e-9a0e-7d2f5b8c9e10")
"""Namespace of subjects, so that an e-mail has the same ``sub`` after every start."""


class Role(StrEnum):
    """Roles that the product knows; a user without one has no role claim."""

    VIEWER = "viewer"
    PROJECT_MANAGER = "project_manager"
    ACCOUNTANT = "accountant"
    ADMIN = "admin"


class UserBody(BaseModel):
    """A user to create or replace, by e-mail; without ``sub`` one is derived from the e-mail."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(min_length=3)
    sub: str | None = None
    company_id: str | None = None
    role: Role | None = None
    name: str = ""


class User(BaseModel):
    """A seeded user; without ``company_id`` or ``role`` the tokens lack these claims."""

    model_config = ConfigDict(frozen=True)

    email: str
    sub: str
    company_id: str | None
    role: Role | None
    name: str


@dataclass(slots=True)
class UserDirectory:
    """Users by e-mail, which is compared without case."""

    _by_email: dict[str, User] = field(default_factory=dict)

    def put(self, body: UserBody) -> User:
        sub = body.sub or str(uuid.uuid5(SUBJECTS, body.email.casefold()))
        user = User(**{**body.model_dump(), "sub": sub})
        self._by_email[body.email.casefold()] = user
        return user

    def find(self, email: str) -> User | None:
        return self._by_email.get(email.casefold())

    def all(self) -> list[User]:
        return list(self._by_email.values())

    def clear(self) -> None:
        self._by_email.clear()
