"""One request and its answer, seen from the middle."""

import asyncio
import socket
import struct
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from e2e.wire import CHUNK, Head, read_answer

if TYPE_CHECKING:
    from e2e.proxy import FaultProxy


@dataclass(kw_only=True)
class Exchange:
    """What went over the wire for one request, both ways, in bytes."""

    method: str
    path: str
    key: str = ""
    fault: str = ""
    status: int = 0
    request_bytes: int = 0
    response_bytes: int = 0
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0

    def end(self) -> None:
        """Nothing more comes of it: answered, hung up, or the phone has gone."""
        self.ended = self.ended or time.monotonic()


class Talk:
    """What a fault can do with a request that has just begun."""

    def __init__(
        self,
        *,
        head: Head,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        proxy: "FaultProxy",
        exchange: Exchange,
    ) -> None:
        self.head = head
        self.closing = not proxy.keep_alive
        self._reader, self._writer = reader, writer
        self._proxy, self._exchange = proxy, exchange
        self._body = b""
        self._gone: asyncio.Task[bytes] | None = None

    async def receive(self, *, most: int | None = None) -> None:
        """Read the body, or so many bytes of it, at the speed of the network."""
        length = int(self.head.fields.get("content-length", "0"))
        wanted = length if most is None else min(length, most)
        while len(self._body) < wanted:
            part = await self._reader.read(min(CHUNK, wanted - len(self._body)))
            if not part:
                raise ConnectionResetError
            self._body += part
            self._exchange.request_bytes += len(part)
            await self._proxy.pace(len(part))
        if wanted == length:
            self._watch()

    async def forward(self) -> tuple[Head, bytes]:
        """Hand the request to the server; what it answers is complete."""
        reader, writer = await self._proxy.reach_server()
        try:
            writer.write(self.head.raw + self._body)
            await writer.drain()
            return await read_answer(reader, method=self.head.method)
        finally:
            writer.close()

    async def forward_broken(self) -> None:
        """Hand on the part that came, then break off."""
        _reader, writer = await self._proxy.reach_server()
        writer.write(self.head.raw + self._body)
        await writer.drain()
        _reset(writer)

    async def answer(self, head: Head, body: bytes) -> None:
        """Hand an answer back, at the speed of the network."""
        self._unwatch()
        if self.closing:
            head = head.with_field("Connection", "close")
        self._exchange.status = head.status
        data = head.raw + body
        for at in range(0, len(data), CHUNK):
            part = data[at : at + CHUNK]
            self._writer.write(part)
            await self._writer.drain()
            self._exchange.response_bytes += len(part)
            await self._proxy.pace(len(part))
        self._exchange.end()

    async def say(self, *, status: int, body: bytes, fields: dict[str, str]) -> None:
        """Answer in the server's place."""
        lines = [f"HTTP/1.1 {status} Said by the proxy", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        raw = "\r\n".join([*lines, "", ""]).encode()
        await self.answer(Head(raw=raw, first=lines[0], fields={}), body)

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    async def wait_for_healing(self) -> None:
        """Keep the phone waiting until it gives up or the network is healed."""
        healed = asyncio.ensure_future(self._proxy.healed.wait())
        waiting = {healed, *([self._gone] if self._gone else [])}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        healed.cancel()

    def hang_up(self) -> None:
        """Break the connection without a word."""
        self.closing = True
        self._unwatch()
        self._exchange.end()
        _reset(self._writer)

    def _watch(self) -> None:
        self._gone = asyncio.ensure_future(self._reader.read(1))
        self._gone.add_done_callback(self._left)

    def _left(self, gone: "asyncio.Task[bytes]") -> None:
        if not gone.cancelled():
            gone.exception()  # a reset is as good as a farewell
            self._exchange.end()

    def _unwatch(self) -> None:
        if self._gone:
            self._gone.cancel()


def _reset(writer: asyncio.StreamWriter) -> None:
    # Lingering for nothing makes the kernel send a reset, as a broken network would look.
    line = writer.get_extra_info("socket")
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
