"""Telling the billing system, in order and once, of money that came or went and of decisions.

A line is given its number when it is listed and never before, in one statement, by one lister a
company at a time. So whatever commits late comes later in the list: nobody's cursor passes it.
"""

from datetime import datetime

from webapp.actions.verdicts import held
from webapp.domain.undo import UNDO_FOR
from webapp.models.base import InstantField, atomic, database
from webapp.models.companies import Company

# What the billing system itself delivered it knows. A credit, a write-off and a cancellation move
# no money; what takes from them does not either, but for a credit that was paid out.
PAYMENTS = """
INSERT INTO export_line (company_id, what, sequence, entry_id, listed_at)
SELECT e.company_id, 'payments', (SELECT COALESCE(MAX(x.sequence), 0)
        FROM export_line x WHERE x.company_id = {company} AND x.what = 'payments')
    + ROW_NUMBER() OVER (ORDER BY e.booked_at, e.reverses IS NOT NULL, e.id), e.id, {now}
FROM ledger_entry e
LEFT JOIN import_batch b ON b.company_id = e.company_id AND b.id = e.import_id
LEFT JOIN ledger_entry r ON r.company_id = e.company_id AND r.id = e.reverses
WHERE e.company_id = {company}
    AND (e.kind IN ('payment', 'refund', 'chargeback', 'won_back', 'came_back')
        OR (e.kind = 'reversal' AND r.kind = 'payment'))
    AND COALESCE(b.kind, '') <> 'payments'
    AND NOT EXISTS (SELECT 1 FROM export_line x
        WHERE x.company_id = e.company_id AND x.entry_id = e.id)
"""

DECISIONS = """
INSERT INTO export_line
    (company_id, what, sequence, decision_id, money_decision_id, listed_at)
SELECT d.company_id, 'decisions', (SELECT COALESCE(MAX(x.sequence), 0)
        FROM export_line x WHERE x.company_id = {company} AND x.what = 'decisions')
    + ROW_NUMBER() OVER (ORDER BY d.decided_at, d.id), d.of_submission, d.of_money, {now}
FROM (
    SELECT company_id, id, decided_at, id AS of_submission, CAST(NULL AS BIGINT) AS of_money
    FROM decision s WHERE s.company_id = {company} AND s.decided_at < {before}
        AND NOT EXISTS (SELECT 1 FROM export_line x
            WHERE x.company_id = s.company_id AND x.decision_id = s.id)
    UNION ALL
    SELECT company_id, id, decided_at, CAST(NULL AS BIGINT), id
    FROM money_decision m WHERE m.company_id = {company} AND m.decided_at < {before}
        AND NOT EXISTS (SELECT 1 FROM export_line x
            WHERE x.company_id = m.company_id AND x.money_decision_id = m.id)
) d
"""

STATEMENTS = {"payments": PAYMENTS, "decisions": DECISIONS}


def list_for_export(*, company_id: int, what: str, now: datetime) -> int:
    """List all `payments` or `decisions` that are not listed yet; return how many.

    Decisions wait until they can no longer be taken back. Safe to run in several processes.
    """
    moments = {"now": _us(now), "before": _us(now - UNDO_FOR), "company": company_id}
    # All three are whole numbers of our own, so they can stand in the text.
    text = STATEMENTS[what].format(**moments)
    with atomic():
        # One lister a company at a time; numbers are visible in the order they are given.
        list(held(Company.select(Company.id).where(Company.id == company_id)))
        return int(database.execute_sql(text).rowcount)


def _us(moment: datetime) -> int:
    return int(InstantField().db_value(moment) or 0)
