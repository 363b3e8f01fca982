"""A change of the boundaries, and whom it concerns."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Team(StrEnum):
    """Who builds on what."""

    FRONTEND = "frontend"
    DATABASE = "database"
    DEVOPS = "devops"
    EVERYONE = "everyone and security"


@dataclass(frozen=True, slots=True)
class Flag:
    """``excused``: it breaks, and was announced in the base (deprecated) or comes beside a new version."""

    team: Team
    place: str
    change: str
    breaking: bool
    excused: str | None = None

    @property
    def refused(self) -> bool:
        """Whether it may not go out as it is."""
        return self.breaking and self.excused is None and self.team is Team.FRONTEND

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {**asdict(self), "team": self.team.value, "refused": self.refused}


def compatible(team: Team, place: str, change: str) -> Flag:
    """Nobody has to do anything."""
    return Flag(team, place, change, breaking=False)


def breaking(team: Team, place: str, change: str) -> Flag:
    """Somebody has to change what they have."""
    return Flag(team, place, change, breaking=True)
