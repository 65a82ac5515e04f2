"""The desk's view of a customer: found by what people remember, and money that takes two people.

A decision to give money back or to let a debt go names the proposal it answers; its key carries
the maker, so that whoever decides is somebody else. Proposals for decisions that are there already
are written after them. Customers are found by words: each place in a name, an address or a number
at which somebody may begin to type has its row.
"""

import unicodedata

TABLES = {
    "money_proposal": """
        CREATE TABLE money_proposal (
            company_id BIGINT NOT NULL,
            id BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('refund', 'write_off')),
            customer_id BIGINT NOT NULL,
            entry_id BIGINT,
            debt_id BIGINT,
            way TEXT CHECK (way IN ('bank', 'transfer')),
            amount BIGINT NOT NULL CHECK (amount > 0),
            currency TEXT NOT NULL CHECK (length(currency) = 3),
            reason_code TEXT NOT NULL,
            remark_id BIGINT,
            remark_hash TEXT,
            staff_id BIGINT NOT NULL,
            proposed_at BIGINT NOT NULL,
            ended_at BIGINT,
            ended_by BIGINT,
            outcome TEXT CHECK (outcome IN ('approved', 'declined', 'withdrawn')),
            answer_id BIGINT,
            answer_hash TEXT,
            PRIMARY KEY (company_id, id),
            UNIQUE (company_id, id, kind, customer_id, staff_id),
            FOREIGN KEY (company_id, customer_id) REFERENCES customer (company_id, id),
            FOREIGN KEY (company_id, entry_id) REFERENCES ledger_entry (company_id, id),
            FOREIGN KEY (company_id, debt_id) REFERENCES debt (company_id, id),
            FOREIGN KEY (company_id, remark_id) REFERENCES remark (company_id, id),
            FOREIGN KEY (company_id, answer_id) REFERENCES remark (company_id, id),
            FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, account_id),
            FOREIGN KEY (company_id, ended_by) REFERENCES staff (company_id, account_id),
            CHECK ((kind = 'refund') = (entry_id IS NOT NULL)),
            CHECK ((kind = 'refund') = (way IS NOT NULL)),
            CHECK ((kind = 'write_off') = (debt_id IS NOT NULL)),
            CHECK ((ended_at IS NULL) = (ended_by IS NULL)
                AND (ended_at IS NULL) = (outcome IS NULL)),
            CHECK (outcome IS NULL OR (outcome = 'withdrawn') = (ended_by = staff_id))
        )""",
    "customer_search": """
        CREATE TABLE customer_search (
            company_id BIGINT NOT NULL,
            word TEXT {bytes} NOT NULL,
            customer_id BIGINT NOT NULL,
            kind TEXT NOT NULL
                CHECK (kind IN ('number', 'name', 'address', 'meter', 'invoice')),
            about_id BIGINT NOT NULL,
            PRIMARY KEY (company_id, word, customer_id, kind, about_id),
            FOREIGN KEY (company_id, customer_id) REFERENCES customer (company_id, id)
                ON DELETE CASCADE
        )""",
}

INDEXES = [
    "CREATE UNIQUE INDEX money_proposal_open_refund ON money_proposal (company_id, entry_id)"
    " WHERE ended_at IS NULL AND entry_id IS NOT NULL",
    "CREATE UNIQUE INDEX money_proposal_open_debt ON money_proposal (company_id, debt_id)"
    " WHERE ended_at IS NULL AND debt_id IS NOT NULL",
    "CREATE INDEX money_proposal_open ON money_proposal (company_id, proposed_at)"
    " WHERE ended_at IS NULL",
    "CREATE INDEX money_proposal_customer ON money_proposal (company_id, customer_id, proposed_at)",
    "CREATE INDEX customer_search_customer ON customer_search (company_id, customer_id, word)",
    "CREATE INDEX money_decision_customer ON money_decision (company_id, customer_id, decided_at)",
    "CREATE UNIQUE INDEX money_decision_proposal ON money_decision (company_id, proposal_id)"
    " WHERE proposal_id IS NOT NULL",
    "CREATE INDEX money_task_customer ON money_task (company_id, customer_id, opened_at)"
    " WHERE done_at IS NULL",
    "CREATE INDEX ledger_decision ON ledger_entry (company_id, decision_id)"
    " WHERE decision_id IS NOT NULL",
    "CREATE INDEX refund_of_payment ON refund (company_id, payment_id)",
]
ON_KEPT_TABLES = (
    *("money_decision_customer", "money_decision_proposal"),
    *("money_task_customer", "ledger_decision", "refund_of_payment"),
)

