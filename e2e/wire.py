"""HTTP/1.1 messages as they pass by: heads are read, bodies are only measured and handed on."""

import asyncio
from dataclasses import dataclass

CHUNK = 16_384


@dataclass(frozen=True, kw_only=True)
class Head:
    """The first line and the header fields, with the bytes they came in."""

    raw: bytes
    first: str
    fields: dict[str, str]

    @property
    def method(self) -> str:
        """What a request asks for."""
        return self.first.split(" ")[0]

    @property
    def path(self) -> str:
        """Where a request goes, without its query."""
        return self.first.split(" ")[1].partition("?")[0]

    @property
    def status(self) -> int:
        """How a response begins."""
        return int(self.first.split(" ")[1])

    def with_field(self, name: str, value: str) -> "Head":
        """The same head with one field replaced or added at its end."""
        lines = [
            line
            for line in self.raw.rstrip(b"\r\n").split(b"\r\n")
            if not line.lower().startswith(name.lower().encode() + b":")
        ]
        raw = b"\r\n".join([*lines, f"{name}: {value}".encode(), b"", b""])
        return Head(raw=raw, first=self.first, fields={**self.fields, name.lower(): value})


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """The next message's head, or None when the other side has left."""
    try:
        raw = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *lines = raw.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    return Head(raw=raw, first=first, fields={k.strip().lower(): v.strip() for k, v in pairs})


async def read_answer(reader: asyncio.StreamReader, *, method: str) -> tuple[Head, bytes]:
    """A whole response, its body exactly as framed on the wire."""
    head = await read_head(reader)
    if head is None:
        raise ConnectionResetError
    if method == "HEAD" or head.status in (204, 304):
        return head, b""
    if "content-length" in head.fields:
        return head, await reader.readexactly(int(head.fields["content-length"]))
    if head.fields.get("transfer-encoding", "").lower() == "chunked":
        return head, await _chunks(reader)
    return head, await reader.read()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while True:
        size = await reader.readuntil(b"\r\n")
        length = int(size.split(b";")[0], 16)
        body += size + await reader.readexactly(length + 2)
        if length == 0:
            return body
