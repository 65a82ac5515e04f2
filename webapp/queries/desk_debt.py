"""One debt of a customer at the desk: what settled it, and what was proposed about it."""

from dataclasses import dataclass
from datetime import datetime

from webapp.domain.debts import DISPUTED
from webapp.domain.people import Person
from webapp.domain.refusals import NotFound
from webapp.models.base import dicts_of
from webapp.models.money_decisions import MoneyDecision
from webapp.queries.debts import DebtLine
from webapp.queries.desk_customer import DeskCustomer, desk_customer, explained_line, lines_of
from webapp.queries.desk_proposals import MoneyProposed, proposals_about
from webapp.queries.received import Received, received_for


@dataclass(frozen=True, kw_only=True)
class WholeDebt:
    """A debt, what settled or opened it, and why it is in dispute where it is."""

    who: DeskCustomer
    line: DebtLine
    received: tuple[Received, ...]
    proposals: tuple[MoneyProposed, ...]
    dispute: str

    @property
    def disputed(self) -> bool:
        """Whether the customer does not accept it."""
        return self.line.standing == DISPUTED or bool(self.dispute)

    @property
    def waiting(self) -> MoneyProposed | None:
        """The proposal that waits for an answer."""
        return next((one for one in self.proposals if one.outcome is None), None)


def whole_debt(*, person: Person, customer_id: int, debt_id: int, now: datetime) -> WholeDebt:
    """The debt of this customer in six queries; raises NotFound for one that is long settled."""
    who = desk_customer(person=person, customer_id=customer_id, now=now)
    line = next((one for one in lines_of(who) if one.id == debt_id), None)
    if line is None:
        raise NotFound
    return WholeDebt(
        who=who,
        line=explained_line(who, line),
        received=received_for(company_id=who.company_id, debt_ids=[debt_id]),
        proposals=proposals_about(company_id=who.company_id, customer_id=who.id, debt_id=debt_id),
        dispute=_dispute(who.company_id, debt_id),
    )


def _dispute(company_id: int, debt_id: int) -> str:
    """The code of the reason while a dispute lasts."""
    rows = dicts_of(
        MoneyDecision.select(MoneyDecision.kind, MoneyDecision.reason)
        .where(
            MoneyDecision.company_id == company_id,
            MoneyDecision.subject == f"debt:{debt_id}",
            MoneyDecision.kind.in_(["dispute", "dispute_over"]),
        )
        .order_by(MoneyDecision.decided_at.desc(), MoneyDecision.id.desc())
        .limit(1)
    )
    return str(rows[0]["reason"]) if rows and rows[0]["kind"] == "dispute" else ""
