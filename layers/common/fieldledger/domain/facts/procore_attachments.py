"""Files that people attached to a record of Procore."""

from collections.abc import Mapping

from pydantic import JsonValue

from fieldledger.domain.attachment import without_signature
from fieldledger.domain.mirror import Facts


class AttachmentFacts(Facts):
    """A file that somebody attached."""

    name: str | None = None
    url: str | None = None


class Attached(Facts):
    """Facts of a record that has files; ``attachments`` None: this read did not tell, so those known before stay."""

    attachments: tuple[AttachmentFacts, ...] | None = None

    @classmethod
    def completed(cls, written: dict[str, JsonValue], before: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """With the files that an earlier read told: single reads tell them, some lists do not."""
        known = before.get("attachments")
        return {**written, "attachments": known} if written.get("attachments") is None and known else written

    @classmethod
    def steady(cls, written: Mapping[str, object]) -> Mapping[str, object]:
        """A link that is only signed anew is the same link."""
        files = written.get("attachments")
        if not isinstance(files, list):
            return written
        told = [{**each, "url": without_signature(str(each.get("url") or ""))} for each in files]
        return {**written, "attachments": told}
