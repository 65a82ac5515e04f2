"""One delivery from the billing system, the source of master data and official readings."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class ImportBatch(Table):
    """One delivery from the billing system, the source of master data and official readings."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    kind = TextField()
    source = TextField()
    made_at = InstantField()
    sha256 = TextField(null=True)
    rows_read = BigIntegerField(null=True)
    rows_kept = BigIntegerField(null=True)
    undone_at = InstantField(null=True)

    class Meta:
        table_name = "import_batch"
        primary_key = CompositeKey("company_id", "id")
