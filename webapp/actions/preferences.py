"""How a person likes the portal to behave."""

from webapp.domain.people import Person
from webapp.models.accounts import Account


def set_single_keys(*, person: Person, switched_on: bool) -> None:
    """Let single keys decide at the desk, or not."""
    Account.update(single_keys=switched_on).where(Account.id == person.account_id).execute()
