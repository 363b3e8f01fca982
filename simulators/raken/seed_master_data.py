"""Projects, members and name lists of the made-up contractor in Raken's shapes (raken.md A7)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from simulators.raken.resources import JsonObject, Resource
from simulators.raken.seed_names import PAY_TYPES, SeedNames
from simulators.raken.times import timestamp_text
from simulators.seeds.model import Contractor, Job, Worker

type Seeded = tuple[Resource, JsonObject]


def master_data(contractor: Contractor, names: SeedNames) -> Iterator[Seeded]:
    """Everything that time cards and reports refer to; it was last changed before the first day."""
    stamp = timestamp_text(datetime.combine(contractor.first_day, time(), UTC))
    for resource, record in _records(contractor, names):
        yield resource, {**record, "updatedAt": stamp}


def _records(contractor: Contractor, names: SeedNames) -> Iterator[Seeded]:
    for classification in sorted({worker.classification for worker in contractor.workers}):
        record: JsonObject = {"uuid": names.of("classification", classification), "name": classification}
        yield Resource.CLASSIFICATIONS, {**record, "status": "ACTIVE"}
    for code, name in PAY_TYPES.items():
        yield Resource.PAY_TYPES, {"uuid": names.of("payType", code), "code": code, "name": name, "status": "ACTIVE"}
    for cost_code in contractor.cost_codes:
        yield (
            Resource.COST_CODES,
            {
                "uuid": names.of("costCode", cost_code.code),
                "division": cost_code.division,
                "code": cost_code.code,
                "description": cost_code.description,
                "status": "ACTIVE",
            },
        )
    for job in contractor.jobs:
        yield Resource.PROJECTS, _project(job, names)
    for worker in contractor.workers:
        yield Resource.MEMBERS, _member(worker, names)


def _project(job: Job, names: SeedNames) -> JsonObject:
    place = job.address
    return {
        "uuid": names.of("project", job.number),
        "name": job.name,
        "number": job.number,
        "status": _status(active=job.active),
        "address": {
            "street": place.street,
            "city": place.city,
            "state": place.state,
            "zip": place.zip_code,
            "country": "US",
        },
        "startDate": job.starts_on.isoformat(),
        "endDate": _day(job.ends_on),
        "createdAt": timestamp_text(datetime.combine(job.starts_on, time(), UTC)),
    }


def _member(worker: Worker, names: SeedNames) -> JsonObject:
    """``employeeId`` is left out where the worker has no payroll number."""
    member: JsonObject = {
        "uuid": names.of("member", worker.key),
        "firstName": worker.first_name,
        "lastName": worker.last_name,
        "classificationUuid": names.of("classification", worker.classification),
        "status": _status(active=worker.active),
        "username": worker.email,
        "email": worker.email,
    }
    return member if worker.number is None else {**member, "employeeId": worker.number}


def _status(*, active: bool) -> str:
    return "ACTIVE" if active else "INACTIVE"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
