"""What a repository needs of a store: documents with optimistic locking, and transactions across tables.

``dynamo.py`` implements it with PynamoDB. The in-memory twin that service tests run on implements the same Protocol
and passes the same tests.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Never, Protocol

from pydantic import ValidationError

from fieldledger.domain.base import CanonicalModel
from fieldledger.result import ErrorCode, Result

type Key = tuple[str, str]


class TableName(StrEnum):
    """Tables by lifecycle and by who may touch them."""

    RECORDS = "records"
    POSTINGS = "postings"
    CONTROL = "control"
    AUDIT = "audit"


class Index(StrEnum):
    """Global secondary indexes; hash and range attribute names follow from the name (see ``INDEX_KEYS``)."""

    BY_DATE = "by_date"
    BY_STATE = "by_state"
    BY_DUE = "by_due"
    BY_KIND = "by_kind"
    BY_ENTITY = "by_entity"


INDEX_KEYS: Mapping[Index, tuple[str, str]] = MappingProxyType(
    {
        Index.BY_DATE: ("date_pk", "date_sk"),
        Index.BY_STATE: ("state_pk", "state_sk"),
        Index.BY_DUE: ("due_shard", "due_at"),
        Index.BY_KIND: ("kind_pk", "kind_sk"),
        Index.BY_ENTITY: ("entity_pk", "entity_sk"),
    }
)


@dataclass(frozen=True, slots=True)
class Document:
    """One stored item. ``version`` is 0 until it is stored; ``index`` holds the index attributes it appears under."""

    table: TableName
    pk: str
    sk: str
    body: str
    version: int = 0
    index: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None

    @property
    def key(self) -> Key:
        """Primary key."""
        return self.pk, self.sk


@dataclass(frozen=True, slots=True)
class Put:
    """Store ``document`` as version + 1, if the stored version is ``document.version`` (0: if it is absent)."""

    document: Document


@dataclass(frozen=True, slots=True)
class Check:
    """In a transaction: the item must still have ``version``."""

    table: TableName
    pk: str
    sk: str
    version: int


type Write = Put | Check

MAX_TRANSACTION_WRITES = 100


@dataclass(frozen=True, slots=True)
class Range:
    """Range-key condition: text between ``low`` and ``high``, both included."""

    low: str
    high: str

    @staticmethod
    def prefix(text: str) -> "Range":
        """Every range key that begins with ``text``; a bound may not be empty, and no key sorts below a space."""
        return Range(text or " ", text + "\U0010ffff")


type StartKey = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """``next_start`` is None on the last page."""

    documents: tuple[Document, ...]
    next_start: StartKey | None


class DocumentStore(Protocol):
    """All methods return ``STORE_UNAVAILABLE`` when the store does not answer."""

    async def get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        """Strongly consistent read."""
        ...

    async def get_many(self, table: TableName, keys: Sequence[Key]) -> Result[list[Document]]:
        """The documents that exist, in no particular order; any number of keys."""
        ...

    async def query(
        self,
        table: TableName,
        pk: str,
        span: Range,
        *,
        limit: int,
        start: StartKey | None = None,
        backwards: bool = False,
    ) -> Result[Page]:
        """A page in range-key order (``backwards``: in reverse), strongly consistent."""
        ...

    async def query_index(
        self,
        table: TableName,
        index: Index,
        pk: str,
        span: Range,
        *,
        limit: int,
        start: StartKey | None = None,
        backwards: bool = False,
    ) -> Result[Page]:
        """The same of an index, eventually consistent; a KEYS_ONLY index gives documents with an empty body."""
        ...

    async def put(self, document: Document) -> Result[Document]:
        """Store under the rule of ``Put``; ``VERSION_CONFLICT`` if somebody was faster."""
        ...

    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """Remove; removing what is absent succeeds."""
        ...

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """All or nothing, at most 100 writes; ``VERSION_CONFLICT`` with ``details["keys"]`` naming the losers."""
        ...


def conflict(keys: Sequence[Key], more: Mapping[str, object] = MappingProxyType({})) -> Result[Never]:
    """``VERSION_CONFLICT`` about ``keys``."""
    details = {"keys": ["/".join(key) for key in keys], **more}
    return Result.fail("somebody else changed the record first", ErrorCode.VERSION_CONFLICT, details)


def lost_key(written: Result[object], key: Key) -> bool:
    """Whether a transaction lost over ``key``, alone or among others."""
    keys = written.details.get("keys")
    return written.error_code == ErrorCode.VERSION_CONFLICT and isinstance(keys, list) and "/".join(key) in keys


def to_document(
    table: TableName,
    pk: str,
    sk: str,
    model: CanonicalModel,
    *,
    version: int = 0,
    index: Mapping[str, str] | None = None,
    expires_at: datetime | None = None,
) -> Document:
    """A document holding ``model``; the version lives beside the body, so it is left out of it."""
    body = model.model_dump_json(exclude={"version"})
    return Document(table, pk, sk, body, version, dict(index or {}), expires_at)


def to_model[M: CanonicalModel](kind: type[M], document: Document) -> M:
    """The model that a document holds, with the stored version where the model has one.

    Fields that this release does not know are left out: while a deployment is under way, a later one writes already.
    """
    try:
        model = kind.model_validate_json(document.body)
    except ValidationError as fault:
        known = fault.errors(include_input=False, include_url=False, include_context=False)
        if any(each["type"] != "extra_forbidden" for each in known):
            raise
        model = kind.model_validate_json(document.body, extra="ignore")
    if "version" in kind.model_fields:
        model.__dict__["version"] = document.version  # nobody has seen the model yet, and a copy costs as much again
    return model


async def every_page(store: DocumentStore, table: TableName, pk: str, span: Range) -> Result[list[Document]]:
    """All documents of a span, page after page: for spans that are small by nature (name lists of one company)."""
    found: list[Document] = []
    start: StartKey | None = None
    while True:
        page = await store.query(table, pk, span, limit=500, start=start)
        if page.failed:
            return page.failure()
        found.extend(page.unwrap().documents)
        start = page.unwrap().next_start
        if start is None:
            return Result.ok(found)
