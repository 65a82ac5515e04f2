"""GET and POST /sign-in, POST /sign-out."""

import re

import pytest

from tests.cast import PASSWORD
from webapp.models.sessions import Session


def token_of(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.get_data(as_text=True))[1]


def sign_in(client, **fields):
    token = token_of(client.get("/sign-in"))
    return client.post("/sign-in", data={"csrf_token": token, "password": PASSWORD, **fields})


@pytest.mark.parametrize(
    "email", ["anna@demo.test", "bela@demo.test", "clerk@demo.test", "reader@demo.test"]
)
def test_the_hidden_fields_email_and_password_alone_are_enough(client, email):
    answer = sign_in(client, email=email)
    assert answer.status_code == 303
    assert client.get("/sync/session").status_code == 200


def test_company_and_customer_number(client):
    assert sign_in(client, company="minta", customer_number="SU0044").status_code == 303


def test_it_goes_back_to_where_one_was(client):
    answer = sign_in(client, email="anna@demo.test", next="/readings?meter=37461")
    assert answer.location == "/readings?meter=37461"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_never_goes_elsewhere(client, target):
    assert sign_in(client, email="anna@demo.test", next=target).location == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(client):
    answer = sign_in(client, email="anna@demo.test", password="wrong")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "does not fit" in page
    assert "anna@demo.test" in page
    assert "wrong" not in re.findall(r'value="([^"]*)"', page)


def test_without_a_token_nothing_happens(client):
    answer = client.post("/sign-in", data={"email": "anna@demo.test", "password": PASSWORD})
    assert answer.status_code == 403
    assert client.get("/sync/session").status_code == 401


def test_the_session_is_new_at_every_sign_in(client):
    sign_in(client, email="anna@demo.test")
    with client.session_transaction() as cookie:
        first = cookie["_user_id"]
    client.post("/sign-out", headers={"X-CSRFToken": csrf(client)})
    sign_in(client, email="anna@demo.test")
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] != first


def csrf(client):
    return client.get("/sync/session").get_json()["csrf"]


def test_sign_out_ends_the_session_on_the_server(client, world):
    sign_in(client, email="anna@demo.test")
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    answer = client.post("/sign-out", headers={"X-CSRFToken": csrf(client)})
    assert answer.status_code == 303
    assert Session.get(Session.account_id == world.accounts["anna"]).ended_at is not None
    with client.session_transaction() as cookie:
        cookie.update(kept)
    assert client.get("/sync/session").status_code == 401


def test_sign_out_never_clears_the_phones_storage(sign_in_as):
    answer = sign_in_as("anna").post("/sign-out")
    assert "Clear-Site-Data" not in answer.headers


def test_signed_out_pages_lead_to_sign_in_and_back(client):
    answer = client.get("/readings?meter=37461")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=%2Freadings%3Fmeter%3D37461"


@pytest.mark.parametrize(("https", "name"), [(False, "meterpost"), (True, "__Host-meterpost")])
def test_cookies_are_secure_over_https_only(client, https, name):
    base = "https://localhost" if https else "http://localhost"
    page = client.get("/sign-in", base_url=base)
    answer = client.post(
        "/sign-in",
        base_url=base,
        data={"csrf_token": token_of(page), "email": "anna@demo.test", "password": PASSWORD},
    )
    cookies = {c.split("=")[0]: c for c in answer.headers.getlist("Set-Cookie")}
    assert name in cookies
    for cookie in cookies.values():
        assert ("Secure" in cookie) is https
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
    assert "Expires" in cookies[name]
