"""What CloudRx's OrderService version 2 answers, errors included, spelled as the vendor spells it."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

OrderStatus = Literal[
    "Waiting Payment Success",
    "Payment Failed",
    "Waiting Clinical Check",
    "Prescription at Pharmacy",
    "Prescription Dispatched",
    "Prescription Processed",
    "Cancelled",
]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class OrderIdOut(_Wire):
    """The pharmacy's number of a new order."""

    orderId: int


class OrderStatusOut(_Wire):
    """How an order stands; what is not known yet is null."""

    clinicOrderId: str | None
    pharmacyOrderId: str | None
    orderStatus: OrderStatus | None
    dispatchDate: Annotated[str, Field(json_schema_extra={"format": "date-time"})] | None
    trackingId: str | None
    cancelReason: str | None


class OrderStatusesOut(RootModel[list[OrderStatusOut]]):
    """How orders stand."""


class OrderStatusesOrOneOut(RootModel[list[OrderStatusOut] | OrderStatusOut]):
    """How orders stand: a list, or the first of them alone where the switch asks for that."""


class FieldDetails(_Wire):
    """What is wrong with which field; fields are spelled in PascalCase."""

    field: str
    message: str


class MessageDetails(_Wire):
    """What is wrong."""

    message: str


class ErrorOut(_Wire):
    """The envelope of nearly every error."""

    error: str
    status: int
    details: FieldDetails | MessageDetails | list[FieldDetails]
