"""Papers have the same words in every language."""

import re

import pytest

from webapp.domain.meters import KIND_WORDS
from webapp.domain.papers import LANGUAGES
from webapp.gateways.documents.words import words_of

ENGLISH = words_of("en")._said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_and_none_is_empty(language):
    said = words_of(language)._said
    assert said.keys() == ENGLISH.keys()
    assert said["kinds"].keys() == KIND_WORDS.keys()
    assert said["hows"].keys() == ENGLISH["hows"].keys()
    groups = (said["kinds"], said["hows"], {k: v for k, v in said.items() if isinstance(v, str)})
    assert all(word.strip() for group in groups for word in group.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_figures_stand_in_every_language(language):
    said = words_of(language)._said
    for key, word in ENGLISH.items():
        if isinstance(word, str):
            places = re.compile(r"\{\w+\}")
            assert sorted(places.findall(said[key])) == sorted(places.findall(word)), key


def test_other_languages_get_english():
    assert words_of("hu_HU").language == "hu"
    assert words_of("xx").language == "en"
