"""What a scenario may list under `fixtures: {nimbus: …}`, in the vendor's words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mock_server.contract.vendor import FixtureWord
from mock_server.engine.clock import parse_day, parse_instant
from mock_server.engine.engine import Engine
from mock_server.engine.ids import draw
from mock_server.engine.lifecycle import Setting
from mock_server.engine.records import AnyKind
from mock_server.vendors.nimbus.lifecycle import Address, OrderContent, RefillContent, approve, ship
from mock_server.vendors.nimbus.models import AddressIn, OrderId, OrderStatus, PatientId, PrescriptionId, RefillStatus
from mock_server.vendors.nimbus.records import ORDER, PATIENT, PRESCRIPTION, REFILL, PatientContent, PrescriptionContent


def _is_instant(text: str) -> str:
    parse_instant(text)
    return text


def _is_day(text: str) -> str:
    parse_day(text)
    return text


Instant = Annotated[str, AfterValidator(_is_instant)]
Day = Annotated[str, AfterValidator(_is_day)]

_SHIPPED: Final = ("shipped", "delivered")
_APPROVED: Final = ("approved", "processing", "shipped")

SAMPLE_ADDRESS = AddressIn(street1="123 Main St", city="Austin", state="TX", zip="78701", country="US")
"""The address of the vendor's own samples, for orders whose address does not matter."""


class _Fixture(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OrderFixture(_Fixture):
    """An order that is there from the start. Without times it was made at the scenario's start.

    One that has shipped has what shipping sets, made up where it is not given.
    """

    id: OrderId
    patientId: PatientId = "pat_1234567890"
    prescriptionId: PrescriptionId = "rx_9876543210"
    status: OrderStatus = "pending"
    shippingAddress: AddressIn = SAMPLE_ADDRESS
    notes: str | None = Field(default=None, max_length=1000)
    trackingNumber: str | None = None
    estimatedDeliveryDate: Day | None = None
    createdAt: Instant | None = None
    updatedAt: Instant | None = None


class RefillFixture(_Fixture):
    """A refill that is there from the start. One that was approved has what approval sets, made up where it is not given."""

    id: Annotated[str, Field(pattern=r"^ref_[A-Za-z0-9]+$")]
    prescriptionId: PrescriptionId = "rx_9876543210"
    patientId: PatientId = "pat_1234567890"
    status: RefillStatus = "pending"
    requestedQuantity: int = Field(default=30, ge=1)
    approvedQuantity: int | None = Field(default=None, ge=1)
    estimatedShipDate: Day | None = None
    createdAt: Instant | None = None


class PatientFixture(_Fixture):
    """A patient that orders may name."""

    id: PatientId


class PrescriptionFixture(_Fixture):
    """A prescription that orders and refills may name; `quantity` is what a refill asks for when it does not say."""

    id: PrescriptionId
    quantity: int = Field(default=30, ge=1)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text).astimezone(UTC)


def _setting(engine: Engine, kind: AnyKind, id: str, at: datetime | None, given: Mapping[str, object]) -> Setting:
    """What a move that lies before the scenario's start would have looked at."""
    texts = {name: str(value) for name, value in given.items() if value is not None}
    return Setting(at or engine.world.now, texts, partial(draw, engine.world.seed, kind.name, id, 1))


def _place_order(engine: Engine, fixture: BaseModel) -> None:
    order = OrderFixture.model_validate(fixture)
    sent = order.shippingAddress
    content = OrderContent(
        order.patientId,
        order.prescriptionId,
        Address(sent.street1, sent.street2, sent.city, sent.state, sent.zip, sent.country),
        order.notes,
        order.trackingNumber,
        order.estimatedDeliveryDate,
    )
    created, updated = _instant(order.createdAt), _instant(order.updatedAt)
    if order.status in _SHIPPED:
        given = {"trackingNumber": order.trackingNumber, "estimatedDeliveryDate": order.estimatedDeliveryDate}
        content = ship(content, _setting(engine, ORDER, order.id, updated or created, given))
    engine.create(ORDER, content, id=order.id, status=order.status, created_at=created, updated_at=updated)


def _place_refill(engine: Engine, fixture: BaseModel) -> None:
    refill = RefillFixture.model_validate(fixture)
    content = RefillContent(
        refill.prescriptionId,
        refill.patientId,
        refill.requestedQuantity,
        refill.approvedQuantity,
        refill.estimatedShipDate,
    )
    created = _instant(refill.createdAt)
    if refill.status in _APPROVED:
        given = {"approvedQuantity": refill.approvedQuantity, "estimatedShipDate": refill.estimatedShipDate}
        content = approve(content, _setting(engine, REFILL, refill.id, created, given))
    engine.create(REFILL, content, id=refill.id, status=refill.status, created_at=created)


def _place_patient(engine: Engine, fixture: BaseModel) -> None:
    engine.create(PATIENT, PatientContent(), id=PatientFixture.model_validate(fixture).id)


def _place_prescription(engine: Engine, fixture: BaseModel) -> None:
    prescription = PrescriptionFixture.model_validate(fixture)
    engine.create(PRESCRIPTION, PrescriptionContent(prescription.quantity), id=prescription.id)


FIXTURES = {
    "orders": FixtureWord(OrderFixture, _place_order),
    "refills": FixtureWord(RefillFixture, _place_refill),
    "patients": FixtureWord(PatientFixture, _place_patient),
    "prescriptions": FixtureWord(PrescriptionFixture, _place_prescription),
}
