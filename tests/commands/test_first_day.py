"""docs/first-day.md is true: an empty company, its files, and a customer who sees everything."""

import io
import os
import re
import secrets
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta

import pytest

from tests.conventions.documents import ROOT, blocks
from webapp import create_app
from webapp.actions.sign_in import token_hash
from webapp.cli import main
from webapp.models.accounts import Account
from webapp.models.base import database
from webapp.models.customers import Customer
from webapp.models.memberships import Membership
from webapp.models.sessions import Session
from webapp.settings import from_env

PAGE = ROOT / "docs" / "first-day.md"
ORDER = ("customers", "service-points", "meters", "readings", "invoices", "debts", "payments")
LINES = next(block.text for block in blocks(PAGE) if block.kind == "bash").splitlines()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The page's files, in a data folder of their own."""
    made = tmp_path_factory.mktemp("first-day")
    for block in blocks(PAGE):
        if block.kind == "csv":
            (made / block.about).write_text(block.text)
    return made


@pytest.fixture(scope="module")
def meterpost(folder):
    """Runs a command line of the page in this process: exit code, and what was printed."""
    before, settings = database.obj, dict(os.environ)
    os.environ.pop("DATABASE_URL", None)

    def run(line):
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)[1:]]
        words[words.index("--data") + 1] = str(folder)
        given = [str(folder / word) if word.endswith(".csv") else word for word in words]
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            return main(given), said.getvalue()

    yield run
    os.environ.clear()
    os.environ.update(settings)
    database.obj.close_all()
    if before is not None:
        database.initialize(before)


@pytest.fixture(scope="module")
def set_up(meterpost):
    """The page's commands, carried out; gives what each said."""
    return [(line, *meterpost(line)) for line in LINES]


@pytest.fixture
def customer(set_up, folder):
    """Anna Kovács, signed in; as registering will leave her, once it is there."""
    app = create_app(from_env({}, data=str(folder)))
    client, token, now = app.test_client(), secrets.token_urlsafe(16), datetime.now(UTC)
    with database.connection_context():
        anna = Customer.get(Customer.number == "K-1001")
        Account.insert(
            id=1, email="anna@kisvaros.test", name="Anna", password_hash="", created_at=now
        ).execute()
        Membership.insert(
            company_id=anna.company_id, account_id=1, customer_id=anna.id,
            permissions="owner", since=now,
        ).execute()  # fmt: skip
        Session.insert(
            account_id=1, token_hash=token_hash(token), device="", created_at=now, seen_at=now,
            expires_at=now + timedelta(days=1),
        ).execute()  # fmt: skip
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def test_every_file_of_the_page_is_taken(set_up):
    for line, code, said in set_up:
        assert code == 0, (line, said)
    assert all(" 0 not taken" in said for *_, said in set_up[1:-1])


def test_the_same_files_again_change_nothing(set_up, meterpost):
    for line, *_ in set_up[1:-1]:
        assert "stand there already; nothing was changed" in meterpost(line)[1]


def test_the_customer_sees_everything(customer):
    def page(path):
        answer = customer.get(path)
        assert answer.status_code == 200, path
        return answer.get_data(as_text=True).replace("\u00a0", " ")

    assert "W-500" in page("/")
    assert "104.5" in page("/readings?meter=W-500")
    serials = {meter["serial"]: meter for meter in customer.get("/sync/meters").json["meters"]}
    assert set(serials) == {"W-500", "E-700"}
    assert serials["W-500"]["window"]["open"]
    assert [one["obis"] for one in serials["E-700"]["registers"]] == ["1-0:1.8.1", "1-0:1.8.2"]
    bills = page("/invoices")
    assert bills.count('data-testid="invoice-row"') == 2
    assert 'data-state="settled"' in bills
    bill = page(re.search(r'href="(/invoices/\d+)"[^>]*><b>[^<]*S-1<', bills)[1])
    assert "Basic charge" in bill
    owed = page("/debts")
    # 6350 less 1000 that came, and the fee.
    assert "5,350 Ft" in owed
    assert "5,900 Ft" in owed
    assert "2026-000475" in owed
    assert customer.get("/capture?meter=W-500").status_code == 200


def test_the_pages_order_is_the_one_that_works():
    assert re.findall(r"meterpost import (\S+)", "\n".join(LINES)) == list(ORDER)
    files = [block.about for block in blocks(PAGE) if block.kind == "csv"]
    assert files == [f"{kind}.csv" for kind in ORDER]
