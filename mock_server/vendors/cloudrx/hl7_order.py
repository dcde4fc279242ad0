"""From the segments of an HL7 message to an order, by the table in `hl7_mapping`."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pydantic import ValidationError

from mock_server.vendors.cloudrx import hl7_mapping as mapping
from mock_server.vendors.cloudrx.hl7_mapping import DMD_SYSTEMS, ITEM_SEGMENTS, MESSAGE_TYPES, NEW_ORDER, VERSION, Row
from mock_server.vendors.cloudrx.hl7_text import Segment, read_segments
from mock_server.vendors.cloudrx.models import INT64, OrderInMessage
from mock_server.vendors.cloudrx.reading import Flaw, Found, Reading, UnusableMessage
from mock_server.vendors.cloudrx.speech import flaws

_ITEM: Final = re.compile(r"PrescribedItems\[([0-9]+)\](?:\.([A-Za-z]+))?")
_ADDRESS_MEMBER: Final = re.compile(r"(?:Home|Delivery)Address(?:\.([A-Za-z]+))?")
_HOME: Final = "H"


def read_order(body: bytes) -> Reading:
    """Read a message as an order; what keeps it from being one stands among its flaws, never in an exception."""
    try:
        segments = read_segments(body)
    except UnusableMessage as wrong:
        return Reading(flaws=(wrong.flaw,))
    header = segments[0]
    kind = f"{header.value(9)}^{header.value(9, 2)}"
    reader = _Reader(segments)
    try:
        items = reader.read(kind)
    except UnusableMessage as wrong:
        return Reading(kind, header.value(12), header.value(10), tuple(reader.found), None, (wrong.flaw,))
    told = (kind, header.value(12), header.value(10), tuple(reader.found))
    names = tuple(each.name for each in items)
    try:
        order = OrderInMessage.model_validate(reader.order)
    except ValidationError as wrong:
        found = dict.fromkeys(_flaw(member, says, names) for member, says in flaws(wrong))
        return Reading(*told, None, tuple(found), names)
    return Reading(*told, order, (), names)


class _Reader:
    """One pass over a message, in which what is found is noted and put where it belongs in the order."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self.found: list[Found] = []
        self.order: dict[str, object] = {}

    def read(self, kind: str) -> list[Segment]:
        """Fill the order; answers with the segments that describe its items.

        Raises:
            UnusableMessage: a segment is missing, or the message asks for something else than one new order.
        """
        if kind not in MESSAGE_TYPES:
            raise UnusableMessage("MSH-9", f"the message is {kind[:20]!r}; read are {', '.join(MESSAGE_TYPES)}")
        version = self._segments[0].value(12)
        if version and not VERSION.fullmatch(version):
            raise UnusableMessage("MSH-12", f"the message is of version {version[:20]!r}; read is version 2")
        patient = self._only("PID")
        orders = [each for each in self._segments if each.name == "ORC"]
        if not orders:
            raise UnusableMessage("ORC", "the segment ORC is missing")
        items = self._items()
        for each in orders:
            if each.value(1).upper() not in (NEW_ORDER, ""):
                raise UnusableMessage("ORC-1", f"the order control is {each.value(1)[:20]!r}; only {NEW_ORDER} makes an order")
        self._read_rows(patient, mapping.PATIENT)
        self._read_contacts(patient)
        self._read_addresses(patient)
        self._read_order(orders)
        self.order["prescribedItems"] = [self._item(each, n) for n, each in enumerate(items)]
        return items

    def _only(self, name: str) -> Segment:
        found = [each for each in self._segments if each.name == name]
        if len(found) != 1:
            raise UnusableMessage(name, f"the segment {name} {'is missing' if not found else 'stands more than once'}")
        return found[0]

    def _items(self) -> list[Segment]:
        """The items in their order: those of each ORC's group, encoded ones in the place of those asked for."""
        items: list[Segment] = []
        group: list[Segment] = []
        is_in_group = False
        for each in (*self._segments, None):
            if each is None or each.name == "ORC":
                encoded = [item for item in group if item.name == ITEM_SEGMENTS[0]]
                items += encoded or group
                if is_in_group and not group:
                    raise UnusableMessage("RXE", "an ORC is followed by neither RXE nor RXO")
                group, is_in_group = [], True
            elif each.name in ITEM_SEGMENTS:
                if not is_in_group:
                    raise UnusableMessage(each.name, f"{each.name} stands before the first ORC")
                group.append(each)
        return items

    def _note(self, place: str, member: str, value: object) -> None:
        self.found.append(Found(place, member, value))

    def _put(self, member: str, value: object) -> None:
        here = self.order
        *way, last = (step[:1].lower() + step[1:] for step in member.split("."))
        for step in way:
            inner = here.setdefault(step, {})
            if isinstance(inner, dict):
                here = inner
        here[last] = value

    def _value(self, segment: Segment, row: Row, prefix: str = "", repetition: int = 1) -> object:
        """What stands at the first filled place of a row, noted; None where there is nothing."""
        for field, component in row.places:
            text = segment.value(field, component, repetition=repetition)
            if text:
                value = row.read(text)
                if value is not None:
                    self._note(f"{row.segment}-{field}.{component}", f"{prefix}{row.member}", value)
                return value
        return None

    def _read_rows(self, segment: Segment, rows: Iterable[Row]) -> None:
        for row in rows:
            value = self._value(segment, row)
            if value is not None:
                self._put(row.member, value)

    def _read_contacts(self, patient: Segment) -> None:
        for row, is_mail in ((mapping.TELEPHONE, False), (mapping.EMAIL, True)):
            for n in range(1, patient.repetitions(13) + 1):
                value = self._value(patient, row, repetition=n) if _is_mail(patient, n) == is_mail else None
                if value is not None:
                    self._put(row.member, value)
                    break

    def _read_addresses(self, patient: Segment) -> None:
        numbers = range(1, patient.repetitions(11) + 1)
        home = [n for n in numbers if patient.value(11, 7, repetition=n).upper() == _HOME]
        others = [n for n in numbers if n not in home]
        delivery = (others or home or [1])[0]
        self._read_address(patient, "DeliveryAddress", delivery)
        if others and home:
            self._read_address(patient, "HomeAddress", home[0])

    def _read_address(self, patient: Segment, name: str, repetition: int) -> None:
        for row in mapping.ADDRESS:
            value = self._value(patient, row, f"{name}.", repetition)
            if value is not None:
                self._put(f"{name}.{row.member}", value)

    def _read_order(self, orders: Sequence[Segment]) -> None:
        every = (each.value(2, repetition=n) for each in orders for n in range(1, each.repetitions(2) + 1))
        references = list(dict.fromkeys(filter(None, every)))
        if len(references) > 1:
            shown = ", ".join(each[:40] for each in references[:3])
            raise UnusableMessage("ORC-2", f"the message names several orders ({shown}); one call makes one order")
        header = self._segments[0]
        reference = references[0] if references else header.value(10)
        if reference:
            self._note("ORC-2.1" if references else "MSH-10.1", mapping.ORDER_REFERENCE.member, reference)
            self._put(mapping.ORDER_REFERENCE.member, reference)
        clinic = self._value(header, mapping.CLINIC)
        if clinic is not None:
            self._put(mapping.CLINIC.member, clinic)
        prescriber = next((each for each in orders if each.value(12) or each.value(12, 2)), orders[0])
        name = " ".join(filter(None, (prescriber.value(*place) for place in mapping.PRESCRIBER.places)))
        self._put(mapping.REGISTRATION.member, self._value(prescriber, mapping.REGISTRATION) or "")
        if name:
            self._note("ORC-12", mapping.PRESCRIBER.member, name)
        self._put(mapping.PRESCRIBER.member, name)
        self._put("Prescription.PaymentType", mapping.PAYMENT_TYPE)
        self._put("Prescription.CourierCode", mapping.COURIER_CODE)
        self._put("Prescription.CurrencyCode", mapping.CURRENCY_CODE)

    def _item(self, segment: Segment, n: int) -> dict[str, object]:
        prefix = f"PrescribedItems[{n}]."
        item: dict[str, object] = {}
        field = mapping.CODE_FIELD[segment.name]
        for first in (1, 4):
            code, system = segment.value(field, first), segment.value(field, first + 2).upper()
            value = mapping.read_whole(code)
            if isinstance(value, int) and value <= INT64:
                member = "DmdCode" if system in DMD_SYSTEMS else "ProductId"
                self._note(f"{segment.name}-{field}.{first}", f"{prefix}{member}", value)
                item[member[:1].lower() + member[1:]] = value
        for row in mapping.ITEM[segment.name]:
            value = self._value(segment, row, prefix)
            if value is not None:
                item[row.member[:1].lower() + row.member[1:]] = value
        return item


