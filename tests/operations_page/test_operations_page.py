"""People at the operations page: what they see, what they may do, and by keyboard and ear.

FIELDLEDGER_PICTURES=docs/pictures takes the pictures of the README anew.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.operations_page.conftest import SignIn, settled
from tests.operations_page.world import BILL, CARD, HOSTILE, HOSTILE_INVOICE, INVOICE, PARKED, UNMATCHED, WAITING

VIEWS = (
    "overview",
    "postings",
    "exceptions",
    f"exceptions/{UNMATCHED.exception_id}",
    f"record/vendor_invoice/{INVOICE}",
)


_GO = """view => location.hash === `#/${view}` || new Promise(done => {
    addEventListener('hashchange', done, { once: true });
    location.hash = `#/${view}`;
})"""


def section(page: Page, title: str) -> str:
    """The text of a part of the view."""
    return page.get_by_role("region", name=title, exact=True).first.inner_text()


def row(page: Page, first: str) -> str:
    """The text of the row that begins so."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=first)).first.inner_text()


def go_to(page: Page, view: str) -> None:
    page.evaluate(_GO, view)
    settled(page)


def test_somebody_signs_in_at_the_issuer_and_no_address_ever_holds_a_token(sign_in: SignIn, page: Page) -> None:
    visited: list[str] = []
    page.on("request", lambda request: visited.append(request.url))

    sign_in("accountant", "postings")

    token = page.evaluate("sessionStorage.getItem('fieldledger.token')")
    assert token.count(".") == 2
    assert not any(token in address or "id_token" in address for address in visited)
    assert urlsplit(page.url).query == ""
    assert page.url.endswith("/ops#/postings")
    assert page.evaluate("localStorage.length") == 0
    expect(page.get_by_role("heading", level=1)).to_have_text("Postings")


def test_a_reload_keeps_the_person_and_signing_out_forgets_them(sign_in: SignIn, page: Page) -> None:
    sign_in("viewer")
    page.reload()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert page.evaluate("sessionStorage.length") == 0
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_token_that_does_not_hold_any_more_leads_back_to_the_sign_in(sign_in: SignIn, page: Page) -> None:
    sign_in("viewer")
    page.evaluate("sessionStorage.setItem('fieldledger.token', 'a.b.c')")
    page.get_by_role("link", name="Exceptions").click()

    expect(page.get_by_role("alert")).to_contain_text("Sign in again")
    assert page.evaluate("sessionStorage.getItem('fieldledger.token')") is None


def test_a_code_that_belongs_to_another_sign_in_is_not_used(page: Page, address: str) -> None:
    page.goto(f"{address}/ops?code=stolen&state=another")

    expect(page.get_by_role("alert")).to_contain_text("belongs to another sign-in")
    assert urlsplit(page.url).query == ""


def test_the_overview_tells_in_words_what_is_well_and_what_is_not(sign_in: SignIn, page: Page) -> None:
    sign_in("accountant")

    assert "Connected" in row(page, "QuickBooks")
    assert "Reconnect: sign in at the vendor again" in section(page, "Connections")
    assert "Connected, ends soon" in section(page, "Connections")
    assert "Late: was due 3 hours ago" in row(page, "Raken: time cards")
    assert "Up to date" in row(page, "Procore: requisitions")
    assert "RECONNECT_REQUIRED" in row(page, "Raken: time cards")
    assert re.search(r"[\d,]+ of [\d,]+", section(page, "Vendors' limits"))
    expect(page.locator("#who")).to_contain_text("Times are those of America/Chicago")


def test_an_administrator_also_sees_whether_connections_can_be_used(sign_in: SignIn, page: Page) -> None:
    sign_in("admin")

    assert "No: RECONNECT_REQUIRED" in row(page, "Raken")


def test_the_chart_says_in_a_table_what_it_shows(sign_in: SignIn, page: Page) -> None:
    sign_in("viewer", "postings")
    table = page.get_by_role("table", name="Postings by state at the end of each day")

    assert table.get_by_role("row").count() == 15
    last = [int(cell) for cell in table.get_by_role("row").last.get_by_role("cell").all_inner_texts()]
    assert sum(last) == 93
    chart = page.get_by_role("img", name="Postings by state at the end of each day")
    expect(chart).to_be_visible()
    assert page.locator(".chart rect.parked").count() == 3
    assert "Mar 2" in table.inner_text()


