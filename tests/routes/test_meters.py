"""A meter's card."""

from datetime import timedelta

from playhouse.test_utils import count_queries

from webapp.models.rule_parameters import RuleParameter


def card(sign_in_as, world, meter="hot", name="anna"):
    return sign_in_as(name).get(f"/meters/{world.meters[meter]}")


def test_it_says_what_the_meter_is_and_showed_last(sign_in_as, world):
    page = card(sign_in_as, world).text
    for words in ("37461", "Hot water", "M-1", "6600 Minta település", "30 Nov 2007", "8-0:1.0.0"):
        assert words in page
    assert ">1073 <small>m³</small>" in page
    assert "read by the company" in page
    assert "You can read this meter at any time." in page
    assert 'href="/capture?meter=37461"' in page
    assert 'href="/readings?meter=37461"' in page


def test_a_calibration_that_ran_out_is_said_calmly(sign_in_as, world):
    page = card(sign_in_as, world).text
    assert "The calibration of this meter ended on 30 November 2012. We will exchange it" in page
    assert "last really read" not in page


def test_a_meter_nobody_has_read_for_long_asks_for_a_reading(sign_in_as, world, now):
    RuleParameter.insert(
        company_id=world.minta,
        name="estimate_days",
        value="20",
        valid_from=world.today,
        set_at=now,
    ).execute()
    page = card(sign_in_as, world).text
    assert "This meter was last really read on" in page
    assert "Please read it soon" in page


def test_a_closed_meter_names_the_next_day_and_asks_for_nothing(sign_in_as, world):
    page = card(sign_in_as, world, "cold").text
    opens = world.today + timedelta(days=10)
    assert f"The next reading period opens on {opens.day} " in page
    assert "Photograph the meter" not in page


def test_every_register_is_listed(sign_in_as, world):
    page = card(sign_in_as, world, "power", "clara").text
    assert page.index("<b>Day</b>") < page.index("<b>Night</b>")
    assert page.count(">1073 <small>kWh</small>") == 2


def test_a_foreign_or_missing_meter_is_not_found(sign_in_as, world):
    assert card(sign_in_as, world, "strange").status_code == 404
    assert card(sign_in_as, world, "power").status_code == 404
    assert sign_in_as("anna").get("/meters/1").status_code == 404
    assert card(sign_in_as, world, "hot", "clerk").status_code == 404


def test_signed_out_goes_to_sign_in(client, world):
    answer = client.get(f"/meters/{world.meters['hot']}")
    assert answer.location.startswith("/sign-in")


def test_the_queries_stay_few(sign_in_as, world):
    visitor = sign_in_as("anna")
    with count_queries() as counted:
        visitor.get(f"/meters/{world.meters['hot']}")
    assert counted.count <= 8
