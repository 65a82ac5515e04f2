"""One line of a bank statement, as the table keeps it."""

from collections.abc import Mapping
from typing import Any

from webapp.domain.statements import BankLine


def line_of(row: Mapping[str, Any]) -> BankLine:
    """The line as the bank's file said it."""
    return BankLine(
        account=row["iban"],
        bank_reference=row["entry_key"].split("|")[1],
        booked_on=row["booked_on"],
        value_on=row["value_on"],
        amount=row["amount"],
        currency=row["currency"],
        payer=row["payer"] or "",
        payer_account=row["payer_iban"] or "",
        reference=row["reference"] or "",
        end_to_end=row["end_to_end"] or "",
        words=row["words"] or "",
        reversal=row["reversal"],
        return_reason=row["return_reason"] or "",
    )
