"""What a movement of a bank's file says, gathered from all the places where a version puts it."""

import re
from dataclasses import dataclass, field
from datetime import date

from webapp.domain.money import decimals_of
from webapp.domain.statements import LONGEST_NAME, LONGEST_WORDS, BankLine, says
from webapp.domain.words import N_
from webapp.gateways.safe_xml import refused

MOST_OF_A_KIND = 40
AMOUNT = re.compile(r"([0-9]{1,14})(?:\.([0-9]{1,5}))?")

# Where a fact may stand, the best place first.
ACCOUNT = ("Acct/Id/IBAN", "Acct/Id/Othr/Id")
OF_ENTRY = {
    "status": ("Sts", "Sts/Cd"),
    "sign": ("CdtDbtInd",),
    "amount": ("Amt",),
    "reversal": ("RvslInd",),
    "booked_on": ("BookgDt/Dt", "BookgDt/DtTm"),
    "value_on": ("ValDt/Dt", "ValDt/DtTm"),
    "reference": ("AcctSvcrRef",),
    "place": ("NtryRef",),
    "count": ("NtryDtls/Btch/NbOfTxs",),
    "more": ("AddtlNtryInf",),
}
OF_PART = {
    "sign": ("CdtDbtInd",),
    "amount": ("Amt", "AmtDtls/TxAmt/Amt"),
    "name": ("Refs/AcctSvcrRef", "Refs/TxId", "Refs/EndToEndId", "Refs/InstrId"),
    "end_to_end": ("Refs/EndToEndId",),
    "debtor": ("RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm"),
    "creditor": ("RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm"),
    "debtor_account": ("RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id"),
    "creditor_account": ("RltdPties/CdtrAcct/Id/IBAN", "RltdPties/CdtrAcct/Id/Othr/Id"),
    "structured": ("RmtInf/Strd/CdtrRefInf/Ref",),
    "words": ("RmtInf/Ustrd", "RmtInf/Strd/RfrdDocInf/Nb", "RmtInf/Strd/AddtlRmtInf"),
    "more": ("AddtlTxInf",),
    "reason": ("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"),
}
KEPT_OF_ENTRY = frozenset(path for paths in OF_ENTRY.values() for path in paths)
KEPT_OF_PART = frozenset(path for paths in OF_PART.values() for path in paths)


@dataclass
class Facts:
    """What is kept of an entry or a movement, by path, and the currencies of its amounts."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, text: str) -> None:
        """Keep a text, unless there are more than anybody needs."""
        found = self.texts.setdefault(path, [])
        if text and len(found) < MOST_OF_A_KIND:
            found.append(text)

    def first(self, paths: tuple[str, ...]) -> str:
        """The first text at these places that says something."""
        said = (text for path in paths for text in self.texts.get(path, ()) if says(text))
        return next(said, "")

    def all(self, paths: tuple[str, ...]) -> str:
        """All texts at these places, as one."""
        said = [text for path in paths for text in self.texts.get(path, ())]
        return " ".join(" ".join(said).split())


@dataclass
class Entry(Facts):
    """An entry under way: its first movement waits until it is known whether there are more."""

    parts: int = 0
    first_part: Facts | None = None
    total: int = 0
    faulty: bool = False
    seen: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Whose account, and in which currency, the entries are about."""

    account: Facts
    currency: str


