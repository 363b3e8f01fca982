"""The PynamoDB models of the four tables: generic documents, one subclass per table for its indexes."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self, cast

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from fieldledger.repositories.documents import INDEX_KEYS, Document, Index, StartKey, TableName


class DocumentModel(Model):
    """Attributes of every table; index attributes are present only on items that appear in the index."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    expires_at = TTLAttribute(null=True)

    index_attributes: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, document: Document) -> Self:
        """The item to store for ``document``: its version is one higher."""
        item = cls(document.pk, document.sk, body=document.body, version=document.version + 1)
        item.expires_at = document.expires_at
        for name, value in document.index.items():
            setattr(item, name, value)
        return item

    def document(self, table: TableName) -> Document:
        """The stored document."""
        found = {name: getattr(self, name) for name in self.index_attributes}
        index = {name: value for name, value in found.items() if value is not None}
        version = int(self.version or 0)
        return Document(table, self.pk, self.sk, self.body or "", version, index, self.expires_at)


class ByDateIndex(GlobalSecondaryIndex["RecordModel"]):
    """Time cards of a company by jobsite date."""

    class Meta:
        """Index settings."""

        index_name = Index.BY_DATE.value
        projection = AllProjection()

    date_pk = UnicodeAttribute(hash_key=True)
    date_sk = UnicodeAttribute(range_key=True)


class ByDayIndex(GlobalSecondaryIndex["PostingModel"]):
    """Postings of a company by jobsite date."""

    class Meta:
        """Index settings."""

        index_name = Index.BY_DATE.value
        projection = AllProjection()

    date_pk = UnicodeAttribute(hash_key=True)
    date_sk = UnicodeAttribute(range_key=True)


class ByStateIndex(GlobalSecondaryIndex["PostingModel"]):
    """Postings of a company by state, oldest first."""

    class Meta:
        """Index settings."""

        index_name = Index.BY_STATE.value
        projection = AllProjection()

    state_pk = UnicodeAttribute(hash_key=True)
    state_sk = UnicodeAttribute(range_key=True)


class ByDueIndex(GlobalSecondaryIndex["PostingModel"]):
    """Postings and sealed batches that still need work, by due time, in shards."""

    class Meta:
        """Index settings."""

        index_name = Index.BY_DUE.value
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class ByKindIndex(GlobalSecondaryIndex["ControlModel"]):
    """Connections by vendor and by vendor account."""

    class Meta:
        """Index settings."""

        index_name = Index.BY_KIND.value
        projection = KeysOnlyProjection()

    kind_pk = UnicodeAttribute(hash_key=True)
    kind_sk = UnicodeAttribute(range_key=True)


class ByEntityIndex(GlobalSecondaryIndex["AuditModel"]):
    """Audit entries of a company about one record, in the order of time."""

    class Meta:
        """Index settings."""

        index_name = Index.BY_ENTITY.value
        projection = AllProjection()

    entity_pk = UnicodeAttribute(hash_key=True)
    entity_sk = UnicodeAttribute(range_key=True)


class RecordModel(DocumentModel):
    """Companies, projects, employees, time cards, crosswalk."""

    class Meta:
        """Table settings; the name is bound by ``model_of``."""

        table_name = ""

    index_attributes = INDEX_KEYS[Index.BY_DATE]
    date_pk = UnicodeAttribute(null=True)
    date_sk = UnicodeAttribute(null=True)
    by_date = ByDateIndex()


class PostingModel(DocumentModel):
    """Postings, sealed batches, approvals."""

    class Meta:
        """Table settings; the name is bound by ``model_of``."""

        table_name = ""

    index_attributes = (*INDEX_KEYS[Index.BY_DATE], *INDEX_KEYS[Index.BY_STATE], *INDEX_KEYS[Index.BY_DUE])
    date_pk = UnicodeAttribute(null=True)
    date_sk = UnicodeAttribute(null=True)
    state_pk = UnicodeAttribute(null=True)
    state_sk = UnicodeAttribute(null=True)
    due_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    by_date = ByDayIndex()
    by_state = ByStateIndex()
    by_due = ByDueIndex()


class ControlModel(DocumentModel):
    """Connections, budgets, leases, checkpoints, idempotency, exceptions inbox."""

    class Meta:
        """Table settings; the name is bound by ``model_of``."""

        table_name = ""

    index_attributes = INDEX_KEYS[Index.BY_KIND]
    kind_pk = UnicodeAttribute(null=True)
    kind_sk = UnicodeAttribute(null=True)
    by_kind = ByKindIndex()


class AuditModel(DocumentModel):
    """Append-only audit trail."""

    class Meta:
        """Table settings; the name is bound by ``model_of``."""

        table_name = ""

    index_attributes = INDEX_KEYS[Index.BY_ENTITY]
    entity_pk = UnicodeAttribute(null=True)
    entity_sk = UnicodeAttribute(null=True)
    by_entity = ByEntityIndex()


_MODELS: dict[TableName, type[DocumentModel]] = {
    TableName.RECORDS: RecordModel,
    TableName.POSTINGS: PostingModel,
    TableName.CONTROL: ControlModel,
    TableName.AUDIT: AuditModel,
}


def model_of(table: TableName, name: str) -> type[DocumentModel]:
    """The model of ``table`` bound to the DynamoDB table ``name``; rebinding drops the connection kept for the old."""
    model = _MODELS[table]
    meta = cast("Any", model).Meta
    if meta.table_name != name:
        meta.table_name = name
        model._connection = None  # noqa: SLF001 - PynamoDB offers no other way to rebind a model
    return model


def to_page_key(start: StartKey | None) -> dict[str, dict[str, str]] | None:
    """Our start key in DynamoDB's attribute notation; all key attributes are strings."""
    return None if start is None else {name: {"S": value} for name, value in start.items()}


def to_start_key(last: Mapping[str, Mapping[str, str]] | None) -> StartKey | None:
    """DynamoDB's last evaluated key in ours."""
    return None if last is None else {name: value["S"] for name, value in last.items()}
