"""What looks odd in the cellar, and what the person is offered to make of it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.person import Person
from e2e.proxy import FaultProxy
from e2e.server import Server

pytestmark = pytest.mark.journey
OTHER = "22870"


def test_two_swapped_digits_are_put_right_with_one_tap(
    anna: Person, server: Server, photo: Path
) -> None:
    anna.phone.leave_network()
    anna.capture.open()
    anna.capture.fill_in("1708", photo)
    anna.capture.save_and_be_asked()
    expect(anna.capture.question).to_contain_text("Did you mean 1078 m³?")

    anna.capture.take_offer("suggested")
    assert anna.capture.typed_value == "1078"
    expect(anna.capture.question).to_be_hidden()
    record_id = anna.save_once()

    anna.phone.find_network()
    anna.phone.until(lambda: server.truth.submission(record_id))
    assert server.truth.claims(record_id) == [1_078_000]
    assert server.truth.photos(record_id) == 1
    assert not {"V06", "V09", "V11"} & server.truth.findings(record_id)


def test_a_lower_reading_may_mean_another_meter(anna: Person, server: Server) -> None:
    anna.phone.leave_network()
    anna.capture.open()
    anna.capture.fill_in("12")
    anna.capture.save_and_be_asked()
    expect(anna.capture.question).to_contain_text("lower than the last reading")

    record_id = anna.saved_by(lambda: anna.capture.take_offer("exchanged"))
    assert anna.phone.record(record_id)["note"] == "The meter was exchanged."

    anna.phone.find_network()
    anna.phone.until(lambda: server.truth.submission(record_id))
    assert server.truth.claims(record_id) == [12_000]
    assert "V06" in server.truth.findings(record_id)


def test_a_value_of_the_other_meter_goes_there_with_its_photo(
    anna: Person, server: Server, proxy: FaultProxy, photo: Path
) -> None:
    usual = anna.usual_reading(OTHER)
    anna.phone.leave_network()
    anna.capture.open()
    anna.capture.fill_in(usual, photo)
    anna.capture.save_and_be_asked()

    anna.capture.take_offer("other_meter")
    expect(anna.phone.page.locator("fieldset.meter legend")).to_contain_text(OTHER)
    assert anna.capture.typed_value == usual
    record_id = anna.save_once()
    record = anna.phone.record(record_id)
    assert record["meter"]["serial"] == OTHER
    assert record["photo"]["bytes"] > 0
    assert not [one for one in anna.phone.records() if one["state"] == "draft"]

    anna.phone.find_network()
    anna.phone.until(lambda: server.truth.submission(record_id))
    assert server.truth.photos(record_id) == 1
