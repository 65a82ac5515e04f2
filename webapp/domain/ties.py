"""What a membership or a role lets a person do, in words."""

from collections.abc import Iterable

from webapp.domain.words import N_

PERMISSION_WORDS = {
    "owner": N_("everything"),
    "submit_readings": N_("send readings"),
    "view_bills": N_("see bills"),
    "pay": N_("pay"),
    "manage": N_("ask for changes, and decide who else may use this portal"),
}

ROLE_WORDS = {
    "clerk": N_("clerk"),
    "supervisor": N_("supervisor"),
    "reader": N_("meter reader"),
    "admin": N_("administrator"),
}


def permission_words(*, permissions: Iterable[str]) -> list[str]:
    """The words for these permissions, the widest first; an owner needs no further ones."""
    held = set(permissions)
    if "owner" in held:
        return [PERMISSION_WORDS["owner"]]
    return [words for name, words in PERMISSION_WORDS.items() if name in held]
