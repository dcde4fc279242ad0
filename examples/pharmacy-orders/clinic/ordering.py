"""What the clinic does: order a prescription, and see to it that book and pharmacy agree."""

import json

from clinic.book import Book, Row
from clinic.pharmacy import Order, Pharmacy, Refused, Unavailable

Address = dict[str, str]


class Clinic:
    """Orders at a pharmacy, and keeps the book."""

    def __init__(self, pharmacy: Pharmacy, book: Book) -> None:
        self._pharmacy = pharmacy
        self._book = book

    def prescribe(self, patient: str, prescription: str, address: Address) -> bool:
        """Order a prescription; answers whether the pharmacy has it. If not, `catch_up` sends it again.

        Raises:
            Refused: the pharmacy will not have it.
        """
        row = Row(f"order-{prescription}", patient, prescription, json.dumps(address))
        self._book.add(row)
        return self._send(row)

    def catch_up(self) -> list[str]:
        """Send what was not taken, and ask after what is under way; answers where the book was wrong."""
        wrong = []
        for row in self._book.open_rows():
            if row.pharmacy_id is None:
                self._send(row)
                continue
            order = self._pharmacy.get(row.pharmacy_id)
            if (order.status, order.tracking) != (row.status, row.tracking):
                self._note(order)
                wrong.append(row.prescription)
        return wrong

    def _send(self, row: Row) -> bool:
        try:
            order = self._pharmacy.order(row.patient, row.prescription, json.loads(row.address), key=row.key)
        except Unavailable:
            return False
        except Refused:
            self._book.drop(row.key)
            raise
        self._book.taken(row.key, order.id)
        self._note(order)
        return True

    def _note(self, order: Order) -> None:
        self._book.stands(order.id, order.status, order.tracking)
