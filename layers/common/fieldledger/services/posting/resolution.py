"""From our ids to the books' ids: links that exist, links that a rule is certain of, problems for the rest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fieldledger.domain.company import Company
from fieldledger.domain.connection import VendorName
from fieldledger.domain.crosswalk import Counterpart, CounterpartKind
from fieldledger.domain.drafts import VendorDraft
from fieldledger.domain.identity import Identity, IdentityKind, Link, LinkState
from fieldledger.domain.party import Party
from fieldledger.domain.party_matching import Matcher
from fieldledger.domain.posting import Operation, Posting
from fieldledger.log import LogEvent, log_mutation
from fieldledger.repositories.crosswalk import Crosswalk
from fieldledger.repositories.identities import Identities
from fieldledger.repositories.parties import Parties
from fieldledger.result import ErrorCode, Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.crosswalk.deciding import RULE, LinkDecisions, Wanted
from fieldledger.services.inbox import Problem
from fieldledger.services.posting.kinds import of
from fieldledger.services.posting.kinds.needs import Need, Needs, References
from fieldledger.services.posting.look_alikes import look_alike_problem
from fieldledger.services.posting.matching import CODES, IDENTITIES, Codes, as_party, match_named, match_number
from fieldledger.services.posting.references import told
from fieldledger.services.writing import Transactions

_BOOKS: Final = VendorName.QUICKBOOKS
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Resolved:
    """The books' ids per posting, and the problem of every posting that lacks one."""

    ids: Mapping[str, References]
    problems: Mapping[str, Problem]


type _Found = Mapping[str, Result[str]]


