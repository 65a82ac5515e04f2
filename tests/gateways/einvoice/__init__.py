"""E-invoices against the schema and the rules of EN 16931."""
