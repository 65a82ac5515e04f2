"""How people go wrong when they type what a meter shows, in thousandths."""


def red_digit_as_black(shown: int) -> int:
    """The first red digit typed before the point: ten times the truth."""
    return shown // 100 * 1000


def two_digits_swapped(shown: int) -> int:
    """The tens and the hundreds in each other's place, and nothing behind the point."""
    whole = shown // 1000
    hundreds, tens = whole // 100 % 10, whole // 10 % 10
    return (whole + (tens - hundreds) * 90) * 1000
