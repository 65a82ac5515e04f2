"""The capture form without JavaScript: every value exactly once, every fault at its field."""

import html
import io
import json
import re
import uuid
from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from webapp.models.claims import Claim
from webapp.models.conflicts import Conflict
from webapp.models.reading_windows import ReadingWindow
from webapp.models.registers import Register
from webapp.models.submission_photos import SubmissionPhoto
from webapp.models.submissions import Submission


class Form:
    """The form as a browser without scripts holds it."""

    def __init__(self, visitor, world, query=""):
        self.visitor, self.world = visitor, world
        self._read(visitor.get(f"/capture{query}"))

    def _read(self, answer):
        self.status, self.page = answer.status_code, answer.text
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.page)
        self.hidden = dict(hidden)

    def send(self, *, follow=True, **values):
        """Fill in `hot="1077"`, `photo_hot=bytes`, `note_hot="…"` and press the button."""
        data = dict(self.hidden)
        for name, value in values.items():
            kind, _, key = name.rpartition("_")
            if kind == "photo":
                photo = (io.BytesIO(value), "photo.jpg")
                data[f"photo-{self.world.meters[key]}"] = photo
            elif kind == "note":
                data[f"note-{self.world.meters[key]}"] = value
            else:
                data[f"value-{self.world.registers[key]}"] = value
        answer = self.visitor.post("/capture", data=data, content_type="multipart/form-data")
        if answer.status_code != 303:
            self._read(answer)
        elif follow:
            self.visitor.get(answer.location)
        return answer

    def error(self, field):
        """The sentence at a field."""
        at = self.page.index(f'id="{field}-error"')
        return re.sub(r"<[^>]+>", "", self.page[at : self.page.index("</p>", at)].split(">", 1)[1])


@pytest.fixture
def form(sign_in_as, world):
    return Form(sign_in_as("anna"), world)


