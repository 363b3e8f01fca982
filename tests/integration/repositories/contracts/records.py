"""What the repositories of the records table do, whatever the store."""

from datetime import date

import pytest

from fieldledger.domain.crosswalk import CounterpartKind
from fieldledger.domain.owner_invoice import OwnerInvoice
from fieldledger.domain.vendor_invoice import VendorInvoice
from fieldledger.repositories.companies import DocumentCompanies
from fieldledger.repositories.crosswalk import DocumentCrosswalk
from fieldledger.repositories.documents import DocumentStore, StartKey, TableName
from fieldledger.repositories.employees import DocumentEmployees
from fieldledger.repositories.invoice_records import DocumentInvoiceRecords, InvoiceDays
from fieldledger.repositories.projects import DocumentProjects
from fieldledger.repositories.time_cards import DocumentTimeCards
from fieldledger.result import ErrorCode
from tests.builders import COMPANY, a_company, a_counterpart, a_project, a_time_card, an_employee, an_entry
from tests.builders.documents import a_vendor_invoice

OTHER = "company-2"


class CompaniesContract:
    """Company settings."""

    async def test_a_company_is_read_as_it_was_saved(self, store: DocumentStore) -> None:
        companies = DocumentCompanies(store)
        saved = (await companies.save(a_company(locked_through=date(2026, 2, 15)))).unwrap()
        assert saved == a_company(locked_through=date(2026, 2, 15), version=1)
        assert (await companies.get(COMPANY)).unwrap() == saved

    async def test_a_company_that_does_not_exist_is_not_found(self, store: DocumentStore) -> None:
        assert (await DocumentCompanies(store).get("nobody")).error_code == ErrorCode.NOT_FOUND

    async def test_of_two_changes_to_the_same_version_one_loses(self, store: DocumentStore) -> None:
        companies = DocumentCompanies(store)
        read = (await companies.save(a_company())).unwrap()
        assert (await companies.save(read.model_copy(update={"name": "First"}))).unwrap().version == 2
        loser = await companies.save(read.model_copy(update={"name": "Second"}))
        assert loser.error_code == ErrorCode.VERSION_CONFLICT
        assert (await companies.get(COMPANY)).unwrap().name == "First"


class ProjectsContract:
    """Jobs."""

    @pytest.mark.parametrize("number", ["2214", "", None])
    async def test_a_project_is_read_as_it_was_saved(self, store: DocumentStore, number: str | None) -> None:
        projects = DocumentProjects(store)
        project = a_project(number=number, source_updated_at=None)
        saved = (await projects.save(project)).unwrap()
        assert saved == project.model_copy(update={"version": 1})
        assert (await projects.get(COMPANY, "project-1")).unwrap() == saved

    async def test_another_companys_project_is_not_found(self, store: DocumentStore) -> None:
        projects = DocumentProjects(store)
        (await projects.save(a_project(company_id=OTHER))).unwrap()
        assert (await projects.get(COMPANY, "project-1")).error_code == ErrorCode.NOT_FOUND
        assert (await projects.get_many(COMPANY, ["project-1"])).unwrap() == []
        assert (await projects.page(COMPANY, 10, None)).unwrap().items == ()

    @pytest.mark.parametrize("limit", [1, 2, 3, 10])
    async def test_pages_show_every_project_of_the_company_once_by_id(self, store: DocumentStore, limit: int) -> None:
        projects, employees = DocumentProjects(store), DocumentEmployees(store)
        for number in (3, 1, 2):
            (await projects.save(a_project(project_id=f"project-{number}"))).unwrap()
        (await projects.save(a_project(project_id="project-4", company_id=OTHER))).unwrap()
        (await employees.save(an_employee())).unwrap()
        seen: list[str] = []
        start: StartKey | None = None
        for _ in range(5):
            page = (await projects.page(COMPANY, limit, start)).unwrap()
            seen += [project.project_id for project in page.items]
            start = page.next_start
            if start is None:
                break
        assert (seen, start) == (["project-1", "project-2", "project-3"], None)

    async def test_many_projects_are_found_and_missing_ones_left_out(self, store: DocumentStore) -> None:
        projects = DocumentProjects(store)
        for number in (1, 2, 3):
            (await projects.save(a_project(project_id=f"project-{number}"))).unwrap()
        found = (await projects.get_many(COMPANY, ["project-3", "project-9", "project-1"])).unwrap()
        assert sorted(project.project_id for project in found) == ["project-1", "project-3"]


