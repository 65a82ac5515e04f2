"""What is owed, in two groups, to be chosen and paid."""

from flask import Blueprint, Response, request

from webapp.domain.permissions import Permission
from webapp.queries.debts import DebtLine, Owed, debts_page
from webapp.queries.payments import open_payments
from webapp.queries.transfers import Transfer, transfers
from webapp.web.access import allow, asker
from webapp.web.clock import now
from webapp.web.respond import respond
from webapp.web.security import let_forms_leave

bp = Blueprint("debts", __name__)


@bp.get("/debts")
@allow(Permission.SEE_BILLS)
def page() -> Response:
    """Every line owed and lately paid; `all` ticks what can be paid now, `debt` one line."""
    owed = debts_page(person=asker(), now=now())
    choosable = {line.id for one in owed for line in _choosable(one)}
    chosen = choosable if request.args.get("all") else _ticked(choosable)
    answer = respond(
        page="debts/page.html",
        owed=owed,
        chosen=chosen,
        sums=_sums(owed, chosen),
        everything=chosen == choosable,
        sent_by=_transfers(owed, chosen),
        moving=open_payments(person=asker()),
    )
    to = [origin for one in owed for origin in one.billed.payment_origins]
    return let_forms_leave(answer, origins=to)


@bp.get("/debts/sum")
@allow(Permission.SEE_BILLS)
def chosen_sum() -> Response:
    """What the ticked lines come to, for the page that asks whenever a tick changes."""
    customer = request.args.get("customer", "")
    found = debts_page(person=asker(), now=now())
    owed = next((one for one in found if str(one.billed.customer_id) == customer), None)
    chosen = _ticked({line.id for line in _choosable(owed)}) if owed else set()
    return respond(
        page="debts/_chosen.html",
        one=owed,
        sum=_sums([owed], chosen)[owed.billed.customer_id] if owed else (0, 0),
    )


def _ticked(choosable: set[int]) -> set[int]:
    """Of what can be chosen, what the address names; anything else in it counts for nothing."""
    named = set(request.args.getlist("debt"))
    return {one for one in choosable if str(one) in named}


def _transfers(owed: list[Owed], chosen: set[int]) -> dict[int, Transfer]:
    """The payment in the payer's own bank, by customer, for those who may pay.

    Of what is ticked, and of everything where nothing of that customer is.
    """
    return transfers(
        wanted=[
            (one.billed, [line for line in one.payable if line.id in chosen] or one.payable)
            for one in owed
            if one.billed.may_pay
        ]
    )


def _choosable(owed: Owed) -> list[DebtLine]:
    return [line for line in (*owed.bills, *owed.fees) if line.can_be_chosen]


def _sums(owed: list[Owed], chosen: set[int]) -> dict[int, tuple[int, int]]:
    """How many lines are chosen and what they come to, by customer."""
    sums = {}
    for one in owed:
        lines = [line for line in (*one.bills, *one.fees) if line.id in chosen]
        sums[one.billed.customer_id] = (len(lines), sum(line.outstanding for line in lines))
    return sums
