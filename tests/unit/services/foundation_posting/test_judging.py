"""Which record in the books may be taken for ours."""

import pytest

from fieldledger.services.foundation_posting.books import Held
from fieldledger.services.foundation_posting.judging import Absent, Circumstances, Doubtful, Finding, Ours, judge

EQUAL, OTHER = Held("1001"), Held("1002", {"hours": "sent 8.00, holds 7.00"})
MARKED = Held("1003", {"hours": "sent 8.00, holds 7.00"}, marked=True)


@pytest.mark.parametrize(
    ("found", "known", "expected"),
    [
        ([], Circumstances(), Absent()),
        ([EQUAL], Circumstances(), Ours(EQUAL)),
        ([EQUAL], Circumstances(baseline=("1001",)), Absent()),
        ([EQUAL], Circumstances(taken=("1001",)), Absent()),
        ([OTHER], Circumstances(baseline=("1002",)), Absent()),
        ([OTHER], Circumstances(explained=("1002",)), Absent()),
        ([EQUAL, OTHER], Circumstances(), Ours(EQUAL)),
        ([MARKED], Circumstances(), Ours(MARKED)),
        ([MARKED, EQUAL], Circumstances(), Ours(MARKED)),
        ([EQUAL], Circumstances(carries_our_id=True), Absent()),
        ([OTHER], Circumstances(carries_our_id=True), Absent()),
        ([MARKED], Circumstances(carries_our_id=True), Ours(MARKED)),
        ([MARKED], Circumstances(taken=("1003",)), Absent()),
    ],
)
def test_a_record_is_ours_by_our_id_or_as_the_only_new_equal_one(
    found: list[Held], known: Circumstances, expected: Finding
) -> None:
    assert judge(found, known) == expected


@pytest.mark.parametrize(
    "found",
    [
        [EQUAL, Held("1009")],
        [OTHER],
        [OTHER, Held("1009", {"jobId": "sent 1, holds 2"})],
        [MARKED, Held("1009", marked=True)],
    ],
)
def test_what_cannot_be_told_is_for_a_person_with_all_candidates(found: list[Held]) -> None:
    finding = judge(found, Circumstances())
    assert isinstance(finding, Doubtful)
    assert finding.candidates == tuple(found)
