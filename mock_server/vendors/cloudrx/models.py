"""What CloudRx's OrderService version 2 is sent, spelled as the vendor spells it.

Unknown members are ignored and names match in any case, as the vendor's framework does by default; null counts as absent
(CLX-34). Which members are required is the smallest sample that the vendor itself shows (CLX-33).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from mock_server.contract.conduct import Documented
from mock_server.engine.evidence import inferred
from mock_server.vendors.cloudrx import words
from mock_server.wire import INTEGRAL

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ].+)?", re.DOTALL)
_NOT_LISTED: Final = "The value is not one of the list."
INT32: Final = 2**31 - 1
INT64: Final = 2**63 - 1


def read_date(sent: object) -> str:
    """The date, as `YYYY-MM-DD`, of a date or a date-time.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(sent, str) and _DATE.fullmatch(sent):
        try:
            datetime.fromisoformat(sent)
            return date.fromisoformat(sent[:10]).isoformat()
        except ValueError:
            pass
    raise ValueError("The date is not valid.")


def _read_member(names: Sequence[str], sent: object) -> str:
    name = words.member(names, sent)
    if name is None:
        raise ValueError(_NOT_LISTED)
    return name


def _read_message_day(sent: object) -> str:
    if not isinstance(sent, date):
        raise ValueError("The date is not valid.")  # noqa: TRY004  # what the schema's library makes a refusal of
    return sent.isoformat()


def _read_courier(sent: object) -> object:
    if isinstance(sent, bool) or not isinstance(sent, str | int | float):
        raise ValueError(_NOT_LISTED)  # noqa: TRY004  # what the schema's library makes a refusal of
    if isinstance(sent, str) and not sent.strip():
        raise ValueError("The field is required.")
    return int(sent) if isinstance(sent, float) and sent.is_integer() else sent


def _read_account_number(sent: object) -> object:
    return int(sent) if isinstance(sent, str) and re.fullmatch(r"-?[0-9]{1,18}", sent) else sent


def _members(names: Sequence[str]) -> tuple[WithJsonSchema, Documented]:
    listed = {"type": "string", "enum": list(names)}
    schema = WithJsonSchema({"anyOf": [listed, {"type": "integer", "enum": [words.KNOWN_NUMBER]}]})
    return schema, Documented(f"one of {', '.join(names)}", inferred("CLX-43"), pattern="|".join(names))


Filled = Annotated[str, Field(pattern=r"\S", examples=["text"])]
"""Text that is there: a required string that is blank counts as missing."""
Title = Annotated[str, BeforeValidator(partial(_read_member, words.TITLES)), *_members(words.TITLES)]
Gender = Annotated[str, BeforeValidator(partial(_read_member, words.GENDERS)), *_members(words.GENDERS)]
PaymentType = Annotated[str, BeforeValidator(partial(_read_member, words.PAYMENT_TYPES)), *_members(words.PAYMENT_TYPES)]
Country = Annotated[str, Documented("three capitals, such as GBR", inferred("CLX-45"), pattern="[A-Z]{3}")]
Day = Annotated[
    str,
    BeforeValidator(read_date),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
MessageDay = Annotated[str, BeforeValidator(_read_message_day)]
Count = Annotated[int, Field(strict=True, ge=0, le=INT32), INTEGRAL]
LongId = Annotated[int, Field(strict=True, ge=0, le=INT64), INTEGRAL]
AccountNumber = Annotated[
    int,
    Field(strict=True, ge=-INT64, le=INT64),
    INTEGRAL,
    BeforeValidator(_read_account_number),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": -INT64, "maximum": INT64}, {"type": "string", "pattern": "^-?[0-9]{1,18}$"}]}
    ),
    Documented("a whole number", inferred("CLX-48"), type="integer"),
]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Yes = Annotated[bool, Field(strict=True)]
CourierCode = Annotated[
    str | int,
    BeforeValidator(_read_courier),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "\\S"}, {"type": "integer"}], "examples": ["RMT24"]}),
]


def _document_as_required(name: str, schema: dict[str, Any]) -> None:
    # A named refusal says that it is missing (CLX-42), and not the model; the document tells of it all the same.
    member = schema["properties"][name]
    del member["default"]
    member |= member.pop("anyOf")[0]
    if member.get("type") == "string":
        member["pattern"] = r"\S"
    schema.setdefault("required", []).append(name)


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    _names: ClassVar[frozenset[str]]
    _by_lower: ClassVar[Mapping[str, str]]

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        cls._names = frozenset(cls.model_fields)
        cls._by_lower = {name.lower(): name for name in cls.model_fields}

    @model_validator(mode="before")
    @classmethod
    def _match_names_in_any_case(cls, sent: object) -> object:
        if not isinstance(sent, dict) or sent.keys() <= cls._names:
            return sent
        folded = dict(sent)
        for name, value in sent.items():
            proper = cls._by_lower.get(str(name).lower())
            if proper is not None:
                folded.setdefault(proper, value)
        return folded


