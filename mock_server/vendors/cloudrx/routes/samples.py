"""Sample bodies that several operations document: the vendor's own, with a real country and clinic for its placeholders."""

from typing import Final

ADDRESS: Final = {
    "address1": "text",
    "address2": "text",
    "city": "text",
    "county": "text",
    "postCode": "text",
    "countryCode": "GBR",
}
ORDER: Final = {
    "customer": {
        "clinicAccountNumber": 1,
        "title": "Mr",
        "firstName": "text",
        "surname": "text",
        "dateOfBirth": "2025-09-18",
        "gender": "Male",
        "telephone": "text",
        "email": "text",
    },
    "homeAddress": ADDRESS,
    "deliveryAddress": ADDRESS,
    "prescription": {
        "clinicOrderId": "text",
        "clinicOrderValue": 1,
        "paymentType": "Account",
        "repeatsAllowed": 1,
        "courierCode": "RMT24",
        "currencyCode": "GBP",
    },
    "prescribedItems": [
        {"productId": 1, "dmdCode": 1, "pack": 1, "medication": "text", "dosageInstructions": "text", "quantity": 1}
    ],
    "prescribingDoctor": {"registrationNumber": "text", "prescriberName": "text"},
    "clinicInformation": {
        "clinicCode": "cl1234",
        "name": "text",
        "address1": "text",
        "address2": "text",
        "address3": "text",
        "address4": "text",
        "postcode": "text",
        "countryCode": "GBR",
        "contactNumber": "text",
        "contactEmail": "text",
        "prescriberFeeTypeId": 0,
        "prescriberFee": 1,
    },
    "affiliateId": "text",
}
SMALLEST_ORDER: Final = {
    "deliveryAddress": {"countryCode": "GBR", "postCode": "N1 9GU"},
    "prescription": {"clinicOrderId": "order-0001", "courierCode": 1, "paymentType": 1},
    "prescribedItems": [{"productId": 1, "medication": "Sample tablets", "dosageInstructions": "One a day", "quantity": 28}],
    "prescribingDoctor": {"registrationNumber": "GMC1234567", "prescriberName": "Dr Test Prescriber"},
    "customer": {"title": 1, "surname": "Sample", "dateOfBirth": "1990-01-01T00:00:00Z", "telephone": "07123456789"},
}
MESSAGE: Final = (
    "MSH|^~\\&|CLINICSYSTEM|cl1234|CLOUDRX|PHARMACY|20260105090000||RDE^O11^RDE_O11|MSG00001|P|2.5\r"
    "PID|1||PAT1^^^CLINIC||Sample^Test^^^Mr||19900101|M|||1 Sample Street^^London^^N1 9GU^GBR||07123456789\r"
    "ORC|NW|order-0002||||||||||GMC1234567^Prescriber^Test^^^Dr\r"
    "RXE|1|1^Sample tablets^99CLX|1||TAB||^One a day|||28|TAB\r"
    "TQ1|1\r"
    "RXR|PO\r"
)
STATUS: Final = {
    "clinicOrderId": "abc1234",
    "pharmacyOrderId": "1",
    "orderStatus": "Prescription Dispatched",
    "dispatchDate": "2025-09-18T16:58:02.363Z",
    "trackingId": "TT123456785GB",
    "cancelReason": None,
}
