"""The shape of what a clerk says about money; whether it may be is judged elsewhere."""

from collections.abc import Mapping

from webapp.domain.money_reasons import MoneyDraft
from webapp.forms.decisions import given_words

LONGEST_AMOUNT, LONGEST_CODE = 40, 40


def parse_draft(form: Mapping[str, str]) -> MoneyDraft:
    """A proposal as it was typed; raises Refusal `words` for too many of them."""
    return MoneyDraft(
        amount=form.get("amount", "")[:LONGEST_AMOUNT].strip(),
        reason=form.get("reason", "")[:LONGEST_CODE],
        words=given_words(form),
        by_transfer=form.get("way", "") == "transfer",
    )
