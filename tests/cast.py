"""A small cast with names and reasons, built straight into the tables.

Minta Távhő: Anna owns SU0044 with hot-water meter 37461 (window always open), cold-water meter
22870 (window closed, the next one opens in ten days) and heat meter 90112 (open); Béla may only
submit for her; Szabó is a stranger of the same company. Stadtwerke Muster: Clara, whose meter of
two registers carries Anna's serial 37461 too, because serials are unique only within company and
medium.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from webapp.actions.customer_search import index_customers
from webapp.domain.people import Person
from webapp.gateways.passwords import hash_password
from webapp.models.accounts import Account
from webapp.models.base import new_id
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.import_batches import ImportBatch
from webapp.models.memberships import Membership
from webapp.models.meters import Meter
from webapp.models.reading_windows import ReadingWindow
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.service_points import ServicePoint
from webapp.models.staff import Staff
from webapp.models.supplies import Supply
from webapp.queries.people import person_of_account

PASSWORD = "meterpost-demo"
HISTORY = (1040, 1044, 1047, 1052, 1056, 1059, 1063, 1065, 1068, 1073)
WINDOWS = {"open": (-400, None), "closed": (10, 40)}


@dataclass(frozen=True, kw_only=True)
class World:
    """Ids of everyone and everything in the cast."""

    minta: int
    muster: int
    accounts: dict[str, int]
    customers: dict[str, int]
    meters: dict[str, int]
    registers: dict[str, int]
    today: date

    def person(self, name: str) -> Person:
        """The person behind a name: anna, bela, szabo, clara, clerk, …"""
        person = person_of_account(account_id=self.accounts[name])
        assert person is not None
        return person


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def build_world() -> World:
    """Write the cast and return its ids."""
    now = datetime.now(UTC)
    # The companies' own day: late in the evening of London it has begun already.
    builder = _Builder(now=now, today=now.astimezone(ZoneInfo("Europe/Budapest")).date())
    builder.companies()
    builder.people()
    builder.meters()
    builder.search()
    return builder.world()


class _Builder:
    def __init__(self, *, now: datetime, today: date) -> None:
        self.now, self.today = now, today
        self.ids: dict[str, dict[str, int]] = {
            kind: {} for kind in ("companies", "batches", "accounts", "customers", "m", "r")
        }

    def world(self) -> World:
        ids = self.ids
        return World(
            minta=ids["companies"]["minta"],
            muster=ids["companies"]["muster"],
            accounts=ids["accounts"],
            customers=ids["customers"],
            meters=ids["m"],
            registers=ids["r"],
            today=self.today,
        )

    def companies(self) -> None:
        for slug, name, country, currency, zone, accent in (
            ("minta", "Minta Távhő", "HU", "HUF", "Europe/Budapest", "#0a5f5c"),
            ("muster", "Stadtwerke Muster", "DE", "EUR", "Europe/Berlin", "#1d4f91"),
        ):
            company_id, batch_id = new_id(), new_id()
            self.ids["companies"][slug], self.ids["batches"][slug] = company_id, batch_id
            Company.insert(
                id=company_id,
                slug=slug,
                name=name,
                country=country,
                currency=currency,
                locale=country.lower(),
                timezone=zone,
                accent=accent,
                contact="+36 1 000 0000",
                created_at=self.now,
            ).execute()
            ImportBatch.insert(
                company_id=company_id, id=batch_id, kind="all", source="cast", made_at=self.now
            ).execute()

    def people(self) -> None:
        self._customer("minta", "SU0044", "Minta Ügyfél")
        self._customer("minta", "SU0045", "Szabó Péter")
        self._customer("muster", "100-2201", "Clara Muster")
        self._member("anna", "anna@demo.test", "Minta Anna", "minta", "SU0044", "owner")
        self._member("bela", "bela@demo.test", "Minta Béla", "minta", "SU0044", "submit_readings")
        self._member("szabo", "szabo@demo.test", "Szabó Péter", "minta", "SU0045", "owner")
        self._member("clara", "clara@demo.test", "Clara Muster", "muster", "100-2201", "owner")
        self._staff("clerk", "clerk@demo.test", "Kovács Éva", "minta", "clerk")
        self._staff("colleague", "colleague@demo.test", "Nagy Lajos", "minta", "clerk")
        self._staff("supervisor", "supervisor@demo.test", "Varga Mária", "minta", "supervisor")
        self._staff("reader", "reader@demo.test", "Jóska", "minta", "reader")
        self._staff("admin", "admin@demo.test", "Admin", "minta", "admin")
        self._staff("foreign_clerk", "clerk@other.test", "Erika", "muster", "clerk")

    def meters(self) -> None:
        anna, szabo, clara = ("minta", "SU0044"), ("minta", "SU0045"), ("muster", "100-2201")
        self._meter("hot", anna, "hot_water", "37461", "open", [("", "m³", 5, 3)])
        self._meter("cold", anna, "cold_water", "22870", "closed", [("", "m³", 5, 3)])
        self._meter("heat", anna, "heat", "90112", "open", [("", "GJ", 5, 2)])
        self._meter("strange", szabo, "cold_water", "11873", "open", [("", "m³", 5, 3)])
        self._meter(
            "power", clara, "electricity", "37461", "open",
            [("Day", "kWh", 6, 0), ("Night", "kWh", 6, 0)],
        )  # fmt: skip

    def search(self) -> None:
        for company_id in self.ids["companies"].values():
            index_customers(company_id=company_id, customer_ids=self.ids["customers"].values())

    def _customer(self, company: str, number: str, name: str) -> None:
        self.ids["customers"][number] = new_id()
        Customer.insert(
            company_id=self.ids["companies"][company],
            id=self.ids["customers"][number],
            number=number,
            name=name,
            import_id=self.ids["batches"][company],
        ).execute()

    def _account(self, key: str, email: str, name: str) -> int:
        self.ids["accounts"][key] = new_id()
        Account.insert(
            id=self.ids["accounts"][key],
            email=email,
            name=name,
            password_hash=_password_hash(),
            created_at=self.now,
        ).execute()
        return self.ids["accounts"][key]

    def _member(
        self, key: str, email: str, name: str, company: str, number: str, permissions: str
    ) -> None:
        Membership.insert(
            company_id=self.ids["companies"][company],
            account_id=self._account(key, email, name),
            customer_id=self.ids["customers"][number],
            permissions=permissions,
            since=self.now,
        ).execute()

    def _staff(self, key: str, email: str, name: str, company: str, role: str) -> None:
        Staff.insert(
            company_id=self.ids["companies"][company],
            account_id=self._account(key, email, name),
            role=role,
            since=self.now,
        ).execute()

    def _meter(
        self,
        key: str,
        owner: tuple[str, str],
        medium: str,
        serial: str,
        window: str,
        faces: list[tuple[str, str, int, int]],
    ) -> None:
        company, number = owner
        shared = {
            "company_id": self.ids["companies"][company],
            "import_id": self.ids["batches"][company],
        }
        point, meter = new_id(), new_id()
        self.ids["m"][key] = meter
        ServicePoint.insert(
            **shared, id=point, medium=medium, address="6600 Minta település, Minta tér 9."
        ).execute()
        Supply.insert(
            **shared,
            id=new_id(),
            service_point_id=point,
            customer_id=self.ids["customers"][number],
            begins_on=self.today - timedelta(days=900),
        ).execute()
        Meter.insert(
            **shared,
            id=meter,
            service_point_id=point,
            medium=medium,
            serial=serial,
            model="M-1",
            calibrated_on=date(2007, 11, 30),
            calibrated_until=date(2012, 11, 30),
            installed_on=self.today - timedelta(days=900),
        ).execute()
        opens, closes = WINDOWS[window]
        ReadingWindow.insert(
            **shared,
            id=new_id(),
            service_point_id=point,
            opens_on=self.today + timedelta(days=opens),
            closes_on=self.today + timedelta(days=closes) if closes else None,
        ).execute()
        for position, (label, unit, digits, decimals) in enumerate(faces):
            self._register(key, shared, meter, position, label, unit, digits, decimals)

    def _register(
        self,
        key: str,
        shared: dict[str, int],
        meter: int,
        position: int,
        label: str,
        unit: str,
        digits: int,
        decimals: int,
    ) -> None:
        register = new_id()
        self.ids["r"][f"{key}{position or ''}"] = register
        Register.insert(
            **shared,
            id=register,
            meter_id=meter,
            position=position,
            obis=f"8-0:1.{position}.0",
            label=label,
            unit=unit,
            digits=digits,
            decimals=decimals,
        ).execute()
        for months_ago, value in enumerate(reversed(HISTORY)):
            Reading.insert(
                **shared,
                id=new_id(),
                register_id=register,
                read_on=self.today - timedelta(days=24 + 30 * months_ago),
                value=value * 1000,
                kind="company",
                recorded_at=self.now,
            ).execute()
