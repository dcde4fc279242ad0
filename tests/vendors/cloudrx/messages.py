"""HL7 messages of our own, written after the published structures of version 2.5; all people and medicines are made up."""

from typing import Any

HEADER = "MSH|^~\\&|CLINICSYSTEM|cl1234|CLOUDRX|PHARMACY|20260105090000||{kind}|MSG00001|P|2.5"
PATIENT = (
    "PID|1||PAT1^^^CLINIC||Sample^Testina^^^Mrs||19800229|F|||"
    "1 Sample Street^Flat 2^London^Greater London^N1 9GU^GBR^M~2 Home Road^^Leeds^^LS1 1AA^GBR^H||"
    "07123456789^PRN^PH~^NET^Internet^testina@example.com|||||77"
)
PRESCRIBER = "GMC1234567^Prescriber^Test^^^Dr"
REFERENCE = "order-0001"
ITEM = (
    "RXE|1^^^20260105|1^SAMPLE Alphazol 10 mg tablets^99CLX^9000000000011006^Alphazol^SCT|1||TAB||^One a day|||28|TAB|2{pack}"
)
SECOND_ITEM = "RXE|1^^^20260105|2^SAMPLE Betamol oral solution^99CLX|5||ML||^5 ml at night|||100|ML"


def message(*lines: str) -> str:
    return "\r".join(lines) + "\r"


def orc(reference: str = REFERENCE, control: str = "NW") -> str:
    return f"ORC|{control}|{reference}^CLINICSYSTEM||||||||||{PRESCRIBER}"


RDE = message(
    HEADER.format(kind="RDE^O11^RDE_O11").replace("|2.5", "|2.4"),
    PATIENT,
    orc(),
    ITEM.format(pack="|" * 16 + "28"),
    "RXR|PO",
    "ZZZ|ours",
)
TWO_ITEMS = message(
    HEADER.format(kind="RDE^O11^RDE_O11"),
    PATIENT,
    orc(),
    ITEM.format(pack=""),
    "TQ1|1",
    "RXR|PO",
    orc(),
    SECOND_ITEM,
    "TQ1|1",
    "RXR|PO",
)
OMP = message(
    HEADER.format(kind="OMP^O09^OMP_O09"),
    PATIENT,
    orc(),
    "RXO|9000000000011006^SAMPLE Alphazol 10 mg tablets^DM+D|10||MG|TAB|^Take with water|^One a day||||28|TAB|1",
    "RXR|PO",
)
ORM = message(
    HEADER.format(kind="ORM^O01^ORM_O01"),
    PATIENT,
    orc(),
    "RXO|2^SAMPLE Betamol oral solution^99CLX|5||ML||5 ml at night|||||100|ML",
    "RXR|PO",
)
ALL = {"RDE": RDE, "TWO_ITEMS": TWO_ITEMS, "OMP": OMP, "ORM": ORM}

SAME_ORDER: dict[str, Any] = {
    "customer": {
        "clinicAccountNumber": 77,
        "title": "Mrs",
        "firstName": "Testina",
        "surname": "Sample",
        "dateOfBirth": "1980-02-29",
        "gender": "Female",
        "telephone": "07123456789",
        "email": "testina@example.com",
    },
    "homeAddress": {"address1": "2 Home Road", "city": "Leeds", "postCode": "LS1 1AA", "countryCode": "GBR"},
    "deliveryAddress": {
        "address1": "1 Sample Street",
        "address2": "Flat 2",
        "city": "London",
        "county": "Greater London",
        "postCode": "N1 9GU",
        "countryCode": "GBR",
    },
    "prescription": {"clinicOrderId": REFERENCE, "paymentType": "Account", "courierCode": "RMT24", "currencyCode": "GBP"},
    "prescribedItems": [
        {
            "productId": 1,
            "dmdCode": 9000000000011006,
            "pack": 28,
            "medication": "SAMPLE Alphazol 10 mg tablets",
            "dosageInstructions": "One a day",
            "quantity": 28,
            "allowedRepeats": 2,
        }
    ],
    "prescribingDoctor": {"registrationNumber": "GMC1234567", "prescriberName": "Dr Test Prescriber"},
    "clinicInformation": {"clinicCode": "cl1234"},
}
"""The prescription of `RDE` as the two other create calls take it."""
