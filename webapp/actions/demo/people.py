"""The two companies and everyone who signs in."""

import itertools
from datetime import datetime

from webapp.gateways.passwords import hash_password
from webapp.models.accounts import Account
from webapp.models.companies import Company
from webapp.models.memberships import Membership
from webapp.models.staff import Staff

PASSWORD = "meterpost-demo"  # noqa: S105 - printed for everyone who tries the demo

MINTA, MUSTER = 1, 2

COMPANIES = (
    {
        "id": MINTA,
        "slug": "minta",
        "name": "Minta Távhő",
        "country": "HU",
        "currency": "HUF",
        "locale": "hu",
        "timezone": "Europe/Budapest",
        "accent": "#0a5f5c",
        "contact": "ugyfelszolgalat@minta.test",
    },
    {
        "id": MUSTER,
        "slug": "muster",
        "name": "Stadtwerke Muster",
        "country": "DE",
        "currency": "EUR",
        "locale": "de",
        "timezone": "Europe/Berlin",
        "accent": "#1d4f91",
        "contact": "service@muster.test",
    },
)

STAFF = (
    (MINTA, "clerk@demo.test", "Kovács Éva", "clerk"),
    (MINTA, "supervisor@demo.test", "Varga Mária", "supervisor"),
    (MINTA, "reader@demo.test", "Balogh József", "reader"),
    (MINTA, "admin@demo.test", "Molnár Judit", "admin"),
    (MUSTER, "clerk@other.test", "Erika Schneider", "clerk"),
)

CUSTOMER_ACCOUNTS = {
    "anna@demo.test": "Minta Anna",
    "bela@demo.test": "Minta Béla",
    "clara@demo.test": "Clara Muster",
    "szabo.peter@demo.test": "Szabó Péter",
    "toth.eva@demo.test": "Tóth Éva",
    "nagy.lajos@demo.test": "Nagy Lajos",
    "varga.mihaly@demo.test": "Varga Mihály",
    "kiss.katalin@demo.test": "Kiss Katalin",
    "horvath.ilona@demo.test": "Horváth Ilona",
    "farkas.gabor@demo.test": "Farkas Gábor",
    "nemeth.zsofia@demo.test": "Németh Zsófia",
    "balazs.attila@demo.test": "Balázs Attila",
    "papp.julianna@demo.test": "Papp Julianna",
    "lakatos.daniel@demo.test": "Lakatos Dániel",
    "jonas.becker@demo.test": "Jonas Becker",
    "lena.hoffmann@demo.test": "Lena Hoffmann",
    "paul.wagner@demo.test": "Paul Wagner",
    "greta.schulz@demo.test": "Greta Schulz",
}

_EMAILS = [*(email for _, email, *_ in STAFF), *CUSTOMER_ACCOUNTS]
ACCOUNT_IDS = dict(zip(_EMAILS, itertools.count(101), strict=False))


def add_companies(*, now: datetime) -> None:
    """Write the companies, all accounts, and who works where."""
    Company.insert_many([{**company, "created_at": now} for company in COMPANIES]).execute()
    names = {email: name for _, email, name, _ in STAFF} | CUSTOMER_ACCOUNTS
    # One hash for all: the password is no secret, and hashing is slow on purpose.
    hashed = hash_password(PASSWORD)
    Account.insert_many(
        [
            {
                "id": ACCOUNT_IDS[email],
                "email": email,
                "name": name,
                "password_hash": hashed,
                "language": "",
                "single_keys": True,
                "created_at": now,
            }
            for email, name in names.items()
        ]
    ).execute()
    Staff.insert_many(
        [
            {
                "company_id": company_id,
                "account_id": ACCOUNT_IDS[email],
                "role": role,
                "since": now,
            }
            for company_id, email, _, role in STAFF
        ]
    ).execute()


def add_membership(
    *, company_id: int, customer_id: int, email: str, permissions: str, now: datetime
) -> None:
    """Tie an account to a customer."""
    Membership.insert(
        company_id=company_id,
        account_id=ACCOUNT_IDS[email],
        customer_id=customer_id,
        permissions=permissions,
        since=now,
    ).execute()
