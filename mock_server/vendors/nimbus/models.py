"""The wire shapes of Nimbus OS version 1, spelled as the vendor spells them.

Unknown fields are ignored, since the vendor's schema does not close its objects (NIM-37). A null that is sent counts as
absent and is never echoed (NIM-35).
"""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator

from mock_server.vendors.nimbus.switches import NimbusSwitches
from mock_server.wire import INTEGRAL

# The vendor's own patterns allow no second underscore, yet its documented test ids have one (NIM-29).
PatientId = Annotated[str, Field(pattern=r"^pat_[A-Za-z0-9_]+$", examples=["pat_1234567890"])]
PrescriptionId = Annotated[str, Field(pattern=r"^rx_[A-Za-z0-9_]+$", examples=["rx_9876543210"])]
OrderId = Annotated[str, Field(pattern=r"^ord_[A-Za-z0-9]+$", examples=["ord_abc123xyz"])]
TwoLetters = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Zip = Annotated[str, Field(pattern=r"^[0-9]{5}(-[0-9]{4})?$", examples=["78701"])]
CalendarDate = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2025-01-18"])]
OrderStatus = Literal["pending", "processing", "shipped", "delivered", "cancelled"]
RefillStatus = Literal["pending", "approved", "processing", "shipped", "cancelled"]
Quantity = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1), INTEGRAL]
WEB_ADDRESS = (
    r"^[Hh][Tt][Tt][Pp][Ss]?://([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\])"
    r"(:[0-9]{1,5})?([/?][!\x22$-\[\]-~]*)?$"
)


def _can_be_taken_apart(url: str) -> str:
    # A pattern cannot say what an address in brackets must be, nor where ports end.
    if urlsplit(url).port == 0:
        raise ValueError("the port 0 is none")
    return url


WebAddress = Annotated[str, Field(pattern=WEB_ADDRESS, max_length=2048), AfterValidator(_can_be_taken_apart)]
"""An absolute http or https address with a host, without a user or a fragment (NIM-39)."""
Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2025-01-15T15:00:00Z"])]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class AddressIn(_Wire):
    """A delivery address as it is sent."""

    street1: str = Field(examples=["123 Main St"])
    street2: str | None = Field(default=None, examples=["Apt 4B"])
    city: str = Field(examples=["Austin"])
    state: TwoLetters = Field(examples=["TX"])
    zip: Zip
    country: TwoLetters = Field(examples=["US"])

    @model_validator(mode="before")
    @classmethod
    def _fill_country(cls, sent: object, info: ValidationInfo) -> object:
        # The vendor's schema both requires the country and gives it a default; the switch picks one reading (NIM-31).
        switches = info.context
        if isinstance(switches, NimbusSwitches) and switches.country == "default_us" and isinstance(sent, dict):
            return sent if sent.get("country") is not None else {**sent, "country": "US"}
        return sent


class OrderIn(_Wire):
    """What creates an order."""

    patientId: PatientId
    prescriptionId: PrescriptionId
    shippingAddress: AddressIn
    notes: str | None = Field(default=None, max_length=1000, examples=["Please leave at front door"])


class RefillIn(_Wire):
    """What asks for a refill."""

    prescriptionId: PrescriptionId
    patientId: PatientId
    requestedQuantity: Quantity | None = Field(default=None, examples=[30])


class WebhookTestIn(_Wire):
    """What asks for a test event. All of it may be left out."""

    eventType: Literal["order.created", "order.fulfilled", "refill.ready"] | None = Field(
        default=None, description="The event to send; `order.created` where it is left out."
    )
    webhookUrl: WebAddress | None = Field(
        default=None,
        description="Where to send it, instead of the configured address: a port goes up to 65535, IPv6 stands in brackets.",
    )


class AddressOut(_Wire):
    """A delivery address as it is answered; `street2` only where it was sent."""

    street1: str
    street2: str | None = None
    city: str
    state: TwoLetters
    zip: Zip
    country: TwoLetters


class OrderOut(_Wire):
    """An order. `trackingNumber` and `estimatedDeliveryDate` come with shipping."""

    id: OrderId
    patientId: PatientId
    prescriptionId: PrescriptionId
    status: OrderStatus
    shippingAddress: AddressOut
    trackingNumber: str | None = None
    createdAt: Instant
    updatedAt: Instant
    estimatedDeliveryDate: CalendarDate | None = None


class RefillOut(_Wire):
    """A refill. `approvedQuantity` and `estimatedShipDate` come with approval."""

    id: Annotated[str, Field(pattern=r"^ref_[A-Za-z0-9]+$", examples=["ref_abc123xyz"])]
    prescriptionId: PrescriptionId
    patientId: PatientId
    status: RefillStatus
    requestedQuantity: int
    approvedQuantity: int | None = None
    createdAt: Instant
    estimatedShipDate: CalendarDate | None = None


class WebhookTestOut(_Wire):
    """What is answered when a test event has been sent."""

    success: bool
    message: str
    webhookId: str


class ErrorDetails(BaseModel):
    """What some errors add: which members stand here depends on the error."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


class ErrorBody(_Wire):
    """What went wrong."""

    code: str
    message: str
    requestId: str
    details: ErrorDetails | None = None


class ErrorOut(_Wire):
    """The envelope of every error."""

    error: ErrorBody
