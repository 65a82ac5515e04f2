"""What every answer carries."""

import brotli
import pytest


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere", "/shell", "/sw.js"])
def test_a_strict_policy_without_any_unsafe(client, path):
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy


def test_pages_keep_to_themselves(client):
    headers = client.get("/sign-in").headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/", "/sync/session", "/manifest.webmanifest", "/healthz"])
def test_what_is_no_page_may_load_nothing(client, path):
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_the_same_for_everyone_does_not_differ_by_cookie(sign_in_as, app):
    anna = sign_in_as("anna")
    for path in (app.extensions["assets"].url("css/app.css"), "/shell", "/sw.js"):
        answer = anna.get(path)
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Set-Cookie" not in answer.headers


def test_static_files_carry_no_policy(client, app):
    answer = client.get(app.extensions["assets"].url("css/app.css"))
    assert "Content-Security-Policy" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("accept", "encoding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", None)])
def test_answers_are_compressed(client, app, accept, encoding):
    for path in (app.extensions["assets"].url("css/app.css"), "/sign-in"):
        answer = client.get(path, headers={"Accept-Encoding": accept})
        assert answer.headers.get("Content-Encoding") == encoding


@pytest.mark.parametrize("path", ["/shell", "/sw.js"])
def test_what_every_phone_fetches_is_compressed_as_far_as_it_goes(client, path):
    plain = client.get(path, headers={"Accept-Encoding": ""})
    dense = client.get(path, headers={"Accept-Encoding": "br"})
    assert dense.data == brotli.compress(plain.data)
    assert "Accept-Encoding" in dense.headers["Vary"]
    assert plain.headers["ETag"] != dense.headers["ETag"]
    again = client.get(
        path, headers={"Accept-Encoding": "br", "If-None-Match": dense.headers["ETag"]}
    )
    assert again.status_code == 304


def test_pages_differ_for_htmx_and_say_so(client):
    assert "HX-Request" in client.get("/sign-in").headers["Vary"]


def test_every_answer_names_its_request(client):
    ids = {client.get("/sign-in").headers["X-Request-Id"] for _ in range(3)}
    assert len(ids) == 3


def test_an_error_page_is_one_of_the_family(client):
    page = client.get("/nowhere")
    text = page.get_data(as_text=True)
    assert page.status_code == 404
    assert "<h1" in text
    assert page.headers["X-Request-Id"] in text


def test_for_htmx_an_error_is_a_fragment(sign_in_as):
    text = sign_in_as("anna").htmx("/nowhere").get_data(as_text=True)
    assert "<html" not in text
    assert "<h1" in text or "<h2" in text


def test_an_old_static_address_works_but_not_for_ever(client):
    answer = client.get("/static/000000000000/css/app.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["../settings.py", "..%2fsettings.py", "js/nothing.js"])
def test_nothing_else_is_served(client, path):
    assert client.get(f"/static/x/{path}").status_code == 404
