"""What is shaped like a postcode, a phone number, an e-mail address, a registration number or a dm+d code.

Asked for only where the switch says `formats: strict`; loaded by name at that time (see `doors`).
"""

import re
from collections.abc import Iterator
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum import verhoeff

from mock_server.vendors.cloudrx.contents import OrderContent

# No library fits: one brings 35 MB and fetches a database, another asks a service (docs/decisions/0006). The shape is that of
# BS 7666, with the letters that no inward part has.
_POSTCODE: Final = re.compile(r"(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2})", re.IGNORECASE)
# Doctors have seven digits of the GMC, pharmacist prescribers seven of the GPhC; the vendor's sample has the letters before.
_REGISTRATION: Final = re.compile(r"(?:GMC|GPHC)?[ -]?[0-9]{7}", re.IGNORECASE)
_DMD: Final = re.compile(r"[1-9][0-9]{5,17}")
_UNITED_KINGDOM: Final = "GBR"


def is_postcode(text: str) -> bool:
    """Whether a text has the shape of a postcode of the United Kingdom."""
    return _POSTCODE.fullmatch(text.strip()) is not None


def is_phone_number(text: str) -> bool:
    """Whether a text can be dialled, from the United Kingdom where it names no country."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, "GB"))
    except phonenumbers.NumberParseException:
        return False


def is_email(text: str) -> bool:
    """Whether a text has the shape of an e-mail address; nobody is asked whether it exists."""
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def is_registration_number(text: str) -> bool:
    """Whether a text has the shape of a number of the GMC or the GPhC."""
    return _REGISTRATION.fullmatch(text.strip()) is not None


def is_dmd_code(number: int) -> bool:
    """Whether a number has the shape of a dm+d code: a SNOMED CT identifier with its check digit."""
    text = str(number)
    return _DMD.fullmatch(text) is not None and verhoeff.is_valid(text)


def misshapen(order: OrderContent) -> Iterator[tuple[str, str]]:
    """Every value of an order that has not the shape it should have: the field and what is wrong."""
    for address in (order.delivery_address, order.home_address):
        if address is None or not address.post_code or address.country_code != _UNITED_KINGDOM:
            continue
        if not is_postcode(address.post_code):
            yield "PostCode", "The post code is not valid."
    if not is_phone_number(order.customer.telephone):
        yield "Telephone", "The telephone number is not valid."
    if order.customer.email and not is_email(order.customer.email):
        yield "Email", "The email address is not valid."
    if not is_registration_number(order.registration_number):
        yield "RegistrationNumber", "The registration number is not valid."
    for item in order.items:
        if item.dmd_code is not None and not is_dmd_code(item.dmd_code):
            yield "DmdCode", "The dm+d code is not valid."
