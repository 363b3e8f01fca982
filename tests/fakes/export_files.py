"""The bucket of import files in memory."""

from datetime import timedelta

from fieldledger.result import ErrorCode, Result


class InMemoryExportFiles:
    """Implements ``ExportFiles`` and ``FileLinks``."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.down = False

    async def put_new(self, key: str, content: bytes, content_type: str) -> Result[bool]:
        """Never replaces."""
        del content_type
        if self.down:
            return Result.fail("the file store did not answer", ErrorCode.STORE_UNAVAILABLE)
        if key in self.files and self.files[key] != content:
            return Result.fail("another file lies under this name", ErrorCode.ALREADY_EXISTS)
        return Result.ok(self.files.setdefault(key, content) is content)

    async def get(self, key: str) -> Result[bytes]:
        """The file."""
        if key in self.files:
            return Result.ok(self.files[key])
        return Result.fail("the file does not exist", ErrorCode.NOT_FOUND)

    async def link(self, key: str, name: str, lifetime: timedelta) -> Result[str]:
        """An address that says what it is for."""
        if self.down:
            return Result.fail("the file store did not answer", ErrorCode.STORE_UNAVAILABLE)
        found = await self.get(key)
        return found.map(lambda _: f"https://files.example/{key}?name={name}&seconds={lifetime.total_seconds():.0f}")
