"""A small SimplePay on loopback: it knows `start`, checks the signature and signs its answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.loopback import Reply, serving
from webapp.gateways.payments.simplepay import signable, signature

KEY = "FxDa5w314kLlNseq2sKuVwaqZshZT5d6"
MERCHANT = "PUBLICTESTHUF"


class FakeSimplePay:
    """Transactions in memory; `mood` and `changes` spoil the next answers."""

    def __init__(self) -> None:
        self.url = ""
        self.mood = "normal"
        self.changes: dict[str, Any] = {}
        self.seen: list[tuple[dict[str, Any], bytes]] = []
        self.key = KEY

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """One request as SimplePay would answer it."""
        if (method, path) != ("POST", "/start") or headers.get("signature") != signature(body, KEY):
            return 403, {}, b""
        given = json.loads(body)
        self.seen.append((given, body))
        if self.mood in ("500", "429"):
            return int(self.mood), {}, b""
        if self.mood == "garbage":
            return 200, {}, b"<html>"
        raw = signable(self._said(given))
        return 200, {"Signature": signature(raw, self.key)}, raw

    def _said(self, given: dict[str, Any]) -> dict[str, Any]:
        if self.mood == "no":
            return {"errorCodes": [5321], "merchant": given["merchant"], "salt": "x"}
        number = 500_000_000 + len(self.seen)
        return {
            "salt": "R0ZBm2gdCXuTmxpOkqB4s0aAhZxZwSWG",
            "merchant": given["merchant"],
            "orderRef": given["orderRef"],
            "currency": given["currency"],
            "transactionId": number,
            "timeout": given["timeout"],
            "total": given["total"],
            "paymentUrl": f"https://sb-checkout.simplepay.hu/trx/{number}",
            **self.changes,
        }


@contextmanager
def fake_simplepay() -> Iterator[FakeSimplePay]:
    """A SimplePay on a free port."""
    made = FakeSimplePay()
    with serving(made):
        yield made


def ipn(status: str, *, ref: str = "500000001", merchant: str = MERCHANT, **more: Any) -> bytes:
    """A notification as SimplePay sends it."""
    told = {
        "salt": "223G0O18VKqdLhQYbJz73adT36YzLtak",
        "orderRef": "101010515363456734591",
        "method": "CARD",
        "merchant": merchant,
        "finishDate": "2018-09-07T20:46:18+0200",
        "paymentDate": "2018-09-07T20:41:13+0200",
        "transactionId": int(ref),
        "status": status,
        **more,
    }
    return signable(told)
