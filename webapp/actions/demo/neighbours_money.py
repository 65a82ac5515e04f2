"""A morning's bank statement at Minta Távhő: most lines say whose they are, a few do not."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp.actions.billing_imports import Delivery
from webapp.actions.customer_search import index_bills
from webapp.actions.demo.people import MINTA
from webapp.actions.statement_imports import KIND, import_statement
from webapp.domain.statements import BankLine, ReadLine
from webapp.models.base import dicts_of
from webapp.models.customers import Customer
from webapp.models.debts import Debt
from webapp.models.import_batches import ImportBatch
from webapp.models.invoice_lines import InvoiceLine
from webapp.models.invoices import Invoice

BATCH = 6
FIRST_ID = MINTA * 1_000_000 + 800_001
ACCOUNT = "HU42117730161111101800000000"
NUMBERS_FROM = 601
NETS = (14_200, 18_650, 9_900, 22_480, 14_200, 31_050, 12_780, 16_400, 27_300, 11_960)
TAX, WHOLE = 5, 100
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """A neighbour's bill."""

    customer: str
    number: str
    total: int


def add_neighbours_money(*, today: date, now: datetime) -> None:
    """Write the neighbours' bills, and take in yesterday's statement."""
    bills = _bills(today, now)
    day = today - timedelta(days=1)
    for source, age, said in (
        ("minta-1123.xml", 2, _earlier(bills, day - timedelta(days=1))),
        ("minta-1124.xml", 0, _yesterday(bills, day)),
    ):
        lines = [ReadLine(place=place, line=line) for place, line in enumerate(said, 1)]
        import_statement(
            company_id=MINTA,
            delivery=Delivery(kind=KIND, source=source, sha256="0" * 64, currency="HUF"),
            lines=iter(lines),
            now=now - timedelta(hours=3, days=age),
            report=_nothing,
        )


def _bills(today: date, now: datetime) -> list[Bill]:
    ImportBatch.insert(
        company_id=MINTA, id=BATCH, kind="invoices", source="demo", made_at=now
    ).execute()
    made, issued = [], today - 2 * A_WEEK
    for place, (customer, net) in enumerate(zip(_neighbours(), NETS, strict=False)):
        number = f"{issued.year}S{NUMBERS_FROM + place:06d}"
        tax = (net * TAX + WHOLE // 2) // WHOLE
        _write(FIRST_ID + 2 * place, customer["id"], number, net, tax, issued)
        made.append(Bill(customer=customer["name"], number=number, total=net + tax))
    return made


def _neighbours() -> list[dict[str, Any]]:
    rows = Customer.select(Customer.id, Customer.name).where(
        Customer.company_id == MINTA, Customer.number != "SU0044"
    )
    return dicts_of(rows.order_by(Customer.number).limit(len(NETS)))


def _write(
    invoice_id: int, customer_id: int, number: str, net: int, tax: int, issued: date
) -> None:
    shared = {"company_id": MINTA, "customer_id": customer_id, "currency": "HUF",
              "import_id": BATCH, "due_on": issued + 4 * A_WEEK}  # fmt: skip
    Invoice.insert(
        id=invoice_id, number=number, kind="invoice", medium="heat", issued_on=issued,
        net=net, tax=tax, total=net + tax, reference=number, details="{}", **shared,
    ).execute()  # fmt: skip
    InvoiceLine.insert(
        company_id=MINTA, invoice_id=invoice_id, position=1, description="Távhő", net=net,
        tax=tax, tax_rate=TAX * 100,
    ).execute()  # fmt: skip
    Debt.insert(
        id=invoice_id + 1, number=f"S:{number}", kind="invoice", invoice_id=invoice_id,
        description=f"S:{number}", legal_title="own", amount=net + tax, arose_on=issued, **shared,
    ).execute()  # fmt: skip
    index_bills(company_id=MINTA, bills=[(customer_id, invoice_id, number)])


def _earlier(bills: list[Bill], day: date) -> list[BankLine]:
    return [
        _paid(bills[0], 1, day, reference=bills[0].number),
        _paid(bills[1], 2, day, words=f"távhő {bills[1].number}"),
        _paid(bills[2], 3, day, end_to_end=bills[2].number),
    ]


def _yesterday(bills: list[Bill], day: date) -> list[BankLine]:
    """Five that say whose they are, a return, a fee of the bank's, and four for a clerk."""
    typo = bills[8].number.replace("S00", "SOO")
    return [
        _paid(bills[3], 11, day, reference=bills[3].number),
        _paid(bills[4], 12, day, words=f"{bills[4].number} novemberi díj"),
        _paid(bills[5], 13, day, amount=20_000, words=f"részlet {bills[5].number}"),
        _paid(bills[6], 14, day, reference=bills[6].number),
        _paid(bills[2], 15, day, amount=-bills[2].total, end_to_end=bills[2].number,
              return_reason="AM04", reversal=True),
        _paid(bills[7], 16, day, words="fűtés"),
        _paid(bills[8], 17, day, words=typo),
        _paid(bills[9], 18, day, payer="Kovács és Társa Bt.", words="2 db számla"),
        _paid(bills[0], 19, day, amount=5_000, words="köszönöm"),
        _paid(bills[0], 20, day, amount=-1_250, payer="OTP Bank", payer_account="",
              words="számlavezetési díj"),
    ]  # fmt: skip


def _paid(bill: Bill, place: int, day: date, **said: Any) -> BankLine:
    usual = {
        "account": ACCOUNT, "bank_reference": f"DEMO{place:04d}", "booked_on": day,
        "value_on": day, "amount": bill.total, "currency": "HUF", "payer": bill.customer,
        "payer_account": f"HU{place % 90 + 10}1177301600000000{place:08d}"[:28],
    }  # fmt: skip
    return BankLine(**{**usual, **said})


def _nothing(_fault: object) -> None:
    """The demo's statement has no faults."""
