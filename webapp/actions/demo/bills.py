"""Bills worked out from the official readings, collected and then written as one import."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp.actions.customer_search import index_bills, index_debts
from webapp.actions.demo.people import MINTA, MUSTER
from webapp.actions.events import record_event
from webapp.domain.quantities import SCALE
from webapp.models.advances import Advance
from webapp.models.base import Table, dicts_of
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.import_batches import ImportBatch
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.invoices import Invoice
from webapp.models.meters import Meter
from webapp.models.readings import Reading
from webapp.models.registers import Register
from webapp.models.supplies import Supply

BATCH, PAYMENTS = 4, 5
TABLES: tuple[type[Table], ...] = (Invoice, InvoiceLine, Debt, Advance)
ROWS_AT_ONCE = 500
DAY = timedelta(days=1)

# Minor units a unit, and what the company calls it: bills come in the company's language.
PRICES = {
    MINTA: {
        "hot_water": (1_180, "Használati melegvíz"),
        "cold_water": (765, "Ivóvíz és csatorna"),
        "heat": (5_950, "Hődíj"),
        "": (6_400, "Alapdíj"),
    },
    MUSTER: {
        "electricity": (35, "Strom"),
        "gas": (118, "Erdgas"),
        "cold_water": (412, "Trinkwasser und Abwasser"),
        "": (990, "Grundpreis"),
    },
}
# Hundredths of a percent.
TAX = {MINTA: 500, MUSTER: 1_900}


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A register on the wall and what it officially showed on which day."""

    medium: str
    service_point_id: int
    serial: str
    obis: str
    unit: str
    values: dict[date, tuple[int, str]]


class Till:
    """A company's bills and debts; ids are its own ascending numbers, so every run is alike."""

    def __init__(self, *, company_id: int, currency: str, now: datetime) -> None:
        self.company_id, self.currency, self.now = company_id, currency, now
        self._ids: Iterator[int] = itertools.count(company_id * 1_000_000 + 700_001)
        self._rows: dict[type[Table], list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: type[Table], **values: Any) -> int:
        """Note a row for later and return its id."""
        row_id = next(self._ids)
        shared = {"company_id": self.company_id, "id": row_id, "import_id": BATCH}
        self._rows[table].append({**shared, **values})
        return row_id

    def bill(
        self, *, lines: Sequence[dict[str, Any]], target: int | None = None, **values: Any
    ) -> tuple[int, int]:
        """Note a bill of these lines; `target` makes up its net sum with one more line."""
        known = list(lines)
        if target is not None:
            rest = target - sum(line["net"] for line in known)
            known.append(_fee_line("Korábbi becslés elszámolása", rest))
        net = sum(line["net"] for line in known)
        rate = TAX[self.company_id]
        tax = (net * rate + 5_000) // 10_000
        invoice_id = self.add(
            Invoice,
            currency=self.currency, net=net, tax=tax, total=net + tax, details="{}",
            document_key=None, **values,
        )  # fmt: skip
        for position, line in enumerate(_taxed(known, tax, rate), 1):
            self._rows[InvoiceLine].append(
                {
                    "company_id": self.company_id,
                    "invoice_id": invoice_id,
                    "position": position,
                    **line,
                }
            )
        return invoice_id, net + tax

    def owe(self, **values: Any) -> int:
        """Note a debt."""
        none = ("invoice_id", "about_debt_id", "reminder", "details", "interest_until")
        usual = {"legal_title": "own", "currency": self.currency, **dict.fromkeys(none)}
        return self.add(Debt, **{**usual, **values})

    def write(self) -> None:
        """Write all of it as one import."""
        for number, kind in ((BATCH, "invoices"), (PAYMENTS, "payments")):
            _batch(self.company_id, number, kind, self.now)
        bills = [(row["customer_id"], row["id"], row["number"]) for row in self._rows[Invoice]]
        debts = [
            (row["customer_id"], row["id"], row["number"], row["reminder"])
            for row in self._rows[Debt]
            if row["invoice_id"] is None
        ]
        for table in TABLES:
            rows = self._rows.pop(table, [])
            for start in range(0, len(rows), ROWS_AT_ONCE):
                table.insert_many(rows[start : start + ROWS_AT_ONCE]).execute()
        index_bills(company_id=self.company_id, bills=bills)
        index_debts(company_id=self.company_id, debts=debts)


