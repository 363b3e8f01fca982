"""Settling a record whose outcome is unknown: look, adopt what can only be ours, send again what is proven absent."""

from fieldledger.domain.foundation_seal import FoundationSeal
from fieldledger.log import LogEvent, log_mutation
from fieldledger.result import Result
from fieldledger.services.audit import SYSTEM
from fieldledger.services.foundation_posting.delivery import FoundationDelivery, doubtful_outcome, found_outcome
from fieldledger.services.foundation_posting.judging import Absent, Doubtful, Ours
from fieldledger.services.foundation_posting.looking import FoundationLookUp
from fieldledger.services.foundation_posting.recording import FoundationRecorder
from fieldledger.services.foundation_posting.sealing import FoundationSealer
from fieldledger.services.posting.recording import Recorded


class FoundationSettlement:
    """Settles open seals of one company."""

    def __init__(
        self,
        look_up: FoundationLookUp,
        sealer: FoundationSealer,
        delivery: FoundationDelivery,
        recorder: FoundationRecorder,
    ) -> None:
        self._look_up = look_up
        self._sealer = sealer
        self._delivery = delivery
        self._recorder = recorder

    async def settle(self, seal: FoundationSeal) -> Result[Recorded]:
        """The seal must be past its ``settle_after``: the vendor has surely given up on the request by then."""
        judged = await self._look_up.judged(seal)
        if judged.failed:
            return judged.failure()
        finding = judged.unwrap()
        log_mutation(LogEvent.RECORD_SETTLED, SYSTEM, seal.seal_id, finding=type(finding).__name__)
        match finding:
            case Ours():
                return await self._recorder.record(seal, found_outcome(finding))
            case Doubtful():
                return await self._recorder.record(seal, doubtful_outcome(seal, finding))
            case Absent():
                renewed = await self._sealer.renew(seal)
                return await renewed.and_then_async(self._delivery.deliver)
