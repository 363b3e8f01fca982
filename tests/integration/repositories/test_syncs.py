"""Repositories of the sync, on the store in memory and on DynamoDB."""

from tests.integration.repositories.contracts.syncs import MirrorContract, SyncStatesContract


class TestMirror(MirrorContract):
    """Vendors' records."""


class TestSyncStates(SyncStatesContract):
    """Where syncs stand."""
