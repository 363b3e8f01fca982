"""The two formats of webhooks: CloudEvents (section 6.1) and the one before (6.2)."""

import base64
import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from simulators.quickbooks.settings import WebhookSettings
from simulators.quickbooks.values import Body, Json

_OPERATIONS = {
    "created": "Create",
    "updated": "Update",
    "deleted": "Delete",
    "merged": "Merge",
    "voided": "Void",
    "emailed": "Emailed",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of one record; `lost_id` is the loser of a merge, `event_id` is new for every change."""

    at: datetime
    realm_id: str
    entity: str
    event: str
    entity_id: str
    lost_id: str | None
    event_id: uuid.UUID


def signature(verifier_token: str, raw: bytes) -> str:
    """Sign a raw body as header `intuit-signature` carries it (section 6.3)."""
    return base64.b64encode(hmac.new(verifier_token.encode(), raw, hashlib.sha256).digest()).decode()


def written(happenings: list[Happening], source: str, options: WebhookSettings) -> Json:
    """Write one POST's body in the format that the settings name."""
    if options.format == "legacy":
        return _legacy(happenings)
    return [_cloud_event(happening, source, bare=options.bare) for happening in happenings]


def source_of(url: str) -> str:
    """Make the `source` of an app's events, one per address."""
    return f"intuit.{base64.b64encode(hashlib.sha256(url.encode()).digest()).decode()}"


def _cloud_event(happening: Happening, source: str, *, bare: bool) -> Body:
    suffix = f"-{happening.entity}-{happening.entity_id}" if bare else ""
    event: Body = {
        "specversion": "1.0",
        "id": f"{happening.event_id}{suffix}",
        "source": source,
        "type": f"qbo.{happening.entity.lower()}.{happening.event}.v1",
        "datacontenttype": "application/json",
        "time": happening.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z",
        "intuitentityid": happening.entity_id,
        "intuitaccountid": happening.realm_id,
        "data": {} if happening.lost_id is None else {"deletedid": happening.lost_id},
    }
    left_out = {"datacontenttype", "data"} if bare else set[str]()
    return {key: value for key, value in event.items() if key not in left_out}


def _legacy(happenings: list[Happening]) -> Body:
    """Write one notification per company; there are no event ids."""
    entities: dict[str, list[Json]] = {}
    for happening in happenings:
        entities.setdefault(happening.realm_id, []).append(_legacy_entity(happening))
    told: list[Json] = [
        {"realmId": realm_id, "dataChangeEvent": {"entities": changed}} for realm_id, changed in entities.items()
    ]
    return {"eventNotifications": told}


def _legacy_entity(happening: Happening) -> Body:
    entity: Body = {
        "name": happening.entity,
        "id": happening.entity_id,
        "operation": _OPERATIONS[happening.event],
        "lastUpdated": happening.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return entity if happening.lost_id is None else {**entity, "deletedId": happening.lost_id}
