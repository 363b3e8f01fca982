"""The stores that every repository test runs on: in memory, and DynamoDB as moto plays it."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from fieldledger.repositories.documents import DocumentStore
from tests.fakes.documents import InMemoryDocumentStore
from tests.support.stores import dynamo_store


@pytest.fixture
def moto_store() -> Iterator[DocumentStore]:
    """A store on empty tables of moto."""
    with mock_aws(), dynamo_store() as store:
        yield store


@pytest.fixture(params=["memory", "moto"])
def store(request: pytest.FixtureRequest) -> DocumentStore:
    """The contracts take what this fixture gives; another tier overrides it with ``dynamo_store(endpoint_url)``."""
    if request.param == "memory":
        return InMemoryDocumentStore()
    found: DocumentStore = request.getfixturevalue("moto_store")
    return found
