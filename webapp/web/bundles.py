"""Puts ES modules together when they are first asked for: few requests, no build step.

A phone with little signal pays for every request: dozens of small modules cost more in headers
than in code. So modules are served as one file an entry; each becomes a function that returns what
it exports, in the order in which they need each other. What a module exports stands around the
others under its own name, so that an import costs nothing. The sources stay plain modules.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import PurePosixPath
from string import ascii_letters

from rjsmin import jsmin

Read = Callable[[str], str]
Exports = Mapping[str, Mapping[str, str]]
"""By module: each export's own name, and the one under which it stands in the bundle."""

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
# A private member where it is made or used; the same letters in a text stay as they are.
_PRIVATE = re.compile(
    r"(?P<before>[\w)\]?]\.|[{};\n](?:(?:static|async|get|set) ?)*\*?)#(?P<name>[A-Za-z]\w*)"
)
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)$", re.M | re.S)


class Unbundlable(ValueError):
    """A module uses something that cannot be put together: a ring of imports, or odd syntax."""


# What a module may mean without importing it; an export of that name would take its place.
_GLOBALS = frozenset(
    """blur caches close event fetch find focus frames history length location name navigator open
    origin parent performance print screen scroll self status stop top""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Bundle:
    """Modules in one file, and under which name each export stands in it."""

    text: str
    exports: Mapping[str, Mapping[str, str]]

    @property
    def modules(self) -> tuple[str, ...]:
        """The modules in it, in the order in which they need each other."""
        return tuple(self.exports)


def bundle(
    *, entry: str, read: Read, outside: Bundle | None = None, outside_url: str = ""
) -> Bundle:
    """Put the entry and all it needs together; modules of `outside` are imported from there."""
    elsewhere = dict(outside.exports) if outside else {}
    order: list[str] = []
    _visit(entry, read=read, elsewhere=elsewhere, order=order, above=())
    exports = _named(order, read=read, elsewhere=elsewhere)
    known = {**elsewhere, **exports}
    parts = [_wrapped(path, read(path), known) for path in order]
    needed = _taken_from(elsewhere, ((path, read(path)) for path in order))
    if needed:
        parts.insert(0, f'import {{ {", ".join(needed)} }} from "{outside_url}";')
    return Bundle(text="\n".join(parts), exports=exports)


def export_all(made: Bundle) -> str:
    """The bundle's text, offering every export of its modules to other bundles."""
    names = [outer for names in made.exports.values() for outer in names.values()]
    return f"{made.text}\nexport {{ {', '.join(names)} }};\n"


def from_outside(*, path: str, text: str, outside: Bundle, outside_url: str) -> str:
    """A script's text with its module imports taken from a bundle."""
    needed = _taken_from(outside.exports, [(path, text)])
    body, _ = _body(path, text)
    given = _aliases(path, text, outside.exports).items()
    named = "".join(f"const {own} = {outer};\n" for own, outer in given)
    return f'import {{ {", ".join(needed)} }} from "{outside_url}";\n{named}{body}'


def minified(text: str) -> str:
    """Without comments and needless blanks, and with short names where nobody else sees them."""
    bare = str(jsmin(text))
    often = Counter(match["name"] for match in _PRIVATE.finditer(bare))
    letters = ("".join(one) for size in (1, 2, 3) for one in product(ascii_letters, repeat=size))
    short = dict(zip((name for name, _ in often.most_common()), letters, strict=False))
    return _PRIVATE.sub(lambda match: f"{match['before']}#{short[match['name']]}", bare)


def _visit(
    path: str, *, read: Read, elsewhere: Exports, order: list[str], above: tuple[str, ...]
) -> None:
    if path in above:
        raise Unbundlable(f"modules import each other in a ring: {' > '.join((*above, path))}")
    if path in order or path in elsewhere:
        return
    for needed, _ in _needs(path, read(path)):
        _visit(needed, read=read, elsewhere=elsewhere, order=order, above=(*above, path))
    order.append(path)


def _named(order: Iterable[str], *, read: Read, elsewhere: Exports) -> Exports:
    """A name in the bundle for each export: its own, unless another module has that already."""
    taken = {outer for names in elsewhere.values() for outer in names.values()} | _GLOBALS
    named: dict[str, dict[str, str]] = {}
    for path in order:
        named[path] = {}
        for match in _EXPORT.finditer(_bare(read(path))):
            outer = name = match["name"]
            while outer in taken:
                outer += "_"
            taken.add(outer)
            named[path][name] = outer
    return named


def _needs(path: str, text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for match in _IMPORT.finditer(_COMMENT.sub("", text)):
        yield _resolved(path, match["path"]), match


def _taken_from(exports: Exports, sources: Iterable[tuple[str, str]]) -> list[str]:
    """The names that modules take from there."""
    found = set()
    for path, text in sources:
        for module, match in _needs(path, text):
            if module in exports:
                found |= {outer for _, outer in _pairs(match, exports[module])}
    return sorted(found)


def _pairs(match: re.Match[str], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What an import calls each thing, and how that stands in the bundle."""
    if match["all"]:
        return list(names.items())
    asked = re.findall(r"(\w+)(?:\s+as\s+(\w+))?", match["names"] or "")
    return [(own or name, names[name]) for name, own in asked]


def _resolved(path: str, target: str) -> str:
    parts: list[str] = list(PurePosixPath(path).parent.parts)
    for step in target.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def _wrapped(path: str, text: str, known: Exports) -> str:
    """The module as a function of its own, whose exports stand under their names in the bundle."""
    body, exports = _body(path, text)
    # As arguments, so that they are looked up around the module and not among its own names.
    given = _aliases(path, text, known)
    called = f"(({', '.join(given)}) => {{\n{body}"
    arguments = ", ".join(given.values())
    if not exports:
        return f"{called}\n}})({arguments});"
    outer = ", ".join(_pair(name, known[path][name]) for name in exports)
    return f"const {{ {outer} }} = {called}\nreturn {{ {', '.join(exports)} }};\n}})({arguments});"


def _body(path: str, text: str) -> tuple[str, list[str]]:
    bare = _bare(text)
    exports = [match["name"] for match in _EXPORT.finditer(bare)]
    body = _EXPORT.sub(lambda match: f"{match['kind']} {match['name']}", _IMPORT.sub("", bare))
    odd = _LEFT_OVER.search(body)
    if odd:
        raise Unbundlable(f"{path}: cannot put this together: {odd[0].strip()}")
    return body, exports


def _bare(text: str) -> str:
    return _NOTHING.sub("", _COMMENT.sub("", text))


def _aliases(path: str, text: str, known: Exports) -> dict[str, str]:
    """What a module calls otherwise than the bundle; the rest stands around it already."""
    named: dict[str, str] = {}
    for module, match in _needs(path, text):
        pairs = _pairs(match, known[module])
        if match["all"]:
            named[match["all"]] = f"{{ {', '.join(_pair(*pair) for pair in pairs)} }}"
        else:
            named |= {own: outer for own, outer in pairs if own != outer}
    return named


def _pair(own: str, outer: str) -> str:
    return own if own == outer else f"{own}: {outer}"
