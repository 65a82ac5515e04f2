"""What the triggers hold about where a company's money goes: two people, whoever writes.

Where nothing is set yet the first value is free; from then on each one is another only by the
proposal that `agreed_id` names, which somebody else has agreed to and which follows the one before.
"""

WHERE = ("payee", "iban", "bic", "provider", "payment_origins")
AGREED = (
    "SELECT 1 FROM setting_proposal x WHERE x.company_id = NEW.company_id AND x.id = NEW.agreed_id"
    " AND x.outcome = 'approved' AND COALESCE(x.follows, 0) = COALESCE(OLD.agreed_id, 0)"
)
HELD = "SELECT x.agreed_id FROM money_setting x WHERE x.company_id = NEW.company_id"

ANOTHER = tuple(
    f"OLD.{name} <> '' AND NEW.{name} <> OLD.{name}"
    f" AND NOT EXISTS ({AGREED} AND x.{name} = NEW.{name})"
    for name in WHERE
)
CHANGE_FAULTS = (
    *ANOTHER,
    # The proposal that is named is one that was agreed to, and the next one.
    f"COALESCE(NEW.agreed_id, 0) <> COALESCE(OLD.agreed_id, 0) AND NOT EXISTS ({AGREED})",
    "NEW.company_id <> OLD.company_id",
)
BEGIN_FAULTS = (
    # Writing over a row would be a way around what is held of a change.
    "EXISTS (SELECT 1 FROM money_setting x WHERE x.company_id = NEW.company_id)",
    "NEW.agreed_id IS NOT NULL",
)
GONE_FAULTS = (" OR ".join(f"OLD.{name} <> ''" for name in WHERE),)
PROPOSAL_FAULTS = (
    # It begins open, and follows what holds.
    "NEW.ended_at IS NOT NULL",
    f"COALESCE(NEW.follows, 0) <> COALESCE(({HELD}), 0)",
)

SETTING_GUARDS = (
    ("money_setting", "two", "UPDATE", CHANGE_FAULTS),
    ("money_setting", "begins", "INSERT", BEGIN_FAULTS),
    ("money_setting", "gone", "DELETE", GONE_FAULTS),
    ("setting_proposal", "begins", "INSERT", PROPOSAL_FAULTS),
    ("setting_proposal", "ended", "UPDATE", ("OLD.ended_at IS NOT NULL",)),
)
