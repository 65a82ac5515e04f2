"""From the cells of a billing file to what they say, or to why they cannot be taken."""

import re
from collections.abc import Callable, Iterator
from typing import TextIO

from webapp.domain.billing_files import (
    COLUMNS,
    TOGETHER,
    BillLineRow,
    CustomerRow,
    DebtRow,
    InvoiceRow,
    Parsed,
    PaymentRow,
    Row,
)
from webapp.domain.debts import BILL_KINDS, FEE_KINDS, LEGAL_TITLES
from webapp.domain.ledger import GROUPS, TAKING_BACK, UNDOES
from webapp.domain.money import parse_money
from webapp.domain.refusals import Refusal
from webapp.domain.tariffs import MOST_STEPS
from webapp.domain.words import N_
from webapp.forms.billing_cells import (
    above_nothing,
    day,
    hundredths,
    money,
    need_day,
    one_of,
    price,
    quantity,
    reading_kind,
    stretch,
    whole,
)
from webapp.forms.place_rows import meter_row, point_row
from webapp.forms.reading_rows import reading_parser
from webapp.forms.tables import Cells, cells_of

PAYMENT_KINDS = ("payment", *TAKING_BACK, *UNDOES)
ON_ACCOUNT = "-"
# A number may hold the sign between two parts: only after an amount does it part them.
PART = re.compile(r"(.+?)=([^=|]*)(?:\||$)")


def parsed_rows(*, file: TextIO, kind: str, currency: str) -> Iterator[Parsed]:
    """Each line of the file with what it says or its fault; raises Refusal for no such table."""
    required, optional = COLUMNS[kind]
    parse = reading_parser(file) if kind == "readings" else PARSERS[kind]
    for cells in cells_of(file=file, required=required, optional=optional):
        key = cells.get(TOGETHER[kind]) if kind in TOGETHER else None
        try:
            row = parse(cells, currency)
            yield Parsed(line=cells.line, row=row, refusal=None, key=key)
        except Refusal as refusal:
            yield Parsed(line=cells.line, row=None, refusal=refusal, key=key)


def _customer(cells: Cells, _currency: str) -> Row:
    return CustomerRow(number=cells.need("number"), name=cells.need("name"))


def _invoice(cells: Cells, currency: str) -> Row:
    total = money(cells, "total", currency=currency)
    tax = money(cells, "tax", currency=currency, default=0)
    net = money(cells, "net", currency=currency, default=total - tax)
    if net + tax != total:
        raise Refusal("import_row", N_("net and tax do not add up to total."), field="total")
    period = stretch(cells, "period_from", "period_to")
    if (period[0] is None) != (period[1] is None):
        raise Refusal("import_row", N_("The period must have a first day and a later end."))
    number = cells.need("number")
    return InvoiceRow(
        number=number,
        customer=cells.need("customer"),
        kind=one_of(cells, "kind", BILL_KINDS, "invoice" if total >= 0 else "credit"),
        medium=cells.get("medium"),
        meter=cells.get("meter"),
        issued_on=need_day(cells, "issued_on"),
        due_on=need_day(cells, "due_on"),
        period_from=period[0],
        period_to=period[1],
        net=net,
        tax=tax,
        total=total,
        reference=cells.get("reference") or number,
        description=cells.get("description") or number,
        legal_title=one_of(cells, "legal_title", LEGAL_TITLES, "own"),
        line=_line(cells, currency) if cells.get("line") else None,
    )


def _line(cells: Cells, currency: str) -> BillLineRow:
    return BillLineRow(
        description=cells.need("line"),
        net=money(cells, "line_net", currency=currency),
        tax_rate=hundredths(cells, "line_tax_rate"),
        tax=money(cells, "line_tax", currency=currency, default=0),
        quantity=quantity(cells, "line_quantity"),
        unit=cells.get("line_unit"),
        price=price(cells, "line_price"),
        serial=cells.get("line_serial"),
        reading_from=quantity(cells, "reading_from"),
        reading_from_kind=reading_kind(cells, "reading_from_kind"),
        reading_to=quantity(cells, "reading_to"),
        reading_to_kind=reading_kind(cells, "reading_to_kind"),
    )


def _debt(cells: Cells, currency: str) -> Row:
    number, kind = cells.need("number"), one_of(cells, "kind", GROUPS)
    due_on = need_day(cells, "due_on")
    until = day(cells, "interest_until")
    if (kind == "interest") != (until is not None):
        raise Refusal(
            "import_row",
            N_("Interest needs the day up to which it was charged, and nothing else has one."),
            field="interest_until",
        )
    step = whole(cells, "reminder_step", least=1, most=MOST_STEPS)
    if step is not None and kind not in FEE_KINDS:
        raise Refusal(
            "import_row", N_("Only the fee of a reminder has one."), field="reminder_step"
        )
    base = cells.get("interest_base")
    by_tariff = kind in FEE_KINDS and cells.get("amount") is None
    return DebtRow(
        number=number,
        customer=cells.need("customer"),
        kind=kind,
        description=cells.get("description") or number,
        legal_title=one_of(cells, "legal_title", LEGAL_TITLES, "own"),
        amount=None if by_tariff else above_nothing(cells, "amount", currency=currency),
        arose_on=day(cells, "arose_on") or due_on,
        due_on=due_on,
        invoice=cells.get("invoice"),
        reminder=cells.get("reminder"),
        reminder_step=step,
        interest_until=until,
        interest_since=day(cells, "interest_since"),
        interest_base=money(cells, "interest_base", currency=currency) if base else None,
    )


def _payment(cells: Cells, currency: str) -> Row:
    key, kind = cells.need("key"), one_of(cells, "kind", PAYMENT_KINDS, "payment")
    if "#" in key:
        raise Refusal("import_row", N_("A key must not contain #."), field="key")
    if cells.get("currency") not in (None, currency):
        raise Refusal(
            "import_row",
            N_("This is in another currency than the company's, %(currency)s."),
            field="currency",
            currency=currency,
        )
    brings = kind not in TAKING_BACK
    amount = (
        above_nothing(cells, "amount", currency=currency) if brings else _taken(cells, currency)
    )
    of = None if kind == "payment" else cells.need("of")
    return PaymentRow(
        key=key,
        customer=cells.need("customer"),
        kind=kind,
        amount=amount,
        paid_on=need_day(cells, "paid_on"),
        reference=cells.get("reference") or key,
        settles=_settles(cells, currency),
        of=of,
    )


def _taken(cells: Cells, currency: str) -> int:
    amount = money(cells, "amount", currency=currency)
    if amount >= 0:
        raise Refusal(
            "import_row", N_("What was paid back must stand below nothing."), field="amount"
        )
    return amount


def _settles(cells: Cells, currency: str) -> tuple[tuple[str, int | None], ...] | None:
    """A number; or several with what of each, S1=100|S2=50; or - for none."""
    text = cells.get("debt")
    if text is None:
        return None
    if text == ON_ACCOUNT:
        return ()
    if "=" not in text:
        return ((text, None),)
    parts = list(PART.finditer(text))
    rest = text[parts[-1].end() :] if parts else text
    return tuple(
        (number, parse_money(amount, currency=currency, field="debt").minor)
        for number, amount in (*(part.groups() for part in parts), *((("", rest),) if rest else ()))
    )


PARSERS: dict[str, Callable[[Cells, str], Row]] = {
    "customers": _customer,
    "service-points": point_row,
    "meters": meter_row,
    "invoices": _invoice,
    "debts": _debt,
    "payments": _payment,
}
