"""``sort``, ``order`` and ``q`` of lists that people sort and search."""

from fieldledger.http.parameters import Order
from fieldledger.services.queries.sorted_list import ListWish


def sorted_by(sort: str, order: Order, q: str | None) -> ListWish:
    """What the parameters ask for; ``sort`` "id" is the tables' own order."""
    return ListWish(None if sort == "id" else sort, order == "desc", q)
