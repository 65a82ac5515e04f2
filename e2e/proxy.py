"""The fault proxy: stands on loopback between a phone and the server, and misbehaves on request."""

import asyncio
import contextlib
import re
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from e2e.faults import Fault
from e2e.talk import Exchange, Talk
from e2e.wire import Head, read_head


@dataclass
class Plan:
    """A fault for the requests that fit, the next so many times or until the network is healed."""

    fault: Fault
    method: str | None
    path: str
    left: int | None
    strikes: int = 0

    def fits(self, head: Head) -> bool:
        """Whether this plan is meant for that request."""
        return (
            self.left != 0
            and self.method in (None, head.method)
            and re.fullmatch(self.path, head.path) is not None
        )

    def take(self) -> Fault:
        """Strike once."""
        self.strikes += 1
        if self.left is not None:
            self.left -= 1
        return self.fault


class FaultProxy:
    """Passes everything on, counts every byte, and does the planned harm.

    Connections close after each answer unless `keep_alive`: a browser silently repeats a request
    whose reused connection breaks, and then nobody could say how often the page itself had sent it.
    """

    def __init__(self, *, upstream: int, port: int = 0, keep_alive: bool = False) -> None:
        self.upstream = upstream
        self.port = port
        self.keep_alive = keep_alive
        self.rate: int | None = None
        self.traffic: list[Exchange] = []
        self._plans: list[Plan] = []
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._door: asyncio.Server | None = None

    def __enter__(self) -> "FaultProxy":
        self.healed = asyncio.Event()
        self._thread.start()
        self.go_up()
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._shut())
        self._do(self._end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    @property
    def address(self) -> str:
        """Where phones find the portal."""
        return f"http://127.0.0.1:{self.port}"

    def plan(
        self, fault: Fault, *, path: str = ".*", method: str | None = None, times: int | None = 1
    ) -> Plan:
        """Let a fault strike the next fitting requests; the latest plan that fits wins."""
        plan = Plan(fault=fault, method=method, path=path, left=times)
        self._plans.append(plan)
        return plan

    def on_post(self, fault: Fault, *, times: int | None = 1) -> Plan:
        """Let a fault strike the next submissions that phones post."""
        return self.plan(fault, path="/sync/submissions", method="POST", times=times)

    @property
    def silent(self) -> bool:
        """Whether no exchange is under way."""
        return all(one.ended for one in list(self.traffic))

    def heal(self) -> None:
        """Forget all plans, let go of everyone who waits, and be fast and reachable again."""
        self._plans, self.rate = [], None
        self._do(self._let_go())
        self.go_up()

    def go_down(self) -> None:
        """Refuse every connection, as where no network is."""
        self._do(self._shut())

    def go_up(self) -> None:
        """Take connections again, at the same port."""
        self._do(self._open())

    def sent(self, key: str = "") -> list[Exchange]:
        """The submissions that phones have posted, or those of one record."""
        posts = [one for one in list(self.traffic) if one.method == "POST"]
        posts = [one for one in posts if one.path == "/sync/submissions"]
        return [one for one in posts if key in ("", one.key)]

    async def pace(self, count: int) -> None:
        """Take the time that so many bytes need at the current rate."""
        if self.rate:
            await asyncio.sleep(count / self.rate)

    async def reach_server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A fresh connection to the server behind."""
        return await asyncio.open_connection("127.0.0.1", self.upstream, limit=2**20)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _open(self) -> None:
        if self._door is None:
            self._door = await asyncio.start_server(self._converse, "127.0.0.1", self.port)
            self.port = self._door.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None
        for line in list(self._lines):
            line.transport.abort()

    async def _let_go(self) -> None:
        self.healed.set()
        self.healed = asyncio.Event()

    async def _end_tasks(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._lines.add(writer)
        try:
            while (head := await read_head(reader)) and not await self._treat(head, reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # somebody left in the middle, which is what this proxy is for
        finally:
            self._lines.discard(writer)
            with contextlib.suppress(OSError):
                writer.close()

    async def _treat(
        self, head: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Play one exchange; true when the connection is over."""
        fault = next((p.take() for p in reversed(self._plans) if p.fits(head)), Fault())
        exchange = Exchange(
            method=head.method,
            path=head.path,
            key=head.fields.get("idempotency-key", ""),
            fault=type(fault).__name__,
            request_bytes=len(head.raw),
        )
        self.traffic.append(exchange)
        talk = Talk(head=head, reader=reader, writer=writer, proxy=self, exchange=exchange)
        try:
            await fault.strike(talk)
        finally:
            exchange.end()
        return talk.closing
