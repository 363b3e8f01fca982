"""Which way each kind of record goes between the jobsite's systems and the books (decision 0026)."""

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import JsonValue

from fieldledger.domain.base import CanonicalModel

type ToBooks = Literal["off", "to_books"]
type FromBooks = Literal["off", "from_books"]

_BOOLEAN: Final[Mapping[JsonValue, ToBooks]] = {True: "to_books", False: "off"}


class Directions(CanonicalModel):
    """No kind goes both ways: each has one place where it is decided, and the other side follows.

    ``time``, ``bills`` and ``invoices`` that are ``off``: nothing new is approved (``FLOW_OFF``); changes of what is in
    the books already still follow. ``payments``: what the books paid of a bill becomes a contract payment in Procore.
    ``actuals``: what the books say was spent on a job, and Procore does not know, becomes direct costs there. What was
    pushed before one of these two was switched off stays in Procore as it is.
    """

    time: ToBooks = "to_books"
    bills: ToBooks = "to_books"
    invoices: ToBooks = "to_books"
    payments: FromBooks = "off"
    actuals: FromBooks = "off"


def directions_for_flows(settings: JsonValue) -> JsonValue:
    """Settings as they were before directions, with ``flows`` of true and false, as they are now.

    Raises ``ValueError`` for settings that say both, for nobody could tell which of them is meant. What is no object,
    and flows that are no such object, stay as they are for the model to refuse.
    """
    flows = settings.get("flows") if isinstance(settings, Mapping) else None
    if not isinstance(settings, Mapping) or not isinstance(flows, Mapping):
        return settings
    if not all(isinstance(on, bool) for on in flows.values()):
        return settings
    if "directions" in settings:
        raise ValueError("flows are the old name of directions: say one of them")
    rest = {name: value for name, value in settings.items() if name != "flows"}
    return {**rest, "directions": {name: _BOOLEAN[on] for name, on in flows.items()}}
