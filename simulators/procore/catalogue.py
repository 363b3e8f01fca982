"""Every kind of record by name."""

from typing import Final

from simulators.procore.billing import BILLING
from simulators.procore.change_orders import CHANGE_ORDER_RESOURCES
from simulators.procore.codes import CODES
from simulators.procore.contracts import CONTRACTS
from simulators.procore.costs import COST_RESOURCES
from simulators.procore.field import FIELD
from simulators.procore.master_data import MASTER_DATA
from simulators.procore.resource import Resource

RESOURCES: Final[dict[str, Resource]] = {
    resource.name: resource
    for resource in (
        *MASTER_DATA,
        *CODES,
        *CONTRACTS,
        *CHANGE_ORDER_RESOURCES,
        *BILLING,
        *COST_RESOURCES,
        *FIELD,
    )
}
