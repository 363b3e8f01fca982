"""The caller and the caller's company."""

from datetime import datetime
from typing import Self

from fieldledger.domain.base import CanonicalModel
from fieldledger.domain.company import Company, PayPeriod
from fieldledger.domain.visibility import VisibleProjects
from fieldledger.http.pay_periods import current_pay_period
from fieldledger.http.principal import Principal
from fieldledger.http.roles import Role
from fieldledger.http.scopes import Scope


class CompanyView(CanonicalModel):
    """``current_pay_period`` is the one that it is now in ``time_zone``."""

    name: str
    time_zone: str
    current_pay_period: PayPeriod


class MeView(CanonicalModel):
    """``company`` is null until the company is set up.

    ``scopes`` are what the caller may do; ``project_ids`` a project manager's jobs, null for who sees all of them.
    """

    user_id: str
    email: str | None
    role: Role
    scopes: tuple[Scope, ...]
    project_ids: tuple[str, ...] | None
    company_id: str
    company: CompanyView | None

    @classmethod
    def of(cls, caller: Principal, visible: VisibleProjects, company: Company | None, now: datetime) -> Self:
        """The view of ``caller``."""
        return cls(
            user_id=caller.user_id,
            email=caller.email,
            role=caller.role,
            scopes=tuple(sorted(caller.scopes)),
            project_ids=None if visible.project_ids is None else tuple(sorted(visible.project_ids)),
            company_id=caller.company_id,
            company=None if company is None else _company(company, now),
        )


def _company(company: Company, now: datetime) -> CompanyView:
    period = current_pay_period(company, now)
    return CompanyView(name=company.name, time_zone=company.time_zone, current_pay_period=period)
