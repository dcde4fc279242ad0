"""Which field of an HL7 message becomes which member of an order: our assumption, all of it, in one table (CLX-54).

The vendor documents that there is a call for HL7 messages, and nothing of how it reads them. Places are those of HL7 version
2.5; a row's member is spelled as errors spell it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from mock_server.vendors.cloudrx import words
from mock_server.vendors.cloudrx.reading import Reading

MESSAGE_TYPES: Final = ("RDE^O11", "OMP^O09", "ORM^O01")
NEW_ORDER: Final = "NW"
ITEM_SEGMENTS: Final = ("RXE", "RXO")
"""What describes an item; where a group has both, the encoded one (RXE) counts."""
DMD_SYSTEMS: Final = frozenset({"DM+D", "DMD", "SCT", "SNOMED", "SNOMED-CT", "SNM"})
"""Names of coding systems under which a code is a dm+d one; under any other it is the vendor's product number."""

# What a message has no place for, in this reading.
PAYMENT_TYPE: Final = words.ACCOUNT
COURIER_CODE: Final = "RMT24"
CURRENCY_CODE: Final = "GBP"

_DATE: Final = re.compile(r"([0-9]{8})(?:[0-9]{2}(?:[0-9]{2}(?:[0-9]{2}(?:\.[0-9]{1,4})?)?)?)?(?:[+-][0-9]{4})?")
VERSION: Final = re.compile(r"2(?:\.[0-9]+)*")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{0,9})?")
_WHOLE: Final = re.compile(r"[0-9]{1,18}")
_SEXES: Final[Mapping[str, str]] = {"M": "Male", "F": "Female", "O": "Other", "A": "Other", "U": "Unknown", "N": "Unknown"}


def read_text(text: str) -> object:
    """The text as it stands."""
    return text


def read_date(text: str) -> object:
    """The date of `YYYYMMDD`, whatever time follows; what is no date stays as it is, for the model to refuse."""
    found = _DATE.fullmatch(text)
    try:
        return date.fromisoformat(found.group(1)) if found else text
    except ValueError:
        return text


def read_number(text: str) -> object:
    """A number; what is none stays as it is, for the model to refuse."""
    return float(text) if _NUMBER.fullmatch(text) else text


def read_whole(text: str) -> object:
    """A whole number; what is none stays as it is, for the model to refuse."""
    return int(text) if _WHOLE.fullmatch(text) else text


def read_account(text: str) -> object:
    """An account number, where it is a number; others mean nothing to the vendor."""
    return int(text) if _WHOLE.fullmatch(text) else None


def read_sex(text: str) -> object:
    """The gender for a code of HL7 table 0001; what is none stays as it is, for the model to refuse."""
    return _SEXES.get(text.upper(), text)


def read_title(text: str) -> object:
    """A title without the dot that may follow it."""
    return text.rstrip(".")


@dataclass(frozen=True, slots=True)
class Row:
    """A place in a segment and the member it becomes; `places` are tried in their order, as field and component."""

    member: str
    segment: str
    places: tuple[tuple[int, int], ...]
    read: Callable[[str], object] = read_text

    @property
    def place(self) -> str:
        """The first place as HL7 writes it: `PID-5.1`."""
        field, component = self.places[0]
        return f"{self.segment}-{field}.{component}"


PATIENT: Final = (
    Row("Customer.ClinicAccountNumber", "PID", ((18, 1),), read_account),
    Row("Customer.Title", "PID", ((5, 5),), read_title),
    Row("Customer.FirstName", "PID", ((5, 2),)),
    Row("Customer.Surname", "PID", ((5, 1),)),
    Row("Customer.DateOfBirth", "PID", ((7, 1),), read_date),
    Row("Customer.Gender", "PID", ((8, 1),), read_sex),
)
TELEPHONE: Final = Row("Customer.Telephone", "PID", ((13, 1), (13, 12)))
EMAIL: Final = Row("Customer.Email", "PID", ((13, 4),))
"""Of the first repetition that says it is for electronic mail (`NET` in its second or `Internet` in its third component); the
telephone is of the first other one that has a number."""

# Of a repetition of PID-11. Marked `H` beside another one it is the home address; the first other one is where the parcel goes.
ADDRESS: Final = (
    Row("Address1", "PID", ((11, 1),)),
    Row("Address2", "PID", ((11, 2),)),
    Row("City", "PID", ((11, 3),)),
    Row("County", "PID", ((11, 4),)),
    Row("PostCode", "PID", ((11, 5),)),
    Row("CountryCode", "PID", ((11, 6),)),
)
CLINIC: Final = Row("ClinicInformation.ClinicCode", "MSH", ((4, 1),))
ORDER_REFERENCE: Final = Row("Prescription.ClinicOrderId", "ORC", ((2, 1),))
"""The message's own id, MSH-10, where no ORC has a reference."""
REGISTRATION: Final = Row("PrescribingDoctor.RegistrationNumber", "ORC", ((12, 1),))
PRESCRIBER: Final = Row("PrescribingDoctor.PrescriberName", "ORC", ((12, 6), (12, 3), (12, 2)))
"""Prefix, given and family name, in that order."""

ITEM: Final[Mapping[str, tuple[Row, ...]]] = {
    "RXE": (
        Row("Medication", "RXE", ((2, 2), (2, 5))),
        Row("Quantity", "RXE", ((10, 1),), read_number),
        Row("DosageInstructions", "RXE", ((7, 2), (7, 1))),
        Row("AllowedRepeats", "RXE", ((12, 1),), read_whole),
        Row("Pack", "RXE", ((28, 1),), read_whole),
    ),
    "RXO": (
        Row("Medication", "RXO", ((1, 2), (1, 5))),
        Row("Quantity", "RXO", ((11, 1),), read_number),
        Row("DosageInstructions", "RXO", ((7, 2), (7, 1), (6, 2), (6, 1))),
        Row("AllowedRepeats", "RXO", ((13, 1),), read_whole),
    ),
}
CODE_FIELD: Final[Mapping[str, int]] = {"RXE": 2, "RXO": 1}
"""The field that holds an item's codes: code, text and coding system, and once more for another system."""

_MISSED_AT: Final[Mapping[str, str]] = {"ClinicCode": "MSH-4", "RegistrationNumber": "ORC-12", "PrescriberName": "ORC-12"}
"""Where would stand what a named refusal of the create calls misses."""


def place_of(reading: Reading, field: str) -> str | None:
    """The segment and field in which a message says what a named refusal of the create calls is about, such as `PID-11`."""
    said = (found.place for found in reading.found if found.member.rpartition(".")[2] == field)
    place = next(said, None) or _MISSED_AT.get(field)
    return place and place.partition(".")[0]
