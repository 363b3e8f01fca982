"""What a function's pieces of code ask of AWS: actions by the setting that names the resource, and by index."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from mypy.nodes import CallExpr, Expression, MemberExpr, NameExpr
from mypy.types import Instance, TypeVarType, get_proper_type

from .program import Call, Piece, Program
from .reach import Reach

type Needs = dict[str, set[str]]
"""Actions by resource: ``records_table``, ``postings_table/index/by_state``, ``quickbooks_secret_id``."""

_STORES: Final = "fieldledger.repositories"
# The store itself: who calls it says what it does.
ENDS: Final = tuple(f"{_STORES}.{name}" for name in ("documents", "dynamo", "dynamo_models", "metered", "aggregate"))
_DOCUMENTS, _TABLES = f"{_STORES}.documents.", f"{_STORES}.documents.TableName."
_AGGREGATE: Final = f"{_STORES}.aggregate.Aggregate"
_OF_STORE: Final = {
    "get": "GetItem",
    "get_many": "BatchGetItem",
    "query": "Query",
    "query_index": "Query",
    "delete": "DeleteItem",
}
_OF_AGGREGATE: Final = {
    "find": "GetItem",
    "get": "GetItem",
    "get_many": "BatchGetItem",
    "page": "Query",
    "put": "PutItem",
    "save": "PutItem",
}
_OF_PLANS: Final = {
    f"{_DOCUMENTS}to_document": "PutItem",
    f"{_DOCUMENTS}Document": "PutItem",
    f"{_DOCUMENTS}Check": "ConditionCheckItem",
}
_CLIENTS: Final = {
    "mypy_boto3_sqs.client.SQSClient": ("sqs", "_queue_url"),
    "fieldledger.clients.vendor_event_queue.MessageSender": ("sqs", "_queue_url"),
    "mypy_boto3_kms.client.KMSClient": ("kms", "_key_id"),
    "mypy_boto3_s3.client.S3Client": ("s3", "_bucket"),
}
_OTHER_NAMES: Final = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "s3:HeadObject": "s3:GetObject",
    "s3:GeneratePresignedUrl": "s3:GetObject",
}
_CIRCUIT: Final = (
    "aws_lambda_powertools.utilities.circuit_breaker.persistence.dynamodb.CircuitBreakerDynamoDBPersistence"
)
_OF_CIRCUIT: Final = ("GetItem", "PutItem", "UpdateItem")
# Where the call does not say which table: checks of documents that were read or made elsewhere, and a probe of several.
_ELSEWHERE: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_STORES}.source_versions._version": ("RECORDS",),
    "fieldledger.services.foundation_posting.gathering.ExportGathering._transaction": ("POSTINGS",),
    "fieldledger.wiring.health._tables": ("RECORDS", "POSTINGS", "CONTROL"),
}


class Needing:
    """Derives the needs of one function after the other of one program."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._tables = dict(_tables_of_models(program))

    def of(self, module: str) -> Needs:
        """What the handler of this module can ask of AWS, whatever happens to it.

        A write that is only planned, as in a dry run, asks for nothing: it has to get into a transaction.
        """
        pieces = Reach(self._program, ENDS).of(module)
        writes = any(_transacts(piece, pieces) for piece in pieces.values())
        needs: Needs = defaultdict(set)
        for piece in pieces.values():
            planned = self._of_plans(piece) if writes else ()
            for resource, action in (*self._of_aggregates(piece), *_of_stores(piece), *_of_libraries(piece), *planned):
                needs[resource].add(action)
        for resource, action in self._of_clients(pieces):
            needs[resource].add(action)
        return dict(needs)

    def _of_aggregates(self, piece: Piece) -> Iterator[tuple[str, str]]:
        for of, name in piece.objects:
            if of.type.fullname == _AGGREGATE and name in _OF_AGGREGATE:
                yield _table(self._tables[_model(of)]), f"dynamodb:{_OF_AGGREGATE[name]}"

    def _of_plans(self, piece: Piece) -> Iterator[tuple[str, str]]:
        for of, name in piece.objects:
            if of.type.fullname == _AGGREGATE and name == "write":
                yield _table(self._tables[_model(of)]), "dynamodb:PutItem"
        for call in piece.calls:
            action = _OF_PLANS.get(call.callee)
            if action is not None:
                yield from ((_table(table), f"dynamodb:{action}") for table in _tables(piece, call))

    def _of_clients(self, pieces: Mapping[str, Piece]) -> Iterator[tuple[str, str]]:
        """A client's calls concern what the classes and functions of its module are handed."""
        for piece in pieces.values():
            for access in piece.accesses:
                if access.of in _CLIENTS:
                    service, suffix = _CLIENTS[access.of]
                    action = f"{service}:{access.name.title().replace('_', '')}"
                    handed = self._handed(piece.module, suffix, pieces.values())
                    if not handed:
                        raise LookupError(f"nothing is handed to {piece.module}")
                    yield from ((resource, _OTHER_NAMES.get(action, action)) for resource in handed)

    def _handed(self, module: str, suffix: str, pieces: Iterable[Piece]) -> set[str]:
        found: set[str] = set()
        for piece in pieces:
            if piece.module == module:
                found |= piece.settings
            for call in piece.calls:
                if call.callee.rpartition(".")[0] == module:
                    found |= {name for each in call.node.args for name in self._settings_in(each)}
        return {name for name in found if name.endswith(suffix)}

    def _settings_in(self, argument: Expression) -> set[str]:
        if isinstance(argument, MemberExpr):
            return {argument.name}
        variable = self._program.pieces.get(getattr(argument, "fullname", ""))
        return set() if variable is None else variable.settings