def test_postings_are_listed_by_state_with_why_they_wait(sign_in: SignIn, page: Page) -> None:
    sign_in("viewer", "postings")
    page.get_by_label("State", exact=True).select_option("parked")
    settled(page)
    listed = page.get_by_role("table", name="Postings, the newest first")

    assert listed.get_by_role("row").count() == 2
    assert UNMATCHED.message in listed.inner_text()
    expect(page.get_by_role("status")).to_have_text("1 posting shown.")


def test_who_may_only_look_is_offered_nothing_to_do(sign_in: SignIn, page: Page) -> None:
    sign_in("viewer", "postings")
    assert page.get_by_role("button", name=re.compile("^(Try|Give)")).count() == 0

    go_to(page, f"exceptions/{UNMATCHED.exception_id}")
    page.get_by_text("What waits for it, and the ways out").click()

    expect(page.get_by_text("Your role may look at this and not mend it.")).to_be_visible()
    expect(page.locator("#who")).to_contain_text("read only")
    go_to(page, "overview")
    expect(page.get_by_text("Your role does not show connections.")).to_be_visible()


def test_an_accountant_rehearses_a_fix_and_the_rehearsal_changes_nothing(sign_in: SignIn, page: Page) -> None:
    sign_in("accountant", f"exceptions/{UNMATCHED.exception_id}")
    page.get_by_text("What waits for it, and the ways out").click()
    page.get_by_role("button", name="Mend it…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="retry").check()
    dialog.get_by_role("button", name="Try it out").click()

    expect(dialog.get_by_text("It would release 1 posting")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Open, the turn is yours")).to_be_visible()


def test_what_the_api_refuses_is_told_in_the_dialog_and_the_words_stay(sign_in: SignIn, page: Page) -> None:
    sign_in("accountant", f"exceptions/{UNMATCHED.exception_id}")
    page.get_by_text("What waits for it, and the ways out").click()
    page.get_by_role("button", name="Mend it…").click()
    page.route("**/resolve", lambda route: route.abort())
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="cancel").check()
    dialog.get_by_label("Reason").fill("entered by hand")
    dialog.get_by_role("button", name="Do it").click()

    expect(dialog.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(dialog.get_by_label("Reason")).to_have_value("entered by hand")


def test_an_accountant_gives_a_posting_up_by_keyboard_alone(sign_in: SignIn, page: Page) -> None:
    sign_in("accountant", "postings")
    page.get_by_label("State", exact=True).select_option("pending")
    settled(page)
    page.get_by_role("button", name=re.compile("^Give up")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_label("Reason").focus()
    page.keyboard.type("entered by hand in QuickBooks")
    page.keyboard.press("Enter")

    expect(page.get_by_text("No posting is in this state.")).to_be_visible()
    go_to(page, f"record/posting/{WAITING}")
    assert "entered by hand in QuickBooks" in page.get_by_role("main").inner_text()


def test_the_inbox_tells_the_sentence_the_code_and_the_runbook(sign_in: SignIn, page: Page) -> None:
    sign_in("viewer", "exceptions")
    item = page.get_by_role("article", name=UNMATCHED.message)

    assert "EMPLOYEE_UNMATCHED" in item.inner_text()
    assert "4 times" in item.inner_text()
    item.get_by_text("What to do about EMPLOYEE_UNMATCHED").click()
    expect(item.get_by_text("No active employee in QuickBooks has this number")).to_be_visible()


@pytest.mark.parametrize("wanted", [("vendor_invoice", "INV-20418"), ("vendor_invoice", INVOICE), ("posting", BILL)])
def test_an_invoice_s_story_goes_from_the_jobsite_to_the_books_and_back(
    sign_in: SignIn, page: Page, wanted: tuple[str, str]
) -> None:
    kind, known_as = wanted
    sign_in("accountant", "record")
    page.get_by_label("Kind of record").select_option(kind)
    page.get_by_label("Its id, or an invoice's number").fill(known_as)
    page.keyboard.press("Enter")
    if known_as == "INV-20418":
        page.get_by_role("link", name="INV-20418").click()
    page.get_by_role("heading", name="Story", exact=True).wait_for()
    settled(page)

    told = section(page, "Story")
    steps = page.locator(".story > li > h3").all_inner_texts()
    assert steps == ["Jobsite", "Approval", "The books", "Payment", "Who did what"]
    for each in ("Graybar Electric", "11,250.00", "dana.whitfield", "lee.okafor", "4711", "5,000.00", "6,250.00"):
        assert each in told
    assert "Changed in the books since: 1 field" in told
    assert "sent 11250.00, holds 11000.00" in told


def test_a_card_s_story_leads_to_what_it_waits_for(sign_in: SignIn, page: Page) -> None:
    sign_in("accountant", f"record/time_card/{CARD}")

    told = section(page, "Story")
    assert "Riverside Clinic" in told
    assert PARKED in told


def test_what_nobody_knows_is_said_not_to_be_there(sign_in: SignIn, page: Page) -> None:
    sign_in("viewer", "record")
    page.get_by_label("Its id, or an invoice's number").fill("NOTHING-1")
    page.keyboard.press("Enter")

    expect(page.get_by_text("No invoice has this id or number.")).to_be_visible()


def test_what_a_vendor_calls_a_record_is_never_read_as_html(sign_in: SignIn, page: Page) -> None:
    sign_in("accountant", f"record/vendor_invoice/{HOSTILE_INVOICE}")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    go_to(page, "exceptions")
    page.get_by_label("Items that are").select_option("resolved")
    settled(page)

    expect(page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert page.locator("img").count() == 0
    assert page.title() != "broken"


def test_a_part_that_cannot_be_loaded_leaves_the_others_and_can_be_tried_again(sign_in: SignIn, page: Page) -> None:
    page.route("**/v1/syncs", lambda route: route.fulfill(status=503, json={"message": "Service Unavailable"}))
    sign_in("accountant")

    assert "Service Unavailable" in section(page, "Freshness")
    assert "QuickBooks" in section(page, "Connections")
    page.unroute("**/v1/syncs")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Late: was due 3 hours ago")).to_be_visible()


def test_the_keyboard_reaches_the_content_first_and_each_view_begins_at_its_heading(
    sign_in: SignIn, page: Page
) -> None:
    sign_in("viewer")
    page.evaluate("document.activeElement.blur()")
    page.reload()
    settled(page)
    page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex'); }")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    page.get_by_role("link", name="Exceptions", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Exceptions")).to_be_focused()
    expect(page.get_by_role("navigation").get_by_role("link", name="Exceptions")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page).to_have_title("Exceptions - Fieldledger operations")


# What does not depend on colours is looked for once.
_LOOKED_FOR = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}


@pytest.mark.parametrize("scheme", _LOOKED_FOR)
def test_axe_finds_nothing_to_blame_in_any_view(sign_in: SignIn, page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in("accountant")
    for view in VIEWS:
        go_to(page, view)
        for summary in page.locator("summary").all():
            summary.click()
        settled(page)
        found = Axe().run(page, options=_LOOKED_FOR[scheme])
        assert found.violations_count == 0, f"{view}: {found.generate_report()}"


def test_nothing_is_wider_than_a_telephone(sign_in: SignIn, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in("accountant")
    for view in VIEWS:
        go_to(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, view


def test_the_readme_s_pictures_can_be_taken_anew(sign_in: SignIn, page: Page, tmp_path: Path) -> None:
    folder = Path(os.environ.get("FIELDLEDGER_PICTURES", tmp_path))
    sign_in("admin")
    _picture(page, folder / "operations-overview.png")
    go_to(page, f"record/vendor_invoice/{INVOICE}")
    _picture(page, folder / "operations-story.png")
    go_to(page, "postings")
    _picture(page, folder / "operations-postings.png")
    go_to(page, "exceptions")
    for summary in page.get_by_role("article", name=UNMATCHED.message).locator("summary").all():
        summary.click()
    page.get_by_role("button", name="Mend it…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="retry").check()
    dialog.get_by_role("button", name="Try it out").click()
    dialog.get_by_text("It would release").wait_for()
    _picture(page, folder / "operations-exception.png")

    taken = sorted(path.name for path in folder.glob("operations-*.png"))
    assert taken == [f"operations-{name}.png" for name in ("exception", "overview", "postings", "story")]


def _picture(page: Page, path: Path) -> None:
    """What a person sees at first, without the mark of the focus."""
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=path, animations="disabled")
