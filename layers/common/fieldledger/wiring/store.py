"""The document store over the tables that a function's settings name."""

from fieldledger.domain.clock import Clock, SystemClock
from fieldledger.repositories.documents import DocumentStore, TableName
from fieldledger.repositories.dynamo import DynamoDocumentStore
from fieldledger.settings import Settings


def document_store(settings: Settings) -> DocumentStore:
    """Tables that the settings do not name are out of the function's reach, as in its policy."""
    names = {table: getattr(settings, f"{table.value}_table", None) for table in TableName}
    return DynamoDocumentStore({table: name for table, name in names.items() if name is not None})


def clock() -> Clock:
    """The real clock."""
    return SystemClock()
