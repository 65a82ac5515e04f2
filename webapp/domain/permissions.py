"""The policy as data: which ties grant which permission."""

from enum import Enum

from webapp.domain.people import CustomerTie, Person, StaffTie


class Permission(Enum):
    """Something a route may ask for."""

    USE_PORTAL = "use portal"
    SEE_READINGS = "see readings"
    SUBMIT_READINGS = "submit readings"
    SEE_BILLS = "see bills"
    PAY = "pay"
    ASK_FOR_CHANGES = "ask for changes"
    DECIDE = "decide"
    SET_RULES = "set rules"
    SET_MONEY = "set money"
    SYNC = "sync"
    HANDLE_MONEY = "handle money"


GRANTED_TO_MEMBERS: dict[Permission, frozenset[str]] = {
    Permission.SEE_READINGS: frozenset({"owner", "submit_readings", "view_bills", "manage"}),
    Permission.SUBMIT_READINGS: frozenset({"owner", "submit_readings"}),
    Permission.SEE_BILLS: frozenset({"owner", "view_bills", "pay", "manage"}),
    Permission.PAY: frozenset({"owner", "pay"}),
    Permission.ASK_FOR_CHANGES: frozenset({"owner", "manage"}),
}

GRANTED_TO_STAFF: dict[Permission, frozenset[str]] = {
    Permission.DECIDE: frozenset({"clerk", "supervisor", "admin"}),
    Permission.SET_RULES: frozenset({"supervisor", "admin"}),
    Permission.SET_MONEY: frozenset({"supervisor", "admin"}),
    Permission.HANDLE_MONEY: frozenset({"clerk", "supervisor", "admin"}),
}

# Everyone who is signed in.
GRANTED_TO_ALL = frozenset({Permission.USE_PORTAL, Permission.SYNC})


def may(person: Person, permission: Permission) -> bool:
    """Whether any tie of this person grants the permission."""
    return (
        permission in GRANTED_TO_ALL
        or bool(customers_with(person, permission))
        or bool(companies_with(person, permission))
    )


def customers_with(person: Person, permission: Permission) -> tuple[CustomerTie, ...]:
    """The customers for whom this person holds the permission."""
    granted = GRANTED_TO_MEMBERS.get(permission, frozenset())
    return tuple(tie for tie in person.customers if tie.permissions & granted)


def companies_with(person: Person, permission: Permission) -> tuple[StaffTie, ...]:
    """The companies at which this person's role holds the permission."""
    granted = GRANTED_TO_STAFF.get(permission, frozenset())
    return tuple(tie for tie in person.staff if tie.role in granted)
