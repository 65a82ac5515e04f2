"""What the desk's pages about money share: what was wrong with a form, and what was just done."""

from typing import Any

from flask import Flask, flash, request
from flask_babel import gettext

from webapp.actions.money_answers import AT_THE_BANK, BY_HAND, WRITTEN_OFF
from webapp.domain.money_reasons import MONEY_REASONS
from webapp.domain.money_tasks import TASK_WORDS, TaskKind, next_step
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.web.language import say

LONGEST_TYPED = 1_000
TOLD = {
    "proposed": N_("Proposed. Somebody else has to agree."),
    "taken_back": N_("The proposal is taken back. Nothing was moved."),
    "declined": N_("Declined. Nothing was moved."),
    "done": N_("Done. It is off the list."),
    "faster": N_("A colleague was faster: it is done already."),
    "booked": N_("Booked as it came. What was chosen is settled as far as it goes."),
    "disputed": N_("Noted. It does not count as overdue for as long as that lasts."),
    "settled": N_("Noted. The dispute is over."),
    "put": N_("Put to what you have ticked."),
    "asked": N_("Proposed. It holds once somebody else has agreed."),
    "unasked": N_("The proposal is taken back. All stays as it was."),
    "turned_down": N_("Turned down. All stays as it was."),
    "set": N_("Set. It holds from now on."),
    "as_before": N_("Nothing was changed: all of it was so already."),
    "tariff": N_("Set. It counts from its day on."),
    "tariff_gone": N_("Taken back. It never held."),
    "routes": N_("Set. It counts from the next bill on, and the customer sees it."),
    AT_THE_BANK: N_("Agreed. The bank is asked to give the money back."),
    BY_HAND: N_("Agreed and booked. The task to transfer it stands on this list."),
    WRITTEN_OFF: N_("Agreed. The amount is written off."),
}


def init_money_desk(app: Flask) -> None:
    """Make the words for reasons and tasks known to the templates."""
    known = {one.value: one for one in TaskKind}
    app.jinja_env.globals.update(
        money_reasons=lambda kind: [(c, gettext(w)) for c, w in MONEY_REASONS[kind].items()],
        money_reason=lambda kind, code: gettext(MONEY_REASONS[kind].get(code, code)),
        task_words=lambda kind: gettext(TASK_WORDS[known[kind]]) if kind in known else kind,
        task_next=lambda kind, facts: (
            gettext(next_step(kind=known[kind], facts=facts)) if kind in known else kind
        ),
    )


def tell(what: str) -> None:
    """Say on the next page what was just done."""
    flash(gettext(TOLD[what]), "money")


def wrong(refusal: Refusal | None) -> dict[str, Any]:
    """What a form shows again: the sentence by its field, and what was typed."""
    errors = {refusal.field or "form": say(refusal)} if refusal else {}
    typed = {name: text[:LONGEST_TYPED] for name, text in request.form.items()}
    return {"errors": errors, "typed": typed}