def _is_mail(patient: Segment, n: int) -> bool:
    return patient.value(13, 2, repetition=n).upper() == "NET" or patient.value(13, 3, repetition=n).upper() == "INTERNET"


def _flaw(member: str, says: str, items: Sequence[str]) -> Flaw:
    """What the model refuses, by its place in the message."""
    item = _ITEM.fullmatch(member)
    if item:
        n, name = int(item.group(1)), item.group(2)
        segment = items[n]
        row = next((row for row in mapping.ITEM[segment] if row.member == name), None)
        place = row.place if row else f"{segment}-{mapping.CODE_FIELD[segment]}.1"
        about = f"{place} of item {n + 1}"
        if row is None:
            says = "A code of a product or of dm+d is required."
    else:
        rows: tuple[Row, ...] = (
            *mapping.PATIENT,
            mapping.TELEPHONE,
            mapping.EMAIL,
            mapping.ORDER_REFERENCE,
            mapping.REGISTRATION,
            mapping.PRESCRIBER,
        )
        address = _ADDRESS_MEMBER.fullmatch(member)
        if address:
            rows, member = mapping.ADDRESS, address.group(1) or "PostCode"
        place = about = next((row.place for row in rows if row.member == member), "PID-5.1" if member == "Customer" else "MSH")
    return Flaw(place.partition(".")[0], f"{about} ({member}): {says}")
