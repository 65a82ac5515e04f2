"""GET and POST /desk/money-settings: how the company takes money, in words and set by a form."""

import json
import re

import pytest
from playhouse.test_utils import count_queries

from tests.money_settings import begun, proposed_setting
from webapp.domain.money_settings import GROUP_WORDS, RULES
from webapp.models.events import Event
from webapp.models.money_settings import MoneySetting
from webapp.models.setting_proposals import SettingProposal
from webapp.models.staff import Staff

PATH = "/desk/money-settings"
IBAN = "HU42117730161111101800000000"


@pytest.fixture
def supervisor(sign_in_as):
    return sign_in_as("supervisor")


@pytest.fixture
def setting(world):
    """Minta has an account already."""
    begun(world.minta, bank="OTP", least_payment=250)
    return lambda: MoneySetting.get_by_id(world.minta)


def fields_of(page):
    """What a browser would send of the form that stands there, untouched."""
    form = re.search(r'<form class="stack"[^>]*money-settings.*?</form>', page, re.S)[0]
    given = dict(re.findall(r'<input[^>]* name="([\w-]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]* name="(\w+)".*?>(.*?)</select>', form, re.S):
        given[name] = re.search(r'value="([^"]*)" selected', options)[1]
    areas = re.findall(r'<textarea[^>]* name="(\w+)".*?>(.*?)</textarea>', form, re.S)
    return {**given, **dict(areas)}


def post(visitor, group="counting", **form):
    shown = fields_of(visitor.get(f"{PATH}?group={group}").text)
    return visitor.post(PATH, data={**shown, **form})


def events():
    return list(Event.select().where(Event.kind == "money_setting.set").order_by(Event.id))


def test_every_setting_stands_there_in_words_with_its_meaning(supervisor, setting):
    text = supervisor.get(PATH).text
    assert text.count('data-testid="money-setting"') == len(RULES)
    assert "reminder fees, interest, bills" in text
    assert "250\u00a0Ft" in text
    assert "The name customers pay to, as the bank knows it." in text
    assert "<form class=" not in text


def test_before_the_first_one_it_says_so(supervisor):
    assert "Nothing is set yet" in supervisor.get(PATH).text
    assert post(supervisor, day_count="act_360").status_code == 303
    assert "Nothing is set yet" not in supervisor.get(PATH).text


@pytest.mark.parametrize("group", GROUP_WORDS)
def test_every_group_is_a_form_that_changes_nothing_untouched(supervisor, setting, group):
    answer = post(supervisor, group=group)
    assert (answer.status_code, answer.location) == (303, f"{PATH}#{group}")
    assert "Nothing was changed" in supervisor.get(PATH).text
    assert events() == []


def test_what_was_filled_in_holds_with_an_event_each(supervisor, setting, world):
    answer = post(supervisor, least_payment="300", uses_credit="no", day_count="act_365")
    assert (answer.status_code, answer.location) == (303, f"{PATH}#counting")
    assert (setting().least_payment, setting().uses_credit) == (300, False)
    told = {one.subject: json.loads(one.facts) for one in events()}
    assert told == {
        "money_setting:least_payment": {"old": "250", "new": "300"},
        "money_setting:uses_credit": {"old": "yes", "new": "no"},
    }
    assert {one.actor_id for one in events()} == {world.accounts["supervisor"]}
    text = supervisor.get(PATH).text
    assert "Set. It holds from now on." in text
    assert text.count('data-testid="setting-change"') == 2
    assert re.search(r"since \d.*Varga Mária", text)


def test_an_administrator_may_too(sign_in_as, setting):
    assert post(sign_in_as("admin"), group="papers", bank="K&H").status_code == 303
    assert setting().bank == "K&H"


@pytest.mark.parametrize(
    ("group", "form", "words"),
    [
        ("papers", {"tax_number": "1" * 41}, "40 letters at most"),
        ("papers", {"qr_kind": "swiss"}, "Please choose one of"),
        ("counting", {"least_payment": "much"}, "digits alone"),
        ("counting", {"allocation_order": "fees,fees"}, "each once"),
        ("statements", {"number_pattern": r"(\d+)+"}, "how many letters at most"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(supervisor, setting, group, form, words):
    (name,) = form
    answer = post(supervisor, group=group, **form)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="{name}-error"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert events() == []


def test_one_bad_value_and_nothing_of_the_form_is_set(supervisor, setting):
    answer = post(supervisor, least_payment="300", day_count="never")
    assert answer.status_code == 422
    assert 'name="least_payment" value="300"' in answer.text
    assert setting().least_payment == 250


def test_a_colleague_who_was_faster_is_not_overwritten(supervisor, setting):
    shown = fields_of(supervisor.get(f"{PATH}?group=counting").text)
    MoneySetting.update(least_payment=500).execute()
    answer = supervisor.post(PATH, data={**shown, "least_payment": "300"})
    assert answer.status_code == 422
    assert "Somebody has set this meanwhile: it is “500” now." in answer.text
    assert setting().least_payment == 500
    untouched = supervisor.post(PATH, data={**shown, "day_count": "act_360"})
    assert (untouched.status_code, setting().least_payment) == (303, 500)


def answer_path(answer):
    return f"{PATH}/proposals/{SettingProposal.get().id}/{answer}"


def test_where_the_money_goes_waits_for_a_second_person(supervisor, setting, sign_in_as):
    asked = post(supervisor, group="where", iban=IBAN, bic="OTPVHUHB")
    assert (asked.status_code, asked.location) == (303, f"{PATH}#where")
    assert (setting().iban, events()) == ("", [])
    own = supervisor.get(PATH).text
    assert "Proposed. It holds once somebody else has agreed." in own
    assert "You proposed at" in own
    assert 'data-testid="setting-agree"' not in own
    other = sign_in_as("admin").get(PATH).text
    assert "Varga Mária proposed at" in other
    assert "HU42 1177 3016 1111 1018 0000 0000" in other
    assert "now: not set" in other
    for page in (own, other):
        assert 'data-testid="change-where"' not in page
        assert 'data-testid="change-papers"' in page


def test_the_second_person_agrees(supervisor, setting, sign_in_as, world):
    post(supervisor, group="where", iban=IBAN, bic="OTPVHUHB")
    admin = sign_in_as("admin")
    assert admin.post(answer_path("agreement")).status_code == 303
    assert (setting().iban, setting().bic) == (IBAN, "OTPVHUHB")
    told = [(one.actor_id, json.loads(one.facts)["proposed_by"]) for one in events()]
    assert told == [(world.accounts["admin"], world.accounts["supervisor"])] * 2
    text = admin.get(PATH).text
    assert 'data-testid="setting-proposal"' not in text
    assert 'data-testid="change-where"' in text
    assert admin.post(answer_path("agreement")).status_code == 422


def test_the_second_person_turns_it_down(supervisor, setting, sign_in_as):
    post(supervisor, group="where", iban=IBAN)
    admin = sign_in_as("admin")
    assert admin.post(answer_path("declination")).status_code == 303
    assert "Turned down. All stays as it was." in admin.get(PATH).text
    assert setting().iban == ""


def test_the_first_person_takes_it_back_and_cannot_agree(supervisor, setting):
    post(supervisor, group="where", iban=IBAN)
    answer = supervisor.post(answer_path("agreement"))
    assert (answer.status_code, setting().iban) == (422, "")
    assert "Somebody else has to confirm it" in answer.text
    assert supervisor.post(answer_path("declination")).status_code == 303
    assert "The proposal is taken back." in supervisor.get(PATH).text


def test_a_second_wish_has_to_wait(supervisor, setting, sign_in_as):
    admin = sign_in_as("admin")
    shown = fields_of(admin.get(f"{PATH}?group=where").text)
    post(supervisor, group="where", iban=IBAN)
    answer = admin.post(PATH, data={**shown, "payee": "Thief"})
    assert answer.status_code == 422
    assert "waits already" in answer.text
    assert "<form class=" not in admin.get(f"{PATH}?group=where").text


def test_a_bad_account_is_said_at_its_field(supervisor, setting):
    answer = post(supervisor, group="where", iban="HU1", provider="paypal")
    assert answer.status_code == 422
    assert 'id="iban-error"' in answer.text
    assert 'id="provider-error"' in answer.text
    assert "digit by digit" in answer.text
    assert SettingProposal.select().count() == 0


def test_what_the_command_proposed_is_told_so(supervisor, world):
    proposed_setting(world.minta, iban=IBAN)
    assert "The command on the server proposed at" in supervisor.get(PATH).text
    assert supervisor.post(answer_path("agreement")).status_code == 303


@pytest.mark.parametrize("answer", ["agreement", "declination"])
@pytest.mark.parametrize("name", ["clerk", "reader", "foreign_clerk", "anna", "erika"])
def test_strangers_answer_nothing(supervisor, sign_in_as, world, name, answer):
    post(supervisor, group="where", iban=IBAN)
    if name == "erika":
        Staff.update(role="admin").where(
            Staff.account_id == world.accounts["foreign_clerk"]
        ).execute()
    visitor = sign_in_as("foreign_clerk" if name == "erika" else name)
    assert visitor.post(answer_path(answer)).status_code == 404
    assert visitor.post(f"{PATH}/proposals/1/{answer}").status_code == 404
    assert SettingProposal.get().ended_at is None


@pytest.mark.parametrize("answer", ["agreement", "declination"])
def test_signed_out_nobody_answers(client, world, answer):
    proposed_setting(world.minta, iban=IBAN)
    assert client.post(answer_path(answer)).status_code in (303, 400, 403)
    assert SettingProposal.get().ended_at is None


@pytest.mark.parametrize("group", ["", "all", "where\0"])
def test_a_group_that_is_none(supervisor, group):
    assert supervisor.post(PATH, data={"group": group}).status_code == 422
    assert supervisor.get(PATH, query_string={"group": "all"}).status_code == 200


def test_a_value_that_nobody_can_choose_any_more_is_kept(supervisor, setting):
    MoneySetting.update(provider="gone").execute()
    assert fields_of(supervisor.get(f"{PATH}?group=where").text)["provider"] == "gone"


def test_what_is_typed_is_shown_as_text(supervisor, setting):
    post(supervisor, group="papers", bank="<script>alert(1)</script>")
    assert "<script>alert(1)" not in supervisor.get(PATH).text


@pytest.mark.parametrize("name", ["clerk", "reader", "foreign_clerk", "anna", "bela"])
def test_who_does_not_set_them_finds_nothing(sign_in_as, name):
    visitor = sign_in_as(name)
    assert visitor.get(PATH).status_code == 404
    answer = visitor.post(PATH, data={"group": "counting", "day_count": "act_360"})
    assert (answer.status_code, MoneySetting.select().count()) == (404, 0)
    assert PATH not in visitor.get("/account").text


def test_another_companys_supervisor_sees_and_sets_their_own(sign_in_as, setting, world):
    Staff.update(role="supervisor").where(
        Staff.account_id == world.accounts["foreign_clerk"]
    ).execute()
    erika = sign_in_as("foreign_clerk")
    assert "OTP" not in erika.get(PATH).text
    post(erika, group="papers", bank="Musterbank")
    assert setting().bank == "OTP"
    assert MoneySetting.get_by_id(world.muster).bank == "Musterbank"


@pytest.mark.parametrize("page", ["/account", "/desk/money", "/desk/metrics"])
def test_who_sets_them_finds_the_way(supervisor, sign_in_as, page):
    assert f'href="{PATH}"' in supervisor.get(page).text
    assert f'href="{PATH}"' not in sign_in_as("clerk").get(page).text


def test_signed_out(client):
    assert client.get(PATH).status_code == 303


def test_queries_stay_few_and_do_not_grow(supervisor, setting):
    with count_queries() as few:
        supervisor.get(PATH)
    for amount in range(300, 320):
        post(supervisor, least_payment=str(amount))
    with count_queries() as many:
        supervisor.get(PATH)
    assert few.count == many.count <= 8