def line_of(told: Told, entry: Entry, part: Facts, *, alone: bool) -> BankLine:
    """The movement as one line; `alone` if its entry has no other. Raises Refusal `bank_file`."""
    # What arrived is the entry's amount; a single movement may name the payer's currency.
    amount = amount_of(told, entry if alone else part)
    # A movement within an entry may go the other way, and then says so itself.
    sign = (not alone and part.first(OF_PART["sign"])) or entry.first(OF_ENTRY["sign"])
    if sign not in ("CRDT", "DBIT"):
        raise refused(N_("This entry does not say whether money came or went."))
    signed = amount if sign == "CRDT" else -amount
    whole_sign = 1 if entry.first(OF_ENTRY["sign"]) == "CRDT" else -1
    entry.total += signed * whole_sign
    booked_on = _day(entry.first(OF_ENTRY["booked_on"] + OF_ENTRY["value_on"]))
    account = _account_number(told)
    payer, payer_account = _payer(account, part, signed)
    return BankLine(
        account=account,
        bank_reference=entry.first(OF_ENTRY["reference"] + OF_ENTRY["place"])[:LONGEST_NAME],
        booked_on=booked_on,
        value_on=_day(entry.first(OF_ENTRY["value_on"] + OF_ENTRY["booked_on"])),
        amount=signed,
        currency=told.currency,
        part="" if alone else _part_name(entry, part, signed),
        collected=alone and not entry.parts and _number(entry.first(OF_ENTRY["count"])) > 1,
        payer=payer,
        payer_account=payer_account,
        reference=part.first(OF_PART["structured"])[:LONGEST_NAME],
        end_to_end=part.first(OF_PART["end_to_end"])[:LONGEST_NAME],
        words=_words(entry, part),
        reversal=entry.first(OF_ENTRY["reversal"]).lower() in ("true", "1"),
        return_reason=part.first(OF_PART["reason"])[:35],
    )


def _account_number(told: Told) -> str:
    number = "".join(told.account.first(ACCOUNT).split()).upper()
    if not number:
        raise refused(N_("This statement does not say whose account it is about."))
    return number


def amount_of(told: Told, facts: Facts) -> int:
    """The amount of an entry or a movement in minor units. Raises Refusal `bank_file`."""
    paths = OF_ENTRY["amount"] if isinstance(facts, Entry) else OF_PART["amount"]
    path = next((one for one in paths if facts.texts.get(one)), "")
    if not path:
        raise refused(N_("This entry has no amount."))
    if facts.currencies.get(path) != told.currency:
        raise refused(
            N_("The amount is in another currency than %(currency)s."), currency=told.currency
        )
    return _minor(facts.texts[path][0], told.currency)


def _payer(ours: str, part: Facts, amount: int) -> tuple[str, str]:
    """Who stands on the other side; in what comes back it is still the first payer."""
    debtor = part.first(OF_PART["debtor"]), part.first(OF_PART["debtor_account"])
    creditor = part.first(OF_PART["creditor"]), part.first(OF_PART["creditor_account"])
    from_debtor = amount > 0 or bool(part.first(OF_PART["reason"]))
    usual, other = (debtor, creditor) if from_debtor else (creditor, debtor)
    chosen = usual if any(usual) and _plain(usual[1]) != ours else other
    if _plain(chosen[1]) == ours:
        return "", ""
    return chosen[0][:LONGEST_NAME], _plain(chosen[1])[:34]


def is_booked(entry: Entry) -> bool:
    """Whether the money has moved; banks also tell of what may come."""
    return entry.first(OF_ENTRY["status"]) == "BOOK"


def _part_name(entry: Entry, part: Facts, amount: int) -> str:
    """The movement's own reference, or its place in the entry; equal ones are counted."""
    name = part.first(OF_PART["name"])[:LONGEST_NAME] or "#"
    mark = hash((name, amount))
    nth = entry.seen[mark] = entry.seen.get(mark, 0) + 1
    return name if nth == 1 else f"{name}#{nth}"


def _words(entry: Entry, part: Facts) -> str:
    said = part.all(OF_PART["words"]) or part.all(OF_PART["more"]) or entry.all(OF_ENTRY["more"])
    return said[:LONGEST_WORDS]


def _minor(text: str, currency: str) -> int:
    shape, decimals = AMOUNT.fullmatch(text), decimals_of(currency)
    if shape is None:
        raise refused(N_("%(text)s is no amount."), text=text[:40])
    digits = (shape[2] or "").rstrip("0")
    if len(digits) > decimals:
        raise refused(N_("%(text)s is finer than the currency."), text=text[:40])
    minor = int(shape[1] + digits.ljust(decimals, "0"))
    if not minor:
        raise refused(N_("This entry has no amount."))
    return minor


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise refused(N_("This entry does not say on which day it was booked.")) from error


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _plain(account: str) -> str:
    return "".join(account.split()).upper()