class PostingResolver:
    """Resolves the postings of one company in a few batch reads and as many writes as there are new links."""

    def __init__(
        self,
        crosswalk: Crosswalk,
        identities: Identities,
        parties: Parties,
        decisions: LinkDecisions,
        transactions: Transactions | None,
    ) -> None:
        """Without ``transactions`` nothing is written: a rehearsal."""
        self._crosswalk = crosswalk
        self._identities = identities
        self._parties = parties
        self._decisions = decisions
        self._transactions = transactions

    async def resolve(self, company: Company, postings: Sequence[Posting]) -> Result[Resolved]:
        """Every posting ends up either with ids or with a problem."""
        stated = {posting.posting_id: _needs(company, posting) for posting in postings}
        wanted: dict[CounterpartKind, dict[str, Need]] = defaultdict(dict)
        for needs in stated.values():
            for need in needs.unwrap_or(()):
                wanted[need.kind][need.key] = need
        found: dict[tuple[CounterpartKind, str], Result[str]] = {}
        for kind, rows in wanted.items():
            answered = await self._rows(company.company_id, kind, rows)
            if answered.failed:
                return answered.failure()
            found |= {(kind, key): row for key, row in answered.unwrap().items()}
        used = company.mapping_version
        outcomes = {posting_id: _combine(posting_id, needs, found, used) for posting_id, needs in stated.items()}
        ids = {posting_id: outcome for posting_id, outcome in outcomes.items() if isinstance(outcome, References)}
        problems = {posting_id: outcome for posting_id, outcome in outcomes.items() if isinstance(outcome, Problem)}
        alike = await self._alike(company.company_id, postings)
        return alike.map(lambda found: Resolved(ids, problems | found))

    async def _alike(self, company_id: str, postings: Sequence[Posting]) -> Result[dict[str, Problem]]:
        """New vendors that the books may have already."""
        new = {p.posting_id: p.payload for p in postings if _makes_vendor(p) and isinstance(p.payload, VendorDraft)}
        if not new:
            return Result.ok({})
        rows = await self._crosswalk.counterparts(company_id, CounterpartKind.VENDOR)
        ids = sorted({draft.supplier_id for draft in new.values()})
        known = await self._identities.of(company_id, IdentityKind.SUPPLIER, ids)
        if rows.failed or known.failed:
            return rows.failure() if rows.failed else known.failure()
        found = {
            key: look_alike_problem(draft, known.unwrap()[draft.supplier_id], rows.unwrap())
            for key, draft in new.items()
        }
        return Result.ok({key: problem for key, problem in found.items() if problem is not None})

    async def _rows(self, company_id: str, kind: CounterpartKind, needs: Mapping[str, Need]) -> Result[_Found]:
        identity = IDENTITIES.get(kind)
        if identity is None:
            return await self._named(company_id, kind, needs)
        return await self._linked(company_id, kind, identity, sorted(needs))

    async def _named(self, company_id: str, kind: CounterpartKind, needs: Mapping[str, Need]) -> Result[_Found]:
        """Named rows are not linked: the company's own tables already name them."""
        rows = await self._crosswalk.counterparts(company_id, kind)
        return rows.map(
            lambda listed: {
                key: match_named(kind, key, listed, need.missing).map(lambda row: row.vendor_id)
                for key, need in needs.items()
            }
        )

    async def _linked(
        self, company_id: str, kind: CounterpartKind, identity: IdentityKind, wanted: Sequence[str]
    ) -> Result[_Found]:
        known = await self._identities.of(company_id, identity, wanted)
        if known.failed:
            return known.failure()
        linked = {key: each.link(_BOOKS) for key, each in known.unwrap().items()}
        links = {key: link for key, link in linked.items() if link is not None}
        rows = await self._crosswalk.rows(company_id, kind, sorted({link.vendor_id for link in links.values()}))
        if rows.failed:
            return rows.failure()
        off = {row.vendor_id: row for row in rows.unwrap() if not row.active}
        found = {key: _usable(link, identity, off.get(link.vendor_id)) for key, link in links.items()}
        missing = [key for key in wanted if key not in found]
        codes = CODES.get(identity)
        if codes is None:  # a subcontractor has no number that both sides know, and names never link by themselves
            unlinked = ErrorCode.SUPPLIER_UNMATCHED
            return Result.ok(
                found | {key: Result.fail(f"subcontractor {key} is linked to no vendor", unlinked) for key in missing}
            )
        if not missing:
            return Result.ok(found)
        matched = await self._matched(company_id, kind, {key: known.unwrap()[key] for key in missing}, codes)
        return matched.map(lambda more: found | dict(more))

    async def _matched(
        self, company_id: str, kind: CounterpartKind, missing: Mapping[str, Identity], codes: Codes
    ) -> Result[_Found]:
        """By number, and linked where that is certain. Both sides are read whole, since a tie on either is one."""
        rows = await self._crosswalk.counterparts(company_id, kind)
        ours = await self._ours(company_id, IDENTITIES[kind])
        if rows.failed or ours.failed:
            return rows.failure() if rows.failed else ours.failure()
        known = {party.id: party for party in ours.unwrap()}
        matcher = Matcher(known.values(), map(as_party, rows.unwrap()))
        found: dict[str, Result[str]] = {}
        for key, identity in missing.items():
            party = known.get(identity.canonical_id)
            if party is None:
                found[key] = Result.fail("Raken never sent this record", codes.unmatched)
                continue
            matched = match_number(party, matcher, codes)
            linked = await self._link(identity, matched.unwrap(), codes) if matched.success else matched.failure()
            if linked.failed and linked.error_code not in {codes.missing, codes.unmatched, codes.ambiguous}:
                return linked.failure()
            found[key] = linked
        return Result.ok(found)

    async def _ours(self, company_id: str, kind: IdentityKind) -> Result[list[Party]]:
        """Our records without those that were merged into others."""
        parties = await self._parties.every(company_id, kind)
        identities = await self._identities.every(company_id, kind)
        if parties.failed or identities.failed:
            return parties if parties.failed else identities.failure()
        merged = {each.canonical_id for each in identities.unwrap() if each.merged_into is not None}
        return parties.map(lambda found: [party for party in found if party.id not in merged])

    async def _link(self, identity: Identity, row: Party, codes: Codes) -> Result[str]:
        """A row that belongs to another record, or that a person refused, is a tie like any other."""
        wanted = Wanted(
            company_id=identity.company_id,
            kind=identity.kind,
            canonical_id=identity.canonical_id,
            vendor=_BOOKS,
            vendor_id=row.id,
            decided_by=f"{RULE}{codes.number.replace(' ', '_')}",
            reason=f"the {codes.number} is that of {row.shown}",
        )
        for _ in range(_TRIES):
            decided = await self._decisions.link(wanted)
            if decided.error_code in {ErrorCode.LINK_CONFLICT, ErrorCode.LINK_REFUSED}:
                return Result.fail(f"{row.shown} has the number, but {decided.error}", codes.ambiguous)
            if decided.failed:
                return decided.failure()
            if self._transactions is None or not decided.unwrap().changes:
                return Result.ok(row.id)
            stored = await self._transactions.transact(decided.unwrap().writes)
            if stored.success:
                log_mutation(LogEvent.LINK_DECIDED, SYSTEM, identity.subject, vendor=_BOOKS, vendor_id=row.id)
                return Result.ok(row.id)
            if stored.error_code != ErrorCode.VERSION_CONFLICT:
                return stored.failure()
        return Result.fail("the link kept changing while it was decided", ErrorCode.VERSION_CONFLICT)


