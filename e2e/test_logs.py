"""The log of a server tells of requests and never of people: looked at after everything else too.

Whatever a journey does, the logs of all its servers are read at the end of the run (the fixture
`discretion`). Here the finder is tried, and requests are sent that carry what must not be kept.
"""

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from e2e.discreet import betrayed
from e2e.server import PASSWORD, Server, copy_world

HIDDEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Nobody:
    """No names and no accounts."""

    def ask(self, question):
        return [{"name": "Minta Anna"}] if "name" in question else [{"iban": None}]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("mail to anna@example.org", "an e-mail address"),
        ("pay to DE89 3704 0044 0532 0130 00 now", "an account number"),
        ("DE89370400440532013000", "an account number"),
        ("card 4242 4242 4242 4242", "a card number"),
        ("card 4242424242424242 charged", "a card number"),
        ("Set-Cookie: x=y", "a cookie or a token"),
        (".eJwlzjEOwjAMBdC7ZGaw_dPE7mWq.aRnRzg.aXc2mE5m0pmNBlSpmUsJzJDVdo4", "a cookie or a token"),
        ('{"path": "/payments/return/Xy7_-kqPz03LmN4rTb9AwQ"}', "a token in an address"),
        ("hello Minta Anna", "a name"),
        ("the key is s3cr3t-k3y", "a secret"),
    ],
)
def test_the_finder_finds(line, what):
    found = betrayed(f"fine\n{line}\nfine\n", truth=Nobody(), secrets=("s3cr3t-k3y",))
    assert [one.partition(":")[0] for one in found] == [what]


@pytest.mark.parametrize(
    "line",
    [
        '{"at": "2026-11-25T17:00:00", "path": "/invoices/7531400366895573778.pdf", "ms": 4.2}',
        '{"path": "/desk/submissions/0195f7aa-1111-4222-8333-444455556666/decisions"}',
        '{"path": "/photos/' + "ab" * 32 + '", "status": 404}',
        "│ anna@demo.test │ customer SU0044 │",
        f"http://127.0.0.1:1 password: {PASSWORD}",
        '{"request": "a5b11e5a1da8", "status": 200}',
        "",
    ],
)
def test_what_names_things_is_no_fault(line):
    assert betrayed(line, truth=Nobody()) == []


@pytest.fixture(scope="module")
def own(seeded, tmp_path_factory):
    """A server of its own."""
    with Server(data=copy_world(seeded, tmp_path_factory.mktemp("discreet"))) as running:
        yield running


def test_requests_that_carry_secrets_leave_none_behind(own):
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def ask(path, data=None, **headers):
        body = urllib.parse.urlencode(data).encode() if data else None
        wanted = urllib.request.Request(own.address + path, data=body, headers=headers)
        try:
            with browser.open(wanted, timeout=20) as answer:
                return answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.read().decode(errors="replace")

    token = HIDDEN.search(ask("/sign-in"))[1]
    typed = "wrong-Passw0rd-4711"
    ask("/sign-in", {"csrf_token": token, "email": "anna@demo.test", "password": typed})
    ask("/sign-in", {"csrf_token": token, "email": "anna@demo.test", "password": PASSWORD})
    assert "debt-row" in ask("/debts"), "signing in did not work"
    mine = HIDDEN.search(ask("/debts"))[1]
    for path in (
        "/invoices?state=anna@demo.test", "/invoices?year=4242424242424242",
        "/readings?meter=DE89370400440532013000", f"/sign-in?csrf_token={mine}",
        "/payments/return/Xy7_-kqPz03LmN4rTb9AwQ", "/desk", "/sync/session",
    ):  # fmt: skip
        ask(path)
    ask("/payments", {"csrf_token": mine, "customer": "x", "amount": "4242 4242 4242 4242"})
    ask(
        "/payments/notifications/minta/sandbox", {"card": "4242424242424242"}, Signature="t0psecret"
    )
    secrets = (typed, token, mine, "t0psecret", *(cookie.value for cookie in jar))
    assert any("/debts" in line for line in own.log.read_text().splitlines())
    key = (own.data / "secret-key").read_text()
    assert betrayed(own.log.read_text(), truth=own.truth, secrets=(*secrets, key)) == []
