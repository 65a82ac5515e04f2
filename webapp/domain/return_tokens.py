"""The address by which a customer comes back from the bank: known to them alone, kept as a hash."""

import hashlib
import hmac

BYTES = 16


def return_token(*, secret: str, payment_id: str) -> str:
    """128 bits that nobody without our secret can guess, the same for the same payment.

    Not drawn at random: asking a bank again about the same payment must say the same address.
    """
    mac = hmac.new(secret.encode(), f"return:{payment_id}".encode(), hashlib.sha256)
    return mac.digest()[:BYTES].hex()


def return_hash(token: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()
