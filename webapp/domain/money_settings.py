"""A company's money settings as data: their words, their meaning, what they may be."""

from dataclasses import dataclass
from itertools import permutations

from webapp.domain.ledger import FEES, GROUPS, INTEREST, PRINCIPAL, USUAL_ORDER
from webapp.domain.payment_codes import KINDS
from webapp.domain.words import N_

Value = str | int | bool

# What takes two people to change: a mistake or a thief here sends everybody's money elsewhere.
TWO_PEOPLE = ("payee", "iban", "bic", "provider", "payment_origins")

WHERE, PAPERS, COUNTING, STATEMENTS = "where", "papers", "counting", "statements"
GROUP_WORDS = {
    WHERE: N_("Where the money goes"),
    PAPERS: N_("On bills and in payment codes"),
    COUNTING: N_("How money is counted"),
    STATEMENTS: N_("Bank statements"),
}

# The banks that the portal can speak to; nothing means that nobody pays by card.
PROVIDERS = {
    "": N_("none: nobody pays by card"),
    "sandbox": N_("the pretend bank, to try things out"),
    "simplepay": N_("SimplePay"),
    "stripe": N_("Stripe"),
}
DAY_COUNTS = {
    "act_365": N_("days of 365"),
    "act_360": N_("days of 360"),
    "act_act": N_("days of the real year, 365 or 366"),
}
QR_KINDS = {
    "none": N_("no code"),
    "epc": N_("EPC code (GiroCode), for euros"),
    "hct": N_("Hungarian payment code of 2019 (HCT), for forints; not every bank's app reads it"),
    "spayd": N_("SPAYD (QR Platba), for Czech crowns"),
    "st00012": N_("ST00012, for roubles"),
}
ORDER_WORDS = {FEES: N_("reminder fees"), INTEREST: N_("interest"), PRINCIPAL: N_("bills")}
BY_AGE = N_("by age alone, the oldest first")
ORDERS = (*map(",".join, permutations(dict.fromkeys(GROUPS.values()))), "")
YES, NO = N_("yes"), N_("no")
NOTHING = N_("not set")


@dataclass(frozen=True, kw_only=True)
class MoneySettingRule:
    """One setting: `kind` says how it is written.

    line (of `most` letters at most) · iban · bic · provider · origins · choice · order · amount ·
    switch · pattern.
    """

    group: str
    kind: str
    words: str
    explained: str
    default: Value = ""
    most: int = 0
    choices: tuple[str, ...] = ()


RULES: dict[str, MoneySettingRule] = {
    "payee": MoneySettingRule(
        group=WHERE, kind="line", most=70,
        words=N_("Payee"),
        explained=N_("The name customers pay to, as the bank knows it."),
    ),
    "iban": MoneySettingRule(
        group=WHERE, kind="iban",
        words=N_("Account (IBAN)"),
        explained=N_(
            "Where transfers go, and whose statements are taken in; without it nobody is told "
            "where to pay."
        ),
    ),
    "bic": MoneySettingRule(
        group=WHERE, kind="bic",
        words=N_("Bank's code (BIC)"),
        explained=N_("The code of the bank that keeps this account."),
    ),
    "provider": MoneySettingRule(
        group=WHERE, kind="provider", choices=tuple(PROVIDERS),
        words=N_("Card payments"),
        explained=N_("Who takes payments by card; its keys are in a file, never here."),
    ),
    "payment_origins": MoneySettingRule(
        group=WHERE, kind="origins",
        words=N_("Pages of the card bank"),
        explained=N_(
            "The addresses to which customers may be sent to pay, with blanks between; browsers "
            "let the form lead nowhere else."
        ),
    ),
    "bank": MoneySettingRule(
        group=PAPERS, kind="line", most=70,
        words=N_("Bank's name"),
        explained=N_("How the bank is called beside the account."),
    ),
    "tax_number": MoneySettingRule(
        group=PAPERS, kind="line", most=40,
        words=N_("Tax number"),
        explained=N_("Stands on bills, receipts and account statements."),
    ),
    "address": MoneySettingRule(
        group=PAPERS, kind="line", most=200,
        words=N_("Address"),
        explained=N_("The company's own address at the head of its papers."),
    ),
    "qr_kind": MoneySettingRule(
        group=PAPERS, kind="choice", default="none", choices=("none", *KINDS),
        words=N_("Payment code"),
        explained=N_("Which square stands on bills, so that a bank's app fills in the transfer."),
    ),
    "allocation_order": MoneySettingRule(
        group=COUNTING, kind="order", default=USUAL_ORDER, choices=ORDERS,
        words=N_("Order of a lump sum"),
        explained=N_("What a payment settles first if it does not say what it is for."),
    ),
    "uses_credit": MoneySettingRule(
        group=COUNTING, kind="switch", default=True, choices=("yes", "no"),
        words=N_("Credit goes to the next bill"),
        explained=N_("Whether money on account is put to new bills by itself."),
    ),
    "least_payment": MoneySettingRule(
        group=COUNTING, kind="amount", default=0,
        words=N_("Smallest card payment"),
        explained=N_("What the card bank takes at least; smaller sums are not offered for it."),
    ),
    "day_count": MoneySettingRule(
        group=COUNTING, kind="choice", default="act_365", choices=tuple(DAY_COUNTS),
        words=N_("A year of interest"),
        explained=N_("How many days a year has when late-payment interest is worked out."),
    ),
    "number_pattern": MoneySettingRule(
        group=STATEMENTS, kind="pattern",
        words=N_("Shape of our numbers"),
        explained=N_(
            "How bill numbers look in the words of a transfer, as a regular expression; empty: "
            "every word with four digits is compared."
        ),
    ),
}  # fmt: skip
