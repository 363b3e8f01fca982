"""Showing what FOUNDATION would be given for one posting, from what is known here: nothing is asked of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from fieldledger.clients.encoding import json_body
from fieldledger.clients.foundation.preparing import prepare_writable
from fieldledger.domain.company import Company
from fieldledger.domain.foundation_mappings import FoundationRoute
from fieldledger.domain.posting import Posting
from fieldledger.result import Result
from fieldledger.services.foundation_posting.export_file import file_of
from fieldledger.services.foundation_posting.ids import FoundationIds, ids_needed
from fieldledger.services.foundation_posting.mapping import Mapped
from fieldledger.services.foundation_posting.rehearsing import FoundationRehearsal, route_of
from fieldledger.services.posting.previews import Change, Drafted, FieldChange, Reference, Way


@dataclass(frozen=True, slots=True)
class FoundationPreview:
    """Prepares one posting by itself: its hours are not rounded with others of the week."""

    rehearsal: FoundationRehearsal
    ids: FoundationIds

    async def draft(self, company: Company, posting: Posting) -> Result[Drafted]:
        """The record as it would be posted, or the rows of the import file, or the problem in the way."""
        found = await self.rehearsal.mappings.mappings(company.company_id)
        if found.failed:
            return found.failure()
        mappings = found.unwrap()
        asked = ids_needed([posting])
        resolved = await self.ids.resolve(company.company_id, asked, numbers_are_ids=mappings.numbers_are_ids)
        prepared = await self.rehearsal.rehearse(company, [posting])
        if resolved.failed or prepared.failed:
            return resolved.failure() if resolved.failed else prepared.failure()
        route = route_of(posting, mappings)
        ids = resolved.unwrap().ids
        named = tuple(
            Reference(kind, f"{kind}:{source_id}", ids[kind, source_id], None)
            for kind, source_id in asked
            if (kind, source_id) in ids
        )
        way: Way = "file" if route is FoundationRoute.FILE else "rest"
        problem = prepared.unwrap().problems.get(posting.posting_id)
        if problem is not None:
            return Result.ok(Drafted(references=named, problems=(problem,), way=way))
        mapped = prepared.unwrap().ready[posting.posting_id]
        payload = self._payload(mapped, route)
        return payload.map(lambda body: Drafted(body, named, _creation(mapped, body), way=way))

    def _payload(self, mapped: Mapped, route: FoundationRoute) -> Result[Mapping[str, object]]:
        dialect = self.rehearsal.dialect
        if route is FoundationRoute.FILE:
            file = file_of(mapped.kind, [mapped.write], dialect)
            return file.map(lambda made: {"rows": made.content.decode("ascii")})
        body = prepare_writable(mapped.write, dialect)
        return body.map(lambda prepared: dict(json.loads(json_body(prepared.body))))


def _creation(mapped: Mapped, payload: Mapping[str, object]) -> Change:
    fields = tuple(FieldChange(name, None, value) for name, value in payload.items())
    return Change("create", mapped.kind.value, None, fields)
