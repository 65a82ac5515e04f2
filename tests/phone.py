"""What a phone sends: meta and photo parts, as the outbox builds them."""

import hashlib
import io
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any


def meta(*, meter: str, registers: dict[int, str], photo: bytes | None = None, **more: Any) -> dict:
    """The JSON part of a capture taken a minute ago."""
    now = datetime.now(UTC)
    return {
        "id": str(uuid.uuid4()),
        "kind": "reading",
        "meter": meter,
        "registers": [{"register": str(r), "value": v} for r, v in registers.items()],
        "captured_at": (now - timedelta(minutes=1)).isoformat(),
        "sent_at": now.isoformat(),
        "note": "",
        "replaces": None,
        "photo": None
        if photo is None
        else {"bytes": len(photo), "sha256": hashlib.sha256(photo).hexdigest()},
        **more,
    }


def send(visitor: Any, record: dict, photo: bytes | None = None, **headers: str) -> Any:
    """POST one record to the outbox's door."""
    data: dict[str, Any] = {"meta": json.dumps(record)}
    if photo is not None:
        data["photo"] = (io.BytesIO(photo), "photo.jpg")
    return visitor.post(
        "/sync/submissions",
        data=data,
        content_type="multipart/form-data",
        headers={"Idempotency-Key": record["id"], **headers},
    )
