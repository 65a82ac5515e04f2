"""Every code with which the business says no, read from the source."""

import ast
from collections.abc import Iterator

from tests.conventions.documents import ROOT


def refusal_codes() -> dict[str, str]:
    """Code → a place in the source that refuses with it."""
    trees = {path: ast.parse(path.read_text()) for path in sorted((ROOT / "webapp").rglob("*.py"))}
    classes = {"Refusal"}
    while more := {name for tree in trees.values() for name in _heirs(tree, classes)} - classes:
        classes |= more
    return {
        code: f"{path.relative_to(ROOT)}:{line}"
        for path, tree in trees.items()
        for code, line in _codes(tree, classes)
    }


def _heirs(tree: ast.Module, classes: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(_name(base) in classes for base in node.bases):
            yield node.name


def _codes(tree: ast.Module, classes: set[str]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in classes:
            yield from _first_word(node)
        if isinstance(node, ast.ClassDef) and node.name in classes - {"Refusal"}:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and _name(call.func) == "__init__":
                    yield from _first_word(call)


def _first_word(call: ast.Call) -> Iterator[tuple[str, int]]:
    if call.args and isinstance(call.args[0], ast.Constant):
        yield str(call.args[0].value), call.lineno


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
