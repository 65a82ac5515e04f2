"""A small Stripe on loopback: as strict about forms, keys and repeats as the real one."""

import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.loopback import Reply, serving

SECRET_KEY = "sk_test_meterpost"
KEY = re.compile(r"[^\[\]]+")


class FakeStripe:
    """Sessions, payments, refunds and disputes in memory; `mood` spoils the next answers."""

    def __init__(self) -> None:
        self.url = ""
        self.mood = "normal"
        self.refund_status = "succeeded"
        self.sessions: dict[str, dict[str, Any]] = {}
        self.refunds: list[dict[str, Any]] = []
        self.disputes: list[dict[str, Any]] = []
        self.movements: list[dict[str, Any]] = []
        self.page_size = 100
        self.seen: list[tuple[str, str, dict[str, str], dict[str, Any]]] = []
        self._kept: dict[str, tuple[str, Reply]] = {}

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """One request as Stripe would answer it."""
        if headers.get("authorization") != f"Bearer {SECRET_KEY}":
            return no(401, "authentication_error", "invalid_api_key")
        parts = urlsplit(path)
        given = unfolded(body.decode() if method == "POST" else parts.query)
        self.seen.append((method, parts.path, headers, given))
        if self.mood in ("500", "429"):
            return no(int(self.mood), "api_error", "out_of_order")
        said = self._repeated(parts.path, headers, body, given) if method == "POST" else None
        said = said or self._do(method, parts.path, given)
        if self.mood == "timeout":
            time.sleep(1.5)
        return (200, {}, b"<html>") if self.mood == "garbage" else said

    def pay(self, ref: str) -> None:
        """The card was good."""
        session = self.sessions[ref]
        session.update(status="complete", payment_status="paid")
        self._payment(session, "succeeded", session["amount_total"])

    def delay(self, ref: str) -> None:
        """A method that takes days: the page is done, the money is not there."""
        session = self.sessions[ref]
        session.update(status="complete", payment_status="unpaid")
        self._payment(session, "processing", 0)

    def fail_later(self, ref: str) -> None:
        """… and then it did not come."""
        self.sessions[ref]["payment_intent"]["status"] = "requires_payment_method"

    def dispute(self, ref: str, status: str = "needs_response") -> dict[str, Any]:
        """The cardholder's bank takes it back."""
        paid_by = self.sessions[ref]["payment_intent"]
        paid_by["latest_charge"]["disputed"] = True
        made = {
            "id": fresh("dp"),
            "object": "dispute",
            "amount": paid_by["amount_received"],
            "currency": paid_by["currency"],
            "payment_intent": paid_by["id"],
            "status": status,
            "balance_transactions": [],
        }
        self.disputes.append(made)
        self.dispute_moves(made, -made["amount"], status)
        if status == "won":
            self.dispute_moves(made, made["amount"], status)
        return made

    def dispute_moves(
        self, dispute: dict[str, Any], amount: int, status: str, *, currency: str = ""
    ) -> None:
        """The cardholder's bank takes, or gives again; and how the dispute stands then."""
        dispute["status"] = status
        dispute["balance_transactions"].append(
            {
                "id": fresh("txn"),
                "object": "balance_transaction",
                "amount": amount,
                "currency": currency or dispute["currency"],
            }
        )

    def refund_fails(self, refund: dict[str, Any], *, counted: bool = False) -> None:
        """It had gone through and comes back; `counted`: the charge still has it in its sum."""
        refund.update(status="failed", failure_reason="expired_or_canceled_card")
        by = (s["payment_intent"] or {} for s in self.sessions.values())
        paid_by = next(p for p in by if p.get("id") == refund["payment_intent"])
        if not counted:
            paid_by["latest_charge"]["amount_refunded"] -= refund["amount"]

    def _repeated(
        self, path: str, headers: dict[str, str], body: bytes, given: dict[str, Any]
    ) -> Reply | None:
        if headers.get("content-type") != "application/x-www-form-urlencoded":
            return no(400, "invalid_request_error", "not_a_form")
        key = headers.get("idempotency-key")
        if not key:
            return no(400, "invalid_request_error", "no_key")
        mark = f"{path}?{body.decode()}"
        if key not in self._kept:
            self._kept[key] = (mark, self._do("POST", path, given))
        before, said = self._kept[key]
        return said if before == mark else no(400, "idempotency_error", "key_used")

    def _do(self, method: str, path: str, given: dict[str, Any]) -> Reply:
        steps = path.removeprefix("/v1/").split("/")
        if steps[:2] == ["checkout", "sessions"] and len(steps) > 2:
            return self._one_session(steps[2:], given)
        doing = {
            ("POST", "checkout/sessions"): self._fresh,
            ("GET", "checkout/sessions"): self._sessions,
            ("POST", "refunds"): self._refund,
            ("GET", "refunds"): lambda asked: _about(self.refunds, asked),
            ("GET", "disputes"): lambda asked: _about(self.disputes, asked),
            ("GET", "balance_transactions"): self._moved,
        }.get((method, "/".join(steps)))
        return doing(given) if doing else MISSING

    def _one_session(self, steps: list[str], given: dict[str, Any]) -> Reply:
        session = self.sessions.get(steps[0])
        if session is None:
            return MISSING
        return self._expired(session) if steps[1:] == ["expire"] else self._shown(session, given)

    def _sessions(self, given: dict[str, Any]) -> Reply:
        of_payment = (
            {**session, "payment_intent": session["payment_intent"]["id"]}
            for session in self.sessions.values()
            if session["payment_intent"]
        )
        return _about(of_payment, given)

    def _moved(self, given: dict[str, Any]) -> Reply:
        """Movements of a time, the newest first, page by page."""
        if given.get("expand") != {"0": "data.source"}:
            return no(400, "invalid_request_error", "not_expanded")
        since, until = (int(given["created"][end]) for end in ("gte", "lt"))
        rows = [row for row in self.movements[::-1] if since <= row["created"] < until]
        if "starting_after" in given:
            ids = [row["id"] for row in rows]
            rows = rows[ids.index(given["starting_after"]) + 1 :]
        shown = rows[: self.page_size]
        more = len(rows) > len(shown)
        told = {
            "object": "list",
            "data": shown,
            "has_more": more,
            "url": "/v1/balance_transactions",
        }
        return yes(told)

    def move(self, amount: int, about: dict[str, Any], *, at: int, currency: str = "huf") -> None:
        """Something moved in the account, in the account's own currency."""
        self.movements.append(
            {
                "id": fresh("txn"),
                "object": "balance_transaction",
                "amount": amount,
                "currency": currency,
                "created": at,
                "source": about,
            }
        )

    def _fresh(self, given: dict[str, Any]) -> Reply:
        price = given["line_items"]["0"]["price_data"]
        ref = fresh("cs_test")
        self.sessions[ref] = {
            "id": ref,
            "object": "checkout.session",
            "amount_total": int(price["unit_amount"]) * int(given["line_items"]["0"]["quantity"]),
            "currency": price["currency"],
            "client_reference_id": given["client_reference_id"],
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "expires_at": int(time.time()) + 86_400,
            "url": f"https://checkout.stripe.com/c/pay/{ref}",
            "metadata": given["metadata"],
        }
        return yes(self.sessions[ref])

    def _shown(self, session: dict[str, Any], given: dict[str, Any]) -> Reply:
        asked = list((given.get("expand") or {}).values())
        if not session["payment_intent"] or "payment_intent.latest_charge" in asked:
            return yes(session)
        return yes({**session, "payment_intent": session["payment_intent"]["id"]})

    def _expired(self, session: dict[str, Any]) -> Reply:
        if session["status"] != "open":
            return no(400, "invalid_request_error", "not_open")
        session["status"] = "expired"
        return yes(session)

    def _payment(self, session: dict[str, Any], status: str, received: int) -> None:
        paid_by = fresh("pi")
        charge = {
            "id": fresh("ch"),
            "object": "charge",
            "amount_captured": received,
            "amount_refunded": 0,
            "currency": session["currency"],
            "disputed": False,
            "payment_intent": paid_by,
        }
        session["payment_intent"] = {
            "id": paid_by,
            "object": "payment_intent",
            "status": status,
            "amount_received": received,
            "currency": session["currency"],
            "latest_charge": charge,
        }

    def _refund(self, given: dict[str, Any]) -> Reply:
        by = (s["payment_intent"] or {} for s in self.sessions.values())
        paid_by = next((p for p in by if p.get("id") == given["payment_intent"]), None)
        if paid_by is None:
            return no(404, "invalid_request_error", "resource_missing")
        charge, amount = paid_by["latest_charge"], int(given["amount"])
        if amount > paid_by["amount_received"] - charge["amount_refunded"]:
            return no(400, "invalid_request_error", "charge_already_refunded")
        charge["amount_refunded"] += amount
        made = {
            "id": fresh("re"),
            "object": "refund",
            "amount": amount,
            "currency": paid_by["currency"],
            "payment_intent": paid_by["id"],
            "metadata": given.get("metadata") or {},
            "status": self.refund_status,
        }
        self.refunds.append(made)
        return yes(dict(made))


