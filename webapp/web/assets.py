"""Static files under a path that names their content, so that they can be cached for ever."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import brotli

from webapp.web.bundles import Bundle, bundle, export_all, from_outside, minified

CSS_ORDER = ("tokens", "base", "components", "utilities")
CSS, DESK_CSS, USE_CSS = "css/app.css", "css/desk.css", "css/consumption.css"
MONEY_CSS, PAY_CSS = "css/money.css", "css/payment.css"
OUTBOX, APP, DESK = "bundle/outbox.js", "bundle/app.js", "bundle/desk.js"
# Rules that only some pages need, by how their files' names begin; a first visit does not pay.
APART = {DESK_CSS: "desk", USE_CSS: "consumption", MONEY_CSS: "money", PAY_CSS: "payment"}
MADE = (CSS, *APART, OUTBOX, APP, DESK)
COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".webmanifest"}

mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class Asset:
    """One file ready to be sent."""

    content_type: str
    plain: bytes
    brotli: bytes | None
    gzip: bytes | None


@dataclass
class Assets:
    """The tree of static files, hashed as a whole so that modules may import each other."""

    root: Path
    _ready: dict[str, Asset] = field(default_factory=dict)

    @cached_property
    def prefix(self) -> str:
        """The path in front of every file, with the hash of the whole tree."""
        digest = hashlib.sha256()
        for path in self._files():
            digest.update(path.encode())
            digest.update((self.root / path).read_bytes())
        return f"/static/{digest.hexdigest()[:12]}"

    def url(self, path: str) -> str:
        """The address of a file; raises FileNotFoundError for one that is not there."""
        if path not in MADE and not (self.root / path).is_file():
            raise FileNotFoundError(path)
        return f"{self.prefix}/{path}"

    def get(self, path: str) -> Asset | None:
        """The file, compressed once and kept; None if there is none."""
        if path not in self._ready:
            data = self._read(path)
            if data is None:
                return None
            self._ready[path] = _asset(path, data)
        return self._ready[path]

    @cached_property
    def worker(self) -> bytes:
        """The service worker's text with the real prefix and the list of what to keep."""
        text = from_outside(
            path="sw.js",
            text=self._source("sw.js"),
            outside=self._outbox,
            outside_url=self.url(OUTBOX),
        )
        kept = ",".join(f'"{self.url(path)}"' for path in self.shell_files())
        text = text.replace('const PREFIX = "/static/dev";', f'const PREFIX = "{self.prefix}";')
        return minified(text.replace("const ASSETS = [];", f"const ASSETS = [{kept}];")).encode()

    def shell_files(self) -> list[str]:
        """What the shell pages need to work with no network."""
        return [CSS, OUTBOX, APP, "icons/favicon.svg"]

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._files())

    def _files(self) -> list[str]:
        files = (p for p in self.root.rglob("*") if p.is_file())
        return sorted(p.relative_to(self.root).as_posix() for p in files)

    def _read(self, path: str) -> bytes | None:
        if path in MADE:
            return self._make(path)
        # By its one name only: each further spelling of it would be kept as a file of its own.
        return (self.root / path).read_bytes() if path in self._names else None

    def _make(self, path: str) -> bytes:
        if path == CSS or path in APART:
            return self._stylesheet(path)
        if path == OUTBOX:
            return minified(export_all(self._outbox)).encode()
        entry = {APP: "js/app.js", DESK: "js/desk.js"}[path]
        made = bundle(
            entry=entry, read=self._source, outside=self._outbox, outside_url="./outbox.js"
        )
        return minified(made.text).encode()

    @cached_property
    def _outbox(self) -> Bundle:
        """What page and worker share, so that the phone fetches it once."""
        return bundle(entry="js/outbox/index.js", read=self._source)

    def _source(self, path: str) -> str:
        return (self.root / path).read_text()

    def _stylesheet(self, wanted: str) -> bytes:
        files = [
            f for layer in CSS_ORDER for f in sorted((self.root / "css" / layer).glob("*.css"))
        ]
        parts = [f.read_bytes() for f in files if _sheet_of(f.name) == wanted]
        return _without_comments(b"\n".join(parts))


def _sheet_of(name: str) -> str:
    return next((sheet for sheet, begin in APART.items() if name.startswith(begin)), CSS)


def _without_comments(css: bytes) -> bytes:
    """The same rules in fewer bytes: comments and blanks are for us, not for phones."""
    bare = re.sub(rb"/\*.*?\*/", b"", css, flags=re.S)
    tight = re.sub(rb"\s*\n\s*", b"\n", re.sub(rb"(?<=[a-z]): ", b":", bare))
    return (
        re.sub(rb"\s*([{;},])\n", rb"\1", tight).replace(b" {", b"{").replace(b";}", b"}").strip()
    )


def _asset(path: str, data: bytes) -> Asset:
    content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    small = Path(path).suffix in COMPRESSIBLE
    return Asset(
        content_type=content_type,
        plain=data,
        brotli=brotli.compress(data) if small else None,
        gzip=gzip.compress(data, 9, mtime=0) if small else None,
    )
