"""Previews and dry runs of what goes to FOUNDATION, from our own tables."""

from fieldledger.domain.foundation_mappings import FoundationRoute
from fieldledger.domain.posting import PostingState
from fieldledger.result import ErrorCode
from fieldledger.services.exceptions.fixes import RetryFix
from fieldledger.services.posting.preview_desk import PostingPreview
from fieldledger.wiring.exceptions import desk_over
from fieldledger.wiring.previews import previews_over
from tests.builders import ACCOUNTANT, COMPANY
from tests.integration.flow.foundation.world import FoundationWorld
from tests.integration.flow.simulated_raken import a_card, a_job

POSTS = "POST foundation.test.*(timecards|apinvoices)"


async def _preview(world: FoundationWorld) -> PostingPreview:
    previews = previews_over(world.flow.store, world.flow.clock)
    return (await previews.preview(COMPANY, (await world.posting()).posting_id)).unwrap()


async def test_a_record_is_shown_as_it_is_then_posted(world: FoundationWorld) -> None:
    await world.approve(a_card("c-1", hours=[(7.5, "RT")]))
    shown = await _preview(world)
    assert (shown.drafted.way, shown.drafted.problems, shown.will_be_sent) == ("rest", (), True)
    payload = shown.drafted.payload
    assert payload is not None
    assert world.flow.wire.count(POSTS) == 0
    assert {reference.kind for reference in shown.drafted.references} == {"employee", "project"}
    assert (await world.write()).unwrap().posted == 1
    [card] = await world.books.rows("timecards")
    assert {name: card[name] for name in payload} == payload


async def test_rows_of_the_import_file_are_shown_where_time_goes_that_way(world: FoundationWorld) -> None:
    await world.set_mappings(time_cards=FoundationRoute.FILE)
    await world.approve(a_card("c-1", hours=[(7.5, "RT")]))
    shown = await _preview(world)
    assert shown.drafted.way == "file"
    assert shown.drafted.payload is not None
    assert "7.5" in str(shown.drafted.payload["rows"])


async def test_what_would_park_it_is_told_instead(world: FoundationWorld) -> None:
    await world.set_mappings(earn_codes={"OT": "OT"})
    await world.approve(a_card("c-1", hours=[(8, "RT")]))
    shown = await _preview(world)
    [problem] = shown.drafted.problems
    assert (problem.code, problem.subject) == (ErrorCode.PAY_TYPE_UNMAPPED, "foundation.pay_type:RT")
    assert shown.drafted.payload is None


async def test_a_dry_run_knows_which_postings_to_foundation_would_come_back(world: FoundationWorld) -> None:
    await world.contractor.jobsite.seed("projects", a_job("tower", "North Tower", "2026-NORTH-TOWER"))
    await world.approve(a_card("c-9", project="tower", hours=[(8, "RT")]))
    (await world.write()).unwrap()
    assert await world.states() == {PostingState.PARKED: 1}
    item = (await world.inbox())["JOB_UNMATCHED"]
    desk = desk_over(world.flow.store, world.flow.queue, world.flow.clock, world.queue)
    tried = (await desk.try_(COMPANY, ACCOUNTANT, item.exception_id, RetryFix())).unwrap()
    [again] = tried.parks_again
    assert (again.code, again.subject, again.postings) == ("JOB_UNMATCHED", "foundation.project:tower", 1)
    assert await world.states() == {PostingState.PARKED: 1}