COLUMN = "proposal_id BIGINT"
CONSTRAINTS = {
    "money_decision_proposal_fk": "FOREIGN KEY"
    " (company_id, proposal_id, kind, customer_id, proposed_by)"
    " REFERENCES money_proposal (company_id, id, kind, customer_id, staff_id)",
    "money_decision_two_people_check": "CHECK ((proposal_id IS NULL) = (proposed_by IS NULL)"
    " AND (kind NOT IN ('refund', 'write_off') OR proposal_id IS NOT NULL))",
}

# What was decided by two people before proposals were kept: from the entry that it made.
OF_REFUNDS = """
    INSERT INTO money_proposal (company_id, id, kind, customer_id, entry_id, way, amount,
        currency, reason_code, staff_id, proposed_at, ended_at, ended_by, outcome)
    SELECT d.company_id, d.id, d.kind, d.customer_id, e.reverses, 'transfer', -e.amount,
        e.currency, 'other', d.proposed_by, d.decided_at, d.decided_at, d.staff_id, 'approved'
    FROM money_decision d JOIN ledger_entry e
        ON e.company_id = d.company_id AND e.decision_id = d.id AND e.kind = d.kind
    WHERE d.kind = 'refund'"""
OF_WRITE_OFFS = """
    INSERT INTO money_proposal (company_id, id, kind, customer_id, debt_id, amount, currency,
        reason_code, staff_id, proposed_at, ended_at, ended_by, outcome)
    SELECT d.company_id, d.id, d.kind, d.customer_id, a.debt_id, e.amount, e.currency,
        'other', d.proposed_by, d.decided_at, d.decided_at, d.staff_id, 'approved'
    FROM money_decision d JOIN ledger_entry e
        ON e.company_id = d.company_id AND e.decision_id = d.id AND e.kind = d.kind
    JOIN allocation a ON a.company_id = e.company_id AND a.entry_id = e.id
    WHERE d.kind = 'write_off'"""
NAMED = """
    UPDATE money_decision SET proposal_id = id
    WHERE proposed_by IS NOT NULL AND kind IN ('refund', 'write_off')"""
# A second name that needed none stands for nothing any more.
UNNAMED = """
    UPDATE money_decision SET proposed_by = NULL
    WHERE kind NOT IN ('refund', 'write_off') AND proposed_by IS NOT NULL"""

# What each customer is found by: (kind, about, text), a part of the customers at a time.
AT_ONCE = 2_000
SOURCES = (
    "SELECT c.id, 'number', c.id, c.number FROM customer c WHERE {these}",
    "SELECT c.id, 'name', c.id, c.name FROM customer c WHERE {these}",
    "SELECT DISTINCT c.id, 'address', p.id, p.address FROM customer c"
    " JOIN supply s ON s.company_id = c.company_id AND s.customer_id = c.id"
    " JOIN service_point p ON p.company_id = s.company_id AND p.id = s.service_point_id"
    " WHERE {these}",
    "SELECT DISTINCT c.id, 'meter', m.id, m.serial FROM customer c"
    " JOIN supply s ON s.company_id = c.company_id AND s.customer_id = c.id"
    " JOIN meter m ON m.company_id = s.company_id AND m.service_point_id = s.service_point_id"
    " WHERE {these}",
    "SELECT c.id, 'invoice', i.id, i.number FROM customer c"
    " JOIN invoice i ON i.company_id = c.company_id AND i.customer_id = c.id WHERE {these}",
)
LONGEST = 48
OTHERWISE = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"})


def up(migrator, db):
    postgres = _is_postgres(db)
    for statement in TABLES.values():
        # Prefixes are compared byte by byte, whatever language the server sorts by.
        db.execute_sql(statement.replace("{bytes}", 'COLLATE "C"' if postgres else ""))
    db.execute_sql(f"ALTER TABLE money_decision ADD COLUMN {COLUMN}")
    for statement in (OF_REFUNDS, OF_WRITE_OFFS, NAMED, UNNAMED):
        db.execute_sql(statement)
    if postgres:
        for name, text in CONSTRAINTS.items():
            db.execute_sql(f"ALTER TABLE money_decision ADD CONSTRAINT {name} {text}")
    else:
        _sqlite_up(db)
    for statement in INDEXES:
        db.execute_sql(statement)
    _fill(db)


