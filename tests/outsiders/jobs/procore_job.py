"""An ordinary day with pyprocore as it comes from PyPI; prints what it read as JSON."""

import json
import os

from pyprocore import Procore
from pyprocore.core.exceptions import ProcoreError


def main() -> None:
    """Lists, single records, filters, and a record that does not exist."""
    procore = Procore()
    company = int(os.environ["PROCORE_COMPANY_ID"])
    projects = procore.projects.list()
    first = projects[0]
    said: dict[str, object] = {
        "companies": [found.id for found in procore.companies.list()],
        "projects": len(projects),
        "project": procore.projects.get(first.id).id == first.id,
        "vendors": len(procore.vendors.list(company)),
        "direct_costs": len(procore.direct_costs.list(first.id)),
        "billing_periods": len(procore.billing_periods.list(first.id)),
        "number": first.project_number,
    }
    try:
        procore.projects.get(999_999_999)
    except ProcoreError as refused:
        said["unknown"] = type(refused).__name__
    print(json.dumps(said))


if __name__ == "__main__":
    main()