class EmployeesContract:
    """Workers."""

    @pytest.mark.parametrize("number", ["107", None])
    async def test_a_worker_is_read_as_saved(self, store: DocumentStore, number: str | None) -> None:
        employees = DocumentEmployees(store)
        saved = (await employees.save(an_employee(number=number, email=None))).unwrap()
        assert (await employees.get_many(COMPANY, ["employee-1"])).unwrap() == [saved]
        assert saved == an_employee(number=number, email=None, version=1)

    async def test_another_companys_worker_is_not_found(self, store: DocumentStore) -> None:
        employees = DocumentEmployees(store)
        (await employees.save(an_employee(company_id=OTHER))).unwrap()
        assert (await employees.get_many(COMPANY, ["employee-1"])).unwrap() == []

    async def test_of_two_changes_to_the_same_version_one_loses(self, store: DocumentStore) -> None:
        employees = DocumentEmployees(store)
        (await employees.save(an_employee())).unwrap()
        assert (await employees.save(an_employee(first_name="Rose"))).error_code == ErrorCode.VERSION_CONFLICT


class TimeCardsContract:
    """Time cards."""

    async def test_a_card_is_read_as_it_was_saved(self, store: DocumentStore) -> None:
        cards = DocumentTimeCards(store)
        entries = [an_entry("7.50"), an_entry("0.25", cost_code=None, classification=None)]
        saved = (await cards.save(a_time_card(entries=entries))).unwrap()
        assert (await cards.get_many(COMPANY, ["card-1"])).unwrap() == [saved]
        assert saved == a_time_card(entries=entries, version=1)
        assert [str(entry.hours) for entry in saved.entries] == ["7.50", "0.25"]

    async def test_another_companys_card_is_not_found(self, store: DocumentStore) -> None:
        cards = DocumentTimeCards(store)
        (await cards.save(a_time_card(company_id=OTHER))).unwrap()
        assert (await cards.get_many(COMPANY, ["card-1"])).unwrap() == []
        page = await cards.by_date(COMPANY, date(2020, 1, 1), date(2030, 1, 1), 10, None)
        assert page.unwrap().items == ()

    @pytest.mark.parametrize("limit", [1, 2, 3, 10])
    async def test_cards_of_a_span_of_dates_come_by_date_with_both_ends(self, store: DocumentStore, limit: int) -> None:
        cards = DocumentTimeCards(store)
        for day in (24, 27, 25, 28, 26, 23):
            (await cards.save(a_time_card(time_card_id=f"card-{day}", work_date=date(2026, 2, day)))).unwrap()
        (await cards.save(a_time_card(time_card_id="card-27b", work_date=date(2026, 2, 27)))).unwrap()
        found: list[str] = []
        start: StartKey | None = None
        for _ in range(7):
            page = (await cards.by_date(COMPANY, date(2026, 2, 24), date(2026, 2, 27), limit, start)).unwrap()
            found += [card.time_card_id for card in page.items]
            start = page.next_start
            if start is None:
                break
        assert (found, start) == (["card-24", "card-25", "card-26", "card-27", "card-27b"], None)

    async def test_a_card_moved_to_another_day_is_found_on_that_day_only(self, store: DocumentStore) -> None:
        cards = DocumentTimeCards(store)
        saved = (await cards.save(a_time_card(work_date=date(2026, 2, 26)))).unwrap()
        (await cards.save(saved.model_copy(update={"work_date": date(2026, 2, 27)}))).unwrap()
        before = await cards.by_date(COMPANY, date(2026, 2, 26), date(2026, 2, 26), 10, None)
        after = await cards.by_date(COMPANY, date(2026, 2, 27), date(2026, 2, 27), 10, None)
        assert (len(before.unwrap().items), len(after.unwrap().items)) == (0, 1)

    async def test_a_card_written_in_a_transaction_loses_to_a_newer_version(self, store: DocumentStore) -> None:
        cards = DocumentTimeCards(store)
        read = (await cards.save(a_time_card())).unwrap()
        (await cards.save(read)).unwrap()
        refused = await store.transact([cards.write(read)])
        assert refused.error_code == ErrorCode.VERSION_CONFLICT


