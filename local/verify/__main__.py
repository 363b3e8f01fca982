"""Command line: ``python -m local.verify <vendor>`` with credentials in the environment; reads only, writes nothing."""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Final, Protocol, cast

from fieldledger.clients.http_library import AsyncClient
from local.verify.verdicts import Checked, Verdict

VENDORS: Final = ("foundation", "procore", "quickbooks", "raken")


class VendorVerification(Protocol):
    """What ``local/verify/<vendor>.py`` offers: variables it needs, the variable and default of the address."""

    NEEDS: tuple[str, ...]
    URL: tuple[str, str]

    async def check(self, http: AsyncClient, values: Mapping[str, str], url: str) -> list[Checked]:
        """Everything that was checked."""
        ...


def main() -> int:
    """Print a line per assumption; 1 if one is broken, 2 if credentials are missing."""
    parser = argparse.ArgumentParser(prog="make verify-vendor VENDOR=", description=__doc__)
    parser.add_argument("vendor", choices=VENDORS)
    verification = cast("VendorVerification", import_module(f"local.verify.{parser.parse_args().vendor}"))
    missing = [name for name in verification.NEEDS if not os.environ.get(name)]
    if missing:
        print(f"set {', '.join(missing)} (and {verification.URL[0]} for another address)", file=sys.stderr)
        return 2
    checked = asyncio.run(_run(verification))
    for one in checked:
        print(f"{one.verdict.value:<9} {one.source:<4} {one.assumption}{f' ({one.detail})' if one.detail else ''}")
    return 1 if any(one.verdict is Verdict.BROKEN for one in checked) else 0


async def _run(verification: VendorVerification) -> list[Checked]:
    name, default = verification.URL
    async with AsyncClient() as http:
        return await verification.check(http, os.environ, os.environ.get(name, default).rstrip("/"))


if __name__ == "__main__":
    sys.exit(main())
