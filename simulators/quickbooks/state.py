"""Everything one running simulator holds, wired together."""

import random

from simulators.kit.clock import SimClock
from simulators.kit.faults import FaultQueue
from simulators.kit.recorder import RequestLog
from simulators.quickbooks.chart import fill
from simulators.quickbooks.idempotency import Replays
from simulators.quickbooks.limits import Throttle
from simulators.quickbooks.metering import Metering
from simulators.quickbooks.oauth import OAuth
from simulators.quickbooks.operations import Change, Operations
from simulators.quickbooks.settings import SettingsHolder
from simulators.quickbooks.stats import Stats
from simulators.quickbooks.store import Realm
from simulators.quickbooks.webhook_sender import WebhookSender
from simulators.quickbooks.webhooks import ClientFactory, Webhooks


class World:
    """The companies and the machinery around them; `rng` decides tokens, event ids and batch order."""

    def __init__(self, clock: SimClock, rng: random.Random, clients: ClientFactory) -> None:
        self.clock = clock
        self.rng = rng
        self.faults = FaultQueue("item_fault")
        self.log = RequestLog()
        self.settings = SettingsHolder()
        self.stats = Stats()
        self.oauth = OAuth(clock, self.settings, rng)
        self.throttle = Throttle(clock, self.settings)
        self.metering = Metering(clock, self.settings, self.stats)
        self.replays = Replays(self.settings)
        self.webhooks = Webhooks(clock, self.settings, rng, clients)
        self.sender = WebhookSender(self.webhooks)
        self.operations = Operations(clock, self.settings, self._changed)
        self.realms: dict[str, Realm] = {}

    def add_realm(self, realm_id: str, company_name: str) -> Realm:
        """Open a company with its first records; an open one is kept as it is."""
        known = self.realms.get(realm_id)
        if known is not None:
            known.company_name = company_name
            return known
        realm = Realm(realm_id, company_name, self.clock.now())
        fill(realm, self.quiet())
        self.realms[realm_id] = realm
        return realm

    def quiet(self) -> Operations:
        """Make operations that nobody hears of."""
        return Operations(self.clock, self.settings, lambda _realm, _change: None)

    def _changed(self, realm: Realm, change: Change) -> None:
        if self.settings.current.webhook.only_connected and not self.oauth.is_connected(realm.realm_id):
            return
        self.webhooks.note(realm.realm_id, change.entity, change.event, change.record_id, change.lost_id)

    def reset(self) -> None:
        """Forget every company, app, token, setting and counter."""
        self.sender.forget()
        self.realms.clear()
        for part in (self.settings, self.stats, self.oauth, self.throttle, self.metering, self.replays, self.webhooks):
            part.reset()
