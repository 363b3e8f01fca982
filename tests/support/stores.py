"""A document store on freshly created tables, on moto or at any DynamoDB endpoint."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from unittest import mock
from uuid import uuid4

from fieldledger.repositories.dynamo import DynamoDocumentStore
from tests.support.tables import create_tables, drop_tables

ENDPOINT_VARIABLE: Final = "AWS_ENDPOINT_URL_DYNAMODB"


@contextmanager
def dynamo_store(endpoint_url: str | None = None) -> Iterator[DynamoDocumentStore]:
    """A store on tables of its own, removed afterwards. Without ``endpoint_url`` moto has to be active.

    The endpoint reaches the product as it does in a local stack: through the environment.
    """
    environment = {} if endpoint_url is None else {ENDPOINT_VARIABLE: endpoint_url}
    with mock.patch.dict(os.environ, environment):
        names = create_tables(f"test-{uuid4().hex[:12]}", endpoint_url)
        try:
            yield DynamoDocumentStore(names)
        finally:
            drop_tables(names, endpoint_url)
