"""The faults that are planted into money fit the program as it is today."""

from pathlib import Path

import pytest

from bench.plants_of_money import FAULTS
from bench.plants_of_newer_money import AROUND

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("fault", [*FAULTS, *AROUND], ids=lambda fault: fault.name)
def test_it_changes_one_place(fault):
    text = (ROOT / fault.file).read_text()
    assert text.count(fault.right) == 1, f"please bring it up to date with {fault.file}"
    assert fault.right != fault.wrong