@contextmanager
def fake_stripe() -> Iterator[FakeStripe]:
    """A Stripe on a free port."""
    stripe = FakeStripe()
    with serving(stripe):
        yield stripe


def event(kind: str, about: dict[str, Any]) -> bytes:
    """An event as Stripe sends it."""
    told = {"id": fresh("evt"), "object": "event", "type": kind, "data": {"object": about}}
    return json.dumps(told).encode()


def signed_by(*keys: str, raw: bytes, moment: int) -> str:
    """The header Stripe-Signature, with a code for each secret."""
    codes = [
        hmac.new(key.encode(), f"{moment}.".encode() + raw, hashlib.sha256).hexdigest()
        for key in keys
    ]
    return ",".join([f"t={moment}", *(f"v1={code}" for code in codes)])


def unfolded(text: str) -> dict[str, Any]:
    """a[b][0]=c as {"a": {"b": {"0": "c"}}}."""
    made: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        place, *path = KEY.findall(name)
        inner = made
        for step in path:
            inner = inner.setdefault(place, {})
            place = step
        inner[place] = value
    return made


def yes(said: Any) -> Reply:
    """What was asked for."""
    return 200, {"Content-Type": "application/json"}, json.dumps(said).encode()


def _about(rows: Any, given: dict[str, Any]) -> Reply:
    return listed(row for row in rows if row["payment_intent"] == given["payment_intent"])


def listed(rows: Any) -> Reply:
    """A list as Stripe writes it."""
    return yes({"object": "list", "data": list(rows), "has_more": False, "url": "/v1/x"})


def no(status: int, kind: str, code: str) -> Reply:
    """An error as Stripe writes it."""
    error = {"error": {"type": kind, "code": code, "message": code}}
    return status, {"Content-Type": "application/json"}, json.dumps(error).encode()


def fresh(kind: str) -> str:
    """An id as Stripe makes them."""
    return f"{kind}_{secrets.token_hex(8)}"


MISSING = no(404, "invalid_request_error", "resource_missing")
