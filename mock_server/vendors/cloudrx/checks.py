"""What the vendor refuses by name when an order is created, in the order in which it is looked at."""

from mock_server.contract.answers import Refused
from mock_server.contract.call import Call
from mock_server.engine.records import Record
from mock_server.vendors.cloudrx import doors
from mock_server.vendors.cloudrx.auth import SLUG
from mock_server.vendors.cloudrx.contents import Address, ClinicContent, CourierContent, OrderContent
from mock_server.vendors.cloudrx.countries import alpha3
from mock_server.vendors.cloudrx.errors import (
    DUPLICATE_CLINIC_ORDER_ID,
    INVALID_CLINIC,
    INVALID_COUNTRY,
    INVALID_COURIER,
    INVALID_FORMAT,
    INVALID_PRESCRIBER,
    PATIENT_LOCKED_OUT,
)
from mock_server.vendors.cloudrx.models import AddressIn, ClinicIn, DeliveryAddressIn, DoctorIn, OrderIn, OrderInMessage
from mock_server.vendors.cloudrx.records import (
    BY_CLIENT,
    BY_NUMBER,
    BY_PATIENT,
    CLINIC,
    CLINIC_AND_REFERENCE,
    COURIER,
    LOCKED_PATIENT,
    ORDER,
    REFUSED_PRESCRIBER,
    patient_key,
)
from mock_server.vendors.cloudrx.speech import refuse, refuse_saying
from mock_server.vendors.cloudrx.switches import CloudRxSwitches


def check_wording(order: OrderIn | OrderInMessage, switches: CloudRxSwitches) -> None:
    """Look at what can be judged without knowing anybody: the countries and that a prescriber is named.

    Raises:
        Refused: a country is none, or no prescriber is named.
    """
    country_of(order.deliveryAddress.countryCode, switches, "deliveryAddress")
    for member, sent in (("homeAddress", order.homeAddress), ("clinicInformation", order.clinicInformation)):
        if sent is not None and sent.countryCode:
            country_of(sent.countryCode, switches, member)
    doctor = order.prescribingDoctor
    if not doctor.registrationNumber.strip():
        raise refuse(INVALID_PRESCRIBER, "the prescriber has no registration number")
    if not doctor.prescriberName.strip():
        raise refuse(INVALID_PRESCRIBER, "the prescriber has no name", field="PrescriberName")


def country_of(sent: str, switches: CloudRxSwitches, member: str) -> str:
    """The alpha-3 code of a country that is sent in some member.

    Raises:
        Refused: it is none.
    """
    code = alpha3(sent, switches)
    if code is None:
        raise refuse(INVALID_COUNTRY, f"{member}.countryCode is {sent[:40]!r}, which is no ISO 3166 alpha-3 code such as GBR")
    return code


def read_address(sent: AddressIn | DeliveryAddressIn, switches: CloudRxSwitches) -> Address:
    """An address as it is kept."""
    code = alpha3(sent.countryCode, switches) if sent.countryCode else None
    return Address(sent.address1, sent.address2, sent.city, sent.county, sent.postCode, code)


def check_prescriber(call: Call, doctor: DoctorIn) -> None:
    """Look whether the pharmacy takes orders of a prescriber.

    Raises:
        Refused: it does not.
    """
    if call.engine.find(REFUSED_PRESCRIBER, doctor.registrationNumber.strip()) is not None:
        raise refuse(INVALID_PRESCRIBER, f"the prescriber {doctor.registrationNumber!r} is one of those the scenario refuses")


def find_courier(call: Call, sent: str | int) -> Record[CourierContent] | None:
    """The courier of a code, in any case, or of a number."""
    store = call.engine.world.store
    if isinstance(sent, int):
        return store.only(COURIER, BY_NUMBER, sent)
    known = store.get(COURIER, sent)
    if known is not None:
        return known
    wanted = sent.strip().lower()
    return next((each for each in store.each(COURIER) if each.id.lower() == wanted), None)


def courier_of(call: Call, sent: str | int) -> Record[CourierContent]:
    """The courier that is sent.

    Raises:
        Refused: there is none.
    """
    courier = find_courier(call, sent)
    if courier is None:
        raise refuse(INVALID_COURIER, f"there is no courier {str(sent)[:40]!r}")
    return courier


def clinic_of(call: Call, sent: ClinicIn | None, *, registers: bool) -> tuple[str, ClinicContent | None]:
    """The code of the clinic that an order is for, and what to register of it where it is a new one (CLX-40 to CLX-42).

    Raises:
        Refused: it is not the client's, or not clear which is meant.
    """
    code = (sent.clinicCode or "").strip() if sent is not None else ""
    client = call.caller.tenant
    if not code:
        own = call.engine.world.store.page(CLINIC, BY_CLIENT, client, limit=2)
        if len(own) == 1 and not registers:
            return own[0].id, None
        says = "clinicInformation.clinicCode is missing, and the client has not exactly one clinic"
        raise refuse(INVALID_CLINIC, "this call needs clinicInformation.clinicCode" if registers else says)
    known = call.engine.find(CLINIC, code)
    if known is not None and known.content.client == client:
        return code, None
    if known is not None or not registers or sent is None:
        raise refuse(INVALID_CLINIC, f"the client {client!r} has no clinic {code[:40]!r}")
    lines = (sent.address1, sent.address2, sent.address3, sent.address4)
    content = ClinicContent(
        client,
        sent.name,
        tuple(line for line in lines if line),
        sent.postcode,
        sent.countryCode,
        sent.contactNumber,
        sent.contactEmail,
    )
    return code, content


def check_content(call: Call, content: OrderContent) -> None:
    """Look at the order as a whole: the shapes, where the switch asks for them, the patient, and the clinic's reference.

    Raises:
        Refused: a shape is wrong, the patient is locked out, or the clinic has an order of that reference.
    """
    if call.switches(SLUG, CloudRxSwitches).formats == "strict":
        for field, says in doors.misshapen(content):
            raise refuse_saying(INVALID_FORMAT, field, says, because="switch cloudrx.formats")
    store = call.engine.world.store
    patient = content.customer
    if store.count(LOCKED_PATIENT, BY_PATIENT, patient_key(patient.surname, patient.date_of_birth)):
        raise Refused(PATIENT_LOCKED_OUT, "the patient is one of those the scenario locks out", field="Surname")
    if store.only(ORDER, CLINIC_AND_REFERENCE, (content.clinic_code, content.clinic_order_id)) is not None:
        says = f"the clinic {content.clinic_code!r} has an order {content.clinic_order_id[:40]!r} already"
        raise refuse(DUPLICATE_CLINIC_ORDER_ID, says)


def renamed(refused: Refused, place: str | None) -> Refused:
    """The same refusal, with its field called by its place in a message, if it has one."""
    if place is None:
        return refused
    message = f"{refused.field}: {refused.given.get('message', refused.error.message)}"
    given = {**refused.given, "field": place, "message": message}
    return Refused(refused.error, refused.says, field=place, given=given, because=refused.because)
