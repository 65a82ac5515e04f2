"""From the cells of a billing file to what they say, or to why they cannot be taken."""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import TextIO

from webapp.domain.billing_files import (
    COLUMNS,
    BillLineRow,
    CustomerRow,
    DebtRow,
    InvoiceRow,
    Parsed,
    PaymentRow,
    ReadingRow,
    Row,
)
from webapp.domain.debts import BILL_KINDS, LEGAL_TITLES
from webapp.domain.ledger import GROUPS
from webapp.domain.meters import KIND_WORDS
from webapp.domain.money import parse_money
from webapp.domain.quantities import parse_value
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.forms.tables import Cells, cells_of

HUNDREDTHS = 100


def parsed_rows(*, file: TextIO, kind: str, currency: str) -> Iterator[Parsed]:
    """Each line of the file with what it says or its fault; raises Refusal for no such table."""
    required, optional = COLUMNS[kind]
    parse = PARSERS[kind]
    for cells in cells_of(file=file, required=required, optional=optional):
        try:
            yield Parsed(line=cells.line, row=parse(cells, currency), refusal=None)
        except Refusal as refusal:
            yield Parsed(line=cells.line, row=None, refusal=refusal)


def _customer(cells: Cells, _currency: str) -> Row:
    return CustomerRow(number=cells.need("number"), name=cells.need("name"))


def _reading(cells: Cells, _currency: str) -> Row:
    return ReadingRow(
        meter=cells.need("meter"),
        medium=cells.get("medium"),
        register=cells.get("register"),
        read_on=_need_day(cells, "read_on"),
        value=cells.need("value"),
        kind=_one_of(cells, "kind", KIND_WORDS, "company"),
    )


def _invoice(cells: Cells, currency: str) -> Row:
    total = _money(cells, "total", currency)
    tax = _money(cells, "tax", currency, default=0)
    net = _money(cells, "net", currency, default=total - tax)
    if net + tax != total:
        raise Refusal("import_row", N_("net and tax do not add up to total."), field="total")
    period = _day(cells, "period_from"), _day(cells, "period_to")
    if (period[0] is None) != (period[1] is None) or (
        period[0] and period[1] and period[0] >= period[1]
    ):
        raise Refusal("import_row", N_("The period must have a first day and a later end."))
    number = cells.need("number")
    return InvoiceRow(
        number=number,
        customer=cells.need("customer"),
        kind=_one_of(cells, "kind", BILL_KINDS, "invoice" if total >= 0 else "credit"),
        medium=cells.get("medium"),
        meter=cells.get("meter"),
        issued_on=_need_day(cells, "issued_on"),
        due_on=_need_day(cells, "due_on"),
        period_from=period[0],
        period_to=period[1],
        net=net,
        tax=tax,
        total=total,
        reference=cells.get("reference") or number,
        description=cells.get("description") or number,
        legal_title=_one_of(cells, "legal_title", LEGAL_TITLES, "own"),
        line=_line(cells, currency) if cells.get("line") else None,
    )


def _line(cells: Cells, currency: str) -> BillLineRow:
    return BillLineRow(
        description=cells.need("line"),
        net=_money(cells, "line_net", currency),
        tax_rate=_hundredths(cells, "line_tax_rate"),
        tax=_money(cells, "line_tax", currency, default=0),
        quantity=_quantity(cells, "line_quantity"),
        unit=cells.get("line_unit"),
        price=cells.get("line_price"),
        serial=cells.get("line_serial"),
        reading_from=_quantity(cells, "reading_from"),
        reading_from_kind=_reading_kind(cells, "reading_from_kind"),
        reading_to=_quantity(cells, "reading_to"),
        reading_to_kind=_reading_kind(cells, "reading_to_kind"),
    )


def _debt(cells: Cells, currency: str) -> Row:
    number, kind = cells.need("number"), _one_of(cells, "kind", GROUPS, None)
    due_on = _need_day(cells, "due_on")
    until = _day(cells, "interest_until")
    if (kind == "interest") != (until is not None):
        raise Refusal(
            "import_row",
            N_("Interest needs the day up to which it was charged, and nothing else has one."),
            field="interest_until",
        )
    base = cells.get("interest_base")
    return DebtRow(
        number=number,
        customer=cells.need("customer"),
        kind=kind,
        description=cells.get("description") or number,
        legal_title=_one_of(cells, "legal_title", LEGAL_TITLES, "own"),
        amount=_above_nothing(cells, "amount", currency),
        arose_on=_day(cells, "arose_on") or due_on,
        due_on=due_on,
        invoice=cells.get("invoice"),
        reminder=cells.get("reminder"),
        interest_until=until,
        interest_since=_day(cells, "interest_since"),
        interest_base=_money(cells, "interest_base", currency) if base else None,
    )


def _payment(cells: Cells, currency: str) -> Row:
    key = cells.need("key")
    if "#" in key:
        raise Refusal("import_row", N_("A key must not contain #."), field="key")
    return PaymentRow(
        key=key,
        customer=cells.need("customer"),
        amount=_above_nothing(cells, "amount", currency),
        paid_on=_need_day(cells, "paid_on"),
        reference=cells.get("reference") or key,
        debt=cells.get("debt"),
    )


PARSERS: dict[str, Callable[[Cells, str], Row]] = {
    "customers": _customer,
    "readings": _reading,
    "invoices": _invoice,
    "debts": _debt,
    "payments": _payment,
}


def _money(cells: Cells, name: str, currency: str, *, default: int | None = None) -> int:
    text = cells.get(name)
    if text is None and default is not None:
        return default
    return parse_money(cells.need(name), currency=currency, field=name).minor


def _above_nothing(cells: Cells, name: str, currency: str) -> int:
    amount = _money(cells, name, currency)
    if amount <= 0:
        raise Refusal("import_row", N_("The amount must be more than nothing."), field=name)
    return amount


def _need_day(cells: Cells, name: str) -> date:
    cells.need(name)
    day = _day(cells, name)
    assert day is not None  # noqa: S101 - need() refused an empty cell
    return day


def _day(cells: Cells, name: str) -> date | None:
    text = cells.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text if len(text) == len("2026-11-25") else "")
    except ValueError as error:
        raise Refusal(
            "import_row",
            N_("“%(text)s” is no day such as 2026-01-31."),
            field=name,
            text=text[:40],
        ) from error


def _one_of(cells: Cells, name: str, known: Collection[str], default: str | None) -> str:
    text = cells.get(name) or default
    if text is None or text not in known:
        raise Refusal(
            "import_row",
            N_("“%(text)s” is not one of: %(known)s."),
            field=name,
            text=(text or "")[:40],
            known=", ".join(known),
        )
    return text


def _reading_kind(cells: Cells, name: str) -> str | None:
    return _one_of(cells, name, KIND_WORDS, None) if cells.get(name) else None


def _quantity(cells: Cells, name: str) -> int | None:
    text = cells.get(name)
    return None if text is None else parse_value(text, digits=12, decimals=3, field=name)


def _hundredths(cells: Cells, name: str) -> int:
    """A percentage such as 27 or 5.5 as hundredths of a percent."""
    value = _quantity(cells, name) or 0
    return value * HUNDREDTHS // 1000
