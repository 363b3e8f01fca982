"""What stands in for AWS in the flow: the key service, the writer's queue, the time of an invocation."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldledger.clients.cipher import EncryptionContext
from fieldledger.clients.foundation.assumptions import ASSUMED
from fieldledger.clients.foundation.models import Record
from fieldledger.clients.reading import Rows
from fieldledger.result import ErrorCode, Result


class Crash(BaseException):
    """The container dies here."""


class FakeCipher:
    """Implements ``Cipher``: readable by nobody by accident, different for every call, bound to its context."""

    def __init__(self) -> None:
        self.encrypted = 0

    async def encrypt(self, text: str, context: EncryptionContext) -> Result[str]:
        """Context, a number and the text, in base64."""
        self.encrypted += 1
        plain = "\x1f".join([repr(sorted(context.items())), str(self.encrypted), text])
        return Result.ok(base64.b64encode(plain.encode()).decode())

    async def decrypt(self, stored: str, context: EncryptionContext) -> Result[str]:
        """The text; ``STORE_UNAVAILABLE`` for another context, as the key service refuses it."""
        bound_to, _, text = base64.b64decode(stored).decode().split("\x1f")
        if bound_to != repr(sorted(context.items())):
            return Result.fail("the key service did not answer", ErrorCode.STORE_UNAVAILABLE)
        return Result.ok(text)


@dataclass
class RecordingQueue:
    """Implements ``WakeWriter``; ``woken`` holds company and posting ids of every wake-up."""

    woken: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    answer: Result[int] = field(default_factory=lambda: Result.ok(1))

    async def wake(self, company_id: str, posting_ids: Sequence[str], occasion: str) -> Result[int]:
        """Note the wake-up."""
        self.woken.append((company_id, tuple(posting_ids)))
        return self.answer


class NoFoundation:
    """Implements ``ReadableFoundation`` for a company without it: whoever asks fails the test."""

    dialect = ASSUMED

    async def every[M: Record](self, company_id: str, kind: type[M], *, wanted: Mapping[str, str]) -> Result[Rows[M]]:
        """Never called."""
        raise NotImplementedError(company_id, kind, wanted)

    async def one[M: Record](self, company_id: str, kind: type[M], record_id: str) -> Result[M]:
        """Never called."""
        raise NotImplementedError(company_id, kind, record_id)


class NoDeadline:
    """Time for everything."""

    def allows(self, seconds: float) -> bool:
        """Always."""
        return True


class StepsDeadline:
    """Time for ``steps`` steps of work, however long each of them takes."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def allows(self, seconds: float) -> bool:
        """True while steps are left."""
        self._left -= 1
        return self._left >= 0
