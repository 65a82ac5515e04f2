"""What the bank does with money: begin, take, decline, give back, close, take away again."""

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from webapp.sandbox_bank.book import Book, Row, fresh_ref

OPEN = ("open", "asking")
LONGEST_S = 7 * 86_400


class No(Exception):
    """The bank says no; the code is for programs."""

    def __init__(self, code: str, *, status: int = 422) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class Counter:
    """The bank's own doings, each whole; `clock` gives seconds since 1970."""

    def __init__(self, book: Book, *, clock: Callable[[], float]) -> None:
        self.book, self.clock = book, clock

    def begin(self, merchant: str, asked: Mapping[str, Any]) -> tuple[Row, bool]:
        """The payment of this key, and whether it was begun just now."""
        wanted = _wanted(asked)
        with self.book.together():
            known = self.book.row(
                "SELECT * FROM payment WHERE merchant = ? AND key = ?", merchant, wanted["key"]
            )
            if known is not None:
                return self._again(known, wanted), False
            row = self._fresh(merchant, wanted, float(asked["expires_in"]))
            self.book.add("payment", row)
        return self.payment(row["ref"]), True

    def payment(self, ref: str, *, merchant: str | None = None) -> Row:
        """The payment as it stands now; of this merchant, where one is named."""
        found = self.book.row("SELECT * FROM payment WHERE ref = ?", ref)
        if found is None or (merchant is not None and found["merchant"] != merchant):
            raise No("unknown_payment", status=404)
        return found

    def look(self, ref: str) -> Row:
        """The payment, after what is due has happened: the phone agreed, or its time ran out."""
        row = self.payment(ref)
        if row["state"] == "asking" and row["agrees_at"] and row["agrees_at"] <= self.clock():
            self.take(ref)
        elif row["state"] in OPEN and row["expires_at"] <= self.clock():
            self.end(ref, "expired")
        return self.payment(ref)

    def ask_phone(self, ref: str, *, agrees_at: float | None) -> None:
        """The customer is asked to confirm; the phone agrees by itself then, if a time is given."""
        self.book.write(
            "UPDATE payment SET state = 'asking', agrees_at = ? WHERE ref = ? AND state = 'open'",
            agrees_at,
            ref,
        )

    def take(self, ref: str) -> None:
        """Take the money, even late: that is what real banks do at times."""
        how = self.book.behaviour()
        with self.book.together():
            row = self.payment(ref)
            taken = row["amount"] if how.amount is None else how.amount
            won = self.book.write(
                "UPDATE payment SET state = 'paid', taken = ?, taken_currency = ?, taken_at = ?"
                " WHERE ref = ? AND state <> 'paid'",
                taken,
                how.currency or row["currency"],
                self.clock(),
                ref,
            )
            if won:
                self.tell(ref, "paid")

    def end(self, ref: str, state: str) -> bool:
        """Close it without money; False where it was closed or paid before."""
        with self.book.together():
            won = self.book.write(
                "UPDATE payment SET state = ? WHERE ref = ? AND state IN ('open', 'asking')",
                state,
                ref,
            )
            if won:
                self.tell(ref, state)
        return bool(won)

    def give_back(self, ref: str, *, amount: int, key: str) -> Row:
        """The refund of this key; raises No for more than is left."""
        with self.book.together():
            known = self.refund_of(ref, key)
            if known is not None:
                if known["amount"] != amount:
                    raise No("key_used", status=409)
                return known
            self._left(self.payment(ref), amount)
            return self._refund(ref, amount, key)

    def refund_of(self, ref: str, key: str) -> Row | None:
        """The refund of this key as it stands now."""
        return self.book.row("SELECT * FROM refund WHERE ref = ? AND key = ?", ref, key)

    def return_refunds(self, ref: str) -> int:
        """The refunds that had gone through come back, all of them; says how many those were."""
        with self.book.together():
            self.book.write(
                "INSERT INTO returned SELECT id, ? FROM refund"
                " WHERE ref = ? AND state = 'succeeded'",
                self.clock(),
                ref,
            )
            ended = self.book.write(
                "UPDATE refund SET state = 'failed', why = 'the card was closed'"
                " WHERE ref = ? AND state = 'succeeded'",
                ref,
            )
            if ended:
                self.tell(ref, "refund_failed")
        return ended

    def settle_refund(self, ref: str, *, succeeded: bool) -> int:
        """End the refunds of a payment that are pending; says how many those were."""
        state = "succeeded" if succeeded else "failed"
        why = "" if succeeded else "the card's bank did not take it back"
        with self.book.together():
            ended = self.book.write(
                "UPDATE refund SET state = ?, why = ?, done_at = ?"
                " WHERE ref = ? AND state = 'pending'",
                state,
                why,
                self.clock(),
                ref,
            )
            if ended:
                self.tell(ref, "refunded" if succeeded else "refund_failed")
        return ended

    def charge_back(self, ref: str) -> None:
        """The cardholder's bank takes what is left of it away again."""
        with self.book.together():
            row = self.payment(ref)
            self._dispute(ref, self.given_back(ref) + row["disputed"] - (row["taken"] or 0))
            self.tell(ref, "chargeback")

    def end_dispute(self, ref: str, *, parts: int = 1) -> None:
        """The merchant has won: what is held comes back to it, or one of so many parts of it."""
        with self.book.together():
            self._dispute(ref, self.payment(ref)["disputed"] // parts)
            self.tell(ref, "dispute_won")

    def disputes_of(self, ref: str) -> dict[str, int]:
        """What chargebacks have taken in all, and what of that came back."""
        moved = [row["amount"] for row in self.book.rows(DISPUTES, ref)]
        return {"disputed": -sum(a for a in moved if a < 0), "won": sum(a for a in moved if a > 0)}

    def given_back(self, ref: str, *, pending: bool = False) -> int:
        """What was refunded; with what is on its way, where asked."""
        states = ("succeeded", "pending") if pending else ("succeeded", "succeeded")
        found = self.book.row(
            "SELECT COALESCE(SUM(amount), 0) AS sum FROM refund WHERE ref = ? AND state IN (?, ?)",
            ref,
            *states,
        )
        return int(found["sum"]) if found else 0

    def lines_of(self, merchant: str, day: str) -> list[Row]:
        """What was taken and given back on this day (UTC), for the merchant's own books."""
        start = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
        span = (merchant, start, start + 86_400)
        return self.book.rows(LINES, *span * 4)

    def tell(self, ref: str, what: str) -> None:
        """Put a letter to the merchant into the tray, or do to it what the bank is told to do."""
        row, how = self.payment(ref), self.book.behaviour()
        now = self.clock()
        due: float | None = now + (how.late_s if how.notifications == "late" else 0.0)
        if how.notifications == "lost" or (
            how.notifications == "reordered" and not self._let_go(ref, after=now)
        ):
            due = None
        letter = self._letter(row["notify_url"], row["merchant"], ref=ref, what=what)
        letter["signing"] = "forged" if how.notifications == "forged" else "right"
        for _ in range(2 if how.notifications == "duplicate" else 1):
            self.book.add("letter", {**letter, "due_at": due})

    def write_by_hand(self, like: Row, *, ref: str, what: str, signing: str) -> None:
        """A letter about whatever payment it names, to the address of another, once."""
        letter = self._letter(like["notify_url"], like["merchant"], ref=ref, what=what)
        self.book.add("letter", {**letter, "signing": signing, "due_at": self.clock()})

    def _dispute(self, ref: str, amount: int) -> None:
        # `disputed` is what is held now; the rows beside it are what was taken and given again.
        if amount:
            self.book.write("UPDATE payment SET disputed = disputed - ? WHERE ref = ?", amount, ref)
            self.book.add("dispute", {"ref": ref, "amount": amount, "at": self.clock()})

    def _let_go(self, ref: str, *, after: float) -> bool:
        # The first letter about a payment is held back; it goes right after the second.
        return bool(
            self.book.write(
                "UPDATE letter SET due_at = ? WHERE ref = ? AND due_at IS NULL AND tries = 0",
                after + 0.2,
                ref,
            )
        )

    def _letter(self, address: str, merchant: str, *, ref: str, what: str) -> Row:
        event = f"ev_{secrets.token_hex(8)}"
        return {"ref": ref, "event": event, "what": what, "merchant": merchant, "address": address}

    def _fresh(self, merchant: str, wanted: Row, expires_in: float) -> Row:
        now = self.clock()
        until = now + min(max(expires_in, 1.0), LONGEST_S)
        return {
            **wanted,
            "ref": fresh_ref(),
            "token": secrets.token_urlsafe(18),
            "merchant": merchant,
            "state": "open",
            "created_at": now,
            "expires_at": until,
        }

    def _again(self, known: Row, wanted: Row) -> Row:
        if any(known[name] != value for name, value in wanted.items()):
            raise No("key_used", status=409)
        self.book.write("UPDATE payment SET creates = creates + 1 WHERE ref = ?", known["ref"])
        return self.look(known["ref"])

    def _left(self, row: Row, amount: int) -> None:
        if row["state"] != "paid":
            raise No("not_paid")
        left = row["taken"] - self.given_back(row["ref"], pending=True) - row["disputed"]
        if not 0 < amount <= left:
            raise No("more_than_is_left")

    def _refund(self, ref: str, amount: int, key: str) -> Row:
        how = self.book.behaviour().refund
        state = {"pending": "pending", "fail": "failed"}.get(how, "succeeded")
        row: Row = {
            "id": f"rf_{secrets.token_hex(8)}",
            "ref": ref,
            "key": key,
            "amount": amount,
            "state": state,
            "why": "the card's bank refused it" if state == "failed" else "",
            "asked_at": self.clock(),
            "done_at": None if state == "pending" else self.clock(),
        }
        self.book.add("refund", row)
        said = {"pending": "refund_pending", "failed": "refund_failed"}
        self.tell(ref, said.get(state, "refunded"))
        return row


LINES = """
SELECT ref, taken AS amount, taken_currency AS currency, 0 AS again FROM payment
  WHERE merchant = ? AND taken_at >= ? AND taken_at < ?
UNION ALL
SELECT r.ref, -r.amount, p.taken_currency, 0 FROM refund r JOIN payment p ON p.ref = r.ref
  WHERE p.merchant = ? AND r.done_at >= ? AND r.done_at < ?
    AND (r.state = 'succeeded' OR r.id IN (SELECT refund FROM returned))
UNION ALL
SELECT r.ref, r.amount, p.taken_currency, 1
  FROM returned t JOIN refund r ON r.id = t.refund JOIN payment p ON p.ref = r.ref
  WHERE p.merchant = ? AND t.at >= ? AND t.at < ?
UNION ALL
SELECT d.ref, d.amount, p.taken_currency, d.amount > 0
  FROM dispute d JOIN payment p ON p.ref = d.ref
  WHERE p.merchant = ? AND d.at >= ? AND d.at < ?
"""
DISPUTES = "SELECT amount FROM dispute WHERE ref = ? ORDER BY at"

TEXTS = ("key", "currency", "reference", "description", "locale", "return_url", "notify_url")


def _wanted(asked: Mapping[str, Any]) -> Row:
    texts = {name: asked.get(name) for name in TEXTS}
    if not all(isinstance(text, str) and len(text) <= 2000 for text in texts.values()):
        raise No("incomplete")
    amount, life = asked.get("amount"), asked.get("expires_in")
    if type(amount) is not int or amount <= 0 or not isinstance(life, int | float):
        raise No("amount")
    if not all(str(texts[name]).startswith(("http://", "https://")) for name in TEXTS[-2:]):
        raise No("address")
    return {**texts, "amount": amount}
