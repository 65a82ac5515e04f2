"""What the phone is told to keep is there, comes from here, and stays small."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webapp.web.assets import Assets

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "webapp" / "static"
SOURCES = sorted(
    path
    for folder in (STATIC, ROOT / "webapp" / "templates")
    for path in folder.rglob("*")
    if path.suffix in (".html", ".js", ".css", ".svg") and "vendor" not in path.parts
)

SCRIPTS = [
    pytest.param(path, id=path.relative_to(STATIC).as_posix())
    for path in SOURCES
    if path.suffix == ".js"
]

NAMED = re.compile(r'"(/static/[^"]*\.\w+|/shell)"')
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")
ELSEWHERE = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[\w-]+\.[\w.-]+""")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//.*?$|\{#.*?#\}|<!--.*?-->", re.S | re.M)
VERSIONED = re.compile(r"[a-z-]+-\d+\.\d+\.\d+(\.min)?\.(js|css)")

SMALL_ENOUGH = 32_000
"""Bytes of the shell's bodies, compressed. `bench/weights.py` measures what really goes over the
wire, headers and pages included, against 60 kB; this is its quick neighbour."""


@pytest.fixture
def assets(app: Flask) -> Assets:
    found: Assets = app.extensions["assets"]
    return found


def test_everything_the_worker_keeps_is_there(client: FlaskClient, assets: Assets) -> None:
    worker = client.get("/sw.js").get_data(as_text=True)
    named = set(NAMED.findall(worker))
    assert "/shell" in named, "the worker must keep the shell page"
    assert named >= {assets.url(path) for path in assets.shell_files()}, "the list is not filled in"
    missing = [path for path in sorted(named) if client.get(path).status_code != 200]
    assert not missing, (
        f"The worker would keep {', '.join(missing)}, which nobody serves; then it installs "
        "nothing at all."
    )


@pytest.mark.parametrize("path", SCRIPTS)
def test_everything_a_module_imports_is_there(path: Path) -> None:
    for wanted in IMPORT.findall(COMMENT.sub("", path.read_text())):
        target = path.parent.joinpath(wanted).resolve()
        assert wanted.startswith("."), f"{path.name} imports {wanted}: use a relative path."
        assert target.is_relative_to(STATIC), f"{path.name} imports {wanted}, which is not served."
        assert target.is_file(), f"{path.name} imports {wanted}, which is not there."


def test_the_shell_holds_no_token_and_nothing_personal(client: FlaskClient) -> None:
    answer = client.get("/shell")
    assert "csrf" not in answer.text, "the shell is kept for everyone; no token may stand in it"
    assert "data-account" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", [pytest.param(p, id=str(p.relative_to(ROOT))) for p in SOURCES])
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    found = ELSEWHERE.findall(COMMENT.sub("", path.read_text()))
    assert not found, (
        f"{path.name} names {', '.join(found)}. Everything a page needs is served by the portal "
        "itself: put it under static/ (vendor/ with its version, if it is not ours)."
    )


def test_vendored_files_carry_their_version() -> None:
    for path in (STATIC / "vendor").iterdir():
        if path.suffix in (".js", ".css"):
            assert VERSIONED.fullmatch(path.name), (
                f"vendor/{path.name}: put the version into the name, such as htmx-2.0.11.min.js"
            )


def test_the_shell_stays_small(assets: Assets) -> None:
    sizes = {}
    for name in assets.shell_files():
        asset = assets.get(name)
        assert asset is not None
        sizes[name] = len(asset.brotli or asset.plain)
    total = sum(sizes.values())
    largest = sorted(sizes, key=lambda name: -sizes[name])[:5]
    assert total <= SMALL_ENOUGH, (
        f"The shell weighs {total:,} bytes compressed, of {SMALL_ENOUGH:,} allowed; the largest: "
        + ", ".join(f"{name} {sizes[name]:,}" for name in largest)
    )
