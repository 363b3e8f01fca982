"""Approving as both peers do it: under an idempotency key, cards, postings and audit entries in transactions."""

import json
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import boto3
from aws_lambda_powertools import Logger
from botocore.exceptions import ClientError

from benchmarks.warm_path.tables import (
    AUDIT,
    CONTROL,
    POSTINGS,
    RECORDS,
    Item,
    batch_get,
    cards_between,
    dynamodb,
    item_of,
    parsed,
    survivors,
)
from fieldledger.domain.approval import Approval, ApprovalOutcome
from fieldledger.domain.approved import Approved
from fieldledger.domain.approved_records import approved_of
from fieldledger.domain.clock import iso
from fieldledger.domain.company import Company
from fieldledger.domain.drafts import TimeActivityDraft
from fieldledger.domain.hashing import content_hash, derive_id
from fieldledger.domain.identity import IdentityKind
from fieldledger.domain.posting import Posting, PostingEvent, PostingSource, PostingState, posting_id
from fieldledger.domain.time_card import TimeCard, TimeCardStatus
from fieldledger.domain.time_rules import TimeRules, Worked, findings
from fieldledger.http.bodies.time_approval import ApprovalBody
from fieldledger.http.idempotency import StoredAnswer
from fieldledger.repositories.idempotency import IdempotencyRecord
from fieldledger.repositories.postings import due_index
from fieldledger.result import ErrorCode
from fieldledger.services.approval_plan import CardPlan, in_transactions, obstacle, skip, told
from fieldledger.services.audit import audit_entry
from fieldledger.services.time_card_drafts import drafts_of, part_of

_ABSENT: Final = "attribute_not_exists(pk)"
_SAME: Final = "version = :version"
_OPERATION: Final = "approve_time_cards"
_KEEP: Final = timedelta(hours=24)
_BUSY: Final = timedelta(seconds=60)

logger: Final = Logger()
sqs: Final = boto3.client("sqs")


