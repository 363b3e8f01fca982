"""The fault ``malformed_item``: one item of a page arrives with a missing or nonsense field, or is no object."""

import json

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from simulators.kit.faults import FaultQueue
from simulators.raken.resources import JsonObject

KIND = "malformed_item"


class Damage(BaseModel):
    """The fault's ``body`` as JSON; without one the item loses its ``worker``, else its ``uuid``.

    ``replace``, null included, takes the item's place.
    """

    model_config = ConfigDict(extra="forbid")

    remove: list[str] = Field(default_factory=list)
    set: dict[str, JsonValue] = Field(default_factory=dict)
    replace: JsonValue = None


def damage_page(faults: FaultQueue, path: str, envelope: JsonObject) -> JsonObject:
    """Spoil the item numbered ``item`` (default 0, at most the last); an empty page uses up no fault."""
    collection = envelope["collection"]
    if not isinstance(collection, list) or not collection:
        return envelope
    fault = faults.take("GET", path, kinds={KIND})
    if fault is None:
        return envelope
    position = min(fault.item or 0, len(collection) - 1)
    spoiled = [_spoil(item, fault.body) if number == position else item for number, item in enumerate(collection)]
    return {**envelope, "collection": spoiled}


def _spoil(item: JsonValue, body: str | None) -> JsonValue:
    if not isinstance(item, dict):
        return item
    damage = Damage.model_validate(json.loads(body)) if body else _usual_damage(item)
    if "replace" in damage.model_fields_set:
        return damage.replace
    return {key: value for key, value in {**item, **damage.set}.items() if key not in damage.remove}


def _usual_damage(item: JsonObject) -> Damage:
    return Damage(remove=["worker" if "worker" in item else "uuid"])
