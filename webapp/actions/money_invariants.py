"""What must be true of money at any moment, asked of the rows; the guards hold the same."""

# What would be wrong, and the question that counts how often.
MONEY_QUESTIONS = {
    "debts are settled beyond their amount or below nothing": """
        SELECT count(*) FROM (
            SELECT d.id FROM debt d
            JOIN allocation a ON a.company_id = d.company_id AND a.debt_id = d.id
            GROUP BY d.company_id, d.id, d.amount
            HAVING sum(a.amount) < 0 OR sum(a.amount) > d.amount) wrong""",
    "more was taken back of an entry than it brought": """
        SELECT count(*) FROM (
            SELECT COALESCE(e.reverses, e.id) AS root FROM ledger_entry e
            GROUP BY e.company_id, COALESCE(e.reverses, e.id)
            HAVING sum(e.amount) < 0) wrong""",
    "more came back of an entry than had been taken from it": """
        SELECT count(*) FROM (
            SELECT e.reverses FROM ledger_entry e WHERE e.kind IN ('chargeback', 'won_back')
            GROUP BY e.company_id, e.reverses HAVING sum(e.amount) > 0
            UNION ALL
            SELECT e.reverses FROM ledger_entry e WHERE e.kind IN ('refund', 'came_back')
            GROUP BY e.company_id, e.reverses HAVING sum(e.amount) > 0) wrong""",
    "entries settle more than what is left of them": """
        SELECT count(*) FROM (
            SELECT COALESCE(e.reverses, e.id) AS root FROM ledger_entry e
            LEFT JOIN (SELECT company_id, entry_id, sum(amount) AS settled FROM allocation
                GROUP BY company_id, entry_id) a
                ON a.company_id = e.company_id AND a.entry_id = e.id
            GROUP BY e.company_id, COALESCE(e.reverses, e.id)
            HAVING sum(COALESCE(a.settled, 0)) < 0
                OR sum(COALESCE(a.settled, 0)) > sum(e.amount)) wrong""",
    "money settles a debt of another customer or currency": """
        SELECT count(*) FROM allocation a
        JOIN ledger_entry e ON e.company_id = a.company_id AND e.id = a.entry_id
        JOIN debt d ON d.company_id = a.company_id AND d.id = a.debt_id
        WHERE d.customer_id <> e.customer_id OR d.currency <> e.currency""",
    "entries take from one of another customer or currency": """
        SELECT count(*) FROM ledger_entry e
        LEFT JOIN ledger_entry root ON root.company_id = e.company_id AND root.id = e.reverses
        WHERE e.reverses IS NOT NULL AND (root.id IS NULL OR root.reverses IS NOT NULL
            OR root.customer_id <> e.customer_id OR root.currency <> e.currency)""",
    "refunds or write-offs rest on no decision of their kind": """
        SELECT count(*) FROM ledger_entry e
        LEFT JOIN money_decision m ON m.company_id = e.company_id AND m.id = e.decision_id
        WHERE e.kind IN ('refund', 'write_off') AND e.import_id IS NULL
            AND (m.id IS NULL OR m.kind <> e.kind OR m.customer_id <> e.customer_id)""",
    "payments are paid without a ledger entry": """
        SELECT count(*) FROM payment p WHERE p.state = 'succeeded' AND NOT EXISTS (
            SELECT 1 FROM ledger_entry e WHERE e.company_id = p.company_id
            AND e.payment_id = p.id AND e.kind = 'payment')""",
    "the ledger has money of payments that are not paid": """
        SELECT count(*) FROM ledger_entry e
        JOIN payment p ON p.company_id = e.company_id AND p.id = e.payment_id
        WHERE e.kind = 'payment' AND (p.state <> 'succeeded' OR p.amount <> e.amount
            OR p.currency <> e.currency OR p.customer_id <> e.customer_id)""",
    "payments that are over still hold what they were for": """
        SELECT count(*) FROM payment_item i
        JOIN payment p ON p.company_id = i.company_id AND p.id = i.payment_id
        WHERE i.active AND p.state IN ('succeeded', 'failed', 'cancelled', 'expired')""",
    "lines of bank statements are not what was booked": """
        SELECT count(*) FROM bank_entry b
        LEFT JOIN ledger_entry e ON e.company_id = b.company_id AND e.id = b.entry_id
        WHERE (b.state IN ('matched', 'reversed')) <> (e.id IS NOT NULL)
            OR e.amount <> b.amount OR e.currency <> b.currency""",
}
