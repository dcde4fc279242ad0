"""What a scenario may list under `fixtures: {cloudrx: …}`, in the vendor's words."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from mock_server.contract.vendor import FixtureWord
from mock_server.engine.clock import parse_instant
from mock_server.engine.engine import Engine
from mock_server.engine.ids import draw
from mock_server.engine.lifecycle import Setting
from mock_server.vendors.cloudrx.answer_models import OrderStatus
from mock_server.vendors.cloudrx.contents import (
    Address,
    ClinicContent,
    CourierContent,
    Customer,
    Item,
    LockedPatientContent,
    OrderContent,
    ProductContent,
    RefusedPrescriberContent,
)
from mock_server.vendors.cloudrx.lifecycle import DISPATCHED, PROCESSED, WAITING_CHECK, dispatch, show_milliseconds
from mock_server.vendors.cloudrx.models import INT32, INT64, Day, Gender, PaymentType, Title
from mock_server.vendors.cloudrx.records import CLINIC, COURIER, LOCKED_PATIENT, ORDER, PRODUCT, REFUSED_PRESCRIBER
from mock_server.vendors.cloudrx.words import ACCOUNT

TEST_CLIENT = "cloudrx-test-client"


def _is_instant(text: str) -> str:
    return show_milliseconds(parse_instant(text))


Instant = Annotated[str, AfterValidator(_is_instant)]


class _Fixture(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClinicFixture(_Fixture):
    """A clinic and the client that acts for it."""

    id: str = Field(min_length=1)
    client: str = TEST_CLIENT
    name: str | None = None


def _is_int32(text: str) -> str:
    if int(text) > INT32:
        raise ValueError(f"order numbers end at {INT32}")
    return text


OrderNumber = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,9}$"), AfterValidator(_is_int32)]


class OrderFixture(_Fixture):
    """An order that is there from the start: one item for an invented patient. Without a time it was made at the start.

    One that was dispatched has what dispatching sets, made up where it is not given.
    """

    id: OrderNumber
    clinicOrderId: str = Field(min_length=1)
    clinicCode: str = "cl1234"
    orderStatus: OrderStatus = WAITING_CHECK
    dispatchDate: Instant | None = None
    trackingId: str | None = None
    cancelReason: str | None = None
    paymentType: PaymentType = ACCOUNT
    title: Title = "Mr"
    gender: Gender = "Male"
    surname: str = "Sample"
    dateOfBirth: Day = "1990-01-01"
    courierCode: str = "RMT24"
    medication: str = "SAMPLE Alphazol 10 mg tablets"
    quantity: float = Field(default=28, gt=0)
    createdAt: Instant | None = None


class ProductFixture(_Fixture):
    """A product of the catalogue; the price is of one pack, in pence."""

    id: str = Field(pattern=r"^[1-9][0-9]{0,8}$")
    dmdCode: int = Field(ge=1, le=INT64)
    name: str = Field(min_length=1)
    pack: int = Field(ge=1, le=INT32)
    price: int = Field(ge=0, le=INT32)
    stock: int = Field(default=0, ge=0, le=INT32)


class CourierFixture(_Fixture):
    """A courier: its code, the number that stands for it, if one does, and prices in pence."""

    id: str = Field(min_length=1)
    number: int | None = Field(default=None, ge=0, le=INT32)
    carrier: str
    price: int = Field(ge=0, le=INT32)
    priceAbroad: int = Field(ge=0, le=INT32)


class LockedPatientFixture(_Fixture):
    """A patient for whom no orders are taken."""

    surname: str = Field(min_length=1)
    dateOfBirth: Day


class RefusedPrescriberFixture(_Fixture):
    """A prescriber for whom no orders are taken, by registration number."""

    id: str = Field(min_length=1)


def _place_clinic(engine: Engine, fixture: BaseModel) -> None:
    clinic = ClinicFixture.model_validate(fixture)
    engine.create(CLINIC, ClinicContent(clinic.client, clinic.name), id=clinic.id)


def _dispatched(engine: Engine, order: OrderFixture, content: OrderContent, at: datetime) -> OrderContent:
    given = {} if order.trackingId is None else {"trackingId": order.trackingId}
    return dispatch(content, Setting(at, given, partial(draw, engine.world.seed, ORDER.name, order.id, 1)))


def _place_order(engine: Engine, fixture: BaseModel) -> None:
    order = OrderFixture.model_validate(fixture)
    clinic, courier = engine.get(CLINIC, order.clinicCode), engine.get(COURIER, order.courierCode)
    content = OrderContent(
        clinic_code=clinic.id,
        client=clinic.content.client,
        clinic_order_id=order.clinicOrderId,
        customer=Customer(
            order.title, "Test", order.surname, order.dateOfBirth, order.gender, "07123456789", "test@example.com", None
        ),
        delivery_address=Address("1 Sample Street", None, "London", None, "N1 9GU", "GBR"),
        home_address=None,
        items=(Item(1, None, None, order.medication, "One a day", order.quantity, None),),
        registration_number="GMC1234567",
        prescriber_name="Dr Test Prescriber",
        payment_type=order.paymentType,
        courier_code=courier.id,
        currency_code="GBP",
        dispatch_date=order.dispatchDate,
        tracking_id=order.trackingId,
        cancel_reason=order.cancelReason,
    )
    created = None if order.createdAt is None else parse_instant(order.createdAt).astimezone(UTC)
    if order.orderStatus in (DISPATCHED, PROCESSED):
        at = created or engine.world.now
        content = _dispatched(engine, order, content, at if order.dispatchDate is None else parse_instant(order.dispatchDate))
    engine.create(ORDER, content, id=order.id, status=order.orderStatus, created_at=created)


def _place_product(engine: Engine, fixture: BaseModel) -> None:
    product = ProductFixture.model_validate(fixture)
    content = ProductContent(product.dmdCode, product.name, product.pack, product.price, product.stock)
    engine.create(PRODUCT, content, id=product.id)


def _place_courier(engine: Engine, fixture: BaseModel) -> None:
    courier = CourierFixture.model_validate(fixture)
    content = CourierContent(courier.number, courier.price, courier.priceAbroad, courier.carrier)
    engine.create(COURIER, content, id=courier.id)


def _place_locked_patient(engine: Engine, fixture: BaseModel) -> None:
    patient = LockedPatientFixture.model_validate(fixture)
    engine.create(LOCKED_PATIENT, LockedPatientContent(patient.surname, patient.dateOfBirth))


def _place_refused_prescriber(engine: Engine, fixture: BaseModel) -> None:
    id = RefusedPrescriberFixture.model_validate(fixture).id
    engine.create(REFUSED_PRESCRIBER, RefusedPrescriberContent(), id=id)


FIXTURES = {
    "clinics": FixtureWord(ClinicFixture, _place_clinic),
    "orders": FixtureWord(OrderFixture, _place_order),
    "products": FixtureWord(ProductFixture, _place_product),
    "couriers": FixtureWord(CourierFixture, _place_courier),
    "locked_patients": FixtureWord(LockedPatientFixture, _place_locked_patient),
    "refused_prescribers": FixtureWord(RefusedPrescriberFixture, _place_refused_prescriber),
}
