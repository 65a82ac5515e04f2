"""GET /sync/meters."""

from dataclasses import replace

from playhouse.test_utils import count_queries

from tests.wire import known_on_the_phone
from webapp.queries.meters import readable_meters

EVERY_PAGE = 8


def test_a_meter_carries_everything_capture_needs(sign_in_as, world):
    meters = sign_in_as("anna").get("/sync/meters").get_json()["meters"]
    hot = next(m for m in meters if m["serial"] == "37461")
    assert hot["medium"] == "hot_water"
    assert hot["window"]["open"] is True
    assert hot["window"]["to"] is None
    (register,) = hot["registers"]
    assert register["last"]["value"] == "1073"
    assert register["last"]["kind"] == "company"
    assert (register["unit"], register["digits"], register["decimals"]) == ("m³", 5, 3)
    low, high = float(register["band"]["low"]), float(register["band"]["high"])
    assert low <= 1076 <= high
    assert low <= 1077 <= high


def test_what_the_phone_knows_is_what_the_gate_judges_by(sign_in_as, world, now):
    anna = world.person("anna")
    told = sign_in_as("anna").get("/sync/meters").get_json()["meters"]
    for card in readable_meters(person=anna, now=now):
        (meter,) = (one for one in told if one["id"] == str(card.id))
        assert meter["customer"] == str(world.customers["SU0044"])
        for register, known in zip(meter["registers"], card.known, strict=True):
            assert register["rules"]["version"] == 2
            heard = known_on_the_phone(register, number=known.register_id, serial=card.serial)
            assert replace(heard, basis=known.basis) == known


def test_a_closed_window_names_the_next_one(sign_in_as, world):
    meters = sign_in_as("anna").get("/sync/meters").get_json()["meters"]
    cold = next(m for m in meters if m["serial"] == "22870")
    assert cold["window"]["open"] is False
    assert cold["window"]["next_from"] is not None


def test_each_sees_only_their_own(sign_in_as):
    def serials(name):
        return {m["serial"] for m in sign_in_as(name).get("/sync/meters").get_json()["meters"]}

    assert serials("anna") == serials("bela") == {"37461", "22870", "90112"}
    assert serials("szabo") == {"11873"}
    assert serials("clara") == {"37461"}
    assert serials("clerk") == set()


def test_unchanged_meters_are_304(sign_in_as):
    anna = sign_in_as("anna")
    tag = anna.get("/sync/meters").headers["ETag"]
    assert anna.get("/sync/meters", headers={"If-None-Match": tag}).status_code == 304


def test_signed_out_is_401(client):
    assert client.get("/sync/meters").status_code == 401


def test_few_queries(sign_in_as):
    anna = sign_in_as("anna")
    with count_queries() as counted:
        anna.get("/sync/meters")
    assert counted.count <= EVERY_PAGE
