"""Roles of people, from least to most."""

from enum import StrEnum


class Role(StrEnum):
    """Declared from least to most: whoever has a role may do what the earlier ones may."""

    VIEWER = "viewer"
    PROJECT_MANAGER = "project_manager"
    ACCOUNTANT = "accountant"
    ADMIN = "admin"

    def includes(self, needed: "Role") -> bool:
        """Whether somebody with this role may do what ``needed`` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)
