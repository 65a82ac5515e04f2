"""Who is asking, and what they may do there."""

from dataclasses import dataclass
from datetime import date, datetime

from webapp.domain.days import local_day


@dataclass(frozen=True, kw_only=True)
class CustomerTie:
    """A membership: what this person may do for one customer."""

    company_id: int
    company_name: str
    company_slug: str
    company_accent: str
    company_contact: str
    company_timezone: str
    customer_id: int
    customer_number: str
    customer_name: str
    permissions: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class StaffTie:
    """A role at a company."""

    company_id: int
    company_name: str
    company_slug: str
    company_accent: str
    company_contact: str
    company_timezone: str
    role: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """A signed-in account with everything that decides what it may see."""

    account_id: int
    name: str
    email: str
    language: str
    single_keys: bool
    session_id: int
    customers: tuple[CustomerTie, ...] = ()
    staff: tuple[StaffTie, ...] = ()

    @property
    def id(self) -> str:
        """The opaque id that phones know this account by."""
        return str(self.account_id)

    @property
    def is_staff(self) -> bool:
        """Whether this account has a role at a company."""
        return bool(self.staff)

    @property
    def company(self) -> CustomerTie | StaffTie | None:
        """The company whose name and colour this person's pages carry."""
        ties: tuple[CustomerTie | StaffTie, ...] = (*self.staff, *self.customers)
        return ties[0] if ties else None

    def days(self, now: datetime) -> dict[int, date]:
        """The day it is at each company of this person, by the company's id."""
        ties: tuple[CustomerTie | StaffTie, ...] = (*self.staff, *self.customers)
        return {tie.company_id: local_day(now=now, timezone=tie.company_timezone) for tie in ties}

    @property
    def company_name(self) -> str:
        """The display name of that company, or nothing."""
        return self.company.company_name if self.company else ""

    @property
    def customer_label(self) -> str:
        """The customer numbers, as the banner shows them."""
        return ", ".join(tie.customer_number for tie in self.customers)