class _Person(_Sent):
    """What is known of a patient, whichever way the order comes."""

    clinicAccountNumber: AccountNumber | None = None
    firstName: str | None = None
    surname: Filled
    dateOfBirth: Day
    gender: Gender | None = None
    telephone: Filled
    email: str | None = None


class CustomerIn(_Person):
    """The patient."""

    title: Title


class CustomerInMessage(_Person):
    """The patient as an HL7 message names one: the title may be absent (CLX-54), and the birth date is read already."""

    dateOfBirth: MessageDay
    title: Title | None = None


class AddressIn(_Sent):
    """An address; the home address may lack any of it."""

    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    county: str | None = None
    postCode: str | None = None
    countryCode: Country | None = Field(default=None, examples=["GBR"])


class DeliveryAddressIn(_Sent):
    """Where the parcel goes."""

    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    county: str | None = None
    postCode: Filled
    countryCode: Annotated[Filled, Documented("three capitals, such as GBR", inferred("CLX-45"), pattern="[A-Z]{3}")] = Field(
        examples=["GBR"]
    )


class PrescriptionIn(_Sent):
    """How the order is known, paid and sent."""

    clinicOrderId: Filled
    clinicOrderValue: Number | None = None
    paymentType: PaymentType
    repeatsAllowed: Count | None = None
    courierCode: CourierCode
    currencyCode: str | None = Field(default=None, examples=["GBP"])


class ItemIn(_Sent):
    """A prescribed item; it is known by its product, by its dm+d code, or by both."""

    model_config = ConfigDict(
        json_schema_extra={"not": {"properties": {name: {"type": "null"} for name in ("productId", "dmdCode")}}}
    )

    productId: Count | None = None
    dmdCode: LongId | None = None
    pack: Count | None = None
    medication: Filled
    dosageInstructions: Filled
    quantity: Annotated[Number, Field(gt=0)]
    allowedRepeats: Count | None = None

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        if self.productId is None and self.dmdCode is None:
            raise ValueError("Either productId or dmdCode is required.")
        return self


class DoctorIn(_Sent):
    """The prescriber. That both must say something is a named refusal of its own, not a matter of the model (CLX-46)."""

    registrationNumber: str = Field(examples=["GMC1234567"], json_schema_extra={"pattern": r"\S"})
    prescriberName: str = Field(examples=["Dr Test Prescriber"], json_schema_extra={"pattern": r"\S"})


class ClinicIn(_Sent):
    """The clinic; note the spelling of `postcode`, which is `postCode` in addresses."""

    clinicCode: str | None = Field(default=None, examples=["cl1234"])
    name: str | None = None
    address1: str | None = None
    address2: str | None = None
    address3: str | None = None
    address4: str | None = None
    postcode: str | None = None
    countryCode: Country | None = None
    contactNumber: str | None = None
    contactEmail: str | None = None
    prescriberFeeTypeId: Count | None = None
    prescriberFee: Number | None = None
    allProducts: Yes | None = None


class _Order(_Sent):
    """What creates an order, but for the patient."""

    homeAddress: AddressIn | None = None
    deliveryAddress: DeliveryAddressIn
    prescription: PrescriptionIn
    prescribedItems: Annotated[list[ItemIn], Field(min_length=1)]
    prescribingDoctor: DoctorIn
    clinicInformation: ClinicIn | None = None
    affiliateId: str | None = None


class OrderIn(_Order):
    """What creates an order."""

    customer: CustomerIn


class ClinicToRegister(ClinicIn):
    """The clinic, which is registered where it is unknown; that needs a code."""

    model_config = ConfigDict(json_schema_extra=partial(_document_as_required, "clinicCode"))


class OrderWithClinicIn(OrderIn):
    """What creates an order and registers its clinic."""

    model_config = ConfigDict(json_schema_extra=partial(_document_as_required, "clinicInformation"))

    clinicInformation: ClinicToRegister | None = None


class OrderInMessage(_Order):
    """What creates an order, as it is read from an HL7 message."""

    customer: CustomerInMessage
