"""A bill ready to be printed or paid by transfer: what stands on it, and its payment order."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from peewee import JOIN

from webapp.domain.invoice_paper import InvoicePaper, MeterReading, PaidPart, PaperLine
from webapp.domain.money import Money
from webapp.domain.papers import Address, BankDetails, CompanyFace, Party, Period, paper_language
from webapp.domain.payment_codes import PaymentOrder, payment_payload
from webapp.domain.people import Person
from webapp.domain.refusals import Refusal
from webapp.models.base import dicts_of
from webapp.models.companies import Company
from webapp.models.invoices import Invoice
from webapp.models.money_settings import MoneySetting
from webapp.queries.billed import MoneySettings
from webapp.queries.invoices import Bill, BillLine, WholeBill, whole_bill

# By ISO 20022: what a bank's app shows as the reason of a payment.
PURPOSES = {"heat": "ENRG", "hot_water": "ENRG", "cold_water": "WTER", "gas": "GASB",
            "electricity": "ELEC"}  # fmt: skip
# A code that is printed on a bill already late must still be good for a while.
STILL_GOOD = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Printable:
    """A bill to print: the company's own document where it delivered one, and ours."""

    document_key: str | None
    made_at: datetime
    paper: InvoicePaper


def printable_bill(*, person: Person, invoice_id: int, now: datetime) -> Printable:
    """A bill this person may see, in the company's language and on its clock; raises NotFound."""
    found = whole_bill(person=person, invoice_id=invoice_id, now=now)
    company, settings = _company(found.bill)
    return Printable(
        document_key=company["document_key"],
        made_at=now.astimezone(ZoneInfo(company["timezone"])),
        paper=_paper(found, company, settings),
    )


def transfer_of(*, found: WholeBill) -> tuple[str, PaymentOrder] | None:
    """The company's kind of code and the order for what is still to pay; None for nothing."""
    if found.bill.outstanding <= 0:
        return None
    company, settings = _company(found.bill)
    if settings is None or not settings.iban:
        return None
    return settings.qr_kind, _order(found, settings, company["timezone"])


def _paper(
    found: WholeBill, company: dict[str, Any], settings: MoneySettings | None
) -> InvoicePaper:
    bill = found.bill
    return InvoicePaper(
        language=paper_language(company["locale"]),
        number=bill.number,
        kind=bill.kind,
        issued_on=bill.issued_on,
        due_on=bill.due_on,
        company=_face(company, settings),
        buyer=Party(
            name=found.billed.customer_name,
            number=found.billed.customer_number,
            address=Address(street=found.address or "", country=company["country"]),
        ),
        currency=bill.currency,
        lines=_lines(found),
        bank=_bank(found, settings),
        outstanding=_outstanding(bill),
        period=_period(bill.period_from, bill.period_to),
        supply_address=found.address or "",
        paid=_paid(found),
        payment_payload=_payload(found, settings, company["timezone"]),
    )


def _lines(found: WholeBill) -> tuple[PaperLine, ...]:
    """The lines; what they leave open to the bill's own sums stands as one more line."""
    lines = tuple(_line(line) for line in found.lines)
    net = found.net - sum(line.net for line in lines)
    tax = found.tax - sum(line.tax for line in lines)
    if lines and not (net or tax):
        return lines
    rate = round(tax * 10_000 / net) if net > 0 and tax > 0 else 0
    return (*lines, PaperLine(description=found.bill.number, net=net, tax_rate=rate, tax=tax))


def _line(line: BillLine) -> PaperLine:
    return PaperLine(
        description=line.description,
        net=line.net,
        tax_rate=line.tax_rate,
        tax=line.tax,
        quantity=line.quantity,
        unit=line.unit or "",
        price=line.price,
        period=_period(line.period_from, line.period_to),
        serial=line.serial or "",
        begin=_reading(line.reading_from, line.reading_from_kind),
        end=_reading(line.reading_to, line.reading_to_kind),
    )


def _reading(value: int | None, kind: str | None) -> MeterReading | None:
    return None if value is None or kind is None else MeterReading(value=value, kind=kind)


def _period(first: date | None, end: date | None) -> Period | None:
    return None if first is None or end is None else Period(first=first, end=end)


def _paid(found: WholeBill) -> tuple[PaidPart, ...]:
    return tuple(
        PaidPart(
            day=one.value_on,
            amount=Money(one.amount, found.bill.currency),
            how="online" if one.online and one.kind == "payment" else one.kind,
        )
        for one in found.received
    )


def _outstanding(bill: Bill) -> Money:
    # A bill in somebody's favour is owed by the company until it is set against another.
    return Money(bill.outstanding if bill.total > 0 else bill.total, bill.currency)


def _face(company: dict[str, Any], settings: MoneySettings | None) -> CompanyFace:
    return CompanyFace(
        name=(settings.payee if settings else "") or company["name"],
        address=Address(street=settings.address if settings else "", country=company["country"]),
        tax_number=settings.tax_number if settings else "",
        contact=company["contact"],
        accent=company["accent"],
    )


def _bank(found: WholeBill, settings: MoneySettings | None) -> BankDetails:
    return BankDetails(
        payee=settings.payee if settings else "",
        account=settings.iban if settings else "",
        bic=settings.bic if settings else "",
        bank=settings.bank if settings else "",
        reference=found.reference,
    )


def _payload(found: WholeBill, settings: MoneySettings | None, zone: str) -> str | None:
    if settings is None:
        return None
    try:
        return payment_payload(settings.qr_kind, _order(found, settings, zone))
    except Refusal:
        # A bill is printed all the same; account and reference stand on it to be typed.
        return None


def _order(found: WholeBill, settings: MoneySettings, zone: str) -> PaymentOrder:
    bill = found.bill
    read = [line for line in found.lines if line.serial and line.reading_to is not None]
    last_good = max(bill.due_on, found.billed.today + STILL_GOOD)
    return PaymentOrder(
        payee=settings.payee,
        account=settings.iban,
        amount=_outstanding(bill),
        reference=found.reference,
        message=bill.number,
        bic=settings.bic,
        bank=settings.bank,
        tax_number=settings.tax_number,
        due_on=bill.due_on,
        valid_until=datetime.combine(last_good, time(23, 59, 59), tzinfo=ZoneInfo(zone)),
        customer_number=found.billed.customer_number,
        purpose_code=PURPOSES.get(bill.medium or "", ""),
        meter=(read[-1].serial or "") if read else "",
        reading=read[-1].reading_to if read else None,
        period=bill.period_from,
    )


def _company(bill: Bill) -> tuple[dict[str, Any], MoneySettings | None]:
    """The company's face with the bill's own document, and how it takes money, in one query."""
    own = (
        Company.name, Company.country, Company.locale, Company.timezone, Company.accent,
        Company.contact, Invoice.document_key,
    )  # fmt: skip
    row = dicts_of(
        Invoice.select(*own, MoneySetting)
        .join(Company, on=(Company.id == Invoice.company_id))
        .join(MoneySetting, JOIN.LEFT_OUTER, on=(MoneySetting.company_id == Company.id))
        .where(Invoice.company_id == bill.company_id, Invoice.id == bill.id)
    )[0]
    company = {column.name: row.pop(column.name) for column in own}
    return company, MoneySettings(**row) if row["company_id"] is not None else None
