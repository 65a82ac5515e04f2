"""The documents say what is so: their examples run, their tables match the code, links lead on."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.documents import ROOT, anchors, blocks, documents, links, spans, table
from webapp.actions.sign_in import MOST_FOR_PAIR, MOST_FOR_SOURCE, WINDOW
from webapp.cli import _parser
from webapp.commands.company import COMPANY_OPTIONS
from webapp.commands.demo import PASSWORD, SIGN_INS
from webapp.settings import Settings

PAGES = [pytest.param(page, id=page.relative_to(ROOT).as_posix()) for page in documents()]
OURS = re.compile(r"(?:(?:bin/)?meterpost|bin/demo|(?:\S*/)?python -m webapp)(?=\s|$)")
BEFORE = re.compile(r"\s*(ExecStart=)?((\w+=\S+|runuser|-u|meterpost|--) )*")
PLACE = re.compile(
    r"(?<![\w/.-])(webapp|migrations|tests|e2e|bin|bench|docs|requirements)/[\w./-]+"
)
VARIABLE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
READ_ELSEWHERE = {"METERPOST_VENV", "METERPOST_TEST_POSTGRES", "PYTHONDONTWRITEBYTECODE"}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in links(page) if not _leads_on(page, link)]
    assert not broken, f"These links lead nowhere, please mend them: {', '.join(broken)}"


@pytest.mark.parametrize("page", PAGES)
def test_named_files_are_there(page: Path) -> None:
    texts = [*spans(page), *(block.text for block in blocks(page) if block.kind == "bash")]
    named = {match[0].rstrip("./") for text in texts for match in PLACE.finditer(text)}
    gone = sorted(name for name in named if "NNNN" not in name and not (ROOT / name).exists())
    assert not gone, f"These files are named but not there: {', '.join(gone)}"


@pytest.mark.parametrize("page", PAGES)
def test_commands_are_spelled_as_the_program_takes_them(page: Path) -> None:
    wrong = [f"{line}: {fault}" for line in _commands(page) if (fault := _fault(line))]
    assert not wrong, "The program does not take these:\n" + "\n".join(wrong)


@pytest.mark.parametrize("page", PAGES)
def test_variables_are_settings(page: Path) -> None:
    texts = [*spans(page), *(block.text for block in blocks(page) if block.kind == "bash")]
    known = set(VARIABLE.findall((ROOT / "webapp/settings.py").read_text())) | READ_ELSEWHERE
    named = {name for text in texts for name in VARIABLE.findall(text)}
    alien = sorted(name for name in named - known if name.startswith(("METERPOST", "DATABASE")))
    assert not alien, f"No such settings: {', '.join(alien)}; see docs/settings.md"


def test_every_command_and_option_is_explained() -> None:
    page = (ROOT / "docs/operating.md").read_text()
    missing = [f"meterpost {name}" for name in _subparsers() if f"meterpost {name}" not in page]
    missing += [f"--{name}" for name in COMPANY_OPTIONS if f"`--{name}`" not in page]
    assert not missing, f"Please explain in docs/operating.md: {', '.join(missing)}"


def test_every_document_can_be_reached() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        ahead += [
            (page.parent / link.split("#")[0]).resolve()
            for link in links(page)
            if "://" not in link
        ]
    lost = [page.relative_to(ROOT).as_posix() for page in documents() if page not in reached]
    assert not lost, f"Nobody finds these from README.md, please link them: {', '.join(lost)}"


@pytest.mark.parametrize(
    "page", [page for page in PAGES if re.search(r"decisions/\d", str(page.id))]
)
def test_a_decision_is_one_page_of_three_parts(page: Path) -> None:
    text = page.read_text()
    assert re.match(r"# \d{4} ", text), "The title begins with the number."
    headings = re.findall(r"^## (.+)$", text, re.M)
    assert headings == ["Context", "Decision", "Consequences"], headings
    assert len(text.splitlines()) <= 60, "A decision fits one page: at most 60 lines."


def test_the_sign_ins_are_those_of_the_demonstration() -> None:
    rows = table(ROOT / "README.md", header="sign in as")
    assert [tuple(row) for row in rows] == list(SIGN_INS)
    assert f"`{PASSWORD}`" in (ROOT / "README.md").read_text()


def test_the_numbers_for_operators_are_the_codes_own() -> None:
    page = (ROOT / "docs/operating.md").read_text()
    assert (MOST_FOR_PAIR, MOST_FOR_SOURCE, WINDOW.seconds) == (8, 60, 900), (
        "Please tell of the new limits in docs/operating.md and docs/decisions/0008-throttling.md."
    )
    assert "Eight wrong passwords" in page
    assert Settings.max_body_bytes <= 32 * 1000 * 1000, (
        "The proxies in docs/operating.md take 32 MB."
    )


def _leads_on(page: Path, link: str) -> bool:
    if re.match(r"https?://|mailto:", link):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def _commands(page: Path) -> Iterator[str]:
    for block in blocks(page):
        if block.kind in ("bash", "ini"):
            yield from re.sub(r"\\\n\s*", "", block.text).splitlines()
    yield from (span for span in spans(page) if OURS.match(span))


def _fault(line: str) -> str | None:
    """What the program would say of this line, if it is one of ours."""
    words = _own_words(line)
    if not words:
        return None
    subs = _subparsers()
    if not words[0].startswith("-") and words[0] not in subs:
        return f"no command {words[0]}"
    takers = [subs[words[0]]] if words[0] in subs else list(subs.values())
    takers += [one for sub in takers for one in _below(sub).values()]
    known = {o for sub in takers for action in sub._actions for o in action.option_strings}
    given = {word.split("=")[0] for word in words[1:] if word.startswith("-")}
    return f"no option {', '.join(sorted(given - known))}" if given - known else None


def _own_words(line: str) -> list[str]:
    found = [m for m in OURS.finditer(line) if BEFORE.fullmatch(line[: m.start()])]
    if not found:
        return []
    words = shlex.split(line[found[-1].end() :], comments=True)
    words = [word for word in words if word not in ("…", "[…]")]
    return ["demo", *words] if found[-1][0] == "bin/demo" else words


def _subparsers() -> dict[str, argparse.ArgumentParser]:
    return _below(_parser())


def _below(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands that this one is divided into, if it is."""
    found = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return {name: sub for action in found for name, sub in action.choices.items()}
