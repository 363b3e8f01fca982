"""Every call of the API passes here: key, rate, token, product, company (foundation.md B2, B3)."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from simulators.foundation.apps import App, Subscription
from simulators.foundation.company import Company
from simulators.foundation.errors import invalid_key, invalid_token, missing_key, not_found, not_in_product, too_fast
from simulators.foundation.resources import DEFINITIONS, Resource
from simulators.foundation.settings import FoundationSettings
from simulators.foundation.state import FoundationState

KEY_HEADER = "Ocp-Apim-Subscription-Key"
KEY_QUERY = "subscription-key"
COMPANY = "companyId"


@dataclass(frozen=True, slots=True)
class ApiCall:
    """An admitted call: the company, the list, what it asks, and when (UTC)."""

    company: Company
    resource: Resource
    settings: FoundationSettings
    request: Request
    now: datetime


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A FastAPI dependency that admits a call or raises the vendor's refusal."""

    state: FoundationState

    def __call__(self, request: Request, resource: str) -> ApiCall:
        subscription = self._subscription(request)
        self._admit(subscription)
        app = self._app(request)
        named = self._resource(resource)
        product = DEFINITIONS[named].product
        if product not in subscription.products:
            self.state.counts["refused_product"] += 1
            raise not_in_product(product.value)
        self.state.counts["admitted"] += 1
        return ApiCall(self._company(request, app), named, self.state.settings, request, self.state.now())

    def _subscription(self, request: Request) -> Subscription:
        key = request.headers.get(KEY_HEADER) or request.query_params.get(KEY_QUERY)
        if not key:
            self.state.counts["refused_key"] += 1
            raise missing_key()
        subscription = self.state.subscription_of(key)
        if subscription is None:
            self.state.counts["refused_key"] += 1
            raise invalid_key()
        return subscription

    def _admit(self, subscription: Subscription) -> None:
        settings = self.state.settings
        seconds = self.state.allowance(subscription.name).take(self.state.now(), settings.requests_per_minute)
        if seconds:
            self.state.counts["throttled"] += 1
            raise too_fast(seconds, with_header=settings.retry_after_header)

    def _app(self, request: Request) -> App:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        app = self.state.app_of(token.strip())
        if scheme.lower() != "bearer" or app is None:
            self.state.counts["refused_token"] += 1
            raise invalid_token()
        return app

    def _company(self, request: Request, app: App) -> Company:
        """Named in the path, the query or a header; else the only company that the token opens."""
        named = request.path_params.get("company") or request.query_params.get(COMPANY) or request.headers.get(COMPANY)
        company_id = named or (app.company_ids[0] if len(app.company_ids) == 1 else "")
        company = self.state.companies.get(str(company_id).strip())
        if company is None or (app.company_ids and company.id not in app.company_ids):
            raise not_found(f"Company '{company_id}'")
        return company

    @staticmethod
    def _resource(name: str) -> Resource:
        if name not in Resource:
            raise not_found(f"Resource '{name}'")
        return Resource(name)
