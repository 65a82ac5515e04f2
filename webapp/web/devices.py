"""Devices that have signed in before: throttled on their own, not with their network."""

import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

COOKIE = "device"
KNOWN_FOR = 400 * 24 * 3600

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


def known_device() -> str | None:
    """The signed name this device was given at an earlier sign-in."""
    try:
        name = _serializer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return None
    return f"device:{name}"


def remember_device(answer: Response) -> Response:
    """Give the device a signed random name once."""
    if known_device() is None:
        answer.set_cookie(
            COOKIE,
            str(_serializer().dumps(secrets.token_hex(12))),
            max_age=KNOWN_FOR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return answer


def device_name(agent: str) -> str:
    """What a person calls it: Chrome, Android."""
    system = next((name for mark, name in NAMES if mark in agent), "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    return ", ".join(part for part in (browser, system) if part)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="device")
