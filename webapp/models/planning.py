"""Tells SQLite's planner how much each index narrows down, so that plans hold as tables grow.

Without figures it takes every key for equally good, and a company's million registers for a
handful. Figures that it gathered by itself would be right for today's rows and wrong for next
year's. What is true of every installation is written here instead: a company alone narrows down
nothing, a whole key names one row. PostgreSQL gathers its own and keeps them fresh.
"""

from typing import Any

from peewee import PostgresqlDatabase

MANY, SOME, FEW = 1_000_000, 100_000, 10
# Columns with a handful of values: after them there are still very many rows.
COARSE = frozenset({"company_id", "state", "kind", "verdict", "severity", "medium", "what", "name"})


def estimates(*, db: Any) -> list[tuple[str, str, str]]:
    """(table, index, figures) for every index: rows in all, then rows a key, column by column."""
    indexes = db.execute_sql(
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' ORDER BY tbl_name, name"
    ).fetchall()
    return [(table, index, _figures(db, table, index)) for table, index in indexes]


def put_estimates(*, db: Any) -> None:
    """Write the figures where the planner looks; safe to repeat. Nothing to do on PostgreSQL."""
    if isinstance(db, PostgresqlDatabase):
        return
    wanted = estimates(db=db)
    if wanted == _written(db):
        return
    db.execute_sql("ANALYZE company")  # makes the table of figures
    db.execute_sql("DELETE FROM sqlite_stat1")
    for row in wanted:
        db.execute_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", row)
    db.execute_sql("ANALYZE sqlite_master")  # has this connection read them


def drop_estimates(*, db: Any) -> None:
    """Forget the figures, as tables may go; nothing to do on PostgreSQL."""
    if not isinstance(db, PostgresqlDatabase):
        db.execute_sql("DROP TABLE IF EXISTS sqlite_stat1")


def _written(db: Any) -> list[tuple[str, str, str]]:
    if "sqlite_stat1" not in db.get_tables():
        return []
    rows = db.execute_sql("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx").fetchall()
    return [tuple(row) for row in rows]


def _figures(db: Any, table: str, index: str) -> str:
    columns = [row[2] for row in db.execute_sql(f"PRAGMA index_info({index})").fetchall()]
    unique = {row[1]: row[2] for row in db.execute_sql(f"PRAGMA index_list({table})").fetchall()}
    rows = FEW if table == "company" else MANY
    return " ".join([str(rows), *(str(n) for n in _narrowed(columns, unique=unique[index] == 1))])


def _narrowed(columns: list[str], *, unique: bool) -> list[int]:
    found = []
    for count in range(1, len(columns) + 1):
        if unique and count == len(columns):
            found.append(1)
        else:
            found.append(SOME if COARSE.issuperset(columns[:count]) else FEW)
    return found
