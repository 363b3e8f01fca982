"""All of Procore's resources over one requester."""

from fieldledger.clients.procore.requester import Requester
from fieldledger.clients.procore.resources.budget import Budgets
from fieldledger.clients.procore.resources.change_orders import (
    ChangeOrderPackages,
    CommitmentChangeOrders,
    PotentialChangeOrders,
)
from fieldledger.clients.procore.resources.commitments import purchase_orders, subcontracts
from fieldledger.clients.procore.resources.cost_codes import CostCodes
from fieldledger.clients.procore.resources.daily_logs import DailyLogs
from fieldledger.clients.procore.resources.direct_costs import DirectCosts
from fieldledger.clients.procore.resources.payment_applications import PaymentApplications
from fieldledger.clients.procore.resources.payments import ContractPayments
from fieldledger.clients.procore.resources.preflight import Preflight
from fieldledger.clients.procore.resources.prime_contracts import PrimeContracts
from fieldledger.clients.procore.resources.projects import Projects
from fieldledger.clients.procore.resources.requisitions import BillingPeriods, Requisitions
from fieldledger.clients.procore.resources.time_cards import TimecardEntries
from fieldledger.clients.procore.resources.users import Users
from fieldledger.clients.procore.resources.vendors import Vendors
from fieldledger.clients.procore.resources.wbs import WbsCodes
from fieldledger.clients.procore.resources.webhooks import Webhooks
from fieldledger.clients.procore.resources.webhooks_v2 import WebhooksV2


class ProcoreApi:
    """Made of a ``ProcoreClient``; a service takes only the resources that it needs."""

    def __init__(self, requester: Requester) -> None:
        self.preflight = Preflight(requester)
        self.projects = Projects(requester)
        self.vendors = Vendors(requester)
        self.users = Users(requester)
        self.cost_codes = CostCodes(requester)
        self.wbs_codes = WbsCodes(requester)
        self.budgets = Budgets(requester)
        self.subcontracts = subcontracts(requester)
        self.purchase_orders = purchase_orders(requester)
        self.change_order_packages = ChangeOrderPackages(requester)
        self.potential_change_orders = PotentialChangeOrders(requester)
        self.commitment_change_orders = CommitmentChangeOrders(requester)
        self.requisitions = Requisitions(requester)
        self.billing_periods = BillingPeriods(requester)
        self.contract_payments = ContractPayments(requester)
        self.direct_costs = DirectCosts(requester)
        self.prime_contracts = PrimeContracts(requester)
        self.payment_applications = PaymentApplications(requester)
        self.timecard_entries = TimecardEntries(requester)
        self.daily_logs = DailyLogs(requester)
        self.webhooks = Webhooks(requester)
        self.webhooks_v2 = WebhooksV2(requester)
