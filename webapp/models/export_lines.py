"""What the billing system was told of money and of decisions, in order, once each."""

from peewee import BigIntegerField, CompositeKey, TextField

from webapp.models.base import InstantField, Table


class ExportLine(Table):
    """One line of a list that goes out; exactly one of the three ids says what it is about."""

    company_id = BigIntegerField()
    what = TextField()
    sequence = BigIntegerField()
    entry_id = BigIntegerField(null=True)
    decision_id = BigIntegerField(null=True)
    money_decision_id = BigIntegerField(null=True)
    listed_at = InstantField()

    class Meta:
        table_name = "export_line"
        primary_key = CompositeKey("company_id", "what", "sequence")
