"""The company's people."""

from fieldledger.repositories.members import DocumentMembers, Members
from fieldledger.settings import RecordsSettings
from fieldledger.wiring.store import document_store


def members(settings: RecordsSettings) -> Members:
    """For ``create_app`` of a route that shows project managers their own jobs."""
    return DocumentMembers(document_store(settings))
