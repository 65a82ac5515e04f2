"""Readings as phones send them: some 100 kB each, and no photo twice."""

import hashlib
import io
import json
import uuid
from datetime import UTC, datetime
from functools import cache

from PIL import Image

from webapp.gateways.pictures.faces import draw_face

WIDTH, HEIGHT = 1280, 960
WANTED = 100_000
LAST_STEPS = 6  # of the 64 in a quantisation table: the finest detail, which nobody sees


@cache
def photo() -> bytes:
    """A photographed meter of some 100 kB, as the phone makes it: a plain JPEG, no metadata."""
    jpeg = draw_face(
        medium="hot_water", serial="37461", digits=5, decimals=3, value=1_077_482, unit="m³", seed=7
    )
    image = Image.open(io.BytesIO(jpeg)).convert("RGB").resize((WIDTH, HEIGHT))
    grain = Image.effect_noise((WIDTH, HEIGHT), 24).convert("RGB")
    grainy = Image.blend(image, grain, 0.12)
    return min((_saved(grainy, quality) for quality in range(30, 95, 3)), key=_distance)


def another(number: int) -> bytes:
    """The same photo with other bytes and other pixels: the number is in its quantisation table."""
    data = bytearray(photo())
    table = data.index(b"\xff\xdb") + 5
    for step in range(LAST_STEPS):
        number, digit = divmod(number, 100)
        data[table + 63 - step] = 100 + digit
    assert number == 0
    return bytes(data)


def capture(
    *, meter: str, register: str, value: str, picture: bytes, now: datetime | None = None
) -> tuple[str, bytes, str]:
    """(id, body, content type) of a reading, as the outbox sends it."""
    moment = (now or datetime.now(UTC)).isoformat(timespec="milliseconds")
    meta = {
        "id": str(uuid.uuid4()),
        "kind": "reading",
        "meter": meter,
        "registers": [{"register": register, "value": value}],
        "captured_at": moment,
        "sent_at": moment,
        "note": "",
        "replaces": None,
        "photo": {"bytes": len(picture), "sha256": hashlib.sha256(picture).hexdigest()},
    }
    boundary = f"----bench{uuid.uuid4().hex}"
    parts = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="meta"\r\n\r\n{json.dumps(meta)}\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="meter.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode()
    body = parts + picture + f"\r\n--{boundary}--\r\n".encode()
    return str(meta["id"]), body, f"multipart/form-data; boundary={boundary}"


def _saved(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _distance(jpeg: bytes) -> int:
    return abs(len(jpeg) - WANTED)