class Refused(Exception):  # noqa: N818 - an outcome that the caller is told
    """With an HTTP status and a code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


def approve_once(company_id: str, user_id: str, key: str, body: ApprovalBody, correlation_id: str) -> ApprovalOutcome:
    """The outcome, or the one of an earlier call with the same key."""
    table, sk = dynamodb.Table(CONTROL), f"IDEMPOTENCY#{_OPERATION}#{key}"
    request_hash = content_hash({"user_id": user_id, "request": body.model_dump(mode="json")})
    found = table.get_item(Key={"pk": f"COMPANY#{company_id}", "sk": sk}, ConsistentRead=True).get("Item")
    if found:
        return _earlier(parsed(IdempotencyRecord, found), request_hash)
    now = datetime.now(UTC)
    record = IdempotencyRecord(
        company_id=company_id,
        operation=_OPERATION,
        key=key,
        request_hash=request_hash,
        busy_until=now + _BUSY,
        expires_at=now + _KEEP,
    )
    expiry = {"expires_at": int(record.expires_at.timestamp())}
    _put_if(table, item_of(company_id, sk, record) | expiry, _ABSENT)
    outcome = _approve(company_id, user_id, derive_id(company_id, "approval", key), body, correlation_id)
    stored = StoredAnswer(success=True, data=outcome.model_dump(mode="json")).model_dump_json()
    done = record.model_copy(update={"answer": stored, "busy_until": datetime.now(UTC)})
    _put_if(table, item_of(company_id, sk, done, 2) | expiry, _SAME, {":version": 1})
    return outcome


def _earlier(record: IdempotencyRecord, request_hash: str) -> ApprovalOutcome:
    if record.request_hash != request_hash:
        raise Refused(409, "IDEMPOTENCY_KEY_REUSED")
    if record.answer is None:
        raise Refused(409, "IDEMPOTENCY_IN_PROGRESS")
    return ApprovalOutcome.model_validate(json.loads(record.answer)["data"])


def _put_if(table: Any, item: Item, condition: str, values: dict[str, Any] | None = None) -> None:
    try:
        table.put_item(
            Item=item,
            ConditionExpression=condition,
            **({"ExpressionAttributeValues": values} if values else {}),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            raise Refused(409, "VERSION_CONFLICT") from error
        raise


def _approve(
    company_id: str, user_id: str, approval_id: str, body: ApprovalBody, correlation_id: str
) -> ApprovalOutcome:
    company = _company(company_id, body.first_day)
    cards = sorted(
        (card for card in batch_get(company_id, TimeCard, "TIME_CARD", body.time_card_ids or ()) if _asked(card, body)),
        key=lambda card: (card.work_date, card.time_card_id),
    )
    obstacles = {card.time_card_id: obstacle(card, company.time) for card in cards}
    ready = [card for card in cards if obstacles[card.time_card_id] is None]
    found = _findings(company_id, ready, company.time)
    refused = {each.time_card_id for each in found if each.refuses}
    going = [card for card in ready if card.time_card_id not in refused]
    now = datetime.now(UTC)
    plans = [(card, _postings(card, company, user_id, approval_id, now)) for card in going]
    _record(company_id, user_id, approval_id, body, now)
    skipped = [each for each in obstacles.values() if each is not None]
    for planned in in_transactions(
        [CardPlan(card, tuple(made), _approved(made, company), 0, None) for card, made in plans]
    ):
        if _write(company, user_id, approval_id, planned, now):
            continue
        skipped += [skip(each.card, ErrorCode.VERSION_CONFLICT, "changed meanwhile") for each in planned]
    _wake(company_id, approval_id, [each.posting_id for _, made in plans for each in made], correlation_id)
    return ApprovalOutcome(
        approval_id=approval_id,
        dry_run=False,
        time_cards=len(plans),
        postings=sum(len(made) for _, made in plans),
        minutes=_minutes(each for _, made in plans for each in made),
        remaining=0,
        skipped=tuple(skipped + [told(each) for each in found if each.refuses]),
        warnings=tuple(told(each) for each in found if each.time_card_id not in refused),
    )


def _company(company_id: str, first_day: date) -> Company:
    answer = dynamodb.Table(RECORDS).get_item(Key={"pk": f"COMPANY#{company_id}", "sk": "COMPANY"}, ConsistentRead=True)
    if "Item" not in answer:
        raise Refused(409, "COMPANY_NOT_CONFIGURED")
    company = parsed(Company, answer["Item"])
    locked = company.closed_through(datetime.now(UTC))
    if locked is not None and first_day <= locked:
        raise Refused(409, "PERIOD_LOCKED")
    return company


def _asked(card: TimeCard, body: ApprovalBody) -> bool:
    return body.first_day <= card.work_date <= body.last_day and body.project_id in {None, card.project_id}


def _findings(company_id: str, ready: Sequence[TimeCard], rules: TimeRules) -> list[Any]:
    """What is odd, together with what was approved of the same days."""
    first, last = min(card.work_date for card in ready), max(card.work_date for card in ready)
    mine = {card.time_card_id for card in ready}
    cards, start = list(ready), None
    while True:
        page, start = cards_between(company_id, first, last, 500, start)
        counted = (TimeCardStatus.APPROVED, TimeCardStatus.CHANGED)
        cards += [card for card in page if card.status in counted and card.time_card_id not in mine]
        if start is None:
            break
    people = survivors(company_id, IdentityKind.EMPLOYEE, [card.employee_id for card in cards])
    jobs = survivors(company_id, IdentityKind.PROJECT, [card.project_id for card in cards])
    worked = [Worked(card, people[card.employee_id], jobs[card.project_id]) for card in cards]
    return [each for each in findings(worked, rules) if each.time_card_id in mine]


def _postings(card: TimeCard, company: Company, user_id: str, approval_id: str, now: datetime) -> list[Posting]:
    made = []
    for target in company.books.time:
        for draft in drafts_of(card, company.time):
            source = PostingSource(
                system=card.source, record_id=card.time_card_id, part=part_of(draft), content_hash=card.content_hash
            )
            made.append(
                Posting(
                    company_id=card.company_id,
                    posting_id=posting_id(card.company_id, target, source),
                    target=target,
                    source=source,
                    payload=draft,
                    not_before=now,
                    approval_id=approval_id,
                    approved_by=user_id,
                    created_at=now,
                    updated_at=now,
                    history=(PostingEvent(at=now, state=PostingState.PENDING, note="approved"),),
                )
            )
    return made


def _record(company_id: str, user_id: str, approval_id: str, body: ApprovalBody, now: datetime) -> None:
    approval = Approval(
        company_id=company_id,
        approval_id=approval_id,
        first_day=body.first_day,
        last_day=body.last_day,
        project_id=body.project_id,
        approved_by=user_id,
        approved_at=now,
    )
    _put_if(dynamodb.Table(POSTINGS), item_of(company_id, f"APPROVAL#{approval_id}", approval), _ABSENT)


def _approved(made: Sequence[Posting], company: Company) -> Approved | None:
    drafts = {part_of(each.payload): each.payload for each in made if isinstance(each.payload, TimeActivityDraft)}
    return approved_of(list(drafts.values()), company.books.time)


def _write(company: Company, user_id: str, approval_id: str, group: Sequence[CardPlan], now: datetime) -> bool:
    writes = [write for each in group for write in _writes(company.company_id, user_id, approval_id, each, now)]
    key = {"pk": f"COMPANY#{company.company_id}", "sk": "COMPANY"}
    values = {":version": company.version}
    unchanged: Any = {
        "TableName": RECORDS,
        "Key": key,
        "ConditionExpression": _SAME,
        "ExpressionAttributeValues": values,
    }
    try:
        dynamodb.meta.client.transact_write_items(TransactItems=[{"ConditionCheck": unchanged}, *writes])
    except dynamodb.meta.client.exceptions.TransactionCanceledException:
        return False
    for each in group:
        extra = {"user_id": user_id, "entity_id": each.card.time_card_id, "approval_id": approval_id}
        extra |= {"postings": str(len(each.postings))}
        logger.info("time_card_approved", extra=extra)
    return True


def _writes(company_id: str, user_id: str, approval_id: str, plan: CardPlan, now: datetime) -> list[Any]:
    card, made = plan.card, plan.postings
    approved = card.model_copy(
        update={
            "status": TimeCardStatus.APPROVED,
            "approval_id": approval_id,
            "approved_hash": card.content_hash,
            "approved": plan.approved,
            "posting_ids": tuple(each.posting_id for each in made),
        }
    )
    entry = audit_entry(
        company_id,
        user_id,
        "time_card_approved",
        card.time_card_id,
        now,
        before={"status": card.status.value},
        after={
            "status": TimeCardStatus.APPROVED.value,
            "approval_id": approval_id,
            "minutes": str(_minutes(made)),
            "content_hash": card.content_hash,
        },
    )
    place = f"{iso(now)}#{entry.entry_id}"
    day = card.work_date.isoformat()
    card_item = item_of(
        company_id,
        f"TIME_CARD#{card.time_card_id}",
        approved,
        card.version + 1,
        date_pk=f"COMPANY#{company_id}#TIME_CARD",
        date_sk=f"{day}#{card.time_card_id}",
    )
    entity = {"entity_pk": f"COMPANY#{company_id}#ENTITY#{card.time_card_id}", "entity_sk": place}
    return [
        _put(RECORDS, card_item, _SAME, {":version": card.version}),
        *(_put(POSTINGS, _posting_item(each, day), _ABSENT) for each in made),
        _put(AUDIT, item_of(company_id, f"AUDIT#{place}", entry) | entity, _ABSENT),
    ]


def _minutes(postings: Iterable[Posting]) -> int:
    return sum(each.payload.minutes for each in postings if isinstance(each.payload, TimeActivityDraft))


def _posting_item(posting: Posting, day: str) -> Item:
    company_id = posting.company_id
    return item_of(
        company_id,
        f"POSTING#{posting.posting_id}",
        posting,
        state_pk=f"COMPANY#{company_id}#{posting.target}#{posting.state}",
        state_sk=f"{iso(posting.created_at)}#{posting.posting_id}",
        date_pk=f"COMPANY#{company_id}#days",
        date_sk=f"{day}#{posting.posting_id}",
    ) | due_index(company_id, posting.target, posting.not_before)


def _put(table: str, item: Item, condition: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
    put = {"TableName": table, "Item": item, "ConditionExpression": condition}
    return {"Put": put | ({"ExpressionAttributeValues": values} if values else {})}


def _wake(company_id: str, approval_id: str, posting_ids: Sequence[str], correlation_id: str) -> None:
    sqs.send_message_batch(
        QueueUrl=os.environ["QUICKBOOKS_POSTINGS_QUEUE_URL"],
        Entries=[
            {
                "Id": "0",
                "MessageBody": json.dumps({"company_id": company_id, "posting_ids": list(posting_ids[:240])}),
                "MessageGroupId": f"{company_id}:approved",
                "MessageDeduplicationId": derive_id(company_id, approval_id, *posting_ids, length=48),
                "MessageAttributes": {"correlation_id": {"DataType": "String", "StringValue": correlation_id}},
            }
        ],
    )