def customer_id_of(*, company_id: int, number: str) -> int:
    """The customer of this number."""
    found: int = Customer.get(Customer.company_id == company_id, Customer.number == number).id
    return found


def counted_by(*, company_id: int, customer_id: int) -> list[Counted]:
    """The customer's registers with their official readings."""
    rows = dicts_of(
        Reading.standing()
        .select(
            Meter.medium, Meter.service_point_id, Meter.serial, Register.obis, Register.unit,
            Register.id.alias("register_id"), Reading.read_on, Reading.value, Reading.kind,
        )
        .join(Register, on=(Register.id == Reading.register_id))
        .join(Meter, on=(Meter.id == Register.meter_id))
        .join(Supply, on=(Supply.service_point_id == Meter.service_point_id))
        .where(Reading.company_id == company_id, Supply.customer_id == customer_id)
        .order_by(Register.id, Reading.read_on, Reading.recorded_at)
    )  # fmt: skip
    found: dict[int, Counted] = {}
    for row in rows:
        one = found.setdefault(
            row["register_id"],
            Counted(
                values={},
                **{name: row[name] for name in
                   ("medium", "service_point_id", "serial", "obis", "unit")},
            ),
        )  # fmt: skip
        one.values[row["read_on"]] = (row["value"], row["kind"])
    return list(found.values())


def lines_for(
    *, company_id: int, counted: Sequence[Counted], since: date, until: date, months: int = 1
) -> list[dict[str, Any]]:
    """What was used between the readings of two days, and the fixed price of these months."""
    lines = []
    for one in counted:
        before, after = one.values.get(since), one.values.get(until)
        if before is not None and after is not None and after[0] >= before[0]:
            used = _use_line(company_id, one, before, after)
            lines.append({**used, "period_from": since + DAY, "period_to": until + DAY})
    price, name = PRICES[company_id][""]
    lines.append({**_fee_line(name, price * months), "price": _price_text(price, company_id)})
    return lines


def _use_line(
    company_id: int, one: Counted, before: tuple[int, str], after: tuple[int, str]
) -> dict[str, Any]:
    quantity, (price, name) = after[0] - before[0], PRICES[company_id][one.medium]
    return {
        "description": name,
        "quantity": quantity,
        "unit": one.unit,
        "price": _price_text(price, company_id),
        "net": (quantity * price + SCALE // 2) // SCALE,
        "serial": one.serial,
        "obis": one.obis,
        "reading_from": before[0],
        "reading_from_kind": before[1],
        "reading_to": after[0],
        "reading_to_kind": after[1],
    }


def _fee_line(description: str, net: int) -> dict[str, Any]:
    empty = ("quantity", "unit", "price", "period_from", "period_to", "serial", "obis",
             "reading_from", "reading_from_kind", "reading_to", "reading_to_kind")  # fmt: skip
    return {"description": description, "net": net, **dict.fromkeys(empty)}


def _price_text(price: int, company_id: int) -> str:
    return str(price) if company_id == MINTA else f"{price // 100}.{price % 100:02d}"


def _taxed(lines: Sequence[dict[str, Any]], tax: int, rate: int) -> Iterator[dict[str, Any]]:
    """The lines with their tax; the last takes what rounding leaves, so that the sum is right."""
    left = tax
    for place, line in enumerate(lines):
        last = place == len(lines) - 1
        own = left if last else (line["net"] * rate + 5_000) // 10_000
        left -= own
        yield {**line, "tax_rate": rate, "tax": own}


def _batch(company_id: int, number: int, kind: str, now: datetime) -> None:
    made_at = now - timedelta(hours=5)
    ImportBatch.insert(
        company_id=company_id, id=number, kind=kind, source="demo", made_at=made_at
    ).execute()
    record_event(
        company_id=company_id,
        actor_id=None,
        kind="import.written",
        subject=f"import:{number}",
        now=made_at,
    )
