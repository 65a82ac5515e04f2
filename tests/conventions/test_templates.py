"""House rules for templates; each failure says what to do instead."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from tests.conventions.markup import DRAWN, PRINTED, markup_of, name_of, templates

ALL = [pytest.param(path, id=name_of(path)) for path in templates()]
FRAGMENTS = [p for p in ALL if Path(str(p.id)).name.startswith("_")]

REPEATED = "repeated, once a row; its list is what is swapped"
INSIDE = "a part of the fragment around it, which is what is swapped"
PURE_INCLUDES = {
    "capture/_faces.html": "the faces the capture screen shows in turn, never swapped",
    "capture/_findings.html": "stands inside the capture form, shown and hidden by its element",
    "capture/_register.html": REPEATED,
    "capture/_words.html": "words for the scripts, never shown",
    "desk/_clean_results.html": INSIDE,
    "desk/_findings.html": INSIDE,
    "desk/_imported.html": INSIDE,
    "desk/_keys.html": INSIDE,
    "desk/_others.html": INSIDE,
    "desk/_photos.html": INSIDE,
    "desk/_register.html": REPEATED,
    "outbox/_install.html": "stands on two pages, shown and hidden by its element",
    "outbox/_row.html": "the template of a row, cloned by the script",
    "outbox/_sign_out_warning.html": "shown and hidden by the element around it",
    "readings/_row.html": REPEATED,
}
"""Fragments that only pages include and nobody swaps, with the reason."""

NAMES = re.compile(r"Meterpost|JPEG|PNG|WebP|/[a-z/?=-]+")
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
LETTERS = re.compile(r"[^\W\d_]")
SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "title")
ATTRIBUTE = re.compile(r"""[a-z-]+=("[^"]*"|'[^']*')""")
SENTENCE = re.compile(r"([A-ZÀ-Ž][a-zà-ž’']+|A|I) [^\W\d]")
WORD = re.compile(r"[A-ZÀ-Ž][a-zà-ž]+")


@pytest.fixture
def environment(app: Flask) -> Environment:
    made: Environment = app.jinja_env
    return made


@pytest.mark.parametrize("path", ALL)
def test_nothing_is_declared_safe(path: Path, environment: Environment) -> None:
    tree = environment.parse(path.read_text())
    used = {node.name for node in tree.find_all(nodes.Filter)}
    assert not used & {"safe"}, (
        f"{name_of(path)} uses |safe. Build markup in a macro, where Jinja escapes what it prints."
    )
    off = list(tree.find_all(nodes.ScopedEvalContextModifier))
    assert not off, f"{name_of(path)} switches escaping off. Please leave it on."


@pytest.mark.parametrize("path", ALL)
def test_every_import_is_used(path: Path, environment: Environment) -> None:
    tree = environment.parse(path.read_text())
    imported = {
        name if isinstance(name, str) else name[1]
        for node in tree.find_all(nodes.FromImport)
        for name in node.names
    }
    imported |= {node.target for node in tree.find_all(nodes.Import)}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    unused = imported - used
    assert not unused, f"{name_of(path)} imports {', '.join(sorted(unused))} and uses it nowhere."


@pytest.mark.parametrize("path", FRAGMENTS)
def test_a_fragment_has_one_root_with_an_id(path: Path, environment: Environment) -> None:
    name = name_of(path)
    if _only_macros(environment.parse(path.read_text())):
        return
    parsed = markup_of(path, environment)
    roots = [one for one in parsed.elements if one.depth == 0]
    alone = len(roots) == 1 and not parsed.loose and bool(roots[0].attributes.get("id"))
    if name in PURE_INCLUDES:
        assert not alone, f"{name} has a root with an id now; take it off PURE_INCLUDES."
    else:
        found = ", ".join(f"<{one.tag}> in line {one.line}" for one in roots) or "none"
        assert alone, (
            f"{name} must have one root element with an id, so that htmx can swap it (found: "
            f"{found}). If nobody ever swaps it, add it to PURE_INCLUDES with the reason."
        )


@pytest.mark.parametrize("path", ALL)
def test_markup_brings_no_behaviour_and_no_style(path: Path, environment: Environment) -> None:
    for element in markup_of(path, environment).elements:
        where = f"{name_of(path)}:{element.line} <{element.tag}>"
        inline = [name for name in element.attributes if name == "style" or name.startswith("on")]
        assert not inline, (
            f"{where} has {', '.join(inline)}: the policy forbids it. Use a class, or a custom "
            "element that listens."
        )
        assert element.tag != "style", f"{where}: add a file to static/css/components instead."
        if element.tag == "script":
            assert element.attributes.get("src"), f"{where}: put it into static/js instead."


@pytest.mark.parametrize("path", ALL)
def test_every_word_can_be_translated(path: Path, environment: Environment) -> None:
    parsed = markup_of(path, environment)
    said = [(one.text, f"line {one.line} <{one.tag}>") for one in parsed.elements if _speaks(one)]
    # A macro may print nothing but attributes.
    said += [(ATTRIBUTE.sub("", text), "outside every element") for text in parsed.loose]
    said += [
        (value, f"line {one.line} {name}=")
        for one in parsed.elements
        for name, value in one.attributes.items()
        if name in SPOKEN
    ]
    plain = [f"{where}: {text.strip()!r}" for text, where in said if _has_words(text)]
    assert not plain, (
        f"{name_of(path)} says something in English only. Write {{{{ _(…) }}}} or "
        "{% trans %}:\n" + "\n".join(plain)
    )


@pytest.mark.parametrize("path", ALL)
def test_sentences_in_expressions_can_be_translated(path: Path, environment: Environment) -> None:
    plain = list(_untranslated(environment.parse(path.read_text())))
    assert not plain, f"{name_of(path)}: put _( ) around {', '.join(map(repr, plain))}."


def _only_macros(tree: nodes.Template) -> bool:
    silent = (nodes.Macro, nodes.Assign, nodes.FromImport, nodes.Import)
    return all(isinstance(one, silent) or _is_blank(one) for one in tree.body)


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(one, nodes.TemplateData) and not one.data.strip() for one in node.nodes
    )


def _speaks(element: object) -> bool:
    tag = getattr(element, "tag", "")
    return tag not in DRAWN | {"kbd", "style", "script"}


def _has_words(text: str) -> bool:
    bare = PLACEHOLDER.sub("", NAMES.sub("", text.replace(PRINTED, "")))
    return LETTERS.search(bare) is not None


def _untranslated(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
        if node.node.name in ("_", "gettext", "ngettext", "pgettext"):
            return
        yield from (text for text in _texts(node.args) if WORD.fullmatch(text))
    yield from (text for text in _texts([node]) if SENTENCE.match(text))
    for child in node.iter_child_nodes():
        yield from _untranslated(child)


def _texts(given: list[nodes.Expr] | list[nodes.Node]) -> list[str]:
    return [n.value for n in given if isinstance(n, nodes.Const) and isinstance(n.value, str)]
