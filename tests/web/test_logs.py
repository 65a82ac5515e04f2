"""A log line says which page, and nothing that lets one in or says who somebody is."""

import json
import logging
import sys
import uuid

import pytest

from webapp.web.logs import JsonLines, plain_path

UUID = str(uuid.UUID(int=7))


@pytest.mark.parametrize(
    "path",
    ["/", "/sign-in", "/invoices/7531400366895573778.pdf", f"/desk/submissions/{UUID}/decisions",
     f"/photos/{'0a' * 32}", "/sw.js", "/api/v1"],
)  # fmt: skip
def test_pages_and_things_are_named(path):
    assert plain_path(path) == path


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/payments/return/Xy7_-kqPz03LmN4rTb9AwQ", "/payments/return/…"),
        ("/invoices/anna@example.org", "/invoices/…"),
        ("/meters/Minta Anna/", "/meters/…/"),
        ("/x\n{}", "/…"),
        ("/a//B", "/a//…"),
        ("/" + "A" * 5000, "/…"),
    ],
)
def test_what_may_be_a_token_or_somebodys_words_is_left_out(path, logged):
    assert plain_path(path) == logged


def test_an_odd_path_is_read_in_a_moment():
    assert plain_path("/" + "a-" * 90 + "!") == "/…"
    assert plain_path("/a" * 99 + "!").endswith("/…")


def test_a_row_that_the_database_refused_is_not_quoted():
    said = "duplicate key\nDETAIL:  Key (email)=(anna@example.org) is there.\nmore"
    try:
        raise ValueError(said)
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "broke", None, sys.exc_info())
    said = json.loads(JsonLines().format(record))["error"]
    assert "anna@" not in said
    assert "duplicate key" in said
    assert "more" in said
