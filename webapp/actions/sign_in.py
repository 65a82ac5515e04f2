"""Signing in and out: server-side session rows, and throttling that never locks an owner out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.domain.refusals import Refusal
from webapp.domain.words import N_
from webapp.gateways.passwords import verify_password
from webapp.models.accounts import Account
from webapp.models.base import atomic, tuples_of
from webapp.models.companies import Company
from webapp.models.customers import Customer
from webapp.models.memberships import Membership
from webapp.models.sessions import Session
from webapp.models.sign_in_failures import SignInFailure

LASTING = timedelta(days=180)
WINDOW = timedelta(minutes=15)
MOST_FOR_PAIR = 8
MOST_FOR_SOURCE = 60


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """Who somebody says they are, and where they are asking from.

    `source` is a device known from an earlier sign-in, or else the network address: so a stranger
    who guesses from elsewhere slows down only himself.
    """

    email: str = ""
    company_slug: str = ""
    customer_number: str = ""
    source: str
    device: str

    @property
    def key(self) -> str:
        """A hash that names the account asked for, whether it exists or not."""
        name = self.email.strip().lower() or f"{self.company_slug}/{self.customer_number.strip()}"
        return hashlib.sha256(name.encode()).hexdigest()


def sign_in(*, claimant: Claimant, password: str, now: datetime) -> str:
    """Open a session and return its token; the database keeps only the token's hash.

    Raises Refusal `throttled` before any hashing after too many failures, and `wrong` otherwise.
    """
    _refuse_throttled(claimant, now)
    account = _account(claimant)
    if not verify_password(text=password, hashed=account.password_hash if account else None):
        SignInFailure.insert(
            account_key=claimant.key, source=claimant.source, failed_at=now
        ).execute()
        raise Refusal(
            "wrong",
            N_("The name or the password does not fit. Please check both and try again."),
            field="password",
        )
    assert account is not None  # noqa: S101 - a missing account never verifies
    return _open_session(account, claimant, now)


def end_session(*, session_id: int, account_id: int, now: datetime) -> None:
    """End one session of this account; ending it twice changes nothing."""
    Session.update(ended_at=now).where(
        Session.id == session_id, Session.account_id == account_id, Session.ended_at.is_null()
    ).execute()


def touch_session(*, session_id: int, now: datetime) -> None:
    """Keep a session that is in use from running out."""
    Session.update(seen_at=now, expires_at=now + LASTING).where(
        Session.id == session_id, Session.seen_at < now - timedelta(hours=1)
    ).execute()


def sweep_failures(*, now: datetime) -> None:
    """Forget failures that no longer count."""
    SignInFailure.delete().where(SignInFailure.failed_at < now - timedelta(days=1)).execute()


def token_hash(token: str) -> str:
    """What the database keeps of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _refuse_throttled(claimant: Claimant, now: datetime) -> None:
    lately = SignInFailure.failed_at > now - WINDOW
    of_source = SignInFailure.source == claimant.source
    pair = SignInFailure.select().where(
        SignInFailure.account_key == claimant.key, of_source, lately
    )
    everything = SignInFailure.select().where(of_source, lately)
    if pair.count() >= MOST_FOR_PAIR or everything.count() >= MOST_FOR_SOURCE:
        raise Refusal(
            "throttled",
            N_("Too many wrong passwords from here. Please wait %(minutes)s minutes."),
            field="password",
            minutes=WINDOW.seconds // 60,
        )


def _account(claimant: Claimant) -> Account | None:
    open_accounts = Account.select().where(Account.closed_at.is_null())
    if claimant.email.strip():
        found: Account | None = open_accounts.where(
            Account.email == claimant.email.strip().lower()
        ).first()
        return found
    return _owner(claimant, open_accounts)


def _owner(claimant: Claimant, open_accounts: object) -> Account | None:
    rows = tuples_of(
        Membership.select(Membership.account_id, Membership.permissions)
        .join(
            Customer,
            on=(
                (Customer.company_id == Membership.company_id)
                & (Customer.id == Membership.customer_id)
            ),
        )
        .join(Company, on=(Company.id == Membership.company_id))
        .where(
            Company.slug == claimant.company_slug,
            Customer.number == claimant.customer_number.strip(),
            Membership.ended_at.is_null(),
        )
        .order_by(Membership.since)
    )
    owners = [row[0] for row in rows if "owner" in row[1].split(",")]
    if not owners:
        return None
    owner: Account | None = open_accounts.where(Account.id == owners[0]).first()  # type: ignore[attr-defined]
    return owner


def _open_session(account: Account, claimant: Claimant, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    with atomic():
        Session.insert(
            account_id=account.id,
            token_hash=token_hash(token),
            device=claimant.device[:120],
            created_at=now,
            seen_at=now,
            expires_at=now + LASTING,
        ).execute()
        # A right password clears this source's slate, so that the owner is never slowed down by
        # old mistakes of their own.
        SignInFailure.delete().where(
            SignInFailure.account_key == claimant.key, SignInFailure.source == claimant.source
        ).execute()
    return token
