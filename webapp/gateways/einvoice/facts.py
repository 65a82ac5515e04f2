"""What EN 16931 wants to know of a bill, the same for both spellings."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from webapp.domain.invoice_paper import InvoicePaper, MeterReading, PaperLine, TaxShare
from webapp.domain.money import Money, money_text
from webapp.domain.papers import Address, CompanyFace, Party
from webapp.domain.quantities import SCALE, value_text
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_

PROFILE = "urn:cen.eu:en16931:2017"
"""The core without a country's additions; a company may have to name its own."""

INVOICED_OBJECT = "130"
METER_NUMBER = "MG"
"""In the code list UNTDID 1153: the invoiced object is named by a meter's number."""

TYPE_CODES = {"credit": "381", "advance": "386"}
USUAL_TYPE = "380"
CREDIT_TRANSFER, SEPA_TRANSFER = "30", "58"

UNITS = {
    "m³": "MTQ",
    "l": "LTR",
    "kWh": "KWH",
    "MWh": "MWH",
    "MJ": "3B",
    "GJ": "GV",
    "day": "DAY",
    "month": "MON",
    "year": "ANN",
}
ONE = "C62"
"""A piece: of whatever has no unit of measure."""

_UNWRITABLE = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """A line as the standard sees it: always a quantity, never a negative price."""

    line: PaperLine
    number: str
    quantity: str
    unit: str
    price: str
    net: str
    category: str
    rate: str
    properties: tuple[tuple[str, str], ...]


def can_be_said(paper: InvoicePaper) -> bool:
    """Whether the standard can say this bill: each rate's tax is that of its sum, within one unit.

    And it wants the company's tax number and its account.

    A bill whose tax was rounded line by line to whole forints may be further off. Its tax is as it
    is, so such a bill is not said at all rather than said otherwise than on paper.
    """
    known = paper.company.tax_number and paper.bank.account
    return bool(known) and all(_tax_fits(paper, share) for share in paper.tax_shares)


def checked(paper: InvoicePaper) -> InvoicePaper:
    """The bill; refuses one that the standard cannot say."""
    if not can_be_said(paper):
        raise Refusal(
            "e_invoice",
            N_("This bill cannot be said to machines: the standard has no form for it."),
        )
    return paper


def type_code(paper: InvoicePaper) -> str:
    """What kind of document this is, by UNTDID 1001."""
    return TYPE_CODES.get(paper.kind, USUAL_TYPE)


def sign_of(paper: InvoicePaper) -> int:
    """-1 for a credit note, which says in positive figures what a bill says in negative ones."""
    return -1 if paper.kind == "credit" else 1


def amount(paper: InvoicePaper, minor: int) -> str:
    """The amount as the document says it."""
    return money_text(Money(sign_of(paper) * minor, paper.currency))


def line_facts(paper: InvoicePaper) -> tuple[LineFacts, ...]:
    """The lines, numbered from 1."""
    return tuple(_facts(paper, place, line) for place, line in enumerate(paper.lines, start=1))


def category(rate: int) -> str:
    """Standard rate, or zero rated."""
    return "S" if rate > 0 else "Z"


def percent(rate: int) -> str:
    """Hundredths of a percent as decimal text: 2700 is 27."""
    return f"{Decimal(rate) / 100:.2f}".rstrip("0").rstrip(".")


def means_code(paper: InvoicePaper) -> str:
    """How it is paid by transfer, by UNTDID 4461."""
    return SEPA_TRANSFER if paper.currency == "EUR" else CREDIT_TRANSFER


def is_vat_id(company: CompanyFace) -> bool:
    """Whether its tax number is the European one, which begins with a country."""
    return company.tax_number[:2].isalpha()


def legal_number(company: CompanyFace) -> str:
    """Its number in its own country; the standard wants it where there is no European one."""
    return "" if is_vat_id(company) else company.tax_number


def delivery_address(paper: InvoicePaper) -> Address:
    """Where it was supplied: at the service point, else at the buyer's."""
    country = country_of(paper.buyer, paper.company)
    if paper.supply_address:
        return Address(street=paper.supply_address, country=country)
    return replace(paper.buyer.address, country=country)


def email_of(company: CompanyFace) -> str:
    """Its address for letters by mail, if that is how it may be reached."""
    return company.contact if "@" in company.contact else ""


def country_of(party: Party, company: CompanyFace) -> str:
    """The buyer's country; whoever names none lives where the supplier is."""
    return party.address.country or company.address.country


def plain(text: str) -> str:
    """The text without what XML cannot carry."""
    return _UNWRITABLE.sub(" ", text)


def _tax_fits(paper: InvoicePaper, share: TaxShare) -> bool:
    net, tax = (Decimal(amount(paper, minor)) for minor in (share.net, share.tax))
    off = abs(tax - net * share.rate / 10_000)
    # The rules compare with the product in whole hundredths, so stay that much inside.
    return off < Decimal("0.99") if share.rate else tax == 0


def _facts(paper: InvoicePaper, place: int, line: PaperLine) -> LineFacts:
    quantity, price = _quantity_and_price(paper, line)
    return LineFacts(
        line=line,
        number=str(place),
        quantity=_decimal(quantity),
        unit=UNITS.get(line.unit, ONE),
        price=_decimal(price),
        net=amount(paper, line.net),
        category=category(line.tax_rate),
        rate=percent(line.tax_rate),
        properties=_properties(line),
    )


def _quantity_and_price(paper: InvoicePaper, line: PaperLine) -> tuple[Decimal, Decimal]:
    net = Decimal(amount(paper, line.net))
    if line.quantity is None or line.price is None:
        return Decimal(-1 if net < 0 else 1), abs(net)
    quantity = sign_of(paper) * Decimal(line.quantity) / SCALE
    price = Decimal(line.price)
    return (-quantity, -price) if price < 0 else (quantity, price)


def _decimal(value: Decimal) -> str:
    return f"{value:f}"


def _properties(line: PaperLine) -> tuple[tuple[str, str], ...]:
    told = (
        ("Meter", line.serial),
        ("Reading from", _reading(line.begin, line.unit)),
        ("Reading to", _reading(line.end, line.unit)),
    )
    return tuple((name, value) for name, value in told if value)


def _reading(reading: MeterReading | None, unit: str) -> str:
    if reading is None:
        return ""
    kind = "estimated" if reading.estimated else "actual"
    return f"{value_text(reading.value)} {unit}".strip() + f" ({kind})"
