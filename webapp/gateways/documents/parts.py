"""What papers are made of: facts that say something, periods, where to pay."""

from collections.abc import Iterable

from webapp.domain.papers import BankDetails, Period
from webapp.domain.payment_codes.iban import spaced_iban
from webapp.gateways.codes import payment_svg
from webapp.gateways.documents.sheet import Fact, Section, Square
from webapp.gateways.documents.words import Words
from webapp.gateways.figures import day_words


def known(*facts: Fact) -> tuple[Fact, ...]:
    """Those of the facts that say something."""
    return tuple(fact for fact in facts if fact[1])


def days(period: Period | None, words: Words) -> str:
    """The period from its first day to its last, both included."""
    if period is None:
        return ""
    language = words.language
    first, last = (day_words(day, language=language) for day in (period.first, period.last))
    return f"{first} – {last}"


def pay_section(*, bank: BankDetails, amount: str, payload: str | None, words: Words) -> Section:
    """Where to pay and by which reference, with the square where the company has one."""
    account = spaced_iban(bank.account) if bank.account[:2].isalpha() else bank.account
    return Section(
        heading=words["pay"],
        facts=known(
            (words["payee"], bank.payee),
            (words["account"], account),
            (words["bic"], bank.bic),
            (words["bank"], bank.bank),
            (words["reference"], bank.reference),
            (words["amount"], amount),
        ),
        square=_square(payload, bank.payee, amount, words),
    )


def joined(parts: Iterable[str]) -> str:
    """The parts that say something, with a middle dot between."""
    return " · ".join(part for part in parts if part)


def _square(payload: str | None, payee: str, amount: str, words: Words) -> Square | None:
    if payload is None:
        return None
    alt = words["code_alt"].format(amount=amount, payee=payee)
    return Square(svg=payment_svg(payload, title=alt), alt=alt, caption=words["code_caption"])
