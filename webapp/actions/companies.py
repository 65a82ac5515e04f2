"""A company's real first start: the company and its first administrator."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from webapp.actions.events import record_event
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.passwords import hash_password
from webapp.models.accounts import Account
from webapp.models.base import atomic, new_id
from webapp.models.companies import Company
from webapp.models.staff import Staff


@dataclass(frozen=True, kw_only=True)
class NewCompany:
    """What is needed to begin."""

    slug: str
    name: str
    country: str
    currency: str
    admin_email: str
    admin_name: str = ""
    locale: str = "en"
    timezone: str = "UTC"
    accent: str = "#0a5f5c"
    contact: str = ""


CHECKS = {
    "slug": re.compile(r"[a-z][a-z0-9-]{1,39}"),
    "name": re.compile(r".{1,120}"),
    "country": re.compile(r"[A-Z]{2}"),
    "currency": re.compile(r"[A-Z]{3}"),
    "accent": re.compile(r"#[0-9a-fA-F]{6}"),
    "admin_email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
}


def create_company(*, new: NewCompany, now: datetime) -> str:
    """Create the company and its administrator; return the administrator's first password.

    An administrator who has an account already keeps that password, and an empty one is returned.
    Raises Refusal for anything that does not fit or is taken.
    """
    _check(new)
    with atomic():
        if Company.select().where(Company.slug == new.slug).exists():
            raise Refusal("taken", N_("There is already a company with this short name."))
        company_id = new_id()
        Company.insert(
            id=company_id,
            slug=new.slug,
            name=new.name,
            country=new.country,
            currency=new.currency,
            locale=new.locale,
            timezone=new.timezone,
            accent=new.accent,
            contact=new.contact,
            created_at=now,
        ).execute()
        account_id, password = _administrator(new, now)
        Staff.insert(
            company_id=company_id, account_id=account_id, role="admin", since=now
        ).execute()
        record_event(
            company_id=company_id,
            actor_id=account_id,
            kind="company.created",
            subject=f"company:{company_id}",
            now=now,
        )
    return password


def _check(new: NewCompany) -> None:
    for name, shape in CHECKS.items():
        if shape.fullmatch(getattr(new, name)) is None:
            raise Refusal("shape", N_("This cannot be used: %(part)s."), field=name, part=name)
    if new.timezone not in available_timezones():
        raise Refusal(
            "shape", N_("This cannot be used: %(part)s."), field="timezone", part="timezone"
        )


def _administrator(new: NewCompany, now: datetime) -> tuple[int, str]:
    email = new.admin_email.lower()
    known = Account.select().where(Account.email == email).first()
    if known is not None:
        return known.id, ""
    account_id, password = new_id(), secrets.token_urlsafe(12)
    Account.insert(
        id=account_id,
        email=email,
        name=new.admin_name or email,
        password_hash=hash_password(password),
        created_at=now,
    ).execute()
    return account_id, password
