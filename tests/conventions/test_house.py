"""House rules as tests; each failure says what to do instead."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.documents import ROOT

WEBAPP = ROOT / "webapp"
LONGEST = 400
NOT_OURS = ("static/vendor/",)

MAY_LOOK_AT_THE_CLOCK = ("webapp/web/clock.py", "webapp/jobs.py", "webapp/commands/")
PROMISING_ROOMS = ("domain", "queries", "actions", "gateways")

# Written in brackets, so that this file does not find itself.
ALIEN = {
    "a path of somebody's machine": re.compile(
        r"(?<![\w.~<>$}/-])/([w]ork|[t]mp/bash_jobs|[r]oot|[h]ome/\w+|[U]sers/\w+)/"
    ),
    "a package host": re.compile(
        r"[p]ypi\.org|files\.[p]ythonhosted|registry\.[n]pmjs|registry\.[y]arnpkg"
        r"|proxy\.[g]olang|[r]ubygems\.org|static\.[c]rates\.io|deb\.[d]ebian\.org",
        re.I,
    ),
    "another origin to load from": re.compile(r"[u]npkg\.com|[j]sdelivr|[c]dnjs|fonts\.[g]oogle"),
}

SOURCES = sorted(WEBAPP.rglob("*.py"))
TREES = {path: ast.parse(path.read_text()) for path in SOURCES}


def test_only_the_clock_knows_what_time_it_is() -> None:
    lookers = [
        place(path, node)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and looks_at_the_clock(node) and not _may_look(path)
    ]
    assert not lookers, (
        f"{', '.join(lookers)}: please take the moment as an argument `now: datetime`; a route "
        "gets it from webapp.web.clock."
    )


def test_nothing_is_printed() -> None:
    talkers = [
        place(path, node)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "print"
    ]
    assert not talkers, (
        f"{', '.join(talkers)}: the server logs through its logger, a command writes to the "
        "console it was given; please use one of them."
    )


@pytest.mark.parametrize("room", PROMISING_ROOMS)
def test_public_functions_say_what_they_promise(room: str) -> None:
    silent = [
        f"{place(path, node)} {node.name}"
        for path, tree in TREES.items()
        if path.is_relative_to(WEBAPP / room)
        for node in _public_functions(tree)
        if not ast.get_docstring(node)
    ]
    assert not silent, (
        f"{', '.join(silent)}: please say in one sentence what it promises, or name it _privately."
    )


def test_every_file_says_which_question_it_answers() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path, tree in TREES.items()
        if tree.body and not ast.get_docstring(tree)
    ]
    assert not silent, f"{', '.join(silent)}: please begin with one sentence about the file."


@pytest.mark.parametrize("room", ["domain", "queries", "actions"])
def test_arguments_of_public_functions_are_named(room: str) -> None:
    # One or two may go by place where their order is plain: may(person, permission).
    loose = [
        f"{place(path, node)} {node.name}"
        for path, tree in TREES.items()
        if path.is_relative_to(WEBAPP / room)
        for node in _functions_of(tree.body)
        if len([*node.args.posonlyargs, *node.args.args]) > 2
    ]
    assert not loose, f"{', '.join(loose)}: please let callers name the arguments, with `*,`."


def test_no_file_grows_without_end() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted(WEBAPP.rglob("*"))
        if path.is_file() and not _is_not_ours(path) and (lines := _lines(path)) > LONGEST
    }
    assert not long, (
        f"{long}: nobody reads that far. Please split by subject; a file answers one question."
    )


@pytest.mark.parametrize("what", ALIEN)
def test_no_file_names(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in kept_files()
        for number, line in _numbered(path)
        if ALIEN[what].search(line)
    ]
    assert not found, (
        f"These name {what}. Paths belong into settings, and where packages come from is the "
        "machine's own business:\n" + "\n".join(found[:20])
    )


def test_the_rule_about_names_can_fail() -> None:
    hosts, paths = ALIEN["a package host"], ALIEN["a path of somebody's machine"]
    assert hosts.search("https://" + "py" + "pi.org/simple")
    assert paths.search("cp x /" + "work/main")
    assert not paths.search("in artwork/main or ~/" + "work/x, and docs/" + "work/plan")


@pytest.mark.parametrize(
    ("asked", "looks"),
    [
        ("datetime.now(UTC)", True),
        ("datetime.datetime.utcnow()", True),
        ("date.today()", True),
        ("time.time()", True),
        ("clock.now()", False),
        ("now()", False),
        ("time.perf_counter()", False),
    ],
)
def test_the_rule_about_the_clock_can_fail(asked: str, *, looks: bool) -> None:
    call = ast.parse(asked, mode="eval").body
    assert isinstance(call, ast.Call)
    assert looks_at_the_clock(call) == looks


def kept_files() -> list[Path]:
    """Every text file that is in the repository or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("SKIPPED LOUDLY: this is no git checkout, so nobody knows what is kept")
    paths = (ROOT / name for name in sorted(set(listed.stdout.decode().split("\0"))) if name)
    return [path for path in paths if path.is_file() and not _is_not_ours(path)]


def looks_at_the_clock(call: ast.Call) -> bool:
    """Whether this asks for the present moment: datetime.now(), date.today(), time.time()."""
    name = ast.unparse(call.func)
    return bool(re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|time\.time)$", name))


def place(path: Path, node: ast.AST) -> str:
    """Where this stands, for whoever has to go there."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def _may_look(path: Path) -> bool:
    return str(path.relative_to(ROOT)).startswith(MAY_LOOK_AT_THE_CLOCK)


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", "")


def _public_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    yield from _functions_of(tree.body)
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from (f for f in _functions_of(node.body) if not _is_a_bare_promise(f))


def _functions_of(body: list[ast.stmt]) -> Iterator[ast.FunctionDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def _is_a_bare_promise(function: ast.FunctionDef) -> bool:
    # `def storage_url(self) -> str: ...` of a Protocol is told in the class's own sentence.
    return ast.unparse(function.body[-1]) == "..."


def _is_not_ours(path: Path) -> bool:
    return any(part in path.as_posix() for part in NOT_OURS) or "__pycache__" in path.parts


def _lines(path: Path) -> int:
    return len(list(_numbered(path)))


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    data = path.read_bytes()
    if b"\0" in data[:8000]:
        return
    yield from enumerate(data.decode(errors="replace").splitlines(), start=1)
