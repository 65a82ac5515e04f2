"""Customers are found by what else they owe: numbers of interest, reminders, fees and advances.

A debt that a bill made is found by the bill. SQLite cannot change a CHECK in place: there the
table is written anew from its own text.
"""

import unicodedata

KINDS = (
    "kind IN ('number', 'name', 'address', 'meter', 'invoice')",
    "kind IN ('number', 'name', 'address', 'meter', 'invoice', 'debt', 'reminder')",
)
AT_ONCE = 2_000
DEBTS = (
    "SELECT company_id, id, customer_id, number, reminder FROM debt"
    " WHERE (company_id > ? OR (company_id = ? AND id > ?)) AND invoice_id IS NULL"
    " ORDER BY company_id, id LIMIT {at_once}"
)
LONGEST = 48
OTHERWISE = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i"})


def up(migrator, db):
    _allow(db, *KINDS)
    _fill(db)


def down(migrator, db):
    db.execute_sql("DELETE FROM customer_search WHERE kind IN ('debt', 'reminder')")
    _allow(db, *reversed(KINDS))


def _fill(db):
    last = (-1, -1)
    while True:
        question = _marks(db, DEBTS.format(at_once=AT_ONCE))
        debts = db.execute_sql(question, (last[0], *last)).fetchall()
        if not debts:
            return
        rows = set()
        for company_id, debt_id, customer_id, *texts in debts:
            for kind, text in zip(("debt", "reminder"), texts, strict=True):
                keys = _keys(text or "")
                rows |= {(company_id, key, customer_id, kind, debt_id) for key in keys}
        _write(db, sorted(rows))
        last = debts[-1][:2]


def _write(db, rows):
    for start in range(0, len(rows), 150):
        part = rows[start : start + 150]
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


def _allow(db, before, after):
    if _is_postgres(db):
        name = "customer_search_kind_check"
        db.execute_sql(f"ALTER TABLE customer_search DROP CONSTRAINT {name}")
        db.execute_sql(f"ALTER TABLE customer_search ADD CONSTRAINT {name} CHECK ({after})")
        return
    (text,) = db.execute_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'customer_search'"
    ).fetchone()
    if before not in text:
        raise ValueError(f"not in this table's text: {before}")
    _rebuild(db, text.replace(before, after, 1))


def _rebuild(db, text):
    """SQLite's own recipe: a new table beside, the rows over, the old one away, the name back."""
    indexes = db.execute_sql(
        "SELECT sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = 'customer_search' AND sql IS NOT NULL"
    ).fetchall()
    named = next(
        n for n in ('"customer_search"', "customer_search") if f"CREATE TABLE {n} " in text
    )
    db.execute_sql(text.replace(f"CREATE TABLE {named}", "CREATE TABLE customer_search__new", 1))
    columns = "company_id, word, customer_id, kind, about_id"
    db.execute_sql(
        f"INSERT INTO customer_search__new ({columns}) SELECT {columns} FROM customer_search"
    )
    db.execute_sql("DROP TABLE customer_search")
    db.execute_sql("ALTER TABLE customer_search__new RENAME TO customer_search")
    for (statement,) in indexes:
        db.execute_sql(statement)
