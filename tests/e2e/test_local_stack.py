"""All scenarios on one deployed stack. They share this file, so that no second worker starts a second stack."""

from tests.e2e.scenarios.access import PermissionScenarios, RequestScenarios, SignInScenarios
from tests.e2e.scenarios.contract import DescriptionScenarios, FuzzScenarios
from tests.e2e.scenarios.foundation import FoundationScenarios
from tests.e2e.scenarios.operator import OperatorScenarios
from tests.e2e.scenarios.posting import PostingScenarios
from tests.e2e.scenarios.webhooks import WebhookScenarios
from tests.integration.repositories.contracts.documents import (
    IndexContract,
    ManyDocumentsContract,
    QueryContract,
    SingleDocumentContract,
    TransactionContract,
)
from tests.integration.repositories.contracts.foundation import FoundationExportsContract, FoundationOutboxContract


class TestSignIn(SignInScenarios):
    """Tokens."""


class TestRequests(RequestScenarios):
    """Refused requests."""


class TestWebhooks(WebhookScenarios):
    """Before anything is posted, so that the books have nothing of their own to tell."""


class TestPermissions(PermissionScenarios):
    """Roles and tenants."""


class TestPosting(PostingScenarios):
    """Approvals and the books."""


class TestFoundation(FoundationScenarios):
    """The other books."""


class TestOperator(OperatorScenarios):
    """The command line and connections."""


class TestDescription(DescriptionScenarios):
    """The description and the client that is made from it."""


class TestFuzz(FuzzScenarios):
    """Whatever is sent."""


class TestFoundationExports(FoundationExportsContract):
    """Import files on MiniStack."""


class TestFoundationOutbox(FoundationOutboxContract):
    """Seals and claims on MiniStack."""


class TestSingleDocument(SingleDocumentContract):
    """The document store on MiniStack: one document."""


class TestManyDocuments(ManyDocumentsContract):
    """Many documents by key."""


class TestQuery(QueryContract):
    """Pages of a partition."""


class TestIndex(IndexContract):
    """Pages of an index."""


class TestTransaction(TransactionContract):
    """Transactions."""
