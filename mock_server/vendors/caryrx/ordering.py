"""What an order is made of, and how it begins, whoever makes it: a client or a scenario."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from mock_server.engine.engine import Engine
from mock_server.engine.errors import InvalidInput
from mock_server.engine.ids import draw
from mock_server.engine.lifecycle import Setting
from mock_server.engine.records import NOTHING, ContentT, Kind, Record
from mock_server.vendors.caryrx.contents import LocationContent, OrderContent, PatientContent, PrescriptionContent
from mock_server.vendors.caryrx.lifecycle import PENDING, UNDER_WAY, check_tracking, ship
from mock_server.vendors.caryrx.records import LOCATION, ORDER, PATIENT, PRESCRIPTION


@dataclass(frozen=True, slots=True)
class Parts:
    """The records that an order speaks of."""

    patient: Record[PatientContent]
    location: Record[LocationContent]
    prescriptions: tuple[Record[PrescriptionContent], ...]


def patient_named(engine: Engine, id: str, field: str, tenant: str | None) -> Record[PatientContent]:
    """The patient that a member of a body names; with a tenant, only one that it may see.

    Raises:
        InvalidInput: there is none (CRX-28).
    """
    patient = _seen(engine, PATIENT, id, tenant)
    if patient is None:
        raise InvalidInput(field, "names no patient")
    return patient


def gather(engine: Engine, patient_id: str, location_id: str, prescriptions: Sequence[str], tenant: str | None) -> Parts:
    """The records that an order names; with a tenant, only those that it may see.

    Raises:
        InvalidInput: one of them is unknown, or another patient's; `field` names the member (CRX-28).
    """
    patient = patient_named(engine, patient_id, "patient_id", tenant)
    location = _seen(engine, LOCATION, location_id, tenant)
    if location is None or location.content.patient_id != patient.id:
        raise InvalidInput("patient_location_id", "names no location of the patient")
    found = []
    for id in prescriptions:
        prescription = _seen(engine, PRESCRIPTION, id, tenant)
        if prescription is None or prescription.content.patient_id != patient.id:
            raise InvalidInput("prescriptions", f"names {id[:80]!r}, which is no prescription of the patient")
        found.append(prescription)
    return Parts(patient, location, tuple(found))


def _seen(engine: Engine, kind: Kind[ContentT], id: str, tenant: str | None) -> Record[ContentT] | None:
    record = engine.find(kind, id)
    return record if record is not None and (tenant is None or record.is_visible_to(tenant)) else None


def begin_order(  # each is a column of the new record; all but three are keyword-only with a default
    engine: Engine,
    content: OrderContent,
    owner: str,
    *,
    id: str | None = None,
    status: str = PENDING,
    tracking: Mapping[str, str] = NOTHING,
    created_at: datetime | None = None,
    updated_at: datetime | None = None,
) -> Record[OrderContent]:
    """Make an order. One that begins under way has something to track: what is given, else what is made up (CRX-33).

    Raises:
        DuplicateRecord: the id is taken.
        InvalidInput: there is something to track before the order is under way, or it cannot be tracked so.
    """
    if status not in UNDER_WAY and tracking:
        raise InvalidInput(next(iter(tracking)), f"an order that is {status} has nothing to track yet")
    check_tracking(content, tracking)
    id = id or engine.mint(ORDER)
    if status in UNDER_WAY:
        world = engine.world
        setting = Setting(created_at or world.now, tracking, partial(draw, world.seed, ORDER.name, id, 0))
        content = ship(content, setting)
    return engine.create(ORDER, content, id=id, owner=owner, status=status, created_at=created_at, updated_at=updated_at)
