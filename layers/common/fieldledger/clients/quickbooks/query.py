"""Building QuickBooks query statements (quickbooks.md 4.1)."""

from datetime import date


def literal(text: str) -> str:
    """A quoted literal: the backslash is escaped first, or it would break out of the quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def name_list(entity: str, start: int, size: int) -> str:
    """A page of a name list with its inactive rows, which a plain query leaves out."""
    return f"SELECT * FROM {entity} WHERE Active IN (true, false) ORDERBY Id STARTPOSITION {start} MAXRESULTS {size}"


def time_activities(first: date, last: date, start: int, size: int) -> str:
    """A page of the time activities of a span of days, both included."""
    return (
        f"SELECT * FROM TimeActivity WHERE TxnDate >= {literal(first.isoformat())}"
        f" AND TxnDate <= {literal(last.isoformat())} ORDERBY Id STARTPOSITION {start} MAXRESULTS {size}"
    )
