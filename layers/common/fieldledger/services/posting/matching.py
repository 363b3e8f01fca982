"""Rules that match a worker, a job or a name of the company's tables with a row of the books (time-and-identity.md D).

Only an exact number that occurs once on both sides links by itself. Names never do, and a tie is never broken: both go
to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.party import Party, number_key
from fieldledger.domain.party_matching import Key, Matcher
from fieldledger.result import ErrorCode, Result

IDENTITIES: Final[Mapping[CounterpartKind, IdentityKind]] = {
    CounterpartKind.EMPLOYEE: IdentityKind.EMPLOYEE,
    CounterpartKind.CUSTOMER: IdentityKind.PROJECT,
    CounterpartKind.VENDOR: IdentityKind.SUPPLIER,
}
"""Name lists whose rows are linked; the others are named by the company's tables."""
_CALLED: Final = {
    CounterpartKind.ITEM: "item",
    CounterpartKind.ACCOUNT: "account",
    CounterpartKind.CLASS: "class",
}


@dataclass(frozen=True, slots=True)
class Codes:
    """What is said where nothing links by itself."""

    number: str
    numberless: str
    missing: ErrorCode
    unmatched: ErrorCode
    ambiguous: ErrorCode


CODES: Final[Mapping[IdentityKind, Codes]] = {
    IdentityKind.EMPLOYEE: Codes(
        "employee number",
        "the worker has no employee number in Raken",
        ErrorCode.EMPLOYEE_NUMBER_MISSING,
        ErrorCode.EMPLOYEE_UNMATCHED,
        ErrorCode.EMPLOYEE_AMBIGUOUS,
    ),
    IdentityKind.PROJECT: Codes(
        "job number",
        "the job has no number in Raken",
        ErrorCode.JOB_NUMBER_MISSING,
        ErrorCode.JOB_UNMATCHED,
        ErrorCode.JOB_AMBIGUOUS,
    ),
}


def match_number(ours: Party, matcher: Matcher, codes: Codes) -> Result[Party]:
    """The row of the books with that number: one of ``codes`` unless it occurs once there and once with us."""
    number = number_key(ours.number)
    if not number:
        return Result.fail(codes.numberless, codes.missing)
    what = f"{codes.number} {number}"
    hits = matcher.fitting(ours, Key.NUMBER)
    twins = matcher.twins(ours, Key.NUMBER)
    if len(hits) == 1 and twins:
        names = _names([ours, *twins])
        return Result.fail(f"{what} is that of several records of ours: {names}", codes.ambiguous)
    return _only(hits, what, codes.unmatched, codes.ambiguous)


def match_named(
    kind: CounterpartKind, name: str, rows: Sequence[Counterpart], missing: ErrorCode
) -> Result[Counterpart]:
    """By the exact name, or an account's number, that the company's tables give: ``missing`` without just one row."""
    hits = [
        row for row in rows if row.active and (row.display_name.casefold() == name.casefold() or row.number == name)
    ]
    found = _only([as_party(row) for row in hits], f"{_CALLED[kind]} {name}", missing, missing)
    return found.map(lambda party: next(row for row in hits if row.vendor_id == party.id))


def as_party(row: Counterpart) -> Party:
    """A row of QuickBooks; a customer's number stands in its name."""
    in_name = row.kind is CounterpartKind.CUSTOMER
    return Party(row.vendor_id, row.display_name, row.number, row.email, active=row.active, number_in_name=in_name)


def _only(hits: Sequence[Party], what: str, none: ErrorCode, several: ErrorCode) -> Result[Party]:
    if len(hits) == 1:
        return Result.ok(hits[0])
    if not hits:
        return Result.fail(f"{what} is not in QuickBooks", none)
    return Result.fail(f"{what} fits several rows in QuickBooks: {_names(hits)}", several)


def _names(parties: Sequence[Party]) -> str:
    return ", ".join(sorted(party.name for party in parties)[:5])
