"""Find the bills of a paper, and what an import brought, without reading a whole company.

The sweep of papers and the undoing of a delivery of papers ask which bills name a paper. The list
of imports asks of each what rests on its rows; and when one is undone the foreign keys ask the same
of every row that leaves.
"""

INDEXES = {
    "invoice_document": "invoice (company_id, document_key) WHERE document_key IS NOT NULL",
    "customer_import": "customer (company_id, import_id)",
    "service_point_import": "service_point (company_id, import_id)",
    "meter_import": "meter (company_id, import_id)",
    "register_import": "register (company_id, import_id)",
    "membership_customer": "membership (company_id, customer_id)",
    "invoice_route_customer": "invoice_route (company_id, customer_id)",
    "money_task_whose": "money_task (company_id, customer_id) WHERE customer_id IS NOT NULL",
    "invoice_point": "invoice (company_id, service_point_id) WHERE service_point_id IS NOT NULL",
    "submission_point": "submission (company_id, service_point_id)",
    "advance_point": "advance (company_id, service_point_id)",
    "advance_debt": "advance (company_id, debt_id) WHERE debt_id IS NOT NULL",
    "advance_settled": "advance (company_id, settled_by) WHERE settled_by IS NOT NULL",
    "debt_about": "debt (company_id, about_debt_id) WHERE about_debt_id IS NOT NULL",
    "money_proposal_debt": "money_proposal (company_id, debt_id) WHERE debt_id IS NOT NULL",
    "payment_item_debt": "payment_item (company_id, debt_id)",
}


def up(migrator, db):
    for name, about in INDEXES.items():
        db.execute_sql(f"CREATE INDEX {name} ON {about}")


def down(migrator, db):
    for name in reversed(INDEXES):
        db.execute_sql(f"DROP INDEX {name}")