def _usable(link: Link, kind: IdentityKind, off: Counterpart | None) -> Result[str]:
    """A stale link sends nothing anywhere: work has landed on last month's job that way."""
    if off is not None:
        return _switched_off(off)
    if link.state is LinkState.CONFIRMED:
        return Result.ok(link.vendor_id)
    text = f"the {kind}'s link to QuickBooks has to be looked at again: {link.stale_because}"
    return Result.fail(text, ErrorCode.LINK_STALE)


def lists_needed(company: Company, postings: Sequence[Posting]) -> set[CounterpartKind]:
    """The name lists that resolving ``postings`` looks into."""
    named = {need.kind for posting in postings for need in _needs(company, posting).unwrap_or(())}
    return named | ({CounterpartKind.VENDOR} if any(map(_makes_vendor, postings)) else set())


def _makes_vendor(posting: Posting) -> bool:
    return posting.payload.kind == "vendor" and posting.operation is Operation.CREATE


def _needs(company: Company, posting: Posting) -> Needs:
    """What is removed refers to nothing any more."""
    return Result.ok(()) if posting.operation is Operation.REMOVE else of.needs(company, posting.payload)


def _switched_off(row: Counterpart) -> Result[str]:
    """A link is a decision and stays; whether another row is meant now is for a person to say."""
    text = f"{row.display_name} is switched off in QuickBooks: switch it on there, or link another row"
    if row.gone:
        text = f"{row.display_name} is in QuickBooks no more, probably merged into another {row.kind}: link that one"
    return Result.fail(text, ErrorCode.BOOKS_REFERENCE_INACTIVE, told([(row.kind, row.vendor_id)]))


def _combine(
    posting_id: str,
    needs: Result[tuple[Need, ...]],
    found: Mapping[tuple[CounterpartKind, str], Result[str]],
    used: str | None,
) -> References | Problem:
    if needs.failed:
        code = ErrorCode(needs.error_code or ErrorCode.UNKNOWN)
        subject = str(needs.details.get("subject", f"posting:{posting_id}"))
        details = {name: str(value) for name, value in needs.details.items() if name != "subject"}
        return Problem(code, subject, needs.error or "", details, mapping_version=used)
    for need in needs.unwrap():
        row = found[need.kind, need.key]
        if row.failed:
            code = ErrorCode(row.error_code or ErrorCode.UNKNOWN)
            details = {name: str(value) for name, value in row.details.items()}
            return Problem(code, need.subject, row.error or "", details, mapping_version=used)
    return References({(need.kind, need.key): found[need.kind, need.key].unwrap() for need in needs.unwrap()})
