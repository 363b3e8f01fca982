"""Everything one running simulator holds, wired together."""

import random

from simulators.kit.clock import SimClock
from simulators.kit.faults import FaultQueue
from simulators.kit.recorder import RequestLog
from simulators.quickbooks.entities import SPECS
from simulators.quickbooks.idempotency import Replays
from simulators.quickbooks.limits import Throttle
from simulators.quickbooks.oauth import OAuth
from simulators.quickbooks.operations import Operations, WriteOptions
from simulators.quickbooks.settings import SettingsHolder
from simulators.quickbooks.stats import Stats
from simulators.quickbooks.store import Realm
from simulators.quickbooks.values import Body
from simulators.quickbooks.webhook_sender import WebhookSender
from simulators.quickbooks.webhooks import ClientFactory, Webhooks

_CHART = (
    ("Services Income", "Income"),
    ("Cost of Goods Sold", "Cost of Goods Sold"),
    ("Accounts Payable", "Accounts Payable"),
    ("Accounts Receivable", "Accounts Receivable"),
    ("Checking", "Bank"),
)


class World:
    """The companies and the machinery around them; `rng` decides tokens, event ids and batch order."""

    def __init__(self, clock: SimClock, rng: random.Random, clients: ClientFactory) -> None:
        self.clock = clock
        self.rng = rng
        self.faults = FaultQueue()
        self.log = RequestLog()
        self.settings = SettingsHolder()
        self.stats = Stats()
        self.oauth = OAuth(clock, self.settings, rng)
        self.throttle = Throttle(clock, self.settings)
        self.replays = Replays(self.settings)
        self.webhooks = Webhooks(clock, self.settings, rng, clients)
        self.sender = WebhookSender(self.webhooks)
        self.operations = Operations(clock, self._changed)
        self.realms: dict[str, Realm] = {}

    def add_realm(self, realm_id: str, company_name: str) -> Realm:
        """Open a company with a small chart of accounts, ids 1 to 5; an open one is kept as it is."""
        known = self.realms.get(realm_id)
        if known is not None:
            known.company_name = company_name
            return known
        realm = Realm(realm_id, company_name, self.clock.now())
        quiet = Operations(self.clock, lambda *_: None)
        for name, kind in _CHART:
            account: Body = {"Name": name, "AccountType": kind}
            quiet.create(realm, SPECS["Account"], account, WriteOptions())
        self.realms[realm_id] = realm
        return realm

    def _changed(self, realm: Realm, entity: str, operation: str, entity_id: str) -> None:
        self.webhooks.note(realm.realm_id, entity, operation, entity_id)

    def reset(self) -> None:
        """Forget every company, app, token, setting and counter."""
        self.sender.forget()
        self.realms.clear()
        for part in (self.settings, self.stats, self.oauth, self.throttle, self.replays, self.webhooks):
            part.reset()
