"""Devices that have signed in before: throttled on their own, not with their network."""

import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

KNOWN_FOR = 400 * 24 * 3600
KEY_LENGTH = 16
MOST_ACCOUNTS = 8

NAMES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def known_device(*, account_key: str) -> str | None:
    """The name of this device, if this account has signed in on it before.

    Bound to the account: a name earned with an own account opens no second purse of guesses at
    somebody else's.
    """
    name, keys = _read()
    return f"device:{name}" if account_key[:KEY_LENGTH] in keys else None


def remember_device(answer: Response, *, account_key: str) -> Response:
    """Note in the device's cookie that this account has signed in on it."""
    name, keys = _read()
    kept = [account_key[:KEY_LENGTH], *(k for k in keys if k != account_key[:KEY_LENGTH])]
    answer.set_cookie(
        _cookie(),
        str(_serializer().dumps([name or secrets.token_hex(9), kept[:MOST_ACCOUNTS]])),
        max_age=KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


def _read() -> tuple[str, list[str]]:
    try:
        name, keys = _serializer().loads(request.cookies.get(_cookie(), ""))
    except (BadSignature, ValueError):
        return "", []
    return str(name), list(keys)


def _cookie() -> str:
    return "__Host-device" if request.is_secure else "device"


def device_name(agent: str) -> str:
    """What a person calls it: Chrome, Android."""
    system = next((name for mark, name in NAMES if mark in agent), "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="device")
