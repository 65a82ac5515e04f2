"""The lists of packages agree, so that any of them can be installed over another."""

import re

import pytest

from tests.conventions.documents import ROOT

LISTS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.M)
SOURCE = re.compile(r"^\s*(--(index|extra-index|find-links)|-f |-i )|://", re.M)


def pins(path):
    return dict(PIN.findall(path.read_text()))


def test_there_is_a_list_for_each_way_of_running():
    assert [path.stem for path in LISTS] == ["dev", "postgres", "runtime", "s3", "stripe"]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_the_larger_list_pins_the_same(path):
    most = pins(ROOT / "requirements/dev.txt")
    differ = {name: v for name, v in pins(path).items() if most.get(name) != v}
    assert not differ, f"{differ}: compile all lists again, as CONTRIBUTING.md says."


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_every_list_holds_the_runtime_and_no_address(path):
    assert pins(ROOT / "requirements/runtime.txt").items() <= pins(path).items()
    assert not SOURCE.search(path.read_text())
