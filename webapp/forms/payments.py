"""What was chosen to pay, as the form sends it."""

from werkzeug.datastructures import MultiDict

from webapp.actions.payments import Wanted
from webapp.domain.refusals import NotFound, Refusal
from webapp.domain.words import N_

MOST_DEBTS = 100
MOST_DIGITS = 18


def parse_wanted(form: MultiDict[str, str]) -> Wanted:
    """The choice; raises Refusal for an empty form, and NotFound for what no form of ours says."""
    if not form.get("customer"):
        raise Refusal("nothing_chosen", N_("Please tick what you want to pay, or type an amount."))
    debts = form.getlist("debt")
    if len(debts) > MOST_DEBTS:
        raise NotFound
    return Wanted(
        customer_id=_number(form.get("customer", "")),
        debt_ids=tuple(dict.fromkeys(_number(one) for one in debts)),
        amount=form.get("amount", "")[:40],
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS + 1:
        raise NotFound
    number = int(text)
    if number >= 2**63:
        raise NotFound
    return number
