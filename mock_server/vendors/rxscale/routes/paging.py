"""Pages of lists: which one is asked for, and how one is answered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mock_server.contract.answers import Answer
from mock_server.contract.operation import Header
from mock_server.vendors.rxscale.errors import refuse_field
from mock_server.vendors.rxscale.shown import Shown
from mock_server.wire import write_json

_DEFAULT_LIMIT: Final = 50
_LARGEST_LIMIT: Final = 200
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,4000}")
"""As many digits as Python reads without complaint: beyond every page and every time there is."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its number, from 0, and the most rows it may have."""

    number: int
    limit: int

    @property
    def offset(self) -> int:
        """How many rows stand before it."""
        return self.number * self.limit

    def answer(self, rows: Sequence[Shown], total: int) -> Answer:
        """The page's rows, with how many rows and pages there are in all (RXS-13, RXS-14)."""
        pages = -(-total // self.limit)
        return Answer(200, write_json({"data": rows, "totalRegistries": total, "totalPages": pages}))


def whole_number(query: Mapping[str, str], name: str) -> int | None:
    """A whole number from the query, where it is given.

    Raises:
        Refused: it is none.
    """
    text = query.get(name)
    if text is None:
        return None
    if not _WHOLE.fullmatch(text):
        raise refuse_field(name, "Not a valid integer.")
    return int(text)


def asked_page(query: Mapping[str, str]) -> Page:
    """The page that a query asks for; more than 200 rows are capped, not refused (RXS-14).

    Raises:
        Refused: `page` or `limit` is no whole number, or too small.
    """
    found = {}
    for name, default, least in (("page", 0, 0), ("limit", _DEFAULT_LIMIT, 1)):
        number = whole_number(query, name)
        found[name] = number = default if number is None else number
        if number < least:
            raise refuse_field(name, f"Must be greater than or equal to {least}.")
    return Page(found["page"], min(found["limit"], _LARGEST_LIMIT))


PAGE_QUERY: Final = (
    Header("page", "Which page, counted from 0.", "0", schema={"type": "integer", "minimum": 0, "default": 0}),
    Header(
        "limit",
        "Rows on a page; more than 200 count as 200.",
        "50",
        schema={"type": "integer", "minimum": 1, "default": _DEFAULT_LIMIT},
    ),
)
PHARMACY_QUERY: Final = Header("pharmacy_uid", "For which pharmacy; needed with a group-wide key.", "ph-xyz")
