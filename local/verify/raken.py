"""Raken: a dozen reads of a company (raken.md A2 to A7)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from fieldledger.clients.http_library import AsyncClient
from fieldledger.clients.raken.client import RakenClient
from fieldledger.clients.raken.master_data import RakenMasterData
from fieldledger.clients.raken.models import RakenMember, RakenProject, RakenTimeCard
from fieldledger.clients.raken.paging import RakenPage
from fieldledger.clients.raken.rates import raken_windows
from fieldledger.clients.reading import rows_of
from fieldledger.domain.clock import SystemClock
from fieldledger.result import Result
from local.verify.access import COMPANY, GivenToken, Straight, access
from local.verify.verdicts import Checked, judged, readable

NEEDS: Final = ("RAKEN_ACCESS_TOKEN",)
URL: Final = ("RAKEN_API_URL", "https://developer.rakenapp.com/api")


async def check(http: AsyncClient, values: Mapping[str, str], url: str) -> list[Checked]:
    """The account, the lists of the sync, and what caching rests on."""
    line = Straight()
    raken = RakenClient(access(http, GivenToken(values["RAKEN_ACCESS_TOKEN"], ""), raken_windows(2, 1000), line), url)
    now = SystemClock().now()
    projects = await raken.projects(COMPANY, 0)
    members = await raken.members(COMPANY, 0)
    cards = await raken.changed_time_cards(COMPANY, now - timedelta(days=30), now, 0)
    master = RakenMasterData(raken)
    return [
        judged("userinfo names the company", "A2", await raken.user(COMPANY), lambda user: bool(user.company_uuid)),
        judged("lists say their total", "A3", projects, lambda page: page.total is not None),
        judged("lists carry an ETag", "A3", projects, lambda _: line.sent("etag")),
        judged(
            "projects read as our model", "A7", projects, lambda page: readable(rows_of(page.collection, RakenProject))
        ),
        judged(
            "members read as our model", "A7", members, lambda page: readable(rows_of(page.collection, RakenMember))
        ),
        judged(
            "time cards read as our model", "A7", cards, lambda page: readable(rows_of(page.collection, RakenTimeCard))
        ),
        judged("windows of 31 days are taken", "A3", await _window(raken, 31), lambda _: True),
        judged("pay types read as our model", "A7", await master.pay_types(COMPANY), readable),
        judged("cost codes read as our model", "A7", await master.cost_codes(COMPANY), readable),
    ]


async def _window(raken: RakenClient, days: int) -> Result[RakenPage]:
    now = SystemClock().now()
    return await raken.deleted_time_cards(COMPANY, now - timedelta(days=days), now, 0)
