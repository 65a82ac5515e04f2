"""One wrong password, for throttling by account and source."""

from peewee import BigIntegerField, TextField

from webapp.models.base import InstantField, Table, new_id


class SignInFailure(Table):
    """One wrong password, for throttling by account and source."""

    id = BigIntegerField(primary_key=True, default=new_id)
    account_key = TextField()
    source = TextField()
    failed_at = InstantField()

    class Meta:
        table_name = "sign_in_failure"
