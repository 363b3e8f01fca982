"""Files that people attached, as facts."""

from collections.abc import Sequence

from fieldledger.clients.procore.models.attachments import Attachment
from fieldledger.domain.facts.procore_attachments import AttachmentFacts


def attachment_facts(files: Sequence[Attachment] | None) -> tuple[AttachmentFacts, ...] | None:
    """In the order in which they are told; None where nothing is told of files."""
    if files is None:
        return None
    return tuple(AttachmentFacts(name=each.filename or each.name, url=each.url) for each in files)
