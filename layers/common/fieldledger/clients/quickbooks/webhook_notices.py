"""What a webhook's body holds, in CloudEvents and in the legacy format (quickbooks.md 6.1, 6.2)."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError


def _sayable(text: str) -> str:
    """Half of a character pair is valid in JSON and in no encoding: such a text could not be stored or sent on."""
    text.encode()
    return text


type _Text = Annotated[str, AfterValidator(_sayable)]


class Notice(BaseModel):
    """Ids that come as numbers are read as text; what is not needed here is left out."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, coerce_numbers_to_str=True)


class _MergeData(Notice):
    deletedid: _Text | None = None
    deleted_id: _Text | None = Field(default=None, alias="deletedId")


class CloudEvent(Notice):
    """``data`` is never trusted as the record: it may be missing, empty, or hold the whole of it."""

    id: _Text = Field(min_length=1)
    type: str
    time: str
    intuitentityid: _Text
    intuitaccountid: _Text
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

    name: _Text
    id: _Text
    operation: _Text
    last_updated: _Text = Field(alias="lastUpdated")
    deleted_id: _Text | None = Field(default=None, alias="deletedId")


class LegacyEntities(Notice):
    """The changes of a notification; each is read by itself."""

    entities: list[object]


class LegacyNotification(Notice):
    """The changes of one realm."""

    realm: _Text = Field(alias="realmId")
    change: LegacyEntities = Field(alias="dataChangeEvent")
