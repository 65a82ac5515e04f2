"""What the imports of billing files share: the batch, the tally, and who is who by number."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from webapp.domain.billing_files import Fault
from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.models.base import tuples_of
from webapp.models.customers import Customer


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The import under way."""

    company_id: int
    id: int
    currency: str
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How many rows were read, new, known already, and refused."""

    read: int = 0
    added: int = 0
    same: int = 0
    faults: int = 0
    refused: tuple[Fault, ...] = field(default=())

    def plus(self, other: "Taken") -> "Taken":
        """Both together; the faults are counted and not kept."""
        return Taken(
            read=self.read + other.read,
            added=self.added + other.added,
            same=self.same + other.same,
            faults=self.faults + other.faults,
        )


def customer_ids(*, company_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """The customers of these numbers."""
    wanted = sorted(set(numbers))
    rows = tuples_of(
        Customer.select(Customer.number, Customer.id).where(
            Customer.company_id == company_id, Customer.number.in_(wanted)
        )
    )
    return dict(rows)


def known_customer(customers: dict[str, int], number: str) -> int:
    """The customer of this number; raises Refusal for none."""
    if number not in customers:
        raise Refusal(
            "import_row",
            N_("There is no customer with the number %(number)s."),
            field="customer",
            number=number[:40],
        )
    return customers[number]


def apart(*, field_name: str, number: str) -> Refusal:
    """The refusal of lines that belong to something from further up in the same file."""
    return Refusal(
        "import_row",
        N_("The lines of %(number)s must follow each other; some stand further up."),
        field=field_name,
        number=number[:40],
    )


def differs(*, field_name: str, number: str) -> Refusal:
    """The refusal of a row whose key stands there already with other content."""
    return Refusal(
        "import_row",
        N_("%(number)s stands there with other values; nothing official is changed by a file."),
        field=field_name,
        number=number[:40],
    )
