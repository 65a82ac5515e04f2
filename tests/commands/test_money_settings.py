"""`meterpost company settings` and `company set`, run as a person would."""

import json
import sqlite3

import pytest

from tests.commands.test_commands import COMPANY, meterpost

__all__ = ["meterpost"]

IBAN = "DE89370400440532013000"


@pytest.fixture
def company(meterpost):
    """A company that has set nothing yet; a command about it."""
    assert meterpost(*COMPANY).returncode == 0
    return lambda what, *given: meterpost("company", what, "muster", *given)


def events(tmp_path):
    (found,) = tmp_path.rglob("*.db")
    with sqlite3.connect(found) as db:
        rows = db.execute(
            "SELECT actor_id, subject, facts FROM event WHERE kind = 'money_setting.set'"
        ).fetchall()
    db.close()
    return [(actor, subject, json.loads(facts)) for actor, subject, facts in rows]


def test_from_nothing_to_a_company_that_takes_money(company, tmp_path):
    before = company("settings")
    assert before.returncode == 0, before.stderr
    assert "Nothing is set yet" in before.stdout
    put = company("set", f"iban={IBAN}", "payee=Stadtwerke Muster", "least_payment=0.50")
    assert put.returncode == 0, put.stderr
    assert f"iban: {IBAN} (was: nothing)" in put.stdout
    after = company("settings").stdout
    assert "Account (IBAN): DE89 3704 0044 0532 0130 00" in after
    assert f"iban={IBAN}   (since " in after
    assert "'payee=Stadtwerke Muster'" in after
    assert "Smallest card payment: 0.50 EUR" in after
    assert "reminder fees, interest, bills" in after
    assert (None, "money_setting:least_payment", {"old": "0.00", "new": "0.50"}) in events(tmp_path)
    assert "nothing was changed" in company("set", f"iban={IBAN}").stdout


def test_a_bad_one_is_named_and_nothing_is_written(company, tmp_path):
    refused = company("set", "payee=Stadtwerke", "iban=DE1", "day_count=30_360", "colour=red")
    assert refused.returncode == 1
    assert "Nothing was set." in refused.stderr
    assert "iban: This is no account number (IBAN)" in refused.stderr
    assert "day_count: Please choose one of: act_365" in refused.stderr
    assert "colour: There is no such setting" in refused.stderr
    assert events(tmp_path) == []


def test_another_account_waits_for_a_second_person(company, tmp_path):
    company("set", f"iban={IBAN}")
    done = company("set", "iban=DE02120300000000202051", "bic=BYLADEM1001")
    assert done.returncode == 0, done.stderr
    assert "bic: BYLADEM1001 (was: nothing)" in done.stdout
    assert f"iban: DE02120300000000202051 is proposed; {IBAN} holds" in done.stdout
    assert "has to agree: /desk/money-settings" in done.stdout
    assert f"iban={IBAN} " in company("settings").stdout
    again = company("set", "iban=", "bank=Bank")
    assert (again.returncode, "waits already" in again.stderr) == (1, True)
    assert not [one for one in events(tmp_path) if one[1] == "money_setting:bank"]


@pytest.mark.parametrize("given", [["payee"], ["=x"], ["payee=a", "payee=b"]])
def test_what_is_no_pair_is_refused(company, tmp_path, given):
    refused = company("set", *given)
    assert (refused.returncode, events(tmp_path)) == (1, [])
    assert "as NAME=VALUE" in refused.stderr


@pytest.mark.parametrize("what", [["settings"], ["set", "payee=P"]])
def test_a_company_that_is_not_there(meterpost, what):
    refused = meterpost("company", what[0], "nobody", *what[1:])
    assert refused.returncode == 1
    assert "no company with this short name" in refused.stderr
