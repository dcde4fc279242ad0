"""Values that look like a real person's, in the strings of a call."""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final, NamedTuple

from mock_server.contract.vendor import Vendor
from mock_server.contract.violations import Sort, Violation


class Leaf(NamedTuple):
    """A string that a call sends: in which part, at which place, under which name."""

    part: str
    place: str
    name: str
    text: str


_EMAIL: Final = re.compile(r"[^\s@<>\"'|^&,;:()\[\]{}]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_NHS: Final = re.compile(r"(?<![\w.-])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![\w.-])")
_SSN: Final = re.compile(r"(?<![\w.-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![\w.-])")
_PHONE: Final = re.compile(r"\+[0-9][0-9 ()./-]{6,20}[0-9]")
_PHONE_NAMES: Final = ("phone", "mobile", "contactnumber", "fax")
_MOST_CANDIDATES: Final = 100
"""Of one call: whoever sends more is told of the first."""

_EMAIL_INSTEAD: Final = "use an address of example.com, which reaches nobody"
_NHS_INSTEAD: Final = "use a number that begins with 999, which is kept for tests"
_SSN_INSTEAD: Final = "use a number that begins with 9, which nobody is given"
_PHONES_INSTEAD: Final = {
    "GB": "use a number from 07700 900000 to 900999, which are kept free",
    "US": "use a number such as (512) 555-0142: 555-0100 to 555-0199 are kept free",
    "DE": "use a number from 030 23125000 to 23125999, which are kept free",
}


class Candidate(NamedTuple):
    """A part of a string that may be a real person's: what it would be, how to tell, and what to send in its place."""

    text: str
    what: str
    is_real: Callable[[], bool]
    instead: str


def hold_people(vendor: Vendor, leaves: Iterator[Leaf], samples: Callable[[], str]) -> Iterator[Violation]:
    """What looks like a real person's; what stands in the vendor's own samples does not count. The value is never said."""
    looked_at = 0
    for leaf in leaves:
        for candidate in _candidates(vendor.country, leaf):
            looked_at += 1
            if looked_at > _MOST_CANDIDATES:
                return
            if candidate.is_real() and candidate.text not in samples():
                says = f"this looks like {candidate.what} of a real person, and nothing real must be sent to a stand-in"
                yield Violation(Sort.PERSONAL, leaf.part, leaf.place, says, candidate.instead)


def _candidates(country: str, leaf: Leaf) -> Iterator[Candidate]:
    text = leaf.text
    name = leaf.name.lower().replace("_", "").replace("-", "")
    if "@" in text:
        for found in _EMAIL.findall(text):
            yield Candidate(found, "the e-mail address", _ask("is_email", found), _EMAIL_INSTEAD)
    if any(each in name for each in _PHONE_NAMES):
        instead = _PHONES_INSTEAD.get(country, "use a number that is kept free for films")
        yield Candidate(text, "the phone number", _ask("is_phone", text, country), instead)
        return
    if "+" in text:
        instead = _PHONES_INSTEAD.get(country, "use a number that is kept free for films")
        for found in _PHONE.findall(text):
            yield Candidate(found, "the phone number", _ask("is_phone", found, country), instead)
    if country == "GB" or "nhs" in name:
        for found in _NHS.findall(text):
            yield Candidate(found, "the NHS number", _ask("is_nhs_number", found), _NHS_INSTEAD)
    if country == "US":
        for found in _SSN.findall(text):
            yield Candidate(found, "the social security number", _ask("is_ssn", found), _SSN_INSTEAD)


def _ask(question: str, *words: str) -> Callable[[], bool]:
    # The one way to what stands on heavy libraries: most servers never meet a candidate
    # (docs/decisions/0005-the-control-api-loads-when-asked.md).
    def ask() -> bool:
        answer: bool = getattr(import_module("mock_server.contract.conformance.telling"), question)(*words)
        return answer

    return ask
