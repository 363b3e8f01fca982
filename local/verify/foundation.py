"""FOUNDATION: one small read of every list, and what the pages look like (foundation.md B3)."""

from collections.abc import Mapping
from typing import Final

from fieldledger.clients.foundation.capabilities import Access, Capability
from fieldledger.clients.foundation.client import FoundationClient, foundation_windows
from fieldledger.clients.foundation.models import KINDS
from fieldledger.clients.http_library import AsyncClient
from fieldledger.result import Result
from local.verify.access import COMPANY, GivenToken, Straight, access
from local.verify.verdicts import Checked, Verdict, judged, readable

NEEDS: Final = ("FOUNDATION_ACCESS_TOKEN", "FOUNDATION_SUBSCRIPTION_KEY", "FOUNDATION_COMPANY_ID")
URL: Final = ("FOUNDATION_API_URL", "https://dev-api.foundationsoft.com/foundation/v1")


async def check(http: AsyncClient, values: Mapping[str, str], url: str) -> list[Checked]:
    """The access, each resource's name, and a page of each that can be read."""
    token = GivenToken(values["FOUNDATION_ACCESS_TOKEN"], values["FOUNDATION_COMPANY_ID"])

    async def key() -> Result[str]:
        return Result.ok(values["FOUNDATION_SUBSCRIPTION_KEY"])

    client = FoundationClient(access(http, token, foundation_windows(100), Straight()), url, key)
    probed = await client.capabilities(COMPANY)
    opened = Verdict.HELD if probed.access is Access.OPEN else Verdict.BROKEN
    found = [Checked("key, token and company open the API as assumed", "B3", opened, probed.access.value)]
    for resource, state in probed.resources.items():
        if state is not Capability.READABLE:
            reason = probed.reasons.get(resource, "")
            found.append(
                Checked(f"there is a list of {resource.value}", "B3", Verdict.NOT_SEEN, f"{state.value} {reason}")
            )
            continue
        page = await client.page(COMPANY, KINDS[resource])
        found.append(judged(f"{resource.value} read as our model", "B3", page, lambda one: readable(one.rows)))
    return found
