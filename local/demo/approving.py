"""Approving invoices through the API, as people do: look first, then approve exactly what was seen."""

from collections.abc import Iterable, Sequence
from typing import Final

from local.demo.api import Api, Json, as_object, objects
from local.errors import LocalStackError

VENDOR_INVOICES: Final = "/v1/vendor-invoices"
OWNER_INVOICES: Final = "/v1/owner-invoices"


def invoices(api: Api, path: str, days: dict[str, str], *statuses: str) -> list[Json]:
    """The invoices of these days, the oldest first; without ``statuses`` all of them."""
    found = api.pages(path, days | {"order": "asc"})
    return [each for each in found if not statuses or each["status"] in statuses]


def whole(api: Api, path: str, listed: Iterable[Json]) -> list[Json]:
    """Invoices of a list, each with its lines and postings."""
    return [api.one(f"{path}/{each['invoice_id']}") for each in listed]


def approve(api: Api, path: str, seen: Sequence[Json]) -> Json:
    """What became of ``seen``: which were approved, which wait for a second person, which were left out and why."""
    body: Json = {"invoices": [{name: each[name] for name in ("invoice_id", "version", "total")} for each in seen]}
    looked = api.post(f"{path}/approvals", body | {"dry_run": True})
    done = api.post(f"{path}/approvals", body)
    if (looked["approved"], looked["awaiting_second"]) != (done["approved"], done["awaiting_second"]):
        raise LocalStackError(f"approved something else than was shown: {looked} {done}")
    return done


def ids(done: Json, name: str) -> set[str]:
    """The invoices that an answer lists under ``name``."""
    listed = done[name]
    return {str(each) for each in listed} if isinstance(listed, list) else set()


def refusals(done: Json) -> dict[str, str]:
    """Code -> sentence of what was left out."""
    return {str(each["code"]): str(each["message"]) for each in objects(done["skipped"])}


def number_of(part: object) -> str:
    """The number of the job that an invoice names; empty where there is none."""
    return "" if part is None else str(as_object(part)["number"])
