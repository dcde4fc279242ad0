"""Telling real data of people from made-up data, with the libraries that know: loaded when the first candidate is seen."""

from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat
from stdnum.gb import nhs
from stdnum.us import ssn

from mock_server.contract.conformance.reserved import FREE_DOMAINS, FREE_PHONES, TEST_NHS_NUMBERS

_ADVERTISED_SSN: Final = "98765432"
"""What the numbers begin with that the administration keeps for advertisements."""


def is_nhs_number(text: str) -> bool:
    """Whether a text is a number that the British health service may have given somebody: its check digit is right."""
    return nhs.is_valid(text) and not nhs.compact(text).startswith(TEST_NHS_NUMBERS)


def is_ssn(text: str) -> bool:
    """Whether a text is a social security number of the United States that somebody may have."""
    return ssn.is_valid(text) and not ssn.compact(text).startswith(_ADVERTISED_SSN)


def is_phone(text: str, country: str) -> bool:
    """Whether a text is a phone number that may ring somewhere, read as it is dialled in a country."""
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return False
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return phonenumbers.is_valid_number(number) and FREE_PHONES.fullmatch(written) is None


def is_email(text: str) -> bool:
    """Whether a text is an e-mail address that may reach somebody."""
    if FREE_DOMAINS.fullmatch(text.rpartition("@")[2]):
        return False
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
