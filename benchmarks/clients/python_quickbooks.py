"""python-quickbooks: ``... .python_quickbooks <url> <token> <realm> <calls>``, one call after the other, as it can."""

import sys

from quickbooks import QuickBooks
from quickbooks.objects import Customer
from requests_oauthlib import OAuth2Session

from benchmarks.clients.usage import memory, report, timed


def main() -> None:
    """Measure and report."""
    url, token, realm, calls = sys.argv[1:]
    books = QuickBooks(company_id=realm, minorversion=75)
    books.api_url_v3 = f"{url}/v3"
    books.session = OAuth2Session("benchmark", token={"access_token": token})
    idle = memory()

    def work() -> int:
        for _ in range(int(calls)):
            Customer.all(max_results=100, order_by="Id", qb=books)
        return int(calls)

    made, seconds = timed(work)
    report(made, seconds, idle)


if __name__ == "__main__":
    main()
