"""Permissions in words."""

from webapp.domain.permissions import GRANTED_TO_MEMBERS, GRANTED_TO_STAFF
from webapp.domain.ties import PERMISSION_WORDS, ROLE_WORDS, permission_words


def test_an_owner_needs_no_further_words():
    assert permission_words(permissions={"pay", "owner"}) == ["everything"]


def test_the_others_are_named_one_by_one():
    assert permission_words(permissions={"pay", "submit_readings"}) == ["send readings", "pay"]


def test_every_permission_and_role_of_the_policy_has_its_word():
    assert set().union(*GRANTED_TO_MEMBERS.values()) <= set(PERMISSION_WORDS)
    assert set().union(*GRANTED_TO_STAFF.values()) <= set(ROLE_WORDS)
