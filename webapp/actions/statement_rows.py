"""Writes the lines of a bank statement down, each once however often the bank tells it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from webapp.domain.billing_files import Fault
from webapp.domain.refusals import Refusal
from webapp.domain.statements import (
    OUTGOING,
    TOLD_APART,
    BankLine,
    ReadLine,
    line_key,
    plain,
    says,
    takes_back,
    whole_key,
)
from webapp.domain.words import N_
from webapp.models.bank_entries import BankEntry
from webapp.models.base import atomic, dicts_of, new_id
from webapp.queries.statement_search import Account

AT_A_TIME = 50


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A line that is new, under its id."""

    id: int
    line: BankLine


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """What became of some lines of the file: new, known already, not to be taken."""

    kept: tuple[Kept, ...]
    same: int
    faults: tuple[Fault, ...]


@dataclass(kw_only=True)
class Keys:
    """Counts equal lines of a file that carry no reference of the bank's."""

    seen: dict[str, int] = field(default_factory=dict)

    def of(self, line: BankLine) -> str:
        """The key of the next such line."""
        if says(line.bank_reference):
            return line_key(line)
        first = line_key(line)
        self.seen[first] = nth = self.seen.get(first, -1) + 1
        return line_key(line, nth)


def write_lines(
    *, account: Account, import_id: int, part: Sequence[ReadLine], keys: Keys, now: datetime
) -> Sorted:
    """Insert the lines that are new; the account is held by the caller."""
    fitting, faults = _fitting(account, part, keys)
    known = _known(account, [key for _, key, _ in fitting])
    whole = _wholes(account, [line for _, _, line in fitting])
    kept, rows, same = [], [], 0
    for place, key, line in fitting:
        refusal = _contradiction(known.get(key), line)
        if refusal is not None:
            faults.append(Fault(line=place, refusal=refusal))
        elif key in known or _told_otherwise(line, whole):
            same += 1
        else:
            kept.append(Kept(id=new_id(), line=line))
            rows.append(_row(account, import_id, place, key, kept[-1]))
            known[key] = {"payer_iban": rows[-1]["payer_iban"],
                          "end_to_end": rows[-1]["end_to_end"]}  # fmt: skip
    _insert(rows)
    _put_sums_aside(account, [line for one in kept if (line := one.line).part], now)
    return Sorted(kept=tuple(kept), same=same, faults=tuple(faults))


def _fitting(
    account: Account, part: Sequence[ReadLine], keys: Keys
) -> tuple[list[tuple[int, str, BankLine]], list[Fault]]:
    """The lines that say something about our account, each with its place and its key."""
    fitting, faults = [], []
    for one in part:
        refusal = one.refusal or _not_ours(account, one.line)
        if refusal is not None:
            faults.append(Fault(line=one.place, refusal=refusal))
        elif one.line is not None:
            fitting.append((one.place, keys.of(one.line), one.line))
    return fitting, faults


def _not_ours(account: Account, line: BankLine | None) -> Refusal | None:
    if line is None or line.account == account.iban:
        return None
    return Refusal(
        "bank_file",
        N_("This is a statement of the account %(account)s, which is not the company's."),
        field="account",
        account=line.account[:34],
    )


def _known(account: Account, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows = dicts_of(
        BankEntry.select(BankEntry.entry_key, BankEntry.payer_iban, BankEntry.end_to_end).where(
            BankEntry.company_id == account.company_id,
            BankEntry.iban == account.iban,
            BankEntry.entry_key.in_(list(keys)),
        )
    )
    return {row.pop("entry_key"): row for row in rows}


def _contradiction(known: dict[str, Any] | None, line: BankLine) -> Refusal | None:
    """A bank that gives two movements one reference must not make us lose the second."""
    told = {"payer_iban": line.payer_account, "end_to_end": _end_to_end(line)}
    if known is None or not any(known[k] and told[k] and known[k] != told[k] for k in told):
        return None
    return Refusal(
        "bank_file",
        N_("The bank gave the reference %(number)s to another movement of that day and amount."),
        field="reference",
        number=line.bank_reference[:40],
    )


def _wholes(account: Account, lines: Sequence[BankLine]) -> dict[str, str]:
    """The state of what was told before of the same entries, by its key."""
    wanted = {whole_key(line, told_apart=apart) for line in lines for apart in (True, False)}
    rows = dicts_of(
        BankEntry.select(BankEntry.whole, BankEntry.state).where(
            BankEntry.company_id == account.company_id,
            BankEntry.iban == account.iban,
            BankEntry.whole.in_(sorted(one for one in wanted if one)),
        )
    )
    return {row["whole"]: row["state"] for row in rows}


def _told_otherwise(line: BankLine, whole: dict[str, str]) -> bool:
    """A sum whose movements we have, or a movement of a sum that is booked already."""
    if line.collected:
        return whole_key(line, told_apart=True) in whole
    return whole.get(whole_key(line, told_apart=False) or "") in ("matched", "reversed")


def _put_sums_aside(account: Account, parts: Iterable[BankLine], now: datetime) -> None:
    """Once its movements are told, the sum alone is nobody's work any more."""
    sums = {whole_key(line, told_apart=False) for line in parts}
    if not any(sums):
        return
    BankEntry.update(state="ignored", why=TOLD_APART, changed_at=now).where(
        BankEntry.company_id == account.company_id,
        BankEntry.iban == account.iban,
        BankEntry.whole.in_(sorted(one for one in sums if one)),
        BankEntry.state == "open",
    ).execute()


def _row(account: Account, import_id: int, place: int, key: str, kept: Kept) -> dict[str, Any]:
    line = kept.line
    outgoing = line.amount < 0 and not takes_back(line)
    return {
        "company_id": account.company_id,
        "id": kept.id,
        "import_id": import_id,
        "iban": account.iban,
        "entry_key": key,
        "booked_on": line.booked_on,
        "value_on": line.value_on,
        "amount": line.amount,
        "currency": line.currency,
        "payer": line.payer or None,
        "payer_iban": line.payer_account or None,
        "reference": line.reference or None,
        "end_to_end": _end_to_end(line),
        "words": line.words or None,
        "state": "ignored" if outgoing else "open",
        "entry_id": None,
        "place": place,
        "reversal": line.reversal,
        "return_reason": line.return_reason or None,
        "why": OUTGOING if outgoing else None,
        "whole": whole_key(line, told_apart=not line.collected),
    }


def _end_to_end(line: BankLine) -> str | None:
    return plain(line.end_to_end) if says(line.end_to_end) else None


def _insert(rows: Sequence[dict[str, Any]]) -> None:
    with atomic():
        for start in range(0, len(rows), AT_A_TIME):
            BankEntry.insert_many(rows[start : start + AT_A_TIME]).execute()
