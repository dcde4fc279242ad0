"""How an order is made, whichever of the three create calls asks for it."""

from mock_server.contract.call import Call
from mock_server.engine.records import Record
from mock_server.vendors.cloudrx.auth import SLUG
from mock_server.vendors.cloudrx.checks import (
    check_content,
    check_prescriber,
    check_wording,
    clinic_of,
    courier_of,
    read_address,
)
from mock_server.vendors.cloudrx.contents import Customer, Item, OrderContent
from mock_server.vendors.cloudrx.lifecycle import WAITING_CHECK, WAITING_PAYMENT
from mock_server.vendors.cloudrx.models import CustomerIn, CustomerInMessage, ItemIn, OrderIn, OrderInMessage
from mock_server.vendors.cloudrx.records import CLINIC, ORDER
from mock_server.vendors.cloudrx.switches import CloudRxSwitches
from mock_server.vendors.cloudrx.words import ACCOUNT


def _customer(sent: CustomerIn | CustomerInMessage) -> Customer:
    return Customer(
        sent.title,
        sent.firstName,
        sent.surname,
        sent.dateOfBirth,
        sent.gender,
        sent.telephone,
        sent.email,
        sent.clinicAccountNumber,
    )


def _item(sent: ItemIn) -> Item:
    return Item(
        sent.productId,
        sent.dmdCode,
        sent.pack,
        sent.medication,
        sent.dosageInstructions,
        sent.quantity,
        sent.allowedRepeats,
    )


def place_order(call: Call, order: OrderIn | OrderInMessage, *, registers: bool) -> Record[OrderContent]:
    """Make an order, and register its clinic where that is asked for and the clinic is unknown.

    Raises:
        Refused: the vendor names a reason against it. Nothing has changed then.
    """
    switches = call.switches(SLUG, CloudRxSwitches)
    check_wording(order, switches)
    check_prescriber(call, order.prescribingDoctor)
    courier = courier_of(call, order.prescription.courierCode)
    clinic_code, new_clinic = clinic_of(call, order.clinicInformation, registers=registers)
    prescription = order.prescription
    content = OrderContent(
        clinic_code=clinic_code,
        client=call.caller.tenant,
        clinic_order_id=prescription.clinicOrderId,
        customer=_customer(order.customer),
        delivery_address=read_address(order.deliveryAddress, switches),
        home_address=None if order.homeAddress is None else read_address(order.homeAddress, switches),
        items=tuple(_item(each) for each in order.prescribedItems),
        registration_number=order.prescribingDoctor.registrationNumber.strip(),
        prescriber_name=order.prescribingDoctor.prescriberName.strip(),
        payment_type=prescription.paymentType,
        courier_code=courier.id,
        currency_code=prescription.currencyCode or "GBP",
        clinic_order_value=prescription.clinicOrderValue,
        repeats_allowed=prescription.repeatsAllowed,
        affiliate_id=order.affiliateId,
    )
    check_content(call, content)
    if new_clinic is not None:
        call.engine.create(CLINIC, new_clinic, id=clinic_code)
    status = WAITING_CHECK if content.payment_type == ACCOUNT else WAITING_PAYMENT
    return call.engine.create(ORDER, content, status=status)
