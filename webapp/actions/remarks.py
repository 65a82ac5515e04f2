"""Personal words beside the record: erasable, with a salted hash that the record keeps."""

import secrets
from datetime import datetime

from webapp.domain.audit import remark_hash
from webapp.models.base import new_id
from webapp.models.remarks import Remark
from webapp.models.rows import insert_row


def write_remark(*, company_id: int, body: str, now: datetime) -> tuple[int, str] | None:
    """Store the words and return (id, hash); nothing for empty words."""
    if not body.strip():
        return None
    salt, remark_id = secrets.token_hex(16), new_id()
    insert_row(
        Remark, company_id=company_id, id=remark_id, body=body.strip(), salt=salt, written_at=now
    )
    return remark_id, remark_hash(body=body.strip(), salt=salt)
