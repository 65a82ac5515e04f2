"""Every form as it stands on its page, sent with one thing in it odd: never a fault of ours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import urlencode

import pytest
from peewee import SqliteDatabase

from tests.conventions.visits import things_of, visits
from tests.money import owing, proposed
from tests.money_settings import proposed_setting
from webapp.models.base import database

ODD = (
    *("", " ", "\0", "a\0b", "\ud83d", "\u202e1", "<b>", "%00", "../..", "=1+1", "x" * 5_000),
    *("-1", "0", "9" * 30, "1" + "0" * 400, str(2**63), "1e999", "NaN", "١٢", "²", "1,,2", "--"),
    *("0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "1.5.2026"),
)
VISITORS = ("anna", "clerk", "supervisor", "admin")
NUMBER = re.compile(r"\d{6,}|[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, and what it sends as it stands."""

    method: str
    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> str:
        """The same for the same form about another thing."""
        names = sorted({NUMBER.sub("#", name) for name, _ in self.fields})
        return f"{self.method} {NUMBER.sub('#', self.action)} {' '.join(names)}"

    def with_odd(self, name: str, odd: str) -> dict[str, str]:
        """What it sends with one field changed; the first of each name counts."""
        return {**dict(reversed(self.fields)), name: odd}


class Page(HTMLParser):
    """The forms of a page, and the links on it that ask something of a page."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.forms, self.links = path, [], []
        self._open: list[str] | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and "?" in has.get("href", "") and has["href"].startswith("/"):
            self.links.append(has["href"].split("#")[0])
        if tag == "form":
            self._open = [has.get("method", "get").lower(), has.get("action") or self.path]
            self._fields = []
        if tag == "select":
            self._select = has.get("name", "")
        if tag == "option" and self._select:
            self._keep(self._select, has.get("value", ""))
        if tag in ("input", "button", "textarea") and has.get("name") and has.get("type") != "file":
            self._keep(has["name"], has.get("value", ""))

    def _keep(self, name, value):
        if self._open and name != "csrf_token":
            self._fields.append((name, value))

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        if tag == "form" and self._open:
            method, action = self._open
            if action != "/sign-out":
                self.forms.append(Form(method, action.split("#")[0], tuple(self._fields)))
            self._open = None


@pytest.fixture
def things(app, world, now):
    """Something of everything, and decisions about money that wait for a second person."""
    made = things_of("anna", world=world, storage=app.extensions["storage"], now=now)
    debt_id = owing(world, amount=1_000)
    proposed(world, "write_off", now=now, about=debt_id, by="clerk")
    proposed_setting(world.minta, by=world.accounts["admin"], payee="Another")
    return made


@pytest.fixture
def forms(app, things, sign_in_as):
    """Who sees it, and the form: each kind once, on pages and on what their links ask of pages."""
    return list(_forms(app, things, sign_in_as))


def _forms(app, things, sign_in_as) -> Iterator[tuple]:
    for name in VISITORS:
        visitor, seen = sign_in_as(name), set()
        pages = [one.path for one in visits(app, [things]) if one.method == "GET"]
        asked = {NUMBER.sub("#", path) for path in pages}
        for path in pages:
            page = _page(visitor, path)
            new_forms = {form.kind: form for form in page.forms if form.kind not in seen}
            yield from ((visitor, form) for form in new_forms.values())
            seen |= new_forms.keys()
            new = {NUMBER.sub("#", link): link for link in page.links}
            pages += [link for shape, link in new.items() if shape not in asked]
            asked |= new.keys()


def _page(visitor, path) -> Page:
    """The page at an address, or an empty one where there is none for this visitor."""
    if path.startswith(("/static/", "/sign-out")):
        return Page(path, "")
    answer = visitor.get(path)
    is_page = answer.status_code == 200 and answer.content_type.startswith("text/html")
    return Page(path, answer.text if is_page else "")


def faults_of(forms, odd_ones) -> list[str]:
    """Sends each form once for each field and odd value, and takes back what came of it."""
    faults = []
    for visitor, form in forms:
        for name in dict.fromkeys(name for name, _ in form.fields):
            for odd in odd_ones(name):
                with database.atomic() as transaction:
                    answer = _sent(visitor, form, form.with_odd(name, odd))
                    transaction.rollback()
                if answer.status_code >= 500:
                    faults.append(f"{form.kind}: {name}={odd[:20]!r}: {answer.status_code}")
    return faults


def _sent(visitor, form, fields):
    text = urlencode(fields, errors="surrogatepass")
    if form.method == "get":
        return visitor.get(f"{form.action}?{text}")
    return visitor.post(form.action, data=text, content_type="application/x-www-form-urlencoded")


@pytest.fixture
def answers_faults(app):
    """A fault is answered as it is to people, and not raised."""
    app.testing = False
    yield
    app.testing = True


def test_one_odd_thing_in_a_form_is_no_fault(forms, answers_faults):
    for action in ("payments", "desk/tariffs", "desk/money-settings", "invoice-routes", "capture"):
        assert any(f"post /{action}" in form.kind for _, form in forms), f"no form for {action}"
    # PostgreSQL takes no NUL; all else is the same on both, and slower there.
    some = cycle(ODD if isinstance(database.obj, SqliteDatabase) else ("\0",))
    assert not faults_of(forms, lambda _: [next(some)])


@pytest.mark.long
def test_no_odd_thing_in_any_form_is_a_fault(forms, answers_faults):
    assert not faults_of(forms, lambda _: ODD)
