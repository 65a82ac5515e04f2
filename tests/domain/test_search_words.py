"""How what people type finds what is written: accents, case and signs do not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.search_words import (
    LONGEST_KEY,
    MOST_WORDS,
    bare_words,
    search_keys,
    search_words,
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("SU0044", {"su0044"}),
        ("Őri Ákos", {"ori akos", "akos"}),
        ("100-2201", {"1002201", "2201"}),
        ("Kis-Nagy Éva", {"kisnagy eva", "nagy eva", "eva"}),
        ("6600 Minta, Fő tér 9/b.", {"6600 minta fo ter 9b", "minta fo ter 9b", "fo ter 9b",
                                     "ter 9b", "9b", "b"}),
        ("Łódź Größe Đ", {"lodz grosse d", "grosse d", "d"}),
        ("Счётчик №5", {"счетчик no5", "no5"}),
        (" .- ", set()),
    ],
)  # fmt: skip
def test_a_text_is_found_from_each_of_its_words_on(text, keys):
    assert search_keys(text) == keys


def test_what_is_typed_is_a_few_words():
    assert search_words(" Minta,  TÉR 9/B ") == ["minta", "ter", "9b"]
    assert search_words("?!") == []
    assert len(search_words("a " * 50)) == MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("S:2026S000572", ["2026s000572"]),
        ("S:2026S000572 (2026/05)", ["2026s000572"]),
        ("Számla: 2026S000572", ["2026s000572"]),
        ("(2026/05)", []),
        ("Bill:", []),
        ("Őri Ákos", ["ori", "akos"]),
    ],
)
def test_labels_and_asides_may_be_left_out(typed, bare):
    assert bare_words(typed) == bare


@given(st.text(max_size=80))
def test_whoever_types_a_text_with_its_label_finds_it_too(text):
    keys = search_keys(text)
    assert all(any(key.startswith(word) for key in keys) for word in bare_words(text))


@given(st.text(max_size=80))
def test_whoever_types_a_text_finds_it(text):
    keys = search_keys(text)
    assert all(0 < len(key) <= LONGEST_KEY for key in keys)
    for word in search_words(text):
        assert any(key.startswith(word) for key in keys), (word, keys)
