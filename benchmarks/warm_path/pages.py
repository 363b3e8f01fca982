"""A page of the list as both peers make it, with a signed cursor."""

from datetime import date

from benchmarks.warm_path import deliveries, tables
from fieldledger.domain.time_card import TimeCardStatus
from fieldledger.http.cursors import ListQuery, seal, unseal
from fieldledger.services.queries.time_cards import TimeCardView


def page_of(
    company_id: str,
    first: date,
    last: date,
    status: TimeCardStatus | None,
    project_id: str | None,
    employee_id: str | None,
    order: str,
    limit: int,
    cursor: str | None,
) -> tuple[list[TimeCardView], str | None]:
    """The page and its cursor, signed as ours is."""
    chosen = {"from": str(first), "to": str(last), "status": status, "project_id": project_id}
    chosen |= {"employee_id": employee_id, "order": order, "of": None}
    query = ListQuery("list_time_cards", company_id, chosen)
    keys = deliveries.secret("CURSOR_SECRET_ID")["keys"]
    start = unseal(keys, query, cursor).unwrap() if cursor else None
    page, following = tables.listed(company_id, first, last, status, limit, start)
    return page, None if following is None else seal(keys[0], query, following)