def claimed():
    return sorted(claim.value // 1000 for claim in Claim.select())


def test_the_meter_asked_for_comes_first(sign_in_as, world):
    page = Form(sign_in_as("anna"), world, "?meter=37461").page
    assert page.index(f'id="meter-{world.meters["hot"]}"') < page.index("22870</span></legend>")
    assert '<option value="37461" selected>' in page


def test_a_foreign_meter_in_the_address_tells_nothing(sign_in_as, world):
    page = Form(sign_in_as("anna"), world, "?meter=11873").page
    assert "11873" not in page.replace('data-chosen="11873"', "")


def test_one_value_is_received_and_its_receipt_shown(form):
    answer = form.send(hot="1077")
    assert answer.status_code == 303
    sent = Submission.get()
    assert answer.location == f"/capture/saved?id={sent.id}"
    assert (sent.channel, sent.state) == ("web", "received")
    page = form.visitor.get(answer.location).text
    assert "Thank you, it has arrived" in page
    assert sent.receipt in page
    assert "1077\N{NO-BREAK SPACE}m³, without a photo" in page
    assert 'href="/capture?meter=90112"' in page


def test_the_next_meter_is_one_that_was_not_sent_already(form):
    form.send(heat="1076")
    answer = form.send(hot="1077")
    assert "One more meter" not in form.visitor.get(answer.location).text


def test_photo_and_note_travel_along(form, jpeg):
    form.send(hot="1077", photo_hot=jpeg, note_hot="A new seal.")
    assert SubmissionPhoto.get().part == "photo"
    page = form.visitor.get(f"/submissions/{Submission.get().id}").text
    assert "A new seal." in page


def test_several_meters_in_one_go(form):
    answer = form.send(hot="1077", heat="1076")
    assert claimed() == [1076, 1077]
    page = form.visitor.get(answer.location).text
    assert all(sent.receipt in page for sent in Submission.select())


def test_a_second_press_is_a_repeat_and_no_double(form):
    first, second = form.send(hot="1077"), form.send(hot="1077")
    assert first.location == second.location
    assert Submission.select().count() == 1
    assert Conflict.select().count() == 0


def test_back_and_another_value_is_said_and_then_sent_as_a_new_one(form):
    form.send(hot="1077")
    assert form.send(hot="1078").status_code == 422
    assert "You have sent this meter with another value: receipt R-" in form.page
    assert form.send(hot="1078").status_code == 303
    assert claimed() == [1077, 1078]


def test_what_fits_is_received_and_the_rest_comes_back_at_its_field(form, world, jpeg):
    assert form.send(hot="1077", heat="lots", photo_heat=jpeg).status_code == 422
    heat = world.registers["heat"]
    assert claimed() == [1077]
    assert form.error(f"value-{heat}") == "Please type the reading as a number."
    assert form.error(f"photo-{world.meters['heat']}").startswith("Please choose the photo once")
    assert "Hot water 37461 has arrived: receipt R-" in form.page
    assert 'value="lots"' in form.page
    assert 'value="1077"' not in form.page
    assert form.send(heat="1076").status_code == 303
    assert claimed() == [1076, 1077]


def test_an_odd_value_is_asked_about_and_sent_on_the_second_press(form, jpeg):
    assert form.send(hot="1070", photo_hot=jpeg).status_code == 422
    assert "Hot water 37461: This is lower than the last reading, 1073 m³." in form.page
    assert Submission.select().count() == 0
    assert form.hidden["confirmed"] == "yes"
    assert form.send(hot="1070", photo_hot=jpeg).status_code == 303
    assert claimed() == [1070]


def test_an_ordinary_value_beside_an_odd_one_is_received_at_once(form):
    form.send(hot="2000", heat="1076")
    assert claimed() == [1076]
    form.send(hot="2000")
    assert claimed() == [1076, 2000]


def test_nothing_typed_is_said_at_the_first_meter(form, world):
    assert form.send().status_code == 422
    assert "Please type what the counter shows." in form.page


def test_a_photo_without_a_value_is_asked_for_the_value(form, world, jpeg):
    form.send(photo_heat=jpeg)
    assert form.error(f"value-{world.registers['heat']}") == "Please type what the counter shows."
    assert Submission.select().count() == 0


def test_a_closed_window_refuses_with_the_next_day(form, world):
    opens = world.today + timedelta(days=10)
    form.send(cold="9999")
    assert "Readings are not taken right now. The next reading period opens on" in form.page
    assert str(opens.day) in form.page
    assert Submission.select().count() == 0


def test_what_is_no_photo_is_said_at_the_photo(form, world):
    form.send(hot="1077", photo_hot=b"not a picture at all")
    assert "This file is not a photo" in form.error(f"photo-{world.meters['hot']}")
    assert Submission.select().count() == 0


def test_a_photo_too_large_is_said_at_the_photo(form, world, app, monkeypatch, jpeg):
    monkeypatch.setitem(app.config, "MAX_PHOTO_BYTES", 100)
    form.send(hot="1077", photo_hot=jpeg)
    assert "MB at most" in form.error(f"photo-{world.meters['hot']}")


def test_a_register_left_out_is_asked_about_and_no_hindrance(sign_in_as, world):
    form = Form(sign_in_as("clara"), world)
    asked = form.send(power="1100")
    assert asked.status_code == 422
    assert "“Night” is still missing" in asked.text
    assert claimed() == []
    assert form.send(power="1100").status_code == 303
    assert claimed() == [1100]


def test_the_moment_of_opening_counts_for_half_a_day(form, now):
    form.send(hot="1077")
    sent = Submission.get()
    assert abs(sent.captured_at - now) < timedelta(seconds=30)


def test_a_form_left_open_for_days_counts_from_now(form, world, now):
    field = f"id-{world.meters['hot']}"
    old = int((now - timedelta(days=3)).timestamp() * 1000) << 80
    form.hidden[field] = str(uuid.UUID(int=old | 7 << 76 | 2 << 62 | 12345))
    form.send(hot="1077")
    assert abs(Submission.get().captured_at - now) < timedelta(seconds=30)


def test_an_id_that_is_none_is_replaced(form, world):
    form.hidden[f"id-{world.meters['hot']}"] = "1; drop"
    assert form.send(hot="1077").status_code == 303
    assert uuid.UUID(Submission.get().id)


def test_a_foreign_register_is_not_even_seen(form, world):
    assert form.send(strange="1077").status_code == 422
    assert Submission.select().count() == 0


def test_bela_may_capture_and_staff_may_not(sign_in_as, world):
    assert Form(sign_in_as("bela"), world).send(hot="1077").status_code == 303
    clerk = sign_in_as("clerk")
    assert clerk.get("/capture").status_code == 404
    assert clerk.post("/capture").status_code == 404


def test_signed_out_goes_to_sign_in(client):
    for path in ("/capture", "/capture/saved"):
        assert client.get(path).location.startswith("/sign-in")


def test_without_a_token_nothing_is_taken(form, world):
    value = {f"value-{world.registers['hot']}": "1077"}
    assert form.visitor.client.post("/capture", data=value).status_code == 403
    assert Submission.select().count() == 0


def test_foreign_receipts_are_not_shown(form, sign_in_as):
    answer = form.send(hot="1077")
    stranger = sign_in_as("szabo").get(answer.location)
    assert (stranger.status_code, stranger.location) == (303, "/")


def test_without_any_meter_the_page_says_why(sign_in_as, world):
    ReadingWindow.delete().execute()
    page = Form(sign_in_as("szabo"), world).page
    assert "This meter cannot be read by you right now." in page


@pytest.mark.parametrize("path", ["/capture", "/capture/saved"])
def test_the_queries_stay_few(path, form, world):
    form.send(hot="1077", heat="1076")
    ids = "&".join(f"id={sent.id}" for sent in Submission.select())
    with count_queries() as counted:
        form.visitor.get(f"{path}?{ids}")
    assert counted.count <= 8
    assert Register.select().count() == 6


def test_what_it_may_really_be_is_said_once(form):
    assert form.send(hot="1708").status_code == 422
    assert "Did you mean 1078 m³?" in form.page
    assert form.send(hot="1708").status_code == 303
    assert claimed() == [1708]


def test_it_is_judged_by_what_the_phone_would_know(form, sign_in_as):
    """The page brings along exactly what GET /sync/meters would, so scripts speak the same."""
    wire = sign_in_as("anna").get("/sync/meters").json["meters"]
    meters = [json.loads(text) for text in data_of("meter", form.page)]
    registers = [json.loads(text) for text in data_of("register", form.page)]
    assert registers == [register for meter in wire for register in meter.pop("registers")]
    assert meters == wire


def data_of(name, page):
    return [html.unescape(text) for text in re.findall(rf'data-{name}="([^"]*)"', page)]
