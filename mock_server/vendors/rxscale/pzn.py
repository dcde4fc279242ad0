"""The check digit of the Pharmazentralnummer, the eight-digit number of every German pharmacy article."""

from typing import Final

_DIGITS: Final = 7
_MODULUS: Final = 11
_NOT_GIVEN_OUT: Final = 10


def with_check_digit(number: int) -> str | None:
    """The eight-digit PZN that begins with these seven digits; None for a number that is not given out.

    The digits weigh 1 to 7, their sum is taken modulo 11, and numbers whose rest is 10 stay unused (RXS-76). Written out
    here because python-stdnum, which knows most such numbers, does not know this one.
    """
    digits = f"{number:0{_DIGITS}d}"
    rest = sum(weight * int(digit) for weight, digit in enumerate(digits, start=1)) % _MODULUS
    return None if rest == _NOT_GIVEN_OUT else f"{digits}{rest}"
