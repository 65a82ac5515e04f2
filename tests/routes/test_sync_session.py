"""GET /sync/session."""


def test_names_the_account_with_a_token(sign_in_as, world):
    answer = sign_in_as("anna").get("/sync/session")
    body = answer.get_json()
    assert answer.status_code == 200
    assert body["account"] == str(world.accounts["anna"])
    assert body["csrf"]
    assert body["server_time"].endswith("Z")


def test_names_staff_too(sign_in_as, world):
    body = sign_in_as("clerk").get("/sync/session").get_json()
    assert body["account"] == str(world.accounts["clerk"])


def test_signed_out_is_401_in_json(client):
    answer = client.get("/sync/session")
    assert answer.status_code == 401
    assert set(answer.get_json()) == {"code", "message"}


def test_wrong_method_is_json_too(sign_in_as):
    answer = sign_in_as("anna").post("/sync/session")
    assert answer.status_code == 405
    assert set(answer.get_json()) == {"code", "message"}
