"""Which members tell of a patient, by their names, and what plainly made-up values stand in their place."""

import re
from typing import Final

from mock_server.journal.masking import PATIENT_FIELDS

_FIELDS: Final = PATIENT_FIELDS | {"title", "displayname", "city", "town", "latitude", "longitude"}
_PREFIXES: Final = ("addressto", "patient", "delivery", "billing", "customer")
_SHAPES: Final = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "1980-01-01"),
    (re.compile(r"\d{4}-\d\d-\d\d[Tt ].*"), "2026-01-05T09:00:00Z"),
    (re.compile(r"[^@\s]+@[^@\s]+"), "test.person@example.com"),
    (re.compile(r"https?://.*", re.IGNORECASE), "https://test.example.com/"),
)


def is_personal(name: str) -> bool:
    """Whether a member of that name tells of a patient."""
    plain = folded(name)
    return plain in _FIELDS or any(plain.removeprefix(prefix) in _FIELDS for prefix in _PREFIXES)


def folded(name: str) -> str:
    """A name without case, hyphens and underscores."""
    return name.lower().replace("-", "").replace("_", "")


def made_up(text: str) -> str:
    """A plainly made-up text of the same sort: a date, an address, digits, or a word."""
    for shape, instead in _SHAPES:
        if shape.fullmatch(text):
            return instead
    return "1" * min(len(text), 20) if text.isdigit() else "test" if text else ""


def same_form(text: str) -> str:
    """A text of the same form with other signs, for what is to be refused as the original was."""
    letters = re.sub(r"[^\W\d_]", lambda sign: "X" if sign[0].isupper() else "x", text[:200])
    return re.sub(r"\d", "1", letters)
