"""A paper of the billing system, named by its content; bills name it by its key."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import Table


class Document(Table):
    """A paper of the billing system, named by its content; bills name it by its key."""

    company_id = BigIntegerField()
    sha256 = TextField()
    bytes = BigIntegerField()
    import_id = BigIntegerField()

    class Meta:
        table_name = "document"
        primary_key = CompositeKey("company_id", "sha256")
