"""The bank's own pages for the person who pays: the card, the phone's question, the way back."""

from decimal import Decimal

from flask import Blueprint, Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from webapp.sandbox_bank.book import Row
from webapp.sandbox_bank.counter import OPEN, Counter, No
from webapp.sandbox_bank.words import WORDS, language

bp = Blueprint("pages", __name__)

CARD = {"number": "4242 4242 4242 4242", "until": "12 / 34", "code": "123"}
WHOLE = ("HUF", "JPY")
SIGNS = {"HUF": "Ft", "CZK": "Kč", "EUR": "€", "RON": "lei", "RUB": "₽"}


@bp.get("/pay/<token>")
def pay(token: str) -> AnyResponse | str:
    """The card's page, or the phone's question, or back to the shop when all is over."""
    row = _row(token)
    if row["state"] == "asking":
        return _page("phone.html", row)
    if row["state"] != "open":
        return _back(row)
    return _page("card.html", row)


@bp.post("/pay/<token>/card")
def card(token: str) -> AnyResponse:
    """The person agreed to pay; their bank may want to hear it from their phone too."""
    row, counter = _row(token), _counter()
    how = counter.book.behaviour()
    if row["state"] in OPEN and how.three_d_secure == "off":
        counter.take(row["ref"])
    elif row["state"] == "open":
        by_itself = counter.clock() + how.app_s if how.three_d_secure == "app" else None
        counter.ask_phone(row["ref"], agrees_at=by_itself)
    return _on(row["ref"])


@bp.post("/pay/<token>/confirm")
def confirm(token: str) -> AnyResponse:
    """The person confirmed on the phone's page."""
    row = _row(token)
    if row["state"] in OPEN:
        _counter().take(row["ref"])
    return _on(row["ref"])


@bp.post("/pay/<token>/decline")
def decline(token: str) -> AnyResponse:
    """The card's bank says no."""
    return _end(token, "declined")


@bp.post("/pay/<token>/cancel")
def cancel(token: str) -> AnyResponse:
    """The person goes back without paying."""
    return _end(token, "cancelled")


def _end(token: str, state: str) -> AnyResponse:
    row = _row(token)
    _counter().end(row["ref"], state)
    return _on(row["ref"])


def _on(ref: str) -> AnyResponse:
    row = _counter().look(ref)
    if row["state"] in OPEN:
        return redirect(f"/pay/{row['token']}", 303)
    return _back(row)


def _back(row: Row) -> AnyResponse:
    return redirect(row["return_url"], 303)


def _row(token: str) -> Row:
    found = _counter().book.row("SELECT ref FROM payment WHERE token = ?", token)
    if found is None:
        raise No("unknown_payment", status=404)
    return _counter().look(found["ref"])


def _counter() -> Counter:
    counter: Counter = current_app.extensions["counter"]
    return counter


def _page(name: str, row: Row) -> str:
    lang = language(row["locale"])
    by_itself = row["state"] == "asking" and row["agrees_at"] is not None
    return render_template(
        name,
        lang=lang,
        words=WORDS[lang],
        row=row,
        card=CARD,
        sum=amount_text(row["amount"], row["currency"]),
        again_s=1 if by_itself else None,
    )


def amount_text(minor: int, currency: str) -> str:
    """The amount as people read it."""
    decimals = 0 if currency in WHOLE else 2
    text = f"{Decimal(minor).scaleb(-decimals):,.{decimals}f}".replace(",", "\u00a0")
    return f"{text}\u00a0{SIGNS.get(currency, currency)}"


@bp.after_app_request
def headers(answer: Response) -> Response:
    """Nothing is loaded from elsewhere, nothing is kept, and nobody frames the page."""
    policy = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action"
    )
    answer.headers["Content-Security-Policy"] = f"{policy} {_goes_to()}"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    # Not stricter: browsers then hide the origin of our own forms, and the door would stay shut.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _goes_to() -> str:
    # A form that is answered with a redirect to the shop counts as going there.
    token = (request.view_args or {}).get("token")
    found = token and _counter().book.row("SELECT return_url FROM payment WHERE token = ?", token)
    if not found:
        return "'self'"
    scheme, _, rest = str(found["return_url"]).partition("://")
    host = rest.split("/")[0].split("?")[0]
    safe = all(letter.isalnum() or letter in ".-:[]" for letter in host)
    return f"'self' {scheme}://{host}" if safe else "'self'"
