"""Reads a statement's plan on SQLite: which steps read more as a table or a company grows."""

import re
from collections.abc import Iterator, Sequence

from webapp.models.base import database

SMALL = {"company", "staff", "rule_parameter", "sqlite_stat1", "money_setting"}
"""Tables with few rows in any installation."""

KNOWN = (
    # What is open about money, the oldest first: an index of nothing else, and LIMIT stops it.
    r"SEARCH \w+ USING INDEX money_(proposal|task)_open \(company_id=\?\)",
    # The one change of where the money goes that may wait.
    r"SEARCH \w+ USING INDEX setting_proposal_open \(company_id=\?\)",
    # A page of the queue, and no more: LIMIT stops it.
    r"SEARCH \w+ USING (COVERING )?INDEX submission_queue \(company_id=\? AND state=\?\)",
    # One row, and the figures of the lists beside it: LIMIT again.
    r"SCAN \w+ USING COVERING INDEX submission_meter",
    # How a company takes money: one row of it.
    r"SEARCH \w+ USING INDEX sqlite_autoindex_money_setting_1 \(company_id=\?\)",
    # A company's own numbers for its rules: written by hand, a few dozen however many customers.
    r"SEARCH \w+ USING INDEX sqlite_autoindex_rule_parameter_1 \(company_id=\?\)",
    # The oldest open lines of bank statements, the last statements, the newest bills: LIMIT.
    r"SEARCH \w+ USING INDEX bank_entry_(open|returns) \(company_id=\?\)",
    r"SEARCH \w+ USING INDEX import_batch_kind \(company_id=\? AND kind=\?\)",
    r"SEARCH \w+ USING INDEX sqlite_autoindex_invoice_1 \(company_id=\?\)",
    # What late payment costs at a company: written by hand, a few a year.
    r"SEARCH \w+ USING INDEX sqlite_autoindex_(interest_rate|dunning_tariff)_1 \(company_id=\?\)",
)
"""Steps that look wide and are not, each with its reason."""

WHOLE = re.compile(r"^SCAN (?!CONSTANT|SUBQUERY|\()(\S+)")
COARSE = r"(?:company_id|state|medium|kind)=\?"
COMPANY = re.compile(rf"^SEARCH (\S+) USING .*\({COARSE}(?: AND {COARSE})*\)$")
ALIAS = re.compile(r'"(\w+)" AS "(\w+)"')
SUBQUERY = re.compile(r'\) AS "(\w+)"')


def wide_steps(sql: str, parameters: Sequence[object]) -> Iterator[str]:
    """The steps of this statement's plan that read a whole table, or a whole company of it."""
    tables = {alias: table for table, alias in ALIAS.findall(sql)}
    narrow = SMALL | set(SUBQUERY.findall(sql))
    for *_, step in database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall():
        found = WHOLE.match(step) or COMPANY.match(step)
        if not found or any(re.match(known, step) for known in KNOWN):
            continue
        if tables.get(found[1], found[1]) not in narrow:
            yield step
