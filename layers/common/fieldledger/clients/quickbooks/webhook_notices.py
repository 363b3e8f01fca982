"""What a webhook's body holds, in CloudEvents and in the legacy format (quickbooks.md 6.1, 6.2)."""

from pydantic import Field, ValidationError

from fieldledger.clients.notice import Notice, Sayable


class _MergeData(Notice):
    deletedid: Sayable | None = None
    deleted_id: Sayable | None = Field(default=None, alias="deletedId")


class CloudEvent(Notice):
    """``data`` is never trusted as the record: it may be missing, empty, or hold the whole of it."""

    id: Sayable = Field(min_length=1)
    type: str
    time: str
    intuitentityid: Sayable
    intuitaccountid: Sayable
    data: object = None

    @property
    def deleted_id(self) -> str | None:
        """The record that a merge did away with."""
        try:
            merge = _MergeData.model_validate(self.data)
        except ValidationError:
            return None
        return merge.deletedid or merge.deleted_id


class LegacyEntity(Notice):
    """One change of one record."""

    name: Sayable
    id: Sayable
    operation: Sayable
    last_updated: Sayable = Field(alias="lastUpdated")
    deleted_id: Sayable | None = Field(default=None, alias="deletedId")


class LegacyEntities(Notice):
    """The changes of a notification; each is read by itself."""

    entities: list[object]


class LegacyNotification(Notice):
    """The changes of one realm."""

    realm: Sayable = Field(alias="realmId")
    change: LegacyEntities = Field(alias="dataChangeEvent")