def _of_libraries(piece: Piece) -> Iterator[tuple[str, str]]:
    yield from ((name, "secretsmanager:GetSecretValue") for name in piece.settings if name.endswith("_secret_id"))
    if _CIRCUIT in piece.names:
        yield from (("control_table", f"dynamodb:{action}") for action in _OF_CIRCUIT)


def _tables_of_models(program: Program) -> Iterator[tuple[str, str]]:
    """Where the models of each kind are kept, by the aggregates that are made."""
    for piece in program.pieces.values():
        for call in piece.calls:
            if call.callee == _AGGREGATE and (made := program.types.get(call.node)) is not None:
                table = _told(call.node, _TABLES)
                instance = get_proper_type(made)
                if table is not None and isinstance(instance, Instance):
                    yield _model(instance), table


def _model(of: Instance) -> str:
    """The model of an aggregate; of one that is kept open, the most that it can be."""
    kind = get_proper_type(of.args[0])
    kind = get_proper_type(kind.upper_bound) if isinstance(kind, TypeVarType) else kind
    return str(kind)


def _told(call: CallExpr, prefix: str) -> str | None:
    for argument in call.args:
        name = getattr(argument, "fullname", "") or ""
        if name.startswith(prefix):
            return str(name.removeprefix(prefix))
        if isinstance(argument, MemberExpr) and f"{getattr(argument.expr, 'fullname', '')}." == prefix:
            return argument.name
    return None


def _transacts(piece: Piece, pieces: Mapping[str, Piece]) -> bool:
    """Objects that are made with None in place of the transactions, for a rehearsal, write nothing."""
    if not any(access.name == "transact" for access in piece.accesses):
        return False
    owner = piece.name.rpartition(".")[0]
    made = [call.node for each in pieces.values() for call in each.calls if call.callee == owner]
    return not made or not all(any(_is_none(argument) for argument in node.args) for node in made)


def _is_none(argument: Expression) -> bool:
    return isinstance(argument, NameExpr) and argument.fullname == "builtins.None"


def _of_stores(piece: Piece) -> Iterator[tuple[str, str]]:
    for call in piece.calls:
        action = _OF_STORE.get(call.callee) if _is_store(call.of) else None
        action = "Query" if call.callee == f"{_DOCUMENTS}every_page" else action
        if action is not None:
            index = _told(call.node, f"{_DOCUMENTS}Index.") if call.callee == "query_index" else None
            yield from ((_table(table, index), f"dynamodb:{action}") for table in _tables(piece, call))


def _tables(piece: Piece, call: Call) -> tuple[str, ...]:
    told = _told(call.node, _TABLES)
    found = _ELSEWHERE.get(piece.name, ()) if told is None else (told,)
    if not found:
        raise LookupError(f"{piece.name} does not say of which table")
    return found


def _is_store(of: Instance | None) -> bool:
    return of is not None and of.type.fullname == f"{_DOCUMENTS}DocumentStore"


def _table(name: str, index: str | None = None) -> str:
    return f"{name.lower()}_table" + ("" if index is None else f"/index/{index.lower()}")
