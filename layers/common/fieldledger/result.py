"""``Result[T]``: the return type of everything that can fail for an expected reason.

Services and clients return it and raise only for bugs. It can be matched::

    match await projects.get(company_id, project_id):
        case Result(True, project):
            ...
        case Result(False, error=message, error_code=code):
            ...
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, Never, cast

from fieldledger.error_codes import ErrorCode, ErrorTraits, Remedy, Turn, traits

__all__ = ["ErrorCode", "ErrorTraits", "Remedy", "Result", "Turn", "UnwrapError", "traits"]

type Details = Mapping[str, object]
_NO_DETAILS: Final[Details] = MappingProxyType({})


class UnwrapError(RuntimeError):
    """A failed result was unwrapped: a bug in the caller, never an expected outcome."""


@dataclass(frozen=True, slots=True)
class Result[T]:
    """Either data, or an error with a stable code; build it with ``ok`` and ``fail``."""

    success: bool
    data: T | None = None
    error: str | None = None
    error_code: str | None = None
    details: Details = field(default=_NO_DETAILS, compare=False)

    @staticmethod
    def ok[U](data: U) -> "Result[U]":
        """A success holding ``data``."""
        return Result(success=True, data=data)

    @staticmethod
    def fail(
        error: str, error_code: ErrorCode | str = ErrorCode.UNKNOWN, details: Details | None = None
    ) -> "Result[Never]":
        """A failure; ``error`` is a sentence for a person, ``details`` is structured context free of secrets."""
        return Result(
            success=False, error=error, error_code=str(error_code), details=MappingProxyType(dict(details or {}))
        )

    @property
    def failed(self) -> bool:
        """True for a failure."""
        return not self.success

    def unwrap(self) -> T:
        """The data of a success; raises ``UnwrapError`` on a failure."""
        if not self.success:
            raise UnwrapError(f"{self.error_code}: {self.error}")
        return cast("T", self.data)

    def unwrap_or[U](self, default: U) -> T | U:
        """The data of a success, else ``default``."""
        return self.unwrap() if self.success else default

    def failure(self) -> "Result[Never]":
        """This failure, for a caller whose own result holds something else."""
        if self.success:
            raise UnwrapError("a success has no failure to hand on")
        return cast("Result[Never]", self)

    def map[U](self, change: Callable[[T], U]) -> "Result[U]":
        """Apply ``change`` to the data of a success; a failure passes through."""
        return Result.ok(change(self.unwrap())) if self.success else self.failure()

    def and_then[U](self, step: Callable[[T], "Result[U]"]) -> "Result[U]":
        """Go on with ``step``, which may itself fail; a failure passes through."""
        return step(self.unwrap()) if self.success else self.failure()

    async def and_then_async[U](self, step: Callable[[T], "Awaitable[Result[U]]"]) -> "Result[U]":
        """``and_then`` for a step that awaits."""
        return await step(self.unwrap()) if self.success else self.failure()

    def with_details(self, **details: object) -> "Result[T]":
        """The same failure with more context; a success is returned as it is."""
        if self.success:
            return self
        merged = {**self.details, **details}
        return Result(success=False, error=self.error, error_code=self.error_code, details=MappingProxyType(merged))

    @property
    def retry_at(self) -> datetime | None:
        """When waiting is over, if whoever failed said so (``details["retry_at"]``, ISO 8601)."""
        stated = self.details.get("retry_at")
        return datetime.fromisoformat(stated) if isinstance(stated, str) else None

    @property
    def traits(self) -> ErrorTraits:
        """HTTP status, remedy and turn of a failure's code."""
        return traits(self.error_code or ErrorCode.UNKNOWN)
