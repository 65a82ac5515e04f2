"""The outbox's page on the server: a frame that the phone fills."""


def test_everyone_who_is_signed_in_gets_the_frame(sign_in_as):
    for name in ("anna", "bela", "clerk", "reader"):
        answer = sign_in_as(name).get("/outbox")
        assert answer.status_code == 200
        assert "<mp-outbox-list" in answer.text


def test_signed_out_goes_to_sign_in(client):
    assert client.get("/outbox").location.startswith("/sign-in")


def test_it_takes_no_posts(sign_in_as):
    assert sign_in_as("anna").post("/outbox").status_code == 405
