"""What the journal does not show: credentials wherever they stand, and what tells who a patient is."""

import re
from collections.abc import Iterable
from typing import Final

MASK: Final = "***"

CREDENTIAL_HEADERS: Final = frozenset(
    {
        b"authorization",
        b"proxy-authorization",
        b"cookie",
        b"set-cookie",
        b"x-api-key",
        b"api-key",
        b"apikey",
        b"x-auth-token",
        b"x-rxscale-authorization",
    }
)
CREDENTIAL_FIELDS: Final = frozenset(
    {
        "clientsecret",
        "accesstoken",
        "refreshtoken",
        "signingsecret",
        "password",
        "secret",
        "token",
        "apikey",
        "xapikey",
        "authorization",
    }
)
"""Names of members and parameters, without case, hyphens and underscores."""
PATIENT_FIELDS: Final = frozenset(
    {
        *("firstname", "lastname", "middlename", "surname", "givenname", "familyname", "fullname"),
        *("patientname", "customername", "dateofbirth", "birthdate", "dob", "gender", "sex"),
        *("email", "emailaddress", "telephone", "phone", "phonenumber", "mobile", "mobilenumber", "fax"),
        *("nhsnumber", "ssn", "insurancenumber"),
        *("street", "street1", "street2", "housenumber", "additionaladdress"),
        *("address1", "address2", "address3", "address4", "addressline1", "addressline2", "addressline3"),
        *("postcode", "postalcode", "zip", "zipcode"),
        *("addresstoname", "addresstostreet1", "addresstostreet2", "addresstozip", "addresstolatitude", "addresstolongitude"),
        *("notes", "patientdeliverynote", "patientpharmacynote", "contentbase64"),
    }
)
"""Names, written in the same way, of what tells who a patient is. Cities, states and countries stay: stories turn on them."""
PERSONS: Final = frozenset({"patient", "patientdata", "customer"})
"""Members that hold a patient; what they call a name there is one."""
_NAMES_OF_PERSONS: Final = frozenset({"name", "displayname", "title"})

LIVE_KEY: Final = re.compile(
    r"\b(?:sk|pk|rk)_live_\w{6,}"
    r"|\bAKIA[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\bAIza[\w-]{35}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
"""Shapes that providers give to keys that work: nothing that is sent for a test looks like one."""
_TOKEN: Final = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
_PERSON_SEGMENT: Final = re.compile(r"(^|[\r\n\x0b])(PID|NK1|GT1|IN1)(.)[^\r\n]*")
"""Of an HL7 message: the patient, the next of kin, who pays."""


def _in_text(names: Iterable[str]) -> re.Pattern[str]:
    spelled = "|".join(sorted("[-_]?".join(name) for name in names))
    return re.compile(rf"((?:^|[&?\s\"])(?:{spelled})\"?\s*[=:]\s*\"?)[^&\"]+", re.IGNORECASE)


_CREDENTIALS_IN_TEXT: Final = _in_text(CREDENTIAL_FIELDS)
_PATIENTS_IN_TEXT: Final = _in_text(PATIENT_FIELDS)


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


def masked_text(text: str) -> str:
    """Text such as a form body or a query string, the values of credentials masked."""
    return _CREDENTIALS_IN_TEXT.sub(rf"\1{MASK}", text)


def masked_json(value: object) -> object:
    """A JSON value with the values of credential fields masked, at any depth."""
    if isinstance(value, dict):
        return {key: MASK if _plain(str(key)) in CREDENTIAL_FIELDS else masked_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [masked_json(inner) for inner in value]
    return value


class Mask:
    """What a reader of the journal does not see.

    `secrets` are the credentials that a sandbox knows, hidden wherever they stand, in a path too; each also with the sandbox's
    name appended. One that is not `is_on` hides nothing.
    """

    __slots__ = ("_secrets", "is_on")

    def __init__(self, secrets: Iterable[str] = (), *, is_on: bool = True) -> None:
        longest_first = sorted({each for each in secrets if each}, key=len, reverse=True)
        known = "|".join(re.escape(each) for each in longest_first)
        self._secrets = re.compile(rf"(?<![\w-])(?:{known})(?:--[\w.-]*)?(?![\w-])") if known else None
        self.is_on = is_on

    def sentence(self, text: str) -> str:
        """What the server itself says: no credential stands in it."""
        if not self.is_on:
            return text
        if self._secrets is not None:
            text = self._secrets.sub(MASK, text)
        return _TOKEN.sub(MASK, LIVE_KEY.sub(MASK, text))

    def text(self, text: str) -> str:
        """What a client sent that is no JSON: a path, a query, a form, an HL7 message."""
        if not self.is_on:
            return text
        text = _PATIENTS_IN_TEXT.sub(rf"\1{MASK}", masked_text(self.sentence(text)))
        return _PERSON_SEGMENT.sub(rf"\1\2\3{MASK}", text) if text.lstrip("\x0b").startswith("MSH") else text

    def json(self, value: object, *, of_person: bool = False) -> object:
        """A JSON value, credentials and what tells who a patient is masked at any depth."""
        if not self.is_on:
            return value
        if isinstance(value, dict):
            return {key: self.member(str(key), inner, of_person=of_person) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.json(inner, of_person=of_person) for inner in value]
        return self.text(value) if isinstance(value, str) else value

    def member(self, name: str, value: object, *, of_person: bool = False) -> object:
        """The value of a member, masked where its name says that it has to be. What is absent is shown as absent."""
        plain = _plain(name)
        if not self.is_on or value is None:
            return value
        if plain in CREDENTIAL_FIELDS or plain in PATIENT_FIELDS or (of_person and plain in _NAMES_OF_PERSONS):
            return MASK
        return self.json(value, of_person=plain in PERSONS or of_person)

    def headers(self, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
        """Headers as text, in their order."""
        return [(name.decode("latin-1"), self._header(name, value.decode("latin-1"))) for name, value in headers]

    def _header(self, name: bytes, value: str) -> str:
        return MASK if self.is_on and name.lower() in CREDENTIAL_HEADERS else self.sentence(value)


MASKED: Final = Mask()
"""Hides by name and by shape alone."""
BARE: Final = Mask(is_on=False)
"""Hides nothing."""
