"""Faults of our own making. The harness is worth something only if it notices each of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from fieldledger.domain.posting import Posting, PostingState
from fieldledger.domain.sealed_batch import SealedBatch, SealedItem
from fieldledger.repositories.documents import Check, Write
from fieldledger.repositories.postings import DocumentPostings
from fieldledger.result import Result
from fieldledger.services.posting import readying, sealing, sending, settling, writer
from fieldledger.services.posting.delivery import Delivery
from fieldledger.services.posting.lookup import BooksLookup, Outcomes
from fieldledger.services.posting.recording import ItemOutcome, Recorded, Recorder
from fieldledger.services.posting.sealing import Sealer
from tests.integration.flow.harness import Flow, World


async def forget_seals(world: World) -> None:
    """Take every posting that was not answered for one that was never sent."""
    repository = DocumentPostings(world.flow.store)
    for posting in await world.flow.postings(PostingState.SEALED):
        careless = posting.model_copy(update={"state": PostingState.PENDING, "batch_id": None, "generation": 9})
        (await world.flow.store.transact([repository.write(careless)])).unwrap()


async def claim_to_have_posted(world: World) -> None:
    """Take every posting that is not answered for one that is done."""
    repository = DocumentPostings(world.flow.store)
    for state in (PostingState.PENDING, PostingState.SEALED):
        for posting in await world.flow.postings(state):
            careless = posting.model_copy(update={"state": PostingState.POSTED, "vendor_id": "1"})
            (await world.flow.store.transact([repository.write(careless)])).unwrap()


def blind_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wake nobody."""

    class Blind:
        async def sweep(self) -> Result[None]:
            return Result.ok(None)

    monkeypatch.setattr(Flow, "sweep", lambda _flow: Blind())


def look_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeat what is not answered without a look into the books."""

    async def find(
        _lookup: BooksLookup, _company_id: str, _items: Sequence[SealedItem], _sealed_at: datetime
    ) -> Result[Outcomes]:
        return Result.ok({})

    monkeypatch.setattr(BooksLookup, "find", find)


def settle_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look into the books while the vendor may still be working."""
    for module in (sealing, settling):
        monkeypatch.setattr(module, "settle_time", lambda now, _seconds: now)


def one_writer_at_a_time_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lease: several writers of a realm run side by side."""

    async def lease(_writer: writer.PostingWriter, _company_id: str) -> Result[bool]:
        return Result.ok(True)

    monkeypatch.setattr(writer.PostingWriter, "_lease", lease)


def drop_recordings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Say that an outcome is recorded, and forget it."""

    async def record(_recorder: Recorder, _batch: SealedBatch, outcomes: Mapping[str, ItemOutcome]) -> Result[Recorded]:
        return Result.ok(Recorded(posted=len(outcomes)))

    monkeypatch.setattr(Recorder, "record", record)


def trust_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Post what a person approved although the card says something else by now."""
    monkeypatch.setattr(readying, "split", lambda postings, _versions: (list(postings), {}))
    monkeypatch.setattr(sending, "is_current", lambda _posting, _versions: True)


def send_before_sealing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the seal down only when the vendor has answered."""
    put_off: list[Sequence[Write]] = []
    seal, deliver = Sealer.seal, Delivery.deliver

    class Later:
        async def transact(self, writes: Sequence[Write]) -> Result[None]:
            put_off.append(writes)
            return Result.ok(None)

    async def unsealed(
        sealer: Sealer,
        realm_id: str,
        group: Sequence[Posting],
        items: Mapping[str, SealedItem],
        checks: Sequence[Check],
    ) -> Result[SealedBatch]:
        hasty = Sealer(sealer._postings, Later(), sealer._clock, sealer._settle_seconds)
        return await seal(hasty, realm_id, group, items, checks)

    async def deliver_first(
        delivery: Delivery, batch: SealedBatch, items: Sequence[SealedItem] | None = None
    ) -> Result[Recorded]:
        record, transactions = delivery._recorder.record, delivery._recorder._transactions

        async def seal_then_record(sealed: SealedBatch, outcomes: Mapping[str, ItemOutcome]) -> Result[Recorded]:
            if put_off:
                (await transactions.transact(put_off[-1])).unwrap()
                put_off.clear()
            return await record(sealed, outcomes)

        vars(delivery._recorder)["record"] = seal_then_record
        return await deliver(delivery, batch, items)

    monkeypatch.setattr(Sealer, "seal", unsealed)
    monkeypatch.setattr(Delivery, "deliver", deliver_first)
