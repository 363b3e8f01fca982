"""The rules of TimeActivity, codes 6290 to 6390, and how its times are shown (sections 1.5 and 7.2)."""

import re
from datetime import time, timedelta

from simulators.quickbooks.faults_catalogue import ErrorEntry, missing, plain
from simulators.quickbooks.values import Body, as_number, as_text, offset

_CLOCK = re.compile(r"(?:\d{4}-\d{2}-\d{2}T)?(\d{2}:\d{2}(?::\d{2})?)(?:Z|[+-]\d{2}:\d{2})?")
_LONGEST = timedelta(hours=8760, minutes=59)
_STATUSES = ("Billable", "NotBillable", "HasBeenBilled")
_DURATION = ("Hours", "Minutes", "Seconds")
_SPAN = ("StartTime", "EndTime")


def time_problems(body: Body, previous: Body | None) -> list[ErrorEntry]:
    """Collect every broken rule; `previous` is the record before an update."""
    return [*_person_problems(body), *_billing_problems(body, previous), *_duration_problems(body)]


def _person_problems(body: Body) -> list[ErrorEntry]:
    if "EmployeeRef" in body and "VendorRef" in body:
        return [plain("6290", "EmployeeRef and VendorRef exclude each other")]
    name_of = body.get("NameOf")
    if name_of == "Other" and "OtherNameRef" in body:
        return []
    if name_of not in ("Employee", "Vendor"):
        return [plain("6300", "NameOf must be Employee or Vendor", "NameOf")]
    needed = f"{name_of}Ref"
    return [] if needed in body else [missing(needed)]


def _billing_problems(body: Body, previous: Body | None) -> list[ErrorEntry]:
    found: list[ErrorEntry] = []
    status = body.get("BillableStatus", "NotBillable")
    billed_before = previous is not None and previous.get("BillableStatus") == "HasBeenBilled"
    if status not in _STATUSES or (status == "HasBeenBilled" and not billed_before):
        found.append(plain("6320", f"{status} cannot be set", "BillableStatus"))
    if status == "Billable" and "CustomerRef" not in body:
        found.append(plain("6310", "CustomerRef is missing", "CustomerRef"))
    rate = as_number(body.get("HourlyRate"))
    if (rate is None and status == "Billable") or (rate is not None and rate < 0):
        found.append(plain("6330", "HourlyRate is missing or negative", "HourlyRate"))
    return found


def _duration_problems(body: Body) -> list[ErrorEntry]:
    has_duration = any(prop in body for prop in _DURATION)
    has_span = any(prop in body for prop in _SPAN)
    if has_duration and has_span:
        return [plain("6390", "Send Hours and Minutes or StartTime and EndTime")]
    if has_span:
        return _span_problems(body)
    return _length_problems(body) if has_duration else [plain("6350", "Send Hours and Minutes")]


def _whole(body: Body, prop: str) -> int:
    value = body.get(prop)
    return value if isinstance(value, int) else 0


def _length_problems(body: Body) -> list[ErrorEntry]:
    parts = [_whole(body, prop) for prop in _DURATION]
    length = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2])
    in_hour = all(0 <= part < 60 for part in parts[1:])  # noqa: PLR2004 - minutes of an hour
    if parts[0] < 0 or not in_hour or length > _LONGEST:
        return [plain("6380", "The range is 0:00 to 8760:59", "Hours")]
    return []


def clock_time(value: str | None) -> time | None:
    """Read the wall-clock part; an offset is ignored for the hour count (section 7.2)."""
    matched = _CLOCK.fullmatch(value or "")
    if matched is None:
        return None
    try:
        return time.fromisoformat(matched[1])
    except ValueError:
        return None


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


def _span_problems(body: Body) -> list[ErrorEntry]:
    if not all(prop in body for prop in _SPAN):
        return [plain("6360", "StartTime and EndTime are needed together")]
    start, end = (clock_time(as_text(body[prop])) for prop in _SPAN)
    if start is None or end is None:
        return [plain("6340", "A time must be HH:MM:SS with an optional offset")]
    if start > end:
        return [plain("6370", "StartTime must be before EndTime")]
    pause = timedelta(hours=_whole(body, "BreakHours"), minutes=_whole(body, "BreakMinutes"))
    if pause < timedelta() or pause > _since_midnight(end) - _since_midnight(start):
        return [plain("6360", "The break is longer than the time between start and end")]
    return []


def shown_times(body: Body, utc_offset_minutes: int) -> Body:
    """Show start and end on the transaction's day in the company's offset; add Minutes to bare Hours."""
    shown = dict(body)
    for prop in _SPAN:
        moment = clock_time(as_text(body.get(prop)))
        if moment is not None:
            zoned = moment.replace(tzinfo=offset(utc_offset_minutes)).isoformat(timespec="seconds")
            shown[prop] = f"{body['TxnDate']}T{zoned}"
    if "Hours" in shown or "Minutes" in shown:
        shown.setdefault("Hours", 0)
        shown.setdefault("Minutes", 0)
    return shown
