"""What an operator does once per company: set it up, and connect its vendor accounts.

These steps run the product's own services against a deployed stack's tables, key and secrets, before anybody can sign
in to the API. Where the stack is (AWS or MiniStack) is the environment's business.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldledger.clients.wake_queue import SqsWriterQueue
from fieldledger.domain.company import Company
from fieldledger.domain.connection import Connection, VendorName
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.payments_catch_ups import DocumentPaymentsCatchUps
from fieldledger.result import Result
from fieldledger.runtime import aws
from fieldledger.services.payments.catching_up import CatchUpStart
from fieldledger.services.posting.release import ITEM_CODES
from fieldledger.settings import (
    FoundationSettings,
    PostingsSettings,
    ProcoreSettings,
    QuickbooksSettings,
    RakenSettings,
    RecordsSettings,
    WritersQueueSettings,
)
from fieldledger.wiring.connecting import vendor_connections
from fieldledger.wiring.oauth import foundation_oauth, procore_oauth, quickbooks_oauth, raken_oauth
from fieldledger.wiring.parked import parked_over
from fieldledger.wiring.store import clock, document_store
from local.errors import LocalStackError

OPERATOR = "operator"


class OperatorSettings(
    RakenSettings,
    QuickbooksSettings,
    ProcoreSettings,
    FoundationSettings,
    RecordsSettings,
    PostingsSettings,
    WritersQueueSettings,
):
    """What setting up and connecting needs, by the names that the functions use."""


def required[T](result: Result[T]) -> T:
    """The value; an expected failure is raised with its code."""
    if result.failed:
        raise LocalStackError(f"{result.error_code}: {result.error} {dict(result.details) or ''}".rstrip())
    return result.unwrap()


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the vendor's redirect brought back; ``account_id`` is the realmId, or the id at Raken or Procore."""

    vendor: VendorName
    account_id: str
    code: str
    redirect_uri: str


class Operator:
    """Runs against the stack that ``values`` (environment variables by name) describe."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._settings = OperatorSettings.model_validate({name.lower(): value for name, value in values.items()})
        self._store = document_store(self._settings)

    async def set_up(self, company: Company) -> Result[Company]:
        """Create the company or replace its settings; postings that waited for a pay type go on."""
        companies = DocumentCompanies(self._store)
        before = (await companies.get(company.company_id)).data
        made = company.model_copy(update={"version": 0 if before is None else before.version})
        catch_up = await CatchUpStart(DocumentPaymentsCatchUps(self._store), clock()).writes(before, made)
        if catch_up.failed:
            return catch_up.failure()
        saved = await self._store.transact([companies.write(made), *catch_up.unwrap()])
        if saved.failed:
            return saved.failure()
        queue = SqsWriterQueue(aws.sqs, self._settings.quickbooks_postings_queue_url)
        foundation = SqsWriterQueue(aws.sqs, self._settings.foundation_postings_queue_url)
        released = await parked_over(self._store, queue, clock(), foundation).release(
            company.company_id, ITEM_CODES, "the company's settings changed"
        )
        return released.map(lambda _: made.model_copy(update={"version": made.version + 1}))

    async def connect(self, company_id: str, authorization: Authorization) -> Result[Connection]:
        """Exchange the code and store the grant, encrypted."""
        oauth = {
            VendorName.RAKEN: raken_oauth(self._settings),
            VendorName.QUICKBOOKS: quickbooks_oauth(self._settings),
            VendorName.PROCORE: procore_oauth(self._settings),
        }
        service = vendor_connections(self._settings, self._store, oauth)
        return await service.complete(
            company_id,
            OPERATOR,
            authorization.vendor,
            authorization.account_id,
            authorization.code,
            authorization.redirect_uri,
        )

    async def connect_app(self, company_id: str, vendor: VendorName, account_id: str) -> Result[Connection]:
        """Connect with the app's own credentials: FOUNDATION, and Procore's service account of a customer."""
        oauth = {
            VendorName.FOUNDATION: foundation_oauth(self._settings),
            VendorName.PROCORE: procore_oauth(self._settings),
        }
        service = vendor_connections(self._settings, self._store, oauth)
        return await service.connect_app(company_id, OPERATOR, vendor, account_id)
