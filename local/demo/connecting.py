"""What an operator and the contractor's administrator do once: set the company up, connect its vendor accounts."""

import os
from datetime import date

import httpx

from fieldledger.domain.company import Company, PayPeriodRule, PayTypeMapping
from fieldledger.log import logger
from local import aws
from local.demo.contractor import COMPANY_ID, COMPANY_NAME, ITEMS, PAY_PERIOD_DAYS
from local.demo.sign_in import authorize_quickbooks, authorize_raken
from local.operator import Operator, required
from local.state import StackState


async def set_up_company(state: StackState, http: httpx.Client, first_day: date) -> None:
    """Create the company, its pay periods counted from ``first_day``, and connect Raken and QuickBooks.

    Points this process's AWS environment at the local stack.
    """
    operator = Operator(operator_values(state))
    company = Company(
        company_id=COMPANY_ID,
        name=COMPANY_NAME,
        pay_periods=PayPeriodRule(anchor=first_day, days=PAY_PERIOD_DAYS),
        pay_types={code: PayTypeMapping(service_item=item) for code, item in ITEMS.items()},
    )
    required(await operator.set_up(company))
    required(await operator.connect(COMPANY_ID, authorize_raken(state, http)))
    required(await operator.connect(COMPANY_ID, authorize_quickbooks(state, http)))


def operator_values(state: StackState) -> dict[str, object]:
    """The functions' own environment, for the services that an operator runs; AWS means the local stack from here."""
    os.environ.update(aws.environment(state.endpoint))
    logger.setLevel("WARNING")  # what the operator's services log does not belong between the steps
    return {
        "STAGE": "local",
        "RECORDS_TABLE": state.resources["RecordsTable"],
        "POSTINGS_TABLE": state.resources["PostingsTable"],
        "CONTROL_TABLE": state.resources["ControlTable"],
        "QUICKBOOKS_POSTINGS_QUEUE_URL": state.queues["QuickbooksPostingsQueue"],
        "FOUNDATION_POSTINGS_QUEUE_URL": state.queues["FoundationPostingsQueue"],
        "CONNECTIONS_KEY_ID": state.connections_key,
        "RAKEN_SECRET_ID": state.resources["RakenSecret"],
        "RAKEN_TOKEN_URL": f"{state.urls['raken']}/oauth/token",
        "QUICKBOOKS_SECRET_ID": state.resources["QuickbooksSecret"],
        "QUICKBOOKS_TOKEN_URL": f"{state.urls['quickbooks']}/oauth2/v1/tokens/bearer",
        "FOUNDATION_SECRET_ID": state.resources["FoundationSecret"],
        "FOUNDATION_TOKEN_URL": f"{state.urls['foundation']}/oauth2/token",
        "PROCORE_SECRET_ID": state.resources["ProcoreSecret"],
        "PROCORE_LOGIN_URL": state.urls["procore"],
    }
