"""Several clerks and several deliveries at one statement: each line is one money."""

from datetime import UTC, datetime

from tests.camt import document, paid
from tests.money import invoiced
from tests.processes import COMMON, race
from tests.statements import bring, lines, received, settled, takes_money
from webapp.models.base import database

CLERK = (
    COMMON
    + """
from webapp.actions.statement_matches import match_line
from webapp.domain.refusals import Refusal
try:
    match_line(person=person, line_id=given["line"], customer_id=given["customer"], now=now)
    print("won")
except Refusal as refusal:
    print(refusal.code)
"""
)
UNDO = (
    COMMON
    + """
from webapp.actions.import_undo import undo_import
from webapp.domain.refusals import Refusal
try:
    undo_import(company_id=given["company"], import_id=given["import"], now=now)
    print("undone")
except Refusal as refusal:
    print(refusal.code)
"""
)
DELIVERY = (
    COMMON
    + """
import hashlib, io
from webapp.actions.statement_files import take_file
done = take_file(company_id=given["company"], file=io.BytesIO(given["data"].encode()),
    source="x.xml", now=now, report=print)
print(done.added)
"""
)


def test_of_clerks_at_the_same_line_one_wins(committed):
    world, url = committed
    takes_money(world)
    customers = [world.customers["SU0044"], world.customers["SU0045"]]
    for turn in range(3):
        bring(world.minta, paid("100", ref=f"B{turn}"), now=datetime.now(UTC))
        line = lines(world.minta)[-1]
        said = race(
            CLERK,
            [
                {"url": url, "account": world.accounts[name], "line": line.id,
                 "customer": customers[place % 2]}
                for place, name in enumerate(("clerk", "colleague", "supervisor"))
            ],
        )  # fmt: skip
        assert sorted(said) == ["already_decided", "already_decided", "won"]
        assert received(world.minta) == 100 * (turn + 1)


def test_the_same_file_from_several_sides_counts_once(committed):
    world, url = committed
    takes_money(world)
    debt = invoiced(world, amount=100_000, number="BILL1")[1]
    entries = [paid("100", ref=f"B{n}", reference="BILL1" if n % 2 else "") for n in range(60)]
    files = [document(*entries[start:], *entries[:start]).decode() for start in (0, 20, 40)]
    database.obj.close()
    said = race(
        DELIVERY,
        [
            {"url": url, "account": world.accounts["clerk"], "company": world.minta, "data": data}
            for data in files
        ],
    )
    database.obj.connect(reuse_if_open=True)
    assert sorted(int(one) for one in said) == [0, 0, 60]
    assert (len(lines(world.minta)), settled(debt), received(world.minta)) == (60, 3_000, 3_000)


def test_a_booking_and_the_undo_of_its_file_do_not_both_happen(committed):
    world, url = committed
    takes_money(world)
    for turn in range(3):
        done = bring(world.minta, paid("100", ref=f"B{turn}"), now=datetime.now(UTC))
        line, before = lines(world.minta)[-1], received(world.minta)
        shared = {"url": url, "account": world.accounts["clerk"]}
        said = race(
            [
                (CLERK, {**shared, "line": line.id, "customer": world.customers["SU0044"]}),
                (UNDO, {**shared, "company": world.minta, "import": done.import_id}),
            ]
        )
        assert said in (["won", "import_kept"], ["not_found", "undone"])
        assert received(world.minta) == before + (100 if said[0] == "won" else 0)