def down(migrator, db):
    for index in ON_KEPT_TABLES:
        db.execute_sql(f"DROP INDEX {index}")
    if _is_postgres(db):
        for name in CONSTRAINTS:
            db.execute_sql(f"ALTER TABLE money_decision DROP CONSTRAINT {name}")
    else:
        _sqlite_down(db)
    db.execute_sql("ALTER TABLE money_decision DROP COLUMN proposal_id")
    for table in reversed(TABLES):
        db.execute_sql(f"DROP TABLE {table}")


def _fill(db):
    last = (-1, -1)
    while True:
        # One company's customers after another's, so that a statement never holds all of them.
        customers = db.execute_sql(
            _marks(
                db,
                "SELECT company_id, id FROM customer WHERE company_id > ?"
                f" OR (company_id = ? AND id > ?) ORDER BY company_id, id LIMIT {AT_ONCE}",
            ),
            (last[0], *last),
        ).fetchall()
        if not customers:
            return
        company_id = customers[0][0]
        ids = [customer_id for company, customer_id in customers if company == company_id]
        _fill_some(db, company_id, ids)
        last = (company_id, ids[-1])


def _fill_some(db, company_id, ids):
    these = "c.company_id = ? AND c.id >= ? AND c.id <= ?"
    rows = set()
    for source in SOURCES:
        question = _marks(db, source.replace("{these}", these))
        found = db.execute_sql(question, (company_id, ids[0], ids[-1])).fetchall()
        for customer_id, kind, about_id, text in found:
            rows |= {(company_id, key, customer_id, kind, about_id) for key in _keys(text)}
    ordered = sorted(rows)
    for start in range(0, len(ordered), 150):
        part = ordered[start : start + 150]
        values = ", ".join(["(?, ?, ?, ?, ?)"] * len(part))
        db.execute_sql(
            _marks(
                db,
                "INSERT INTO customer_search (company_id, word, customer_id, kind, about_id)"
                f" VALUES {values}",
            ),
            [value for row in part for value in row],
        )


def _keys(text):
    """Each place at which somebody may begin to type, with what follows it."""
    plain = _plain(text)
    starts = [
        at
        for at, sign in enumerate(plain)
        if sign.isalnum() and (at == 0 or not plain[at - 1].isalnum())
    ]
    keys = (_tight(plain[at:])[:LONGEST].strip() for at in starts)
    return {key for key in keys if key}


def _plain(text):
    folded = unicodedata.normalize("NFKD", text).casefold().translate(OTHERWISE)
    apart = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).replace(",", " ")


def _tight(plain):
    words = ("".join(sign for sign in word if sign.isalnum()) for word in plain.split())
    return " ".join(word for word in words if word)


def _marks(db, statement):
    return statement.replace("?", "%s") if _is_postgres(db) else statement


def _is_postgres(db):
    return "sqlite" not in type(db).__name__.lower()


def _sqlite_up(db):
    added = "".join(
        f",\n            CONSTRAINT {name} {rule}" for name, rule in CONSTRAINTS.items()
    )
    _rebuild(db, f"{_text(db).rstrip()[:-1].rstrip()}{added}\n        )")


def _sqlite_down(db):
    text = _text(db)
    for name, rule in CONSTRAINTS.items():
        added = f",\n            CONSTRAINT {name} {rule}"
        if added not in text:
            raise ValueError(f"not in this table's text: {name}")
        text = text.replace(added, "", 1)
    _rebuild(db, text)


def _text(db):
    row = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'money_decision'"
    ).fetchone()
    return row[0]


def _rebuild(db, text):
    """SQLite's own recipe: a new table beside, the rows over, the old one away, the name back."""
    indexes = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'money_decision'"
        " AND sql IS NOT NULL"
    ).fetchall()
    named = next(n for n in ('"money_decision"', "money_decision") if f"CREATE TABLE {n} " in text)
    db.execute_sql(text.replace(f"CREATE TABLE {named}", "CREATE TABLE money_decision__new", 1))
    columns = db.execute_sql("PRAGMA table_info(money_decision__new)").fetchall()
    kept = ", ".join(row[1] for row in columns)
    db.execute_sql(f"INSERT INTO money_decision__new ({kept}) SELECT {kept} FROM money_decision")
    db.execute_sql("DROP TABLE money_decision")
    db.execute_sql("ALTER TABLE money_decision__new RENAME TO money_decision")
    for (statement,) in indexes:
        db.execute_sql(statement)
