"""The document store's contract, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.documents import (
    IndexContract,
    ManyDocumentsContract,
    QueryContract,
    SingleDocumentContract,
    TransactionContract,
)


class TestSingleDocument(SingleDocumentContract):
    """One document."""


class TestManyDocuments(ManyDocumentsContract):
    """Many documents by key."""


class TestQuery(QueryContract):
    """Pages of a partition."""


class TestIndex(IndexContract):
    """Pages of an index."""


class TestTransaction(TransactionContract):
    """Transactions."""
