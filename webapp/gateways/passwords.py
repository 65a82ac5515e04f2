"""Password hashing: Argon2id with OWASP's parameters (2 passes, 19 MiB, 1 lane)."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(text: str) -> str:
    """A salted Argon2id hash."""
    return _HASHER.hash(text)


def verify_password(*, text: str, hashed: str | None) -> bool:
    """Whether the password fits; without a hash it does the same work and says no."""
    try:
        return _HASHER.verify(hashed or _nobody(), text) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    # Verified against when the account is unknown, so that both answers take equally long.
    return _HASHER.hash("nobody knows this one")
