"""Another account, bank or payee that one of the staff wants; a second person answers."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table, new_id


class SettingProposal(Table):
    """Another account, bank or payee that one of the staff wants; a second person answers."""

    company_id = BigIntegerField()
    id = BigIntegerField(default=new_id)
    staff_id = BigIntegerField(null=True)
    proposed_at = InstantField()
    follows = BigIntegerField(null=True)
    payee = TextField(null=True)
    iban = TextField(null=True)
    bic = TextField(null=True)
    provider = TextField(null=True)
    payment_origins = TextField(null=True)
    ended_at = InstantField(null=True)
    ended_by = BigIntegerField(null=True)
    outcome = TextField(null=True)

    class Meta:
        table_name = "setting_proposal"
        primary_key = CompositeKey("company_id", "id")
