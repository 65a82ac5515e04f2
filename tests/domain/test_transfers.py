"""The words of a transfer name every line, or there are none."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.transfers import MOST_LETTERS, transfer_words

number = st.text("ABCKS0123456789", min_size=1, max_size=14)


@given(st.lists(number, max_size=12))
def test_every_number_is_there_whole_or_nothing_is(names):
    said = transfer_words(names=names)
    if said is None:
        assert not names or len(names) > 8 or len(" ".join(dict.fromkeys(names))) > MOST_LETTERS
    else:
        assert set(said.split(" ")) == set(names)
        assert len(said) <= MOST_LETTERS


def test_two_lines_of_one_bill_name_it_once():
    assert transfer_words(names=["R-17", "R-17"]) == "R-17"
