"""Two people for where the money goes: the database holds it, on both engines."""

import pytest
from peewee import DatabaseError, PostgresqlDatabase

from tests.money_settings import begun, ended, proposed_setting
from webapp.domain.money_settings import RULES, TWO_PEOPLE
from webapp.models.base import database
from webapp.models.money_settings import MoneySetting
from webapp.models.setting_guards import WHERE
from webapp.models.setting_proposals import SettingProposal

HELD = {
    "payee": "Minta", "iban": "HU42117730161111101800000000", "bic": "OTPVHUHB",
    "provider": "simplepay", "payment_origins": "https://secure.example",
}  # fmt: skip


def refuse(statement):
    with pytest.raises(DatabaseError), database.atomic():
        statement.execute()


def refuse_sql(sql, *parameters):
    with pytest.raises(DatabaseError), database.atomic():
        database.execute_sql(sql.replace("?", database.param), parameters)


@pytest.fixture
def minta(world):
    """Minta takes money."""
    begun(world.minta, **HELD)
    return world.minta


@pytest.fixture
def people(world):
    return world.accounts


def put(company_id, **given):
    return MoneySetting.update(**given).where(MoneySetting.company_id == company_id)


def agreed_to(company_id, people, **given):
    """The supervisor's proposal, agreed to by the administrator."""
    proposal = proposed_setting(company_id, by=people["supervisor"], **given)
    ended(proposal, by=people["admin"]).execute()
    return proposal


def test_the_guards_are_about_what_the_portal_asks_two_people_for():
    assert WHERE == TWO_PEOPLE
    assert set(WHERE) <= set(RULES)


class TestSettings:
    @pytest.mark.parametrize("name", WHERE)
    @pytest.mark.parametrize("value", ["Another", ""])
    def test_nobody_changes_them_alone(self, minta, name, value):
        refuse(put(minta, **{name: value}))

    @pytest.mark.parametrize("name", WHERE)
    def test_two_people_do(self, minta, people, name):
        proposal = agreed_to(minta, people, **{name: "Another"})
        assert put(minta, **{name: "Another"}, agreed_id=proposal).execute() == 1
        assert getattr(MoneySetting.get_by_id(minta), name) == "Another"

    def test_all_else_is_free(self, minta):
        rest = {name: rule.default for name, rule in RULES.items() if name not in WHERE}
        assert put(minta, **{**rest, "bank": "Erste", "least_payment": 9}).execute() == 1
        assert put(minta, **HELD).execute() == 1

    def test_what_is_empty_may_begin(self, world):
        begun(world.minta)
        assert put(world.minta, iban=HELD["iban"]).execute() == 1
        refuse(put(world.minta, iban="HU93116000060000000012345676"))

    def test_only_the_very_value_that_was_agreed_to(self, minta, people):
        proposal = agreed_to(minta, people, iban="NEW")
        refuse(put(minta, iban="OTHER", agreed_id=proposal))
        refuse(put(minta, iban="NEW", bic="OTHER", agreed_id=proposal))
        refuse(put(minta, iban="NEW"))

    @pytest.mark.parametrize("outcome", ["declined", None])
    def test_not_by_a_proposal_that_nobody_agreed_to(self, minta, people, outcome):
        proposal = proposed_setting(minta, by=people["supervisor"], iban="NEW")
        if outcome:
            ended(proposal, by=people["admin"], outcome=outcome).execute()
        refuse(put(minta, iban="NEW", agreed_id=proposal))
        refuse(put(minta, agreed_id=proposal))

    def test_no_agreement_counts_a_second_time(self, minta, people):
        first = agreed_to(minta, people, iban="FIRST")
        put(minta, iban="FIRST", agreed_id=first).execute()
        second = agreed_to(minta, people, iban="SECOND")
        put(minta, iban="SECOND", agreed_id=second).execute()
        refuse(put(minta, iban="FIRST", agreed_id=first))
        refuse(put(minta, agreed_id=first))
        refuse(put(minta, agreed_id=None))

    def test_another_companys_agreement_is_none_here(self, minta, world, people):
        begun(world.muster, iban="DE")
        theirs = proposed_setting(world.muster, iban="NEW")
        ended(theirs, by=people["foreign_clerk"]).execute()
        refuse(put(minta, iban="NEW", agreed_id=theirs))

    def test_the_row_is_not_taken_away_written_over_or_moved(self, minta, world):
        refuse(MoneySetting.delete().where(MoneySetting.company_id == minta))
        row = MoneySetting.select().where(MoneySetting.company_id == minta).dicts().get()
        refuse(MoneySetting.insert({**row, "iban": "NEW"}))
        if isinstance(database.obj, PostgresqlDatabase):
            refuse_sql(
                "INSERT INTO money_setting SELECT * FROM money_setting WHERE company_id = ?"
                " ON CONFLICT (company_id) DO UPDATE SET iban = 'NEW'", minta,
            )  # fmt: skip
            refuse_sql("TRUNCATE money_setting")
        else:
            refuse(MoneySetting.insert({**row, "iban": "NEW"}).on_conflict_replace())
            # Another program's connection may not ask delete triggers when it replaces.
            database.execute_sql("PRAGMA recursive_triggers = OFF")
            refuse(MoneySetting.insert({**row, "iban": "NEW"}).on_conflict_replace())
            database.execute_sql("PRAGMA recursive_triggers = ON")
        refuse(MoneySetting.update(company_id=world.muster))

    def test_nobody_begins_with_an_agreement(self, world, people):
        proposal = agreed_to(world.minta, people, iban="NEW")
        with pytest.raises(DatabaseError), database.atomic():
            begun(world.minta, iban="NEW", agreed_id=proposal)

    def test_what_names_no_account_may_go(self, world):
        begun(world.minta, bank="Erste")
        assert MoneySetting.delete().execute() == 1


