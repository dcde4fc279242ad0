"""What stands in a query: numbers and dates, refused in the vendor's words where they are none."""

import re
from collections.abc import Mapping
from typing import Final

from mock_server.vendors.cloudrx.errors import INVALID_DATE, INVALID_ORDER_ID
from mock_server.vendors.cloudrx.models import INT32, read_date
from mock_server.vendors.cloudrx.speech import invalid_parameter, pascal, refuse, refuse_saying

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,19}")


def folded(query: Mapping[str, str]) -> dict[str, str]:
    """A query's parameters by their names in lower case: the vendor's framework matches them in any case (CLX-16)."""
    found: dict[str, str] = {}
    for name, value in query.items():
        found.setdefault(name.lower(), value)
    return found


def whole(text: str, largest: int = INT32) -> int | None:
    """A whole number of at most `largest`, with blanks around it or without; None where the text is none."""
    text = text.strip()
    return int(text) if _WHOLE.fullmatch(text) and -largest - 1 <= int(text) <= largest else None


def order_number(text: str) -> str:
    """The id of the order that a number stands for: `007` is order 7.

    Raises:
        Refused: it is no 32-bit number.
    """
    number = whole(text)
    if number is None:
        raise refuse(INVALID_ORDER_ID, f"orderId is {text[:40]!r}, which is no 32-bit number")
    return str(number)


def day(query: Mapping[str, str], name: str) -> str:
    """A date of the query as `YYYY-MM-DD`.

    Raises:
        Refused: it is missing or unreadable.
    """
    text = query.get(name.lower(), "").strip()
    if not text:
        raise refuse_saying(INVALID_DATE, pascal(name), f"{pascal(name)} is required.")
    try:
        return read_date(text)
    except ValueError:
        raise refuse_saying(INVALID_DATE, pascal(name), f"{pascal(name)} is not a valid date.") from None


def number_above(query: Mapping[str, str], name: str, least: int, largest: int = INT32) -> int | None:
    """A whole number of the query; None where it is not there.

    Raises:
        Refused: it is none, or out of bounds.
    """
    text = query.get(name.lower())
    if text is None:
        return None
    number = whole(text, largest)
    if number is None or number < least:
        raise invalid_parameter(name, f"{name} is {text[:40]!r}, which is no whole number from {least} to {largest}")
    return number
