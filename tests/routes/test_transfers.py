"""Paying in the payer's own bank: one code for what is ticked, honest about what it settles."""

import gzip
import re

import pytest
from playhouse.test_utils import count_queries

from tests.money import invoiced, owing, whose
from tests.money_settings import agreed
from tests.squares import read_svg
from webapp.domain.payment_codes.creditor_reference import creditor_reference
from webapp.models.invoices import Invoice
from webapp.models.memberships import Membership
from webapp.models.money_settings import MoneySetting

MOST_QUERIES, MOST_BYTES = 8, 14_000
SQUARE = re.compile(r'<svg[^>]*data-testid="payment-qr".*?</svg>', re.S)
SHOWN = re.compile(r'data-testid="pay-(\w+)">([^<]*)<')

ACCOUNTS = {
    "anna": {"payee": "Minta Távhő Kft.", "iban": "HU42117730161111101800000000",
             "bic": "OTPVHUHB", "qr_kind": "hct"},
    "clara": {"payee": "Stadtwerke Muster GmbH", "iban": "DE89370400440532013000",
              "bic": "COBADEFFXXX", "qr_kind": "epc"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def takes(world):
    """Both companies take cards and transfers, each with the code of its country."""
    MoneySetting.delete().execute()
    for owner, own in ACCOUNTS.items():
        MoneySetting.insert(
            company_id=whose(world, owner)[0], bank="", tax_number="", address="",
            day_count="act_365", allocation_order="", payment_origins="", least_payment=0,
            provider="sandbox", **own,
        ).execute()  # fmt: skip


def lines_of(answer):
    """What the square says, line by line."""
    return read_svg(SQUARE.search(answer.text)[0]).text.split("\n")


def test_everything_has_one_code_that_names_each_line(world, sign_in_as):
    invoiced(world, amount=38_837, number="2014S000572")
    owing(world, amount=550, kind="dunning_fee", number="K92366")
    answer = sign_in_as("anna").get("/debts")
    code = lines_of(answer)
    assert code[0] == "HCT"
    assert code[6] == "HUF39387"
    assert code[9] == "2014S000572 K92366"
    shown = dict(SHOWN.findall(answer.text))
    assert shown["reference"] == "2014S000572 K92366"
    assert shown["account"] == "HU42 1177 3016 1111 1018 0000 0000"
    for words in (
        "For everything:",
        "Not every bank's app reads this code",
        'href="#transfer-',
    ):
        assert words in answer.text, words


def test_one_ticked_line_has_its_own_reference(world, sign_in_as):
    invoice, bill = invoiced(world, amount=14_537, owner="clara", number="R-17")
    reference = creditor_reference("17")
    Invoice.update(reference=reference).where(Invoice.id == invoice).execute()
    owing(world, amount=500, owner="clara", kind="dunning_fee", number="K1")
    clara = sign_in_as("clara")
    address = f"/debts/transfer?customer={whose(world, 'clara')[1]}&debt={bill}"
    answer = clara.get(address, headers={"HX-Request": "true"})
    assert lines_of(answer)[6:10] == [
        "DE89370400440532013000", "EUR145.37", "", reference,
    ]  # fmt: skip
    assert "For 1 chosen line:" in answer.text
    assert "nothing else" in answer.text
    assert "Not every bank" not in answer.text
    assert answer.text.lstrip().startswith("<section")


def test_a_fee_alone_goes_by_its_number(world, sign_in_as):
    fee = owing(world, amount=500, owner="clara", kind="dunning_fee", number="K93042")
    invoiced(world, amount=14_537, owner="clara", number="R-17")
    code = lines_of(sign_in_as("clara").get(f"/debts/transfer?debt={fee}"))
    assert (code[7], code[9:11]) == ("EUR5.00", ["", "K93042"])


def test_too_many_lines_have_no_code_rather_than_one_cut_short(world, sign_in_as):
    for n in range(9):
        invoiced(world, amount=1_000, number=f"2026S{n:06d}")
    page = sign_in_as("anna").get("/debts").text
    assert "too many for one transfer" in page
    assert not SQUARE.search(page)


def test_nothing_owed_has_no_code(sign_in_as):
    assert 'id="transfer-' not in sign_in_as("anna").get("/debts").text


def test_a_company_without_a_code_gives_the_figures_to_copy(world, sign_in_as):
    MoneySetting.update(qr_kind="none").execute()
    invoiced(world, amount=38_837, number="2014S000572")
    page = sign_in_as("anna").get("/debts").text
    assert not SQUARE.search(page)
    assert dict(SHOWN.findall(page))["reference"] == "2014S000572"
    assert "Not every bank" not in page


def test_without_an_account_there_is_nothing_to_transfer_to(world, sign_in_as):
    agreed(iban="")
    invoiced(world, amount=38_837)
    page = sign_in_as("anna").get("/debts").text
    assert 'id="transfer-' not in page
    assert "Pay in my bank" not in page


def test_who_may_only_look_gets_no_code(world, now, sign_in_as):
    invoiced(world, amount=38_837)
    Membership.update(permissions="view_bills").where(
        Membership.account_id == world.accounts["bela"]
    ).execute()
    bela = sign_in_as("bela")
    assert 'id="transfer-' not in bela.get("/debts").text
    assert bela.get("/debts/transfer").status_code == 404


def test_somebody_elses_debts_are_never_in_it(world, sign_in_as):
    invoiced(world, amount=38_837, number="2014S000572")
    _, clara = invoiced(world, amount=14_537, owner="clara", number="R-17")
    anna = sign_in_as("anna")
    assert "R-17" not in anna.get(f"/debts/transfer?debt={clara}").text
    other = whose(world, "clara")[1]
    assert anna.get(f"/debts/transfer?customer={other}&debt={clara}").status_code == 404


def test_signed_out_is_sent_to_sign_in(client):
    assert client.get("/debts/transfer").status_code == 303


def test_the_page_with_its_code_stays_light(world, sign_in_as):
    for n in range(4):
        invoiced(world, amount=1_000 + n, number=f"2026S{n:06d}")
    anna = sign_in_as("anna")
    with count_queries() as counted:
        answer = anna.get("/debts")
    # One is left for what is on its way at the bank.
    assert counted.count <= MOST_QUERIES - 1
    assert SQUARE.search(answer.text)
    assert len(gzip.compress(answer.data)) <= MOST_BYTES