class TestProposals:
    @pytest.fixture
    def asked(self, minta, people):
        return proposed_setting(minta, by=people["supervisor"], iban="NEW")

    def test_nobody_agrees_to_or_declines_their_own(self, asked, people):
        refuse(ended(asked, by=people["supervisor"]))
        refuse(ended(asked, by=people["supervisor"], outcome="declined"))
        assert ended(asked, by=people["supervisor"], outcome="withdrawn").execute() == 1

    def test_nobody_takes_anothers_back(self, asked, people):
        refuse(ended(asked, by=people["admin"], outcome="withdrawn"))

    @pytest.mark.parametrize("name", ["anna", "foreign_clerk"])
    def test_nobody_else_answers(self, asked, people, name):
        refuse(ended(asked, by=people[name]))

    def test_the_commands_is_answered_by_staff_and_taken_back_by_nobody(self, minta, people):
        proposal = proposed_setting(minta, iban="NEW")
        refuse(ended(proposal, by=people["admin"], outcome="withdrawn"))
        refuse(ended(proposal, by=None))
        assert ended(proposal, by=people["admin"]).execute() == 1

    @pytest.mark.parametrize(
        "change", [{"iban": "OTHER"}, {"staff_id": None}, {"payee": "X"}, {"follows": 1}]
    )
    @pytest.mark.usefixtures("asked")
    def test_what_was_proposed_stays_as_it_was_written(self, change):
        refuse(SettingProposal.update(**change))

    @pytest.mark.usefixtures("asked")
    def test_the_maker_cannot_become_somebody_else(self, people):
        refuse(SettingProposal.update(staff_id=people["clerk"]))

    def test_it_ends_once_and_stays(self, asked, people):
        ended(asked, by=people["admin"], outcome="declined").execute()
        refuse(ended(asked, by=people["admin"]))
        refuse(SettingProposal.update(ended_at=None, ended_by=None, outcome=None))
        refuse(SettingProposal.delete())

    @pytest.mark.usefixtures("asked")
    def test_one_waits_at_a_time(self, minta, people):
        with pytest.raises(DatabaseError), database.atomic():
            proposed_setting(minta, by=people["admin"], payee="X")

    @pytest.mark.parametrize("given", [{}, {"iban": "X", "follows": 7}, {"iban": "X", "by": 7}])
    def test_it_says_what_is_wanted_and_follows_what_holds(self, minta, given):
        with pytest.raises(DatabaseError), database.atomic():
            proposed_setting(minta, **given)

    def test_it_begins_open(self, minta, people, now):
        with pytest.raises(DatabaseError), database.atomic():
            proposed_setting(
                minta, by=people["supervisor"], iban="X", ended_at=now, ended_by=people["admin"],
                outcome="approved",
            )  # fmt: skip
