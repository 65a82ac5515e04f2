"""Who is signed in, and what ties them to customers and companies."""

from datetime import datetime
from typing import Any

from peewee import SQL, fn

from webapp.domain.people import CustomerTie, Person, StaffTie
from webapp.models.accounts import Account
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.memberships import Membership
from webapp.models.prepared import prepared
from webapp.models.sessions import Session
from webapp.models.staff import Staff


def person_of_session(*, token_hash: str, now: datetime) -> Person | None:
    """The person whose living session this is."""
    row = _signed_in.first(token_hash=token_hash, now=now)
    return _person(row) if row else None


def person_of_account(*, account_id: int) -> Person | None:
    """The same person without a session, for the command line and background work."""
    row = _account.first(account_id=account_id)
    return _person({**row, "session_id": 0}) if row else None


_ACCOUNT = (
    Account.id.alias("account_id"),
    Account.name,
    Account.email,
    Account.language,
    Account.single_keys,
    # Most people have only one kind of ties: what is not there need not be asked for.
    fn.EXISTS(Membership.select(SQL("1")).where(Membership.account_id == Account.id)).alias(
        "has_customers"
    ),
    fn.EXISTS(Staff.select(SQL("1")).where(Staff.account_id == Account.id)).alias("has_work"),
)
_COMPANY = (
    Company.name.alias("company_name"),
    Company.slug.alias("company_slug"),
    Company.accent.alias("company_accent"),
    Company.contact.alias("company_contact"),
    Company.timezone.alias("company_timezone"),
)


@prepared
def _signed_in(*, token_hash: str, now: datetime) -> Any:
    return (
        Session.living(now=now)
        .select(Session.id.alias("session_id"), *_ACCOUNT)
        .join(Account, on=(Account.id == Session.account_id))
        .where(Session.token_hash == token_hash, Account.closed_at.is_null())
        .limit(1)
    )


@prepared
def _account(*, account_id: int) -> Any:
    return (
        Account.select(*_ACCOUNT)
        .where(Account.id == account_id, Account.closed_at.is_null())
        .limit(1)
    )


def _person(row: dict[str, Any]) -> Person:
    account_id = row["account_id"]
    customers = _memberships.dicts(account_id=account_id) if row.pop("has_customers") else ()
    staff = _staff.dicts(account_id=account_id) if row.pop("has_work") else ()
    return Person(
        **row,
        customers=tuple(_customer(tie) for tie in customers),
        staff=tuple(StaffTie(**tie) for tie in staff),
    )


def _customer(row: dict[str, Any]) -> CustomerTie:
    return CustomerTie(**{**row, "permissions": frozenset(row["permissions"].split(","))})


@prepared
def _memberships(*, account_id: int) -> Any:
    return (
        Membership.select(
            Membership.company_id,
            *_COMPANY,
            Membership.customer_id,
            Customer.number.alias("customer_number"),
            Customer.name.alias("customer_name"),
            Membership.permissions,
        )
        .join(Company, on=(Company.id == Membership.company_id))
        .join_from(
            Membership,
            Customer,
            on=(
                (Customer.company_id == Membership.company_id)
                & (Customer.id == Membership.customer_id)
            ),
        )
        .where(Membership.account_id == account_id, Membership.ended_at.is_null())
        .order_by(Membership.company_id, Customer.number)
    )


@prepared
def _staff(*, account_id: int) -> Any:
    return (
        Staff.select(
            Staff.company_id,
            *_COMPANY,
            Staff.role,
        )
        .join(Company, on=(Company.id == Staff.company_id))
        .where(Staff.account_id == account_id, Staff.ended_at.is_null())
        .order_by(Staff.company_id)
    )
