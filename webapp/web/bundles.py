"""Puts ES modules together when they are first asked for: few requests, no build step.

A phone with little signal pays for every request: dozens of small modules cost more in headers
than in code. So modules are served as one file an entry; each becomes a function that returns what
it exports, in the order in which they need each other. The sources stay plain modules.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from rjsmin import jsmin

Read = Callable[[str], str]

_IMPORT = re.compile(
    r"^import\s*(?:(?P<names>\{[^}]*\})\s*from|\*\s*as\s+(?P<all>\w+)\s+from)?\s*"
    r'"(?P<path>\.[^"]+)";?',
    re.M,
)
_EXPORT = re.compile(
    r"^export\s+(?P<kind>(?:async\s+)?function\*?|const|class)\s+(?P<name>\w+)", re.M
)
_LEFT_OVER = re.compile(r"^\s*(?:import\b(?!\s*\()|export\b).*", re.M)
_NOTHING = re.compile(r"^export\s*\{\s*\};?", re.M)
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)$", re.M | re.S)


class Unbundlable(ValueError):
    """A module uses something that cannot be put together: a ring of imports, or odd syntax."""


@dataclass(frozen=True)
class Bundle:
    """Modules in one file, and what it offers to other bundles."""

    text: str
    modules: tuple[str, ...]


def bundle(
    *, entry: str, read: Read, outside: Bundle | None = None, outside_url: str = ""
) -> Bundle:
    """Put the entry and all it needs together; modules of `outside` are imported from there."""
    elsewhere = set(outside.modules) if outside else set()
    order: list[str] = []
    _visit(entry, read=read, elsewhere=elsewhere, order=order, above=())
    parts = [_wrapped(path, read(path)) for path in order]
    needed = sorted({p for path in order for p in _needs(path, read(path)) if p in elsewhere})
    if needed:
        names = ", ".join(map(_name, needed))
        parts.insert(0, f'import {{ {names} }} from "{outside_url}";')
    return Bundle(text="\n".join(parts), modules=tuple(order))


def export_all(made: Bundle) -> str:
    """The bundle's text, offering every module in it to other bundles."""
    return f"{made.text}\nexport {{ {', '.join(map(_name, made.modules))} }};\n"


def from_outside(*, path: str, text: str, outside_url: str) -> str:
    """A script's text with its module imports taken from a bundle."""
    needed = sorted(set(_needs(path, text)))
    body, _ = _body(path, text)
    names = ", ".join(map(_name, needed))
    return f'import {{ {names} }} from "{outside_url}";\n{body}'


def minified(text: str) -> str:
    """Without comments and needless blanks."""
    return str(jsmin(text))


def _visit(
    path: str, *, read: Read, elsewhere: set[str], order: list[str], above: tuple[str, ...]
) -> None:
    if path in above:
        raise Unbundlable(f"modules import each other in a ring: {' > '.join((*above, path))}")
    if path in order or path in elsewhere:
        return
    for needed in _needs(path, read(path)):
        _visit(needed, read=read, elsewhere=elsewhere, order=order, above=(*above, path))
    order.append(path)


def _needs(path: str, text: str) -> Iterator[str]:
    for match in _IMPORT.finditer(_COMMENT.sub("", text)):
        yield _resolved(path, match["path"])


def _resolved(path: str, target: str) -> str:
    parts: list[str] = list(PurePosixPath(path).parent.parts)
    for step in target.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _wrapped(path: str, text: str) -> str:
    body, exports = _body(path, text)
    return f"const {_name(path)} = (() => {{\n{body}\nreturn {{ {', '.join(exports)} }};\n}})();"


def _body(path: str, text: str) -> tuple[str, list[str]]:
    bare = _NOTHING.sub("", _COMMENT.sub("", text))
    exports = [match["name"] for match in _EXPORT.finditer(bare)]
    body = _IMPORT.sub(lambda match: _taken(path, match), bare)
    body = _EXPORT.sub(lambda match: f"{match['kind']} {match['name']}", body)
    odd = _LEFT_OVER.search(body)
    if odd:
        raise Unbundlable(f"{path}: cannot put this together: {odd[0].strip()}")
    return body, exports


def _taken(path: str, match: re.Match[str]) -> str:
    module = _name(_resolved(path, match["path"]))
    if match["all"]:
        return f"const {match['all']} = {module};"
    if match["names"]:
        names = re.sub(r"\s+as\s+", ": ", match["names"])
        return f"const {names} = {module};"
    return ""


def _name(path: str) -> str:
    return "$" + re.sub(r"\W+", "_", path.removesuffix(".js"))
