"""The document store on DynamoDB through PynamoDB, whose blocking calls are moved off the event loop here only."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from random import Random, SystemRandom
from typing import Final

from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, GetError, PutError, PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.pagination import ResultIterator
from pynamodb.transactions import TransactWrite

from fieldledger.repositories.documents import (
    INDEX_KEYS,
    MAX_TRANSACTION_WRITES,
    Check,
    Document,
    Index,
    Key,
    Page,
    Put,
    Range,
    StartKey,
    TableName,
    Write,
    conflict,
)
from fieldledger.repositories.dynamo_models import DocumentModel, model_of, to_page_key, to_start_key
from fieldledger.result import ErrorCode, Result

_CONFLICT: Final = "ConditionalCheckFailed"
_RACE: Final = "TransactionConflict"
_AT_ONCE: Final = "at_once"
"""No condition has failed: another transaction holds one of the items at this very moment."""
# Seconds, at most, before the next try: approvals of one company all look at the version of its settings.
_TURNS: Final = (0.02, 0.05, 0.1, 0.2, 0.4)
# Repeating cannot help: the request, the deployment or the policy is wrong.
_OWN_FAULTS: Final = frozenset({"ValidationException", "ResourceNotFoundException", "AccessDeniedException"})


class DynamoDocumentStore:
    """``tables`` names the DynamoDB table behind each logical table that this function may touch."""

    def __init__(self, tables: dict[TableName, str], random: Random | None = None) -> None:
        self._models: dict[TableName, type[DocumentModel]] = {
            table: model_of(table, name) for table, name in tables.items()
        }
        self._connection = Connection()
        self._random = random or SystemRandom()

    async def get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        """Strongly consistent read."""
        return await _offload(partial(self._get, table, pk, sk))

    async def get_many(self, table: TableName, keys: Sequence[Key]) -> Result[list[Document]]:
        """The documents that exist; PynamoDB splits into requests of 100 and repeats unprocessed keys."""
        if not keys:
            return Result.ok([])
        return await _offload(partial(self._get_many, table, tuple(dict.fromkeys(keys))))

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
        """A page in range-key order, strongly consistent."""
        model = self._models[table]
        condition = model.sk.between(span.low, span.high)
        run = partial(
            model.query,
            pk,
            condition,
            consistent_read=True,
            limit=limit,
            page_size=limit,
            scan_index_forward=not backwards,
            last_evaluated_key=to_page_key(start),
        )
        return await _offload(partial(_page, table, run))

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
        """A page of an index, eventually consistent."""
        model = self._models[table]
        condition = getattr(model, INDEX_KEYS[index][1]).between(span.low, span.high)
        run = partial(
            model.query,
            pk,
            condition,
            index_name=index.value,
            limit=limit,
            page_size=limit,
            scan_index_forward=not backwards,
            last_evaluated_key=to_page_key(start),
        )
        return await _offload(partial(_page, table, run))

    async def put(self, document: Document) -> Result[Document]:
        """Store if nobody was faster; the answer carries the new version."""
        return await _offload(partial(self._put, document))

    async def delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        """Remove; removing what is absent succeeds."""
        return await _offload(partial(self._delete, table, pk, sk))

    async def transact(self, writes: Sequence[Write]) -> Result[None]:
        """All or nothing, at most 100 writes. Transactions that only touch the same item at once take turns."""
        if len(writes) > MAX_TRANSACTION_WRITES:
            raise ValueError(f"{len(writes)} writes in one transaction")
        done = await _offload(partial(self._transact, writes))
        for most in _TURNS:
            if _AT_ONCE not in done.details:
                break
            await asyncio.sleep(self._random.uniform(0, most))
            done = await _offload(partial(self._transact, writes))
        return done

    def _get(self, table: TableName, pk: str, sk: str) -> Result[Document | None]:
        model = self._models[table]
        try:
            return Result.ok(model.get(pk, sk, consistent_read=True).document(table))
        except model.DoesNotExist:
            return Result.ok(None)

    def _get_many(self, table: TableName, keys: Sequence[Key]) -> Result[list[Document]]:
        found = self._models[table].batch_get(list(keys), consistent_read=True)
        return Result.ok([item.document(table) for item in found])

    def _put(self, document: Document) -> Result[Document]:
        model = self._models[document.table]
        try:
            stored = model.of(document)
            stored.save(condition=_unchanged(model, document.version))
        except PutError as refused:
            if refused.cause_response_code == "ConditionalCheckFailedException":
                return conflict([document.key])
            raise
        return Result.ok(stored.document(document.table))

    def _delete(self, table: TableName, pk: str, sk: str) -> Result[None]:
        model = self._models[table]
        model(pk, sk).delete()
        return Result.ok(None)

    def _transact(self, unordered: Sequence[Write]) -> Result[None]:
        # PynamoDB sends checks before puts; in that order the cancellation reasons line up with the writes.
        writes = sorted(unordered, key=lambda write: isinstance(write, Put))
        try:
            with TransactWrite(connection=self._connection) as transaction:
                for write in writes:
                    self._add(transaction, write)
        except TransactWriteError as refused:
            reasons = refused.cancellation_reasons
            codes = [reason.code if reason else None for reason in reasons]
            lost = [_key(write) for write, code in zip(writes, codes, strict=False) if code in {_CONFLICT, _RACE}]
            if lost:
                return conflict(lost, {} if _CONFLICT in codes else {_AT_ONCE: True})
            raise
        return Result.ok(None)

    def _add(self, transaction: TransactWrite, write: Write) -> None:
        match write:
            case Put(document):
                model = self._models[document.table]
                transaction.save(
                    model.of(document),
                    condition=_unchanged(model, document.version),
                )
            case Check(table, pk, sk, version):
                model = self._models[table]
                transaction.condition_check(model, pk, sk, condition=_unchanged(model, version))


def _unchanged(model: type[DocumentModel], version: int) -> Condition:
    return model.pk.does_not_exist() if version == 0 else model.version == version


def _key(write: Write) -> Key:
    return write.document.key if isinstance(write, Put) else (write.pk, write.sk)


def _page(table: TableName, run: Callable[[], ResultIterator[DocumentModel]]) -> Result[Page]:
    found = run()
    documents = tuple(item.document(table) for item in found)
    return Result.ok(Page(documents, to_start_key(found.last_evaluated_key)))


async def _offload[T](call: Callable[[], Result[T]]) -> Result[T]:
    """Run a blocking call in a worker thread; what the store could not answer becomes ``STORE_UNAVAILABLE``."""
    try:
        return await asyncio.to_thread(call)
    except (PynamoDBException, GetError, DeleteError) as broken:
        if broken.cause_response_code in _OWN_FAULTS:
            raise
        details = {"cause": broken.cause_response_code or type(broken).__name__}
        return Result.fail("the store did not answer", ErrorCode.STORE_UNAVAILABLE, details)