class InvoicesContract:
    """Invoices of one side by date; the other side uses the same code under another prefix."""

    @pytest.mark.parametrize("newest_first", [False, True])
    async def test_invoices_of_a_span_come_by_date_with_both_ends(
        self, store: DocumentStore, newest_first: bool
    ) -> None:
        records = DocumentInvoiceRecords(store, VendorInvoice)
        for day in (1, 2, 3, 4):
            invoice = a_vendor_invoice(invoice_id=f"r-{day}", invoice_date=date(2026, 2, day))
            (await records.save(invoice)).unwrap()
        days = InvoiceDays(date(2026, 2, 2), date(2026, 2, 3), newest_first=newest_first)
        found = (await records.by_date(COMPANY, days, 10, None)).unwrap().items

        assert [each.invoice_id for each in found] == (["r-3", "r-2"] if newest_first else ["r-2", "r-3"])

    @pytest.mark.parametrize("newest_first", [False, True])
    async def test_pages_show_every_invoice_once_in_either_order(
        self, store: DocumentStore, newest_first: bool
    ) -> None:
        records = DocumentInvoiceRecords(store, VendorInvoice)
        for number in range(5):
            (await records.save(a_vendor_invoice(invoice_id=f"r-{number}"))).unwrap()
        days = InvoiceDays(newest_first=newest_first)
        seen: list[str] = []
        start: StartKey | None = None
        while True:
            page = (await records.by_date(COMPANY, days, 2, start)).unwrap()
            seen.extend(each.invoice_id for each in page.items)
            start = page.next_start
            if start is None:
                break

        assert seen == sorted((f"r-{number}" for number in range(5)), reverse=newest_first)

    async def test_an_invoice_without_a_date_is_in_the_whole_list_only(self, store: DocumentStore) -> None:
        records = DocumentInvoiceRecords(store, VendorInvoice)
        (await records.save(a_vendor_invoice().model_copy(update={"invoice_date": None}))).unwrap()
        whole = (await records.by_date(COMPANY, InvoiceDays(), 10, None)).unwrap().items
        dated = (await records.by_date(COMPANY, InvoiceDays(date(2000, 1, 1)), 10, None)).unwrap().items

        assert (len(whole), len(dated)) == (1, 0)

    async def test_both_sides_are_separate_and_so_are_companies(self, store: DocumentStore) -> None:
        records = DocumentInvoiceRecords(store, VendorInvoice)
        saved = (await records.save(a_vendor_invoice())).unwrap()
        owners = DocumentInvoiceRecords(store, OwnerInvoice)

        assert (await records.find(COMPANY, saved.invoice_id)).unwrap() == saved
        assert (await owners.by_date(COMPANY, InvoiceDays(), 10, None)).unwrap().items == ()
        assert (await records.find("company-2", saved.invoice_id)).unwrap() is None


class CrosswalkContract:
    """Counterparts and links."""

    async def test_a_name_list_is_read_whole_with_its_inactive_rows(self, store: DocumentStore) -> None:
        crosswalk = DocumentCrosswalk(store)
        rows = [
            a_counterpart(vendor_id="1"),
            a_counterpart(vendor_id="2", active=False, number=None, email=None),
        ]
        assert (await crosswalk.save_counterparts(rows)).unwrap() == 2
        assert (await crosswalk.counterparts(COMPANY, CounterpartKind.EMPLOYEE)).unwrap() == rows

    async def test_name_lists_of_other_kinds_and_companies_are_separate(self, store: DocumentStore) -> None:
        crosswalk = DocumentCrosswalk(store)
        customer = a_counterpart(kind=CounterpartKind.CUSTOMER)
        theirs = a_counterpart(company_id=OTHER)
        assert (await crosswalk.save_counterparts([customer, theirs])).unwrap() == 2
        assert (await crosswalk.counterparts(COMPANY, CounterpartKind.EMPLOYEE)).unwrap() == []
        assert (await crosswalk.counterparts(COMPANY, CounterpartKind.CUSTOMER)).unwrap() == [customer]

    async def test_only_rows_that_are_new_or_differ_are_stored(self, store: DocumentStore) -> None:
        crosswalk = DocumentCrosswalk(store)
        same, changing, new = (a_counterpart(vendor_id=text) for text in "123")
        (await crosswalk.save_counterparts([same, changing])).unwrap()
        changed = changing.model_copy(update={"display_name": "Rosa Delgado-Ruiz", "sync_token": "1"})
        assert (await crosswalk.save_counterparts([same, changed, new])).unwrap() == 2
        found = await store.get(TableName.RECORDS, f"COMPANY#{COMPANY}", "COUNTERPART#employee#1")
        document = found.unwrap()
        assert document is not None
        assert document.version == 1
        assert (await crosswalk.counterparts(COMPANY, CounterpartKind.EMPLOYEE)).unwrap() == [same, changed, new]

    async def test_no_rows_are_stored_without_complaint(self, store: DocumentStore) -> None:
        assert (await DocumentCrosswalk(store).save_counterparts([])).unwrap() == 0
