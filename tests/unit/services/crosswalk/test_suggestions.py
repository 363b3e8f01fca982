"""The list that a person works through: what is not linked yet, and what it may be."""

from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.identity_rules import IdentityRules
from fieldledger.domain.party import NumberPatterns
from fieldledger.domain.party_matching import Key
from tests.builders import COMPANY, a_company
from tests.unit.services.crosswalk.office import EMPLOYEE, FOUNDATION, PROJECT, QUICKBOOKS, SUPPLIER, Office


async def test_pages_show_every_record_that_is_not_linked_once(office: Office) -> None:
    for n in range(5):
        await office.worker(f"w-{n}", f"10{n}", f"Worker {n}")
    await office.books_worker("55", "Worker 3", "103")
    (await office.confirm(EMPLOYEE, "w-3", QUICKBOOKS, "55")).unwrap()
    seen: list[str] = []
    after: str | None = None
    for _ in range(4):
        page = (await office.parts.links.suggestions(COMPANY, EMPLOYEE, QUICKBOOKS, 2, after)).unwrap()
        assert page.unlinked == 4
        seen += [item.ours.id for item in page.items]
        after = page.next_after
        if after is None:
            break
    assert seen == ["w-0", "w-1", "w-2", "w-4"]


async def test_a_suggestion_has_a_score_and_a_reason_and_shows_the_number_beside_the_name(office: Office) -> None:
    await office.job("clinic", number=None)
    await office.foundation_job("16457", "RIVERSIDE CLINIC")
    await office.foundation_job("16999", "Riverside clinic")
    [item] = (await office.parts.links.suggestions(COMPANY, PROJECT, FOUNDATION, 10)).unwrap().items
    assert [(s.party.shown, s.score, s.key, s.certain) for s in item.suggestions] == [
        ("16457 RIVERSIDE CLINIC", 50, Key.NAME, False),
        ("16999 Riverside clinic", 50, Key.NAME, False),
    ]
    assert "which 2 records fit" in item.suggestions[0].reason


async def test_what_belongs_to_another_is_not_suggested(office: Office) -> None:
    await office.supplier("s-1", "Acme Concrete")
    await office.supplier("s-2", "Acme Concrete")
    await office.foundation_job("1", "unrelated")
    await office.shows_vendor("V-100", "Acme Concrete")
    (await office.confirm(SUPPLIER, "s-1", FOUNDATION, "V-100")).unwrap()
    [item] = (await office.parts.links.suggestions(COMPANY, SUPPLIER, FOUNDATION, 10)).unwrap().items
    assert (item.ours.id, item.suggestions) == ("s-2", ())


async def test_numbers_outside_the_companys_patterns_are_left_out(office: Office) -> None:
    patterns = NumberPatterns(include=("CY*",), exclude=("CY-9*",))
    rules = IdentityRules(numbers={IdentityKind.PROJECT: patterns})
    await office.company(a_company().model_copy(update={"identity": rules}))
    for number in ("CY-1", "CY-99", "2214"):
        await office.job(f"job-{number}", number, f"Job {number}")
        await office.foundation_job(number, f"Job {number}")
    done = (await office.parts.auto.run(COMPANY, PROJECT, FOUNDATION)).unwrap()
    assert [identity.canonical_id for identity in done.linked] == ["job-CY-1"]
    assert (await office.parts.links.suggestions(COMPANY, PROJECT, FOUNDATION, 10)).unwrap().unlinked == 0


async def test_job_no_links_and_job_number_never_does(office: Office) -> None:
    await office.job("clinic", "16457", "Clinic")
    await office.job("annex", "25003", "Annex")
    await office.foundation_job("16457", "Clinic", job_number="25003")
    await office.foundation_job("16458", "Something else", job_number="")
    done = (await office.parts.auto.run(COMPANY, PROJECT, FOUNDATION)).unwrap()
    assert {each.canonical_id: [link.vendor_id for link in each.links] for each in done.linked} == {"clinic": ["16457"]}


async def test_leading_zeros_are_another_job(office: Office) -> None:
    await office.job("small", "17", "Small job")
    await office.foundation_job("0017", "Another job")
    assert (await office.parts.auto.run(COMPANY, PROJECT, FOUNDATION)).unwrap().linked == []


async def test_a_mnemonic_employee_number_is_as_good_as_digits(office: Office) -> None:
    await office.worker("chris", "abechr", "Chris Abel")
    await office.books_worker("57", "Abel, Chris", " ABECHR ")
    [linked] = (await office.parts.auto.run(COMPANY, EMPLOYEE, QUICKBOOKS)).unwrap().linked
    assert (linked.links[0].vendor_id, linked.links[0].decided_by) == ("57", "rule:number")


async def test_an_address_links_nobody_to_the_books(office: Office) -> None:
    await office.worker("rosa", None, email="rosa@x.example")
    await office.books_worker("55", "Rosa Delgado", "107", email="rosa@x.example")
    assert (await office.parts.auto.run(COMPANY, EMPLOYEE, QUICKBOOKS)).unwrap().linked == []
    [item] = (await office.parts.links.suggestions(COMPANY, EMPLOYEE, QUICKBOOKS, 10)).unwrap().items
    assert [(s.key, s.score) for s in item.suggestions] == [(Key.EMAIL, 80)]


async def test_an_automatic_run_may_be_switched_off(office: Office) -> None:
    await office.company(a_company().model_copy(update={"identity": IdentityRules(auto_link=False)}))
    await office.job("clinic")
    await office.customer("21", "Riverside Clinic 2214")
    assert (await office.parts.auto.run(COMPANY, PROJECT, QUICKBOOKS)).unwrap().linked == []


async def test_thousands_of_records_are_compared_with_a_few_reads(office: Office) -> None:
    for n in range(1200):
        await office.job(f"job-{n:04}", f"N{n}", f"Job {n}")
        await office.foundation_job(f"N{n}", f"Job {n}")
    office.store.calls.clear()
    page = (await office.parts.links.suggestions(COMPANY, PROJECT, FOUNDATION, 50)).unwrap()
    assert (len(page.items), page.unlinked) == (50, 1200)
    assert len(office.store.calls) <= 10  # pages of 500 on each side, the settings and the identities
