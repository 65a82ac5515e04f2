"""What a billing system delivers in files: customers, bills, debts and payments, a line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from webapp.domain.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A line that cannot be taken, and why."""

    line: int
    refusal: Refusal


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """A billing party."""

    number: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PointRow:
    """A place of supply; with it, who is supplied there, and when its meters may be read."""

    number: str
    medium: str
    address: str
    breaker_amps: int | None
    phases: int | None
    customer: str | None
    supplied_from: date | None
    supplied_until: date | None
    second_home: bool
    window_from: date | None
    window_until: date | None
    invoice_route: str | None


@dataclass(frozen=True, kw_only=True)
class DialRow:
    """One register of a meter; multiplier and yearly use in thousandths."""

    obis: str
    label: str
    unit: str | None
    digits: int
    decimals: int
    multiplier: int
    yearly: int | None


@dataclass(frozen=True, kw_only=True)
class MeterRow:
    """A meter at a place, or one more register of the meter in the row before."""

    serial: str
    service_point: str
    model: str
    installed_on: date
    removed_on: date | None
    calibrated_on: date | None
    calibrated_until: date | None
    qmax: int | None
    dial: DialRow


@dataclass(frozen=True, kw_only=True)
class BillLineRow:
    """One line of a bill; readings in thousandths of the unit."""

    description: str
    net: int
    tax_rate: int
    tax: int
    quantity: int | None
    unit: str | None
    price: str | None
    serial: str | None
    reading_from: int | None
    reading_from_kind: str | None
    reading_to: int | None
    reading_to_kind: str | None


@dataclass(frozen=True, kw_only=True)
class InvoiceRow:
    """A bill, or one more line of the bill in the row before."""

    number: str
    customer: str
    kind: str
    medium: str | None
    meter: str | None
    issued_on: date
    due_on: date
    period_from: date | None
    period_to: date | None
    net: int
    tax: int
    total: int
    reference: str
    description: str
    legal_title: str
    line: BillLineRow | None


@dataclass(frozen=True, kw_only=True)
class DebtRow:
    """A line owed that is no bill of its own: interest, a reminder fee, an advance.

    A reminder fee without an amount costs what the tariff says on the day it arose.
    """

    number: str
    customer: str
    kind: str
    description: str
    legal_title: str
    amount: int | None
    arose_on: date
    due_on: date
    invoice: str | None
    reminder: str | None
    reminder_step: int | None
    interest_until: date | None
    interest_since: date | None
    interest_base: int | None


@dataclass(frozen=True, kw_only=True)
class PaymentRow:
    """Money that came or went, under the company's own key.

    `settles` are debts with what of them is meant, None for all there is; None lets the company's
    order decide, an empty one leaves it on account. What went names the key that it takes from;
    so does what came back, and None settles again there what had been opened.
    """

    key: str
    customer: str
    kind: str
    amount: int
    paid_on: date
    reference: str
    settles: tuple[tuple[str, int | None], ...] | None
    of: str | None


@dataclass(frozen=True, kw_only=True)
class ReadingRow:
    """An official reading; its value is read when the meter's face is known.

    `told`: a portal's list names it, so several of a day may stand beside each other. `void`: it
    counts no longer. `moot`: the file takes it back itself, or says again what it takes back.
    """

    meter: str
    medium: str | None
    register: str | None
    unit: str | None
    read_on: date
    value: str
    kind: str
    rollovers: int
    prorated_on: date | None
    prorated_value: int | None
    told: bool
    void: bool
    moot: bool


Row = CustomerRow | PointRow | MeterRow | ReadingRow | InvoiceRow | DebtRow | PaymentRow


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A line of the file: what it says, or why it cannot be taken."""

    line: int
    row: Row | None
    refusal: Refusal | None
    key: str | None = None
    """What it has in common with the other lines of one bill or meter, where it can have any."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of a file; `import_id` is None where it left no trace."""

    import_id: int | None
    read: int
    added: int
    same: int
    faults: int


# By kind of file: the columns it must have, and those it may have.
COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "customers": (("number", "name"), ()),
    "service-points": (
        ("number", "medium", "address"),
        (
            "customer", "supplied_from", "supplied_until", "second_home", "window_from",
            "window_until", "breaker_amps", "phases", "invoice_route",
        ),
    ),
    "meters": (
        ("serial", "service_point", "installed_on", "digits"),
        (
            "model", "removed_on", "calibrated_on", "calibrated_until", "qmax", "register",
            "label", "unit", "decimals", "multiplier", "yearly",
        ),
    ),
    "readings": (
        ("meter", "read_on", "value"),
        (
            "medium", "register", "kind", "unit", "rollovers", "prorated_on", "prorated_value",
            "what", "reading",
        ),
    ),
    "invoices": (
        ("number", "customer", "issued_on", "due_on", "total"),
        (
            "kind", "medium", "meter", "period_from", "period_to", "net", "tax", "reference",
            "description", "legal_title", "line", "line_net", "line_tax_rate", "line_tax",
            "line_quantity", "line_unit", "line_price", "line_serial", "reading_from",
            "reading_from_kind", "reading_to", "reading_to_kind",
        ),
    ),
    "debts": (
        ("number", "customer", "kind", "amount", "due_on"),
        (
            "description", "legal_title", "arose_on", "invoice", "reminder", "reminder_step",
            "interest_until", "interest_since", "interest_base",
        ),
    ),
    "payments": (
        ("key", "customer", "amount", "paid_on"),
        ("reference", "debt", "kind", "of", "currency"),
    ),
}  # fmt: skip
# What the lines of one thing have in common, where a thing may have several lines.
TOGETHER: Mapping[str, str] = {"invoices": "number", "meters": "serial", "service-points": "number"}
KINDS = tuple(COLUMNS)
