"""Receipt numbers that can be read out on the telephone."""

# Crockford's base 32: no I, L, O or U, so nothing is mistaken for something else.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def receipt_number(number: int) -> str:
    """A receipt such as R-4F7K-9Q2M from the low 40 bits of a random number."""
    letters = [ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5)]
    return f"R-{''.join(letters[:4])}-{''.join(letters[4:])}"
